"""The state of an engine as bytes, exactly: saved and restored it goes on the same way.

A line of JSON that says what follows: the state of each runner as it writes it itself, then the
rows that intakes and findings rest on, in parts that are read when one of their rows is asked for.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import accumulate, pairwise
from typing import Any

import orjson

from anlan.detect.compiler.plan import Plan
from anlan.detect.fast.shared import SharedPlan
from anlan.detect.running.engine import KEPT_MISSES, Engine
from anlan.detect.running.rows import Restored, Written
from anlan.detect.running.source import Source
from anlan.detect.running.standing import Standing, Stands
from anlan.detect.steps.intake import Intake
from anlan.detect.steps.layout import POINT
from anlan.detect.steps.missed import Missed
from anlan.detect.steps.records import Known
from anlan.detect.steps.row import Raised, Row
from anlan.detect.steps.runner import MakeRunner
from anlan.standards.errors import Conflict
from anlan.standards.time import Instant

FORMAT = 7
"""Raise it whenever the meaning of the state or of the engine changes."""


def save(engine: Engine) -> bytes:
    """The state of an engine."""
    blobs = [source.runner.save() for source in engine.sources]
    for source in engine.sources:
        source.intake.sweep()
        source.intake.let_go()
    written = {
        kind: Written([each.intake.rows for each in sources], blobs)
        for kind, sources in _over(engine)
    }
    sources = []
    for source in engine.sources:
        rows = partial(written[source.reader.kind.id].number, rows=source.intake.rows)
        sources.append({**_intake(source.intake), "standing": _standing(source.standing, rows)})
    head = {
        "format": FORMAT,
        "digest": engine.digest,
        "position": engine.position,
        "unusable": [[*what, count] for what, count in engine.unusable.items()],
        "slips": list(engine.slips),
        "references": {k: reader.references.states for k, reader in engine.readers.items()},
        "sources": sources,
        "rows": {kind: rows.told() for kind, rows in written.items()},
    }
    head["lengths"] = list(map(len, blobs))
    return b"".join([orjson.dumps(head), b"\n", *blobs])


def restore(plans: Iterable[Plan], saved: bytes, runner: MakeRunner = SharedPlan) -> Engine:
    """An engine that goes on where the saved one was.

    Conflict when the state is not one of these plans: then the journal must be replayed.
    """
    engine = Engine(plans, runner)
    end = saved.find(b"\n") + 1
    rest = memoryview(saved)[end:]
    try:
        head = orjson.loads(saved[:end])
        fits = (head["format"], head["digest"]) == (FORMAT, engine.digest)
        fits = fits and sum(head["lengths"]) == len(rest)
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError):
        fits = False
    if not fits:
        raise Conflict(
            "the saved state belongs to other models", way_out="replay the journal from the start"
        )
    engine.position = head["position"]
    for reason, kind, count in head["unusable"]:
        engine.unusable[reason, kind] = count
    engine.slips = deque((Missed(**missed) for missed in head["slips"]), KEPT_MISSES)
    ends = pairwise(accumulate(head["lengths"], initial=0))
    blobs = [bytes(rest[begin:end]) for begin, end in ends]
    states = dict(zip(engine.sources, zip(head["sources"], blobs, strict=False), strict=True))
    for kind, sources in _over(engine):
        reader = engine.readers[kind]
        reader.references.states = head["references"][kind]
        for number, source in enumerate(sources):
            state, of_runner = states[source]
            rows = Restored(head["rows"][kind], number, blobs, reader.layout.slot.get(POINT))
            rows.put_into(source.intake.rows)
            _restore_intake(source.intake, state)
            _restore_standing(source.standing, state["standing"], rows)
            source.runner.restore(of_runner)
    return engine


def _over(engine: Engine) -> Iterator[tuple[str, list[Source]]]:
    """The sources over each record kind."""
    for kind, reader in engine.readers.items():
        yield kind, [source for source in engine.sources if source.reader is reader]


def _intake(intake: Intake) -> dict[str, Any]:
    """Its clock and its records. Of those that count all else stands in their rows."""
    counting = intake.records.counting
    return {
        "clock": intake.clock,
        "names": list(counting),
        "times": [time for time, _ in counting.values()],
        "orders": [order for _, order in counting.values()],
        "others": [[name, *each[:-1]] for name, each in intake.records.others.items()],
    }


def _restore_intake(intake: Intake, saved: dict[str, Any]) -> None:
    intake.clock = intake.swept = saved["clock"]
    intake.records.count(saved["names"], saved["times"], saved["orders"])
    intake.remember({name: _other(*other) for name, *other in saved["others"]})


def _other(
    fields: list[Any], time: Instant | None, withdrawn: bool, at: Instant, zone: str, gap: int,
    order: int,
) -> Known:  # fmt: skip
    return Known(tuple(fields), time, withdrawn, at, zone, gap, order, None)


def _standing(standing: Standing, number: Callable[[Row], int]) -> list[Any]:
    found = []
    for finding, stands in standing.findings.items():
        raised = stands.raised
        found.append(
            [
                finding, raised.model, raised.key, raised.level, raised.at, raised.floor,
                raised.measure, number(raised.trigger), list(map(number, raised.evidence)),
                stands.cited, stands.holds,
            ]
        )  # fmt: skip
    return found


def _restore_standing(standing: Standing, saved: Sequence[Any], rows: Restored) -> None:
    for finding, model, key, level, at, floor, measure, trigger, evidence, cited, holds in saved:
        read = partial(_raised, rows, model, key, level, at, floor, measure, trigger, evidence)
        standing.put(finding, Stands(model, at, tuple(cited), holds, read))


def _raised(rows: Restored, *parts: Any) -> Raised:
    model, key, level, at, floor, measure, trigger, evidence = parts
    named = tuple(rows[number] for number in evidence)
    return Raised(model, key, level, at, floor, measure, rows[trigger], named)
