"""The state of an engine as bytes, exactly: saved and restored it goes on the same way.

A line of JSON that says what follows, then the state of each runner as it writes it itself.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import Any

import orjson

from anlan.detect.compiler.plan import Plan
from anlan.detect.fast.shared import SharedPlan
from anlan.detect.running.engine import KEPT_MISSES, Engine
from anlan.detect.running.source import Source
from anlan.detect.running.standing import Standing, Stands
from anlan.detect.steps.intake import Intake, Known
from anlan.detect.steps.layout import POINT
from anlan.detect.steps.missed import Missed
from anlan.detect.steps.row import Raised, Row
from anlan.detect.steps.runner import MakeRunner
from anlan.standards.errors import Conflict

FORMAT = 3
"""Raise it whenever the meaning of the state or of the engine changes."""


def save(engine: Engine) -> bytes:
    """The state of an engine."""
    runners = [source.runner.save() for source in engine.sources]
    head = {
        "format": FORMAT,
        "digest": engine.digest,
        "position": engine.position,
        "unusable": [[*what, count] for what, count in engine.unusable.items()],
        "slips": list(engine.slips),
        "sources": [_source(source) for source in engine.sources],
        "runners": [len(state) for state in runners],
    }
    return b"".join([orjson.dumps(head), b"\n", *runners])


def restore(plans: Iterable[Plan], saved: bytes, runner: MakeRunner = SharedPlan) -> Engine:
    """An engine that goes on where the saved one was.

    Conflict when the state is not one of these plans: then the journal must be replayed.
    """
    engine = Engine(plans, runner)
    line, _, rest = saved.partition(b"\n")
    try:
        head = orjson.loads(line)
        fits = (head["format"], head["digest"]) == (FORMAT, engine.digest)
        fits = fits and sum(head["runners"]) == len(rest)
    except (orjson.JSONDecodeError, KeyError, TypeError):
        fits = False
    if not fits:
        raise Conflict(
            "the saved state belongs to other models", way_out="replay the journal from the start"
        )
    engine.position = head["position"]
    for reason, kind, count in head["unusable"]:
        engine.unusable[reason, kind] = count
    engine.slips = deque((Missed(**missed) for missed in head["slips"]), KEPT_MISSES)
    begin = 0
    for source, state, length in zip(engine.sources, head["sources"], head["runners"], strict=True):
        _restore_intake(source.intake, state)
        _restore_standing(source.standing, state["standing"])
        source.runner.restore(rest[begin : begin + length])
        begin += length
    return engine


def _source(source: Source) -> dict[str, Any]:
    intake = source.intake
    intake.sweep()
    return {
        "clock": intake.clock,
        "records": [
            [record, *known[:-1], None if known.row is None else _values(known.row)]
            for record, known in intake.records.items()
        ],
        "references": intake.references.states,
        "standing": [
            [
                finding, stands.raised.model, stands.raised.key, stands.raised.level,
                stands.raised.at, stands.raised.floor, stands.raised.measure,
                _row(stands.raised.trigger), list(map(_row, stands.raised.evidence)),
                stands.cited, stands.holds,
            ]
            for finding, stands in source.standing.findings.items()
        ],
    }  # fmt: skip


def _restore_intake(intake: Intake, saved: dict[str, Any]) -> None:
    intake.clock = intake.swept = saved["clock"]
    intake.references.states = saved["references"]
    point = intake.layout.slot.get(POINT)
    for record, fields, time, withdrawn, at, zone, gap, order, values in saved["records"]:
        row = None
        if values is not None:
            row = Row(record, order, time, zone, gap, _tuple(values, point))
        intake.records[record] = Known(tuple(fields), time, withdrawn, at, zone, gap, order, row)


def _restore_standing(standing: Standing, saved: list[Any]) -> None:
    point = standing.layout.slot.get(POINT)

    def row(parts: list[Any]) -> Row:
        record, order, time, zone, gap, values = parts
        return Row(record, order, time, zone, gap, _tuple(values, point))

    for finding, model, key, level, at, floor, measure, trigger, evidence, cited, holds in saved:
        raised = Raised(
            model, key, level, at, floor, measure, row(trigger), tuple(map(row, evidence))
        )
        standing.put(finding, Stands(raised, tuple(cited), holds))


def _row(row: Row) -> list[Any]:
    return [*row[:-1], _values(row)]


def _values(row: Row) -> list[Any]:
    return list(row.values)


def _tuple(values: list[Any], point: int | None) -> tuple[Any, ...]:
    """The values of a row; JSON knows no tuples, and a point is one."""
    if point is not None and values[point] is not None:
        values[point] = tuple(values[point])
    return tuple(values)
