"""The changes of a record kind as columns: what a back-test reads instead of the journal.

The lake's table of a kind holds its records as they stand now; a model has to see them as they
stood then. So every fact becomes one or two rows of Parquet: the record as it was before
(sign −1) and as it is since (sign +1), with the clock of the kind at that moment, in journal
order. What a fact means is settled by the same `Intake` that serves live detection. Personal
fields are left out: no model may look at them. The files follow the journal and may be thrown
away at any time.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, cast
from uuid import uuid4

import ibis
import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from anlan.detect.checkpoint import read_if_there, write_whole
from anlan.detect.compiler.plan import Joined, MeasurePlan, Plan
from anlan.detect.history.change import as_known, change_row, kept_fields, schema_of, table_of
from anlan.detect.steps.intake import Intake, Known
from anlan.detect.steps.layout import Layout
from anlan.standards.kinds import RecordKind
from anlan.standards.time import EARLIEST, LATEST, Instant
from anlan.store.facts import Recorded
from anlan.store.store import Store

FORMAT = 1
SEGMENT = 100_000
"""Facts in one file at most, while the journal is read for the first time."""
SMALL = 24
"""More files than this are merged into one."""
ROW_GROUP = 122_880


@dataclass(frozen=True)
class _Everything:
    """Stands for all models at once: nothing is ever let go of."""

    joins: tuple[Joined, ...] = ()
    measure: MeasurePlan = field(default_factory=lambda: MeasurePlan("count"))
    reach: int = 2 * (LATEST - EARLIEST)


class Changes:
    """The changes of one record kind, as far as they were followed."""

    def __init__(self, store: Store, kind: RecordKind) -> None:
        self.kind = kind
        self._layout = Layout(kept_fields(kind), {})
        self._store = store
        self._folder = store.lake.folder / "changes" / kind.id
        self._state = self._folder / "state.json"
        self.schema = schema_of(kind)
        self._lock = threading.Lock()
        self.position = 0
        """Journal position up to which they were followed."""
        self.clock = EARLIEST
        """Of the kind, at that position."""
        self.facts = 0
        """Of the kind, so far."""
        self.segments: list[tuple[str, int]] = []
        """Files in journal order, with their rows."""
        self._load()

    def catch_up(self, progress: Callable[[int, int | None], None] | None = None) -> int:
        """Follow the journal to its head; how many facts of the kind were new."""
        with self._lock:
            self._load()
            head = self._store.journal.head()
            if self.position > head or not self._same_journal():
                self.clear()
            taken = 0
            while self.position < head:
                with _without_collector():
                    facts = self._next()
                    if not facts:
                        break
                    self._take(facts)
                taken += len(facts)
                if progress is not None:
                    progress(self.position, head)
            if taken or self.position < head:
                self.position = max(self.position, head)
                self._save()
            return taken

    def table(self) -> ibis.Table:
        """Every row, in no order."""
        if not self.segments:
            return ibis.memtable(self.schema.empty_table())
        return _duckdb().read_parquet([str(self._folder / name) for name, _ in self.segments])

    def clear(self) -> None:
        """Begin again."""
        self.position, self.clock, self.facts = 0, EARLIEST, 0
        self.segments = []
        for path in self._folder.glob("*.parquet"):
            path.unlink(missing_ok=True)

    def _load(self) -> None:
        said = read_if_there(self._state)
        try:
            state = orjson.loads(said or b"")
            if (state["format"], state["shape"]) != (FORMAT, self.kind.shape):
                raise ValueError(state["shape"])
            if not all((self._folder / name).exists() for name, _ in state["segments"]):
                raise FileNotFoundError(self._folder)
        except (ValueError, KeyError, TypeError, FileNotFoundError):
            self.clear()
            return
        self.position, self.clock, self.facts = state["position"], state["clock"], state["facts"]
        self.segments = [(name, rows) for name, rows in state["segments"]]

    def _save(self) -> None:
        if len(self.segments) > SMALL:
            self._merge()
        state = {
            "format": FORMAT, "shape": self.kind.shape, "position": self.position,
            "clock": self.clock, "facts": self.facts, "segments": self.segments,
            "fact": self._fact_at(self.position),
        }  # fmt: skip
        write_whole(self._state, orjson.dumps(state))

    def _same_journal(self) -> bool:
        """Whether the journal is the one that was followed, and not one that was restored."""
        state = orjson.loads(read_if_there(self._state) or b"{}")
        return self.position == 0 or bool(state.get("fact") == self._fact_at(self.position))

    def _fact_at(self, position: int) -> str:
        for entry in self._store.journal.read(position - 1, limit=1):
            if entry.position == position:
                fact = entry.fact
                return f"{fact.kind}/{fact.record}/{fact.version} {entry.recorded}"
        return "nothing"

    def _next(self) -> list[Recorded]:
        facts: list[Recorded] = []
        while len(facts) < SEGMENT:
            after = facts[-1].position if facts else self.position
            page = self._store.journal.read(after, [self.kind.id], 10_000)
            facts += page
            if len(page) < 10_000:
                break
        return facts

    def _take(self, facts: Sequence[Recorded]) -> None:
        """Write the changes of some facts as one more file."""
        intake = Intake(self.kind, [cast(Plan, _Everything())], self._layout, lambda _: None)
        intake.clock = intake.swept = self.clock
        intake.records = self._known(facts)
        rows: list[tuple[Any, ...]] = []
        for recorded in facts:
            before = intake.records.get(recorded.fact.record)
            intake.take(recorded)
            known = intake.records.get(recorded.fact.record)
            if known is None:
                continue
            wrote = recorded.fact.data.get(self.kind.time)
            if before is not None and before.row is not None:
                rows.append(change_row(recorded, intake.clock, wrote, -1, before, known, before))
            rows.append(change_row(recorded, intake.clock, wrote, 1, known, known, before))
        self.position, self.clock = facts[-1].position, intake.clock
        self.facts += len(facts)
        if rows:
            self._write([table_of(rows, self.schema)])
        self._save()

    def add(self, table: pa.Table, clock: Instant) -> None:
        """Add rows that no journal holds, as a benchmark does."""
        self._write([table.select(self.schema.names).cast(self.schema)])
        self.clock, self.facts = clock, self.facts + table.num_rows
        self._save()

    def _write(self, tables: Iterable[pa.Table]) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        name, rows = f"{self.position:015d}-{uuid4().hex[:8]}.parquet", 0
        with pq.ParquetWriter(self._folder / name, self.schema, compression="zstd") as writer:
            for table in tables:
                writer.write_table(table, ROW_GROUP)
                rows += table.num_rows
        self.segments.append((name, rows))

    def _merge(self) -> None:
        """One file in place of the latest ones, down to one that is larger than they are."""
        first = len(self.segments) - 2
        total = sum(rows for _, rows in self.segments[first:])
        while first and self.segments[first - 1][1] <= total:
            first -= 1
            total += self.segments[first][1]
        self.segments, merged = self.segments[:first], self.segments[first:]
        paths = [self._folder / name for name, _ in merged]
        self._write(pq.read_table(path, schema=self.schema) for path in paths)
        self._save()
        for path in paths:
            path.unlink(missing_ok=True)

    def _known(self, facts: Sequence[Recorded]) -> dict[str, Known]:
        """The records that these facts change, as they stood before."""
        made = {recorded.fact.record for recorded in facts if recorded.fact.version == 1}
        asked = {recorded.fact.record for recorded in facts} - made
        if not asked or not self.segments:
            return {}
        table = self.table()
        wanted = ibis.memtable({"_record": sorted(asked)})
        rows = table.filter(table["_sign"] == 1).semi_join(wanted, "_record").to_pyarrow()
        latest: dict[str, dict[str, Any]] = {}
        for row in rows.to_pylist():
            if row["_version"] >= latest.get(row["_record"], row)["_version"]:
                latest[row["_record"]] = row
        return {name: as_known(row, self._layout.fields) for name, row in latest.items()}


def followed(store: Store, kind: RecordKind) -> Changes:
    """The changes of a kind up to now."""
    changes = Changes(store, kind)
    changes.catch_up()
    return changes


@contextmanager
def _without_collector() -> Iterator[None]:
    """Hundreds of thousands of live objects and no cycle among them: looking for one takes
    half of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _duckdb() -> Any:
    """A connection of this thread."""
    if not hasattr(_LOCAL, "duckdb"):
        _LOCAL.duckdb = ibis.duckdb.connect(threads=2)
    return _LOCAL.duckdb


_LOCAL = threading.local()
