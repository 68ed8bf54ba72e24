"""A mapping compiled: chunks of text cells in, records and quarantined rows out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from anlan.ingest.checks import (
    Check,
    checks_of_record,
    checks_of_rules,
    implausible,
)
from anlan.ingest.chunk import Chunk
from anlan.ingest.content import columns_of, content_of
from anlan.ingest.expressions import clock_after, distinct, record_id, text_of, value_of
from anlan.ingest.fit import MAIN, check_record
from anlan.ingest.mapping import Each, Mapping, RecordMapping
from anlan.ingest.sources import From
from anlan.ingest.unpack import OWNER, unpacked
from anlan.standards.codes import Codes
from anlan.standards.kinds import Kinds
from anlan.standards.place import to_wgs84
from anlan.store.facts import Intake, IntakeColumns


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row is quarantined. `position` counts rows of the frame from 0."""

    position: int
    field: str
    value: str | None
    reason: str
    message: str


@dataclass(frozen=True, slots=True)
class Records:
    """Records of one kind, each with the position of the row it came from."""

    kind: str
    names: tuple[str, ...]
    zone: str
    content: pl.DataFrame
    """As content_of makes it."""

    @property
    def owners(self) -> list[int]:
        """The position of the row of each."""
        return self.content[OWNER].to_list()

    @property
    def rows(self) -> IntakeColumns:
        """The records as the store takes them in."""
        return columns_of(self.content, self.names, zone=self.zone)

    @property
    def intakes(self) -> list[Intake]:
        """The same, one by one."""
        rows = self.rows
        return [rows.row(index) for index in range(len(rows))]


@dataclass(frozen=True, slots=True)
class Mapped:
    """What a frame became: rows with a problem have no records at all."""

    records: list[Records]
    problems: dict[int, Problem]


class Plan:
    """A mapping checked against the kinds and codes, ready to run."""

    def __init__(self, mapping: Mapping, kinds: Kinds, codes: Codes) -> None:
        self.mapping = mapping
        self._fits = kinds, codes
        rules = checks_of_rules(mapping.reject_if)
        self._tables = [
            _Table(record, mapping, kinds, codes, rules if record is mapping else [])
            for record in mapping.records
        ]
        self.columns = frozenset(mapping.columns())
        self._keeps_all = any(record.keep_raw == "all" for record in mapping.records)

    def __reduce__(self) -> tuple[type[Plan], tuple[Mapping, Kinds, Codes]]:
        """To another process it goes as what it was compiled from."""
        return Plan, (self.mapping, *self._fits)

    @property
    def kinds(self) -> list[str]:
        """The kinds of record it makes."""
        return [table.kind.id for table in self._tables]

    def frame(self, chunk: Chunk) -> pl.DataFrame:
        """The columns of a chunk that the mapping reads."""
        wanted = self.columns.union(chunk.columns if self._keeps_all else ())
        return chunk.frame(sorted(wanted), self.mapping.format.null_words)

    def run(self, frame: pl.DataFrame) -> Mapped:
        """Map the rows of such a frame."""
        if frame.is_empty():
            return Mapped([], {})
        main = self._tables[0].work(frame)
        worked = [main, *(table.work(frame, main) for table in self._tables[1:])]
        problems: dict[int, Problem] = {}
        for table, work in zip(self._tables, worked, strict=True):
            for problem in table.problems(work):
                problems.setdefault(problem.position, problem)
        records = [
            table.records(work, frozenset(problems))
            for table, work in zip(self._tables, worked, strict=True)
        ]
        return Mapped(records, problems)


