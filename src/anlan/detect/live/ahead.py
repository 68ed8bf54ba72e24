"""Facts through an engine, page after page: a page is read while models look at the one before, and
what that came to is put into words while they look at this one.

The findings are those of `Engine.take`, page by page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import cast

from anlan.detect.fast.found import Found as Columns, Missed
from anlan.detect.fast.shared import SharedPlan
from anlan.detect.running.engine import Engine, Found
from anlan.detect.steps.steps import Steps
from anlan.store.facts import FactColumns

Ended = Sequence[tuple[Columns, Missed]]


def ahead(engine: Engine, pages: Iterable[FactColumns]) -> Iterator[tuple[int, Found]]:
    """How many facts each page has and what they come to. The engine, whose runners are shared
    plans, stands at the page that was told of last."""
    runners = [cast(SharedPlan, source.runner) for source in engine.sources]
    before: FactColumns | None = None
    heard: list[Steps] = []
    for facts in pages:
        now = engine.hear(facts)
        ready = [runner.prepare(steps) for runner, steps in zip(runners, now, strict=True)]
        ended = [runner.end() for runner in runners]
        for runner, steps in zip(runners, ready, strict=True):
            runner.begin(steps)
        if before is not None:
            yield len(before), _told(engine, before, heard, ended, now)
        before, heard = facts, now
    if before is not None:
        ended = [runner.end() for runner in runners]
        yield len(before), _told(engine, before, heard, ended, ())


def _told(
    engine: Engine, facts: FactColumns, heard: Sequence[Steps], ended: Ended, since: Sequence[Steps]
) -> Found:
    found = Found()
    engine.position = facts.positions[-1]
    for number, (source, steps) in enumerate(zip(engine.sources, heard, strict=True)):
        if steps:
            runner = cast(SharedPlan, source.runner)
            later = since[number] if since else None
            raised = runner.told(ended[number], steps, later)
            source.tell(steps, raised, found.raised, found.corrected, found.lapsed, later)
    return found
