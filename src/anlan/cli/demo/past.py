"""The city's past: what its former system hands over, with the loop already running on it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable

import orjson

from anlan.bootstrap import Deployment
from anlan.cli.demo.clock import CityClock
from anlan.cli.demo.staff import Staff
from anlan.simulate import CallEvent, City, Run
from anlan.standards.time import HOUR, Instant
from anlan.store.facts import Fact, Intake

SOURCE = "former-system"
STEP = 6 * HOUR


def declare_city(deployment: Deployment, city: City, at: Instant) -> None:
    """Areas, premises and units; those that are there already stay as they are."""
    facts = (
        Fact(f"{kind}.declared", kind, record, 1, at, data, "city", deployment.zone)
        for kind, record, data in city.records()
    )
    with deployment.store.writing(actor="city:register", purpose="stewardship") as unit:
        unit.append_new(facts)


def fill(
    deployment: Deployment,
    clock: CityClock,
    run: Run,
    staff: Staff,
    until: Instant,
    saved: Callable[[], None],
    done: Callable[[float], None],
) -> None:
    """Six hours at a time: calls come in, findings and tasks follow, the staff work them.

    Taking in is idempotent, so a past that was cut short is filled again from its start.
    """
    start = run.now
    unfinished: list[CallEvent] = []
    while run.now < until:
        end = Instant(min(run.now + STEP, until))
        staff.act(clock())
        events = run.advance(end)
        unfinished += [event for event in events if isinstance(event, CallEvent)]
        clock.set_to(end)
        _take_in(deployment, unfinished, end)
        unfinished = [call for call in unfinished if call.steps and call.steps[-1].time >= end]
        while deployment.react():
            pass
        saved()
        done((end - start) / (until - start))


def _take_in(deployment: Deployment, calls: Iterable[CallEvent], until: Instant) -> None:
    rows: dict[str, list[Intake]] = {}
    for call in calls:
        for kind, record, data in call.records(until):
            digest = hashlib.sha256(orjson.dumps(data)).hexdigest()[:32]
            rows.setdefault(kind, []).append(
                Intake(record, call.time, deployment.zone, digest, data)
            )
    with deployment.store.writing(actor="city:register", purpose="stewardship") as unit:
        for kind, intake in rows.items():
            unit.take_in(kind, intake, source=SOURCE)
