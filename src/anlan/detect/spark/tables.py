"""The rows that pass between the stages, as Spark names their columns."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from typing import Any

import orjson
import pyarrow as pa

from anlan.detect.running.finding import Correction, FindingDraft
from anlan.detect.spark.spread import MISSED, STEP_TURN, Piece
from anlan.detect.steps.row import Row, Step
from anlan.standards.time import Instant
from anlan.store.facts import Fact, Recorded

FACT = (
    "position long, kind string, record string, version int, time long, zone string, "
    "recorded long, data string"
)
"""A fact: times in µs UTC; `data` is the JSON object of the columns it sets, null clears one."""
CLOCKED = f"part int, clock long, {FACT}"
"""A fact on its way to a part of a source, and the clock of the source before it."""
PIECE = "unit int, position long, turn int, clock long, step binary"
"""What a fact means to a unit; of `MISSED`, counts of facts no model could use."""
FOUND = (
    "what string, position long, turn int, id string, model string, model_version string, "
    "subject string, key string, place string, level int, area string, longitude double, "
    "latitude double, window_start long, window_end long, raised long, expires long, "
    "trigger string, source string, evidence array<string>, count int, measure double, "
    "because_zh string, because_en string, flow string, zone string, holds boolean, "
    "reason string, times long"
)
"""`what`: raised (a finding), corrected (id, evidence, measure, holds), or missed (model or record
kind, reason, times). Of several corrections of a finding that of the highest position and turn
is the last word."""

RAISED, CORRECTED, NOT_COUNTED = "raised", "corrected", "missed"
_SORTS = {"string": pa.string(), "long": pa.int64(), "int": pa.int32(), "double": pa.float64(),
          "boolean": pa.bool_(), "binary": pa.binary(), "array<string>": pa.list_(pa.string())}  # fmt: skip
_DRAFT = [field.name for field in fields(FindingDraft)]


def arrow(columns: str) -> pa.Schema:
    """The schema of some columns."""
    named = [column.strip().split(" ") for column in columns.split(",")]
    return pa.schema([(name, _SORTS[sort]) for name, sort in named])


def batch(rows: Sequence[tuple[Any, ...]], schema: pa.Schema) -> pa.RecordBatch:
    """Some rows as Arrow."""
    columns = zip(*rows, strict=True) if rows else [() for _ in schema]
    arrays = [pa.array(column, each.type) for column, each in zip(columns, schema, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def rows_of(batch: pa.RecordBatch, columns: str) -> Iterator[tuple[Any, ...]]:
    """The rows of a batch, their columns in this order."""
    names = arrow(columns).names
    return zip(*(batch.column(name).to_pylist() for name in names), strict=True)


def recorded(row: Iterable[Any]) -> Recorded:
    """A fact from its columns."""
    position, kind, record, version, time, zone, at, data = row
    fact = Fact(kind, kind, record, version, Instant(time), orjson.loads(data), zone=zone)
    return Recorded(position, fact, Instant(at), "", "", None)


def piece_row(piece: Piece) -> tuple[Any, ...]:
    """A piece of a step as a row."""
    _, _, removed, added = piece.step
    plain = tuple(None if row is None else tuple(row) for row in (removed, added))
    step = piece.step
    return piece.unit, step.position, piece.turn, step.clock, pickle.dumps(plain, 5)


def missed_row(reason: str, kind: str, times: int) -> tuple[Any, ...]:
    """A count of facts that no model could use, as a row among the pieces."""
    return MISSED, 0, STEP_TURN, 0, pickle.dumps((reason, kind, times), 5)


def step_of(position: int, clock: int, step: bytes) -> Step:
    """The step of a piece."""
    removed, added = (None if row is None else Row(*row) for row in pickle.loads(step))
    return Step(position, Instant(clock), removed, added)


def found_row(found: FindingDraft | Correction, position: int, turn: int) -> tuple[Any, ...]:
    """A finding or a correction as a row."""
    if isinstance(found, Correction):
        told = {"id": found.finding, "evidence": list(found.evidence), "measure": found.measure,
                "holds": found.holds, "what": CORRECTED}  # fmt: skip
    else:
        told = {name: getattr(found, name) for name in _DRAFT}
        told |= {"evidence": list(found.evidence), "what": RAISED, "holds": True}
    told |= {"position": position, "turn": turn}
    return tuple(told.get(name) for name in arrow(FOUND).names)


def lost_row(reason: str, model: str, times: int) -> tuple[Any, ...]:
    """A count of what could not count."""
    told = {"what": NOT_COUNTED, "model": model, "reason": reason, "times": times}
    return tuple(told.get(name) for name in arrow(FOUND).names)


def draft_of(row: dict[str, Any]) -> FindingDraft:
    """A finding again from its row."""
    return FindingDraft(
        **{name: row[name] for name in _DRAFT} | {"evidence": tuple(row["evidence"])}
    )
