"""The state of an engine as bytes, exactly: saved and restored it goes on the same way.

A line of JSON that says what follows: the state of each runner as it writes it itself, then the rows that
intakes and findings rest on, in parts that are read when one of their rows is asked for.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from io import SEEK_END, BufferedIOBase, BytesIO
from itertools import chain
from typing import Any

import numpy as np
import orjson

from anlan.detect.checkpoint import Part
from anlan.detect.compiler.plan import Plan
from anlan.detect.fast.shared import SharedPlan
from anlan.detect.running.engine import KEPT_MISSES, Engine
from anlan.detect.running.rows import Restored, Written
from anlan.detect.running.source import Source
from anlan.detect.running.standing import Standing, Stands
from anlan.detect.steps.evidence import Cited, cite
from anlan.detect.steps.intake import Intake
from anlan.detect.steps.layout import POINT
from anlan.detect.steps.missed import Missed
from anlan.detect.steps.records import Known
from anlan.detect.steps.row import Raised, Row
from anlan.detect.steps.rows import Rows
from anlan.detect.steps.runner import MakeRunner
from anlan.standards.errors import Conflict
from anlan.standards.time import Instant

FORMAT = 9
"""Raise it whenever the meaning of the state or of the engine changes."""


def save(engine: Engine) -> bytes:
    """The state of an engine."""
    return b"".join(parts_of(engine))


def parts_of(engine: Engine) -> list[Part]:
    """The state of an engine in parts, to be written one after the other."""
    runners = [source.runner.save() for source in engine.sources]
    blobs: list[bytes] = []
    for source in engine.sources:
        source.intake.sweep()
        source.intake.let_go()
    written = {
        kind: Written([each.intake.rows for each in sources], blobs)
        for kind, sources in _over(engine)
    }
    sources = []
    for _, over in _over(engine):
        told_of = over[0].intake
        for source in over:
            number = partial(written[source.reader.kind.id].number, rows=source.intake.rows)
            standing = _standing(source.standing, number)
            sources.append({**_intake(source.intake, told_of, blobs), "standing": standing})
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
    head["lengths"] = [*(sum(map(len, parts)) for parts in runners), *map(len, blobs)]
    return [orjson.dumps(head), b"\n", *chain.from_iterable(runners), *blobs]


def restore(
    plans: Iterable[Plan], saved: bytes | BufferedIOBase, runner: MakeRunner = SharedPlan
) -> Engine:
    """An engine that goes on where the saved one was.

    Conflict when the state is not one of these plans: then the journal must be replayed.
    """
    engine = Engine(plans, runner)
    file = BytesIO(saved) if isinstance(saved, bytes) else saved
    try:
        head = orjson.loads(file.readline())
        fits = (head["format"], head["digest"]) == (FORMAT, engine.digest)
        fits = fits and sum(head["lengths"]) == _left(file)
    except (ValueError, KeyError, TypeError, AttributeError):
        fits = False
    if not fits:
        raise Conflict(
            "the saved state belongs to other models", way_out="replay the journal from the start"
        )
    engine.position = head["position"]
    for reason, kind, count in head["unusable"]:
        engine.unusable[reason, kind] = count
    engine.slips = deque((Missed(**missed) for missed in head["slips"]), KEPT_MISSES)
    for source in engine.sources:
        source.runner.restore(file)
    blobs = [file.read(length) for length in head["lengths"][len(engine.sources) :]]
    states = dict(zip(engine.sources, head["sources"], strict=True))
    for kind, sources in _over(engine):
        reader = engine.readers[kind]
        reader.references.states = head["references"][kind]
        for number, source in enumerate(sources):
            state = states[source]
            rows = Restored(head["rows"][kind], number, blobs, reader.layout.slot.get(POINT))
            rows.put_into(source.intake.rows, state["held"])
            _restore_intake(source.intake, state, sources[0].intake, blobs)
            _restore_standing(source, state["standing"], rows)
    return engine


def _left(file: BufferedIOBase) -> int:
    """Bytes from here to the end."""
    here = file.tell()
    end = file.seek(0, SEEK_END)
    file.seek(here)
    return end - here


def _over(engine: Engine) -> Iterator[tuple[str, list[Source]]]:
    """The sources over each record kind."""
    for kind, reader in engine.readers.items():
        yield kind, [source for source in engine.sources if source.reader is reader]


def _intake(intake: Intake, other: Intake, blobs: list[bytes]) -> dict[str, Any]:
    """Its clock and its records. Of those that count all else stands in their rows; an intake
    over the same record kind knows nearly the same."""
    counting, known = intake.records.counting, other.records.counting
    own = counting if intake is other else dict(counting.items() - known.items())
    orders = np.fromiter(own.values(), np.int64, len(own))
    blobs.append(np.stack((orders, intake.rows.times(orders))).tobytes())
    return {
        "clock": intake.clock,
        "held": intake.rows.held,
        "names": list(own),
        "known": len(blobs) - 1,
        "without": list(known.keys() - counting.keys()),
        "others": [[name, *each[:-1]] for name, each in intake.records.others.items()],
    }


def _restore_intake(
    intake: Intake, saved: dict[str, Any], other: Intake, blobs: Sequence[bytes]
) -> None:
    intake.clock = intake.swept = saved["clock"]
    records = intake.records
    if intake is not other:
        records.counting = dict(other.records.counting)
        for name in saved["without"]:
            del records.counting[name]
    names, times = list(records.counting), other.rows.times(records.orders())
    orders, own = np.frombuffer(blobs[saved["known"]], np.int64).reshape(2, -1)
    intake.rows.arrived(
        [*names, *saved["names"]],
        np.concatenate((records.orders(), orders)),
        np.concatenate((times, own)),
    )
    records.count(saved["names"], orders.tolist())
    intake.remember({name: _other(*other) for name, *other in saved["others"]})


def _other(
    fields: list[Any], time: Instant | None, withdrawn: bool, at: Instant, zone: str, gap: int,
    order: int,
) -> Known:  # fmt: skip
    return Known(tuple(fields), time, withdrawn, at, zone, gap, order, None)


def _standing(standing: Standing, number: Callable[[Row], int]) -> list[Any]:
    """The findings that stand; what one rested on at first only where that is not its evidence."""
    found = []
    for finding, stands in standing.findings.items():
        raised, cited = stands.raised, stands.cited.tolist()
        # What is only cited has not changed since, or it would have been corrected.
        only = isinstance(raised.evidence, Cited)
        evidence = cited if only else list(map(number, raised.evidence))
        found.append(
            [
                finding, raised.model, raised.key, raised.level, raised.at, raised.floor,
                raised.measure, number(raised.trigger), evidence,
                None if cited == evidence else cited, stands.holds,
            ]
        )  # fmt: skip
    return found


def _restore_standing(source: Source, saved: Sequence[Any], rows: Restored) -> None:
    for finding, model, key, level, at, floor, measure, trigger, evidence, cited, holds in saved:
        orders = np.array(evidence if cited is None else cited, np.int64)
        rests = evidence if cited is not None else orders
        read = partial(
            _raised, source.intake.rows, rows, model, key, level, at, floor, measure, trigger, rests
        )
        source.standing.put(finding, Stands(model, at, orders, holds, read))


def _raised(now: Rows, then: Restored, *parts: Any) -> Raised:
    model, key, level, at, floor, measure, trigger, rests = parts
    evidence: Sequence[Row] = ()
    if isinstance(rests, list):
        evidence = tuple(then[number] for number in rests)
    elif len(rests):
        (evidence,) = cite(rests, np.array((0, len(rests))), now)
    return Raised(model, key, level, at, floor, measure, then[trigger], evidence)