class _Table:
    """One record of the mapping, compiled."""

    def __init__(
        self,
        record: RecordMapping,
        mapping: Mapping,
        kinds: Kinds,
        codes: Codes,
        rules: list[Check],
    ) -> None:
        self.kind = kinds[record.kind]
        self.record = record
        self.zone = mapping.zone
        self._crosswalks = mapping.crosswalks
        self._codes = codes
        check_record(record, self.kind, mapping, codes)
        self.checks = [*rules, *checks_of_record(record, self.kind, mapping.zone)]
        names = list(record.fields)
        names += ["longitude", "latitude"] if record.coordinates else []
        self.names = sorted([*names, "raw"] if record.keep_raw else names)
        self._steps = list(self._build())
        dated = {source.date_of for source in record.fields.values() if source.date_of}
        self._bases = sorted(name for name in dated if name.startswith(MAIN))

    def work(self, frame: pl.DataFrame, main: pl.DataFrame | None = None) -> pl.DataFrame:
        """The frame with an id, a text and a value for every field, and who owns each row.

        `main` is the same of the row's own record, for clock times that build on its fields.
        """
        record = self.record
        if isinstance(record, Each):
            made = {"key", *record.unpack.columns}
            needed = (RecordMapping.uses(record) - made) & set(frame.columns)
            work = unpacked(frame, record.unpack, sorted(needed))
        else:
            work = frame.with_columns(pl.int_range(pl.len(), dtype=pl.Int64).alias(OWNER))
        if main is not None:
            work = work.with_columns(
                main[f"v:{name.removeprefix(MAIN)}"].gather(work[OWNER]).alias(f"v:{name}")
                for name in self._bases
            )
        for step in self._steps:
            work = work.with_columns(step)
        if record.coordinates is not None:
            work = self._placed(work)
        if record.order_otherwise == "empty":
            work = self._ordered(work)
        if record.keep_raw:
            kept = frame.columns if record.keep_raw == "all" else list(record.keep_raw)
            work = work.with_columns(pl.struct(kept).alias("v:raw"))
        return work

    def problems(self, work: pl.DataFrame) -> Iterator[Problem]:
        """The first thing wrong with each row that has something wrong."""
        first = pl.coalesce(
            [pl.when(c.fails).then(pl.lit(n)) for n, c in enumerate(self.checks)]
        ).alias("check")
        bad = work.with_columns(first).filter(pl.col("check").is_not_null())
        for number in bad["check"].unique(maintain_order=True):
            check = self.checks[number]
            finer, reason, message = check.finer or (pl.lit(value=False), "", "")
            rows = bad.filter(pl.col("check") == number).select(
                OWNER, check.shows.alias("shows"), finer.alias("finer")
            )
            for position, value, is_finer in rows.rows():
                why = (reason, message) if is_finer else (check.reason, check.message)
                yield Problem(position, check.field, value, *why)

    def records(self, work: pl.DataFrame, spoilt: frozenset[int]) -> Records:
        """The records of the rows that are not spoilt."""
        if spoilt:
            work = work.filter(~pl.col(OWNER).is_in(list(spoilt)))
        content = content_of(work, self.names, time=self.kind.time)
        return Records(self.kind.id, tuple(self.names), self.zone, content)

    def _build(self) -> Iterator[list[pl.Expr]]:
        """Ids and texts; values; clock times that need the value of another; emptied values."""
        fields = self.record.fields
        texts = [text_of(source).alias(f"t:{name}") for name, source in fields.items()]
        yield [record_id(self.record.record).alias("id"), *texts]
        yield [self._value(n, s).alias(f"v:{n}") for n, s in fields.items() if s.date_of is None]
        for name, source in fields.items():
            if source.date_of is not None:
                base = pl.col(f"v:{source.date_of}")
                yield [clock_after(source, pl.col(f"t:{name}"), base, self.zone).alias(f"v:{name}")]
        yield list(self._emptied())

    def _value(self, name: str, source: From) -> pl.Expr:
        field = self.kind.fields[name]
        value = value_of(source, field.type, pl.col(f"t:{name}"), self._crosswalks, self.zone)
        if field.codes is not None and source.crosswalk is None:
            value = pl.when(value.is_in(list(self._codes[field.codes].codes))).then(value)
        return value

    def _emptied(self) -> Iterator[pl.Expr]:
        """Fields whose implausible values are left empty, as the mapping declares."""
        for name, source in self.record.fields.items():
            if source.otherwise == "empty":
                value = pl.col(f"v:{name}")
                kept = [~beyond for beyond, *_ in implausible(name, source, self.kind.fields[name])]
                if kept:
                    yield pl.when(*kept).then(value).alias(f"v:{name}")

    def _placed(self, work: pl.DataFrame) -> pl.DataFrame:
        """Longitude and latitude in WGS 84, and why a point is none."""
        how = self.record.coordinates
        assert how is not None
        work = work.with_columns(
            _coordinate(
                how.packed or column, how.pattern if how.packed else None, axis, how.empty_if
            ).alias(f"t:{axis}")
            for axis, column in (("x", how.x or ""), ("y", how.y or ""))
        )
        x, y = (work[f"t:{axis}"].cast(pl.Float64, strict=False).to_numpy() for axis in "xy")
        lon, lat = to_wgs84(x, y, system=how.system)
        some = pl.col("t:x").is_not_null() | pl.col("t:y").is_not_null()
        if how.packed is not None:
            some = some | (
                pl.col(how.packed).is_not_null() & ~pl.col(how.packed).is_in(how.empty_if)
            )
        west, south, east, north = how.bounds or (-180.0, -90.0, 180.0, 90.0)
        inside = pl.col("v:longitude").is_between(west, east) & pl.col("v:latitude").is_between(
            south, north
        )
        work = work.with_columns(
            pl.Series("v:longitude", lon).fill_nan(None),
            pl.Series("v:latitude", lat).fill_nan(None),
        )
        known = pl.col("v:longitude").is_not_null()
        work = work.with_columns(
            (some & ~known).alias("bad:bad-coordinate"),
            (known & ~inside).alias("bad:outside-bounds"),
        )
        return work.with_columns(
            pl.when(inside).then(pl.col(name)).alias(name) for name in ("v:longitude", "v:latitude")
        )

    def _ordered(self, work: pl.DataFrame) -> pl.DataFrame:
        """Times that run backwards left empty."""
        order = self.record.order
        for n, name in enumerate(order[1:], 1):
            before = pl.max_horizontal(pl.col(f"v:{earlier}") for earlier in order[:n])
            forwards = (pl.col(f"v:{name}") >= before).fill_null(value=True)
            both = (f"t:{name}", f"v:{name}")
            work = work.with_columns(pl.when(forwards).then(pl.col(c)).alias(c) for c in both)
        return work


def _coordinate(column: str, pattern: str | None, axis: str, empty_if: Sequence[str]) -> pl.Expr:
    text = pl.col(column)
    if pattern is not None:
        compiled = re.compile(pattern)

        def part(packed: str) -> str | None:
            found = compiled.search(packed)
            return found[axis] if found else None

        text = distinct(text, part)
    return pl.when(~text.is_in(list(empty_if))).then(text) if empty_if else text
