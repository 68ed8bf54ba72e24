"""The changes of a record kind as columns: what a back-test reads instead of the journal.

The lake's table of a kind holds its records as they stand now; a model has to see them as they
stood then. So every fact becomes one or two rows of Parquet: the record as it was before
(sign −1) and as it is since (sign +1), with the clock of the kind at that moment, in journal
order. What a fact means is settled by the same `Intake` that serves live detection. Personal
fields are left out: no model may look at them. The files follow the journal and may be thrown
away at any time.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import ibis
import pyarrow as pa

from anlan.detect.compiler.plan import Joined, MeasurePlan, Plan
from anlan.detect.history.change import as_known, change_row, kept_fields, schema_of, table_of
from anlan.detect.history.segments import Segments
from anlan.detect.steps.intake import Intake
from anlan.detect.steps.layout import Layout
from anlan.detect.steps.records import Known
from anlan.standards.collector import resting
from anlan.standards.kinds import RecordKind
from anlan.standards.time import EARLIEST, LATEST, Instant
from anlan.store.facts import Recorded
from anlan.store.store import Store

FORMAT = 1
SEGMENT = 100_000
"""Facts in one file at most, while the journal is read for the first time."""
PAGE = 10_000
"""Facts that are read at once."""
REMEMBERED = 16
"""Sets of files."""


@dataclass(frozen=True)
class _Everything:
    """Stands for all models at once: nothing is ever let go of."""

    joins: tuple[Joined, ...] = ()
    measure: MeasurePlan = field(default_factory=lambda: MeasurePlan("count"))
    reach: int = 2 * (LATEST - EARLIEST)
    expires_after: int = 0


class Changes:
    """The changes of one record kind, as far as they were followed."""

    def __init__(self, store: Store, kind: RecordKind) -> None:
        self.kind = kind
        self.schema = schema_of(kind)
        self._layout = Layout(kept_fields(kind), {})
        self._store = store
        self._segments = Segments(store.lake.folder / "changes" / kind.id, self.schema)
        self.position = 0
        """Journal position up to which they were followed."""
        self.clock = EARLIEST
        """Of the kind, at that position."""
        self.facts = 0
        """Of the kind, so far."""
        self._load()

    def catch_up(
        self,
        progress: Callable[[int, int | None], None] | None = None,
        *,
        most: int | None = None,
    ) -> int:
        """Follow the journal to its head, or for so many facts at most; how many facts of the
        kind were new. Another process that does so already is waited for."""
        taken = 0
        with self._segments.held():
            self._load()
            head = self._store.journal.head()
            while self.position < head and (most is None or taken < most):
                with resting():
                    facts = self._next(SEGMENT if most is None else min(SEGMENT, most))
                    if not facts:
                        break
                    self._take(facts)
                taken += len(facts)
                if progress is not None:
                    progress(self.position, head)
            if self.position < head and (most is None or taken < most):
                self.position = head
                self._save()
        return taken

    def table(self) -> ibis.Table:
        """Every row, in no order."""
        paths = self._segments.paths
        return _table(tuple(paths)) if paths else ibis.memtable(self.schema.empty_table())

    def clear(self) -> None:
        """Begin again."""
        self.position, self.clock, self.facts = 0, EARLIEST, 0
        self._segments.clear()

    def add(self, table: pa.Table, clock: Instant) -> None:
        """Add rows that no journal holds, as a benchmark does."""
        self._segments.add([table.select(self.schema.names).cast(self.schema)], self.position)
        self.clock, self.facts = clock, self.facts + table.num_rows
        self._save()

    def _load(self) -> None:
        """Take up what was saved, unless the kind looks different now or the journal is another
        one, as when an older one was restored."""
        state = self._segments.read()
        shape = (FORMAT, self.kind.shape)
        if state is None or (state.get("format"), state.get("shape")) != shape:
            self.clear()
            return
        self.position, self.clock, self.facts = state["position"], state["clock"], state["facts"]
        if self.position and state["fact"] != self._fact_at(self.position):
            self.clear()

    def _save(self) -> None:
        state = {
            "format": FORMAT, "shape": self.kind.shape, "position": self.position,
            "clock": self.clock, "facts": self.facts, "fact": self._fact_at(self.position),
        }  # fmt: skip
        self._segments.save(state)

    def _fact_at(self, position: int) -> str:
        for entry in self._store.journal.read(position - 1, limit=1):
            if entry.position == position:
                fact = entry.fact
                return f"{fact.kind}/{fact.record}/{fact.version} {entry.recorded}"
        return "nothing"

    def _next(self, most: int) -> list[Recorded]:
        facts: list[Recorded] = []
        while len(facts) < most:
            after = facts[-1].position if facts else self.position
            asked = min(PAGE, most - len(facts))
            page = self._store.journal.changes(after, [self.kind.id], asked)
            facts += page
            if len(page) < asked:
                break
        return facts

    def _take(self, facts: Sequence[Recorded]) -> None:
        """Write the changes of some facts as one more file."""
        intake = Intake(self.kind, [cast(Plan, _Everything())], self._layout, lambda _: None)
        intake.clock = intake.swept = self.clock
        intake.remember(self._known(facts))
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
            self._segments.add([table_of(rows, self.schema)], self.position)
        self._save()

    def _known(self, facts: Sequence[Recorded]) -> dict[str, Known]:
        """The records that these facts change, as they stood before."""
        made = {recorded.fact.record for recorded in facts if recorded.fact.version == 1}
        asked = {recorded.fact.record for recorded in facts} - made
        if not asked or not self._segments.paths:
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


def _table(paths: tuple[str, ...]) -> ibis.Table:
    """Some files as a table on a connection of this thread, which remembers the last ones."""
    if not hasattr(_LOCAL, "duckdb"):
        _LOCAL.duckdb = ibis.duckdb.connect(threads=2)
        _LOCAL.tables = OrderedDict()
    tables: OrderedDict[tuple[str, ...], ibis.Table] = _LOCAL.tables
    if paths not in tables:
        tables[paths] = _LOCAL.duckdb.read_parquet(list(paths))
    tables.move_to_end(paths)
    if len(tables) > REMEMBERED:
        _, forgotten = tables.popitem(last=False)
        _LOCAL.duckdb.drop_view(forgotten.get_name())
    return tables[paths]


_LOCAL = threading.local()
