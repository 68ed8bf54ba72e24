"""The state of an engine as bytes, exactly: saved and restored it goes on the same way.

A line of JSON that says what follows: the rows that intakes and findings rest on, in chunks that
are read when one of their rows is asked for, then the state of each runner as it writes it itself.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import accumulate, pairwise
from typing import Any

import orjson

from anlan.detect.compiler.plan import Plan
from anlan.detect.fast.shared import SharedPlan
from anlan.detect.running.engine import KEPT_MISSES, Engine
from anlan.detect.running.rows import Restored, Written
from anlan.detect.running.standing import Standing, Stands
from anlan.detect.steps.intake import Intake
from anlan.detect.steps.layout import POINT
from anlan.detect.steps.missed import Missed
from anlan.detect.steps.records import Known, Records, Unread
from anlan.detect.steps.row import Raised
from anlan.detect.steps.runner import MakeRunner
from anlan.standards.errors import Conflict
from anlan.standards.time import Instant

FORMAT = 5
"""Raise it whenever the meaning of the state or of the engine changes."""


def save(engine: Engine) -> bytes:
    """The state of an engine."""
    runners = [source.runner.save() for source in engine.sources]
    written = {kind: Written() for kind in engine.readers}
    sources = []
    for source in engine.sources:
        rows = written[source.reader.kind.id]
        records, standing = _intake(source.intake, rows), _standing(source.standing, rows)
        sources.append({**records, "standing": standing})
    chunks = {kind: rows.chunks() for kind, rows in written.items()}
    head = {
        "format": FORMAT,
        "digest": engine.digest,
        "position": engine.position,
        "unusable": [[*what, count] for what, count in engine.unusable.items()],
        "slips": list(engine.slips),
        "references": {k: reader.references.states for k, reader in engine.readers.items()},
        "sources": sources,
        "rows": {kind: list(map(len, parts)) for kind, parts in chunks.items()},
        "runners": [len(state) for state in runners],
    }
    parts = [part for parts in chunks.values() for part in parts]
    return b"".join([orjson.dumps(head), b"\n", *parts, *runners])


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
        lengths = [length for part in head["rows"].values() for length in part] + head["runners"]
        fits = fits and sum(lengths) == len(rest)
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
    parts = iter(
        [bytes(rest[begin:end]) for begin, end in pairwise(accumulate(lengths, initial=0))]
    )
    rows = {}
    for kind, reader in engine.readers.items():
        reader.references.states = head["references"][kind]
        chunks = [next(parts) for _ in head["rows"][kind]]
        rows[kind] = Restored(chunks, reader.layout.slot.get(POINT))
    for source, state in zip(engine.sources, head["sources"], strict=True):
        of_kind = rows[source.reader.kind.id]
        _restore_intake(source.intake, state, of_kind)
        _restore_standing(source.standing, state["standing"], of_kind)
        source.runner.restore(next(parts))
    return engine


def _intake(intake: Intake, rows: Written) -> dict[str, Any]:
    """Its records: where the row of each that counts is written, and what there is of others."""
    intake.sweep()
    known = list(intake.records.items())
    counting = [(name, each.row) for name, each in known if each.row is not None]
    return {
        "clock": intake.clock,
        "counts": [each.row is not None for _, each in known],
        "names": [name for name, _ in counting],
        "at": [row.time for _, row in counting],
        "numbers": [rows.number(row) for _, row in counting],
        "others": [[name, *each[:-1]] for name, each in known if each.row is None],
    }


def _restore_intake(intake: Intake, saved: dict[str, Any], rows: Restored) -> None:
    intake.clock = intake.swept = saved["clock"]
    unread = map(Unread._make, zip(saved["at"], saved["numbers"], strict=True))
    counting: Iterator[tuple[str, Known | Unread]] = zip(saved["names"], unread, strict=True)
    others = ((other[0], _other(*other[1:])) for other in saved["others"])
    known = (next(counting if counts else others) for counts in saved["counts"])
    intake.records = Records(dict(known), lambda number: intake.known(rows[number]))


def _other(
    fields: list[Any], time: Instant | None, withdrawn: bool, at: Instant, zone: str, gap: int,
    order: int,
) -> Known:  # fmt: skip
    return Known(tuple(fields), time, withdrawn, at, zone, gap, order, None)


def _standing(standing: Standing, rows: Written) -> list[Any]:
    found = []
    for finding, stands in standing.findings.items():
        raised = stands.raised
        found.append(
            [
                finding, raised.model, raised.key, raised.level, raised.at, raised.floor,
                raised.measure, rows.number(raised.trigger), list(map(rows.number, raised.evidence)),
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
