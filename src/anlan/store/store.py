"""The store: the one door to what a deployment knows."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import ibis
import sqlalchemy as sa

from anlan.govern.audit import AuditRecord
from anlan.govern.decisions import Allowed, Denied, decide_read
from anlan.govern.grants import Grant
from anlan.standards.codes import Codes
from anlan.standards.errors import Broken, Refused
from anlan.standards.kinds import SYSTEM_COLUMNS, Kinds
from anlan.standards.time import Clock
from anlan.store import rebuild
from anlan.store.columns import records
from anlan.store.conditions import count_statement, statement
from anlan.store.engines.choice import engine_for
from anlan.store.engines.sql import Engine
from anlan.store.facts import Fact, Recorded
from anlan.store.followers import Followers
from anlan.store.journal import Journal, Verification
from anlan.store.lake import Lake
from anlan.store.migrate import migrate
from anlan.store.query import Query, fields_of, in_words
from anlan.store.schema import journal
from anlan.store.unit_of_work import UnitOfWork
from anlan.store.views import Fold, Views

_GLANCE = 0.25
"""Seconds between looks for facts that another process wrote."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How much a deployment holds."""

    facts: int
    rows: dict[str, int]
    followers: dict[str, int]


class Store:
    """Journal, views, followers and lake of one deployment, behind one door."""

    def __init__(
        self, engine: Engine, *, kinds: Kinds, codes: Codes, clock: Clock, lake: Path
    ) -> None:
        self.engine = engine
        self.kinds = kinds
        self.codes = codes
        self.clock = clock
        self.journal = Journal(engine)
        self.followers = Followers(engine)
        self.lake = Lake(lake, kinds)
        self._views = Views(engine, kinds)
        self._news = threading.Condition()
        try:
            migrate(engine)
            self._bring_views_up_to_date()
        except sa.exc.DatabaseError as error:
            raise Broken(
                f"the database cannot be opened: {error.orig}",
                place=str(engine.sql.url),
                way_out="check that the server runs and the file is whole; restore a backup if not",
            ) from None

    @classmethod
    def open(cls, url: str, *, kinds: Kinds, codes: Codes, clock: Clock, lake: Path) -> Store:
        """The store at a database URL: `sqlite:///file` or `postgresql://user@host/name`."""
        return cls(engine_for(url), kinds=kinds, codes=codes, clock=clock, lake=lake)

    def close(self) -> None:
        """Let go of the database's connections."""
        self.engine.sql.dispose()
        self.lake.close()

    @contextmanager
    def writing(
        self, *, actor: str, purpose: str, matter: str | None = None
    ) -> Iterator[UnitOfWork]:
        """One transaction: commits on normal exit; any error leaves nothing behind."""
        with self.engine.writing() as connection:
            unit = UnitOfWork(
                connection,
                self.engine,
                self._views,
                self.codes,
                recorded=self.clock(),
                actor=actor,
                purpose=purpose,
                matter=matter,
            )
            yield unit
            actions = unit.close()
        if unit.wrote:
            with self._news:
                self._news.notify_all()
        for action in actions:
            action()

    def read(self, grant: Grant, query: Query) -> list[dict[str, Any]]:
        """Rows of a kind, under a grant. Refused (and audited) when it does not allow them."""
        kind = self.kinds[query.kind]
        allowed = self._decide(grant, query)
        select = statement(query, allowed.fields, self._views.tables[kind.id], kind, self.codes)
        with self.engine.reading() as connection:
            rows = records(connection.execute(select), kind)
        self._audit(grant, query, allowed, len(rows))
        return rows

    def count(self, grant: Grant, query: Query) -> int:
        """How many rows a query finds, pages aside. Counting is reading, so it is audited."""
        kind = self.kinds[query.kind]
        allowed = self._decide(grant, query)
        select = count_statement(query, self._views.tables[kind.id], kind, self.codes)
        with self.engine.reading() as connection:
            found = int(connection.execute(select).scalar_one())
        self._audit(grant, query, allowed, found)
        return found

    def history(self, grant: Grant, kind: str, record: str) -> list[Recorded]:
        """The facts of one record, personal columns left out unless the grant reads them."""
        query = Query(kind)
        allowed = self._decide(grant, query)
        if grant.matter and self.kinds[kind].personal:
            everything = replace(query, fields=tuple(self.kinds[kind].fields))
            decision = decide_read(self.kinds[kind], everything.fields, grant, self.clock())
            allowed = decision if isinstance(decision, Allowed) else allowed
        seen = {*allowed.fields, *SYSTEM_COLUMNS}
        facts = self.journal.of_record(kind, record)
        self._audit(grant, query, allowed, len(facts), f"history of {record}")
        return [
            entry._replace(
                fact=entry.fact._replace(
                    data={k: v for k, v in entry.fact.data.items() if k in seen}
                )
            )
            for entry in facts
        ]

    def facts(self, grant: Grant, kind: str) -> Iterator[Recorded]:
        """Every fact of a kind in the order written, with the fields the grant allows."""
        query = Query(kind)
        allowed = self._decide(grant, query)
        self._audit(grant, query, allowed, 0, "every fact")
        seen = {*allowed.fields, *SYSTEM_COLUMNS}
        for entry in self.journal.stream(kinds=[kind]):
            data = {name: value for name, value in entry.fact.data.items() if name in seen}
            yield entry._replace(fact=entry.fact._replace(data=data))

    def analyse(self, grant: Grant, kind: str) -> ibis.Table:
        """The lake's table of a kind for set-based work, with the fields the grant allows."""
        query = Query(kind)
        allowed = self._decide(grant, query)
        self._audit(grant, query, allowed, 0, "whole table, in the lake")
        return self.lake.table(self.kinds[kind], allowed.fields)

    def verify(self, *, views: bool = True) -> Verification:
        """Check the chain, and that every view says what the journal says."""
        found = self.journal.verify()
        if not found.ok or not views:
            return found
        with self.engine.reading() as connection:  # a snapshot: nobody has to wait for it
            rebuild.replay(connection, self._views)
            compared = rebuild.compare(connection, self._views)
        if compared.same:
            return found
        kind, records = next(iter(compared.differs.items()))
        last = self.journal.of_record(kind, records[0])
        return replace(
            found,
            ok=False,
            broken=last[-1].position if last else found.facts,
            reason=f"the view of {kind}/{records[0]} does not say what the journal says;"
            " `anlan journal rebuild` mends it",
            views=tuple(compared.differs),
        )

    def rebuild(self) -> rebuild.Rebuild:
        """Rebuild every view from the journal; which differed, and in what records."""
        with self.engine.writing() as connection:
            rebuild.replay(connection, self._views)
            result = rebuild.compare(connection, self._views)
            rebuild.adopt(connection, self._views, list(result.differs))
            rebuild.discard(connection, self._views)
        return result

    def standing(self) -> Standing:
        """Facts, rows of each kind, and where the followers are."""
        with self.engine.reading() as connection:
            rows = {
                kind: connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
                for kind, table in self._views.tables.items()
            }
        head = self.journal.head()
        return Standing(head, rows, {**self.followers.all(), "lake": self.lake.position(head)})

    def wait(self, after: int, timeout: float) -> int:
        """Block until there are facts after a position, or the timeout (s); the head."""
        until = time.monotonic() + timeout
        with self._news:
            while (head := self.journal.head()) <= after:
                left = until - time.monotonic()
                if left <= 0:
                    break
                self._news.wait(min(left, _GLANCE))
        return head

    def fill_lake(self, limit: int = 100_000) -> int:
        """Bring the lake one step closer to the journal; how many facts were handled.

        A record that changed again later comes with the step that holds its last fact.
        """
        head = self.journal.head()
        after = self.lake.position(head)
        last = min(head, after + limit)
        if last == after:
            return 0
        step = journal.c.position.between(after + 1, last)
        with self.engine.reading() as connection:
            moved = connection.execute(sa.select(journal.c.kind).where(step).distinct()).scalars()
            for kind in [self.kinds[name] for name in moved if name in self.kinds]:
                table = self._views.tables[kind.id]
                its_last = (table.c.id == journal.c.record) & (
                    table.c.position == journal.c.position
                )
                # One position is one fact, so the kind need not be asked for; asked for it, the
                # database would walk through all facts of the kind by its index.
                select = sa.select(table).select_from(journal.join(table, its_last)).where(step)
                if rows := connection.execute(select).all():
                    names = [column.name for column in table.columns]
                    self.lake.write(
                        kind, dict(zip(names, zip(*rows, strict=True), strict=True)), last
                    )
        self.lake.reach(last)
        return last - after

    def _decide(self, grant: Grant, query: Query) -> Allowed:
        kind = self.kinds[query.kind]
        now = self.clock()
        looked_at = tuple(fields_of(query.where)) + tuple(n.removeprefix("-") for n in query.order)
        decision = decide_read(kind, query.fields, grant, now)
        if isinstance(decision, Allowed) and looked_at:
            # A condition on a field tells something of it: it is read like any other.
            beside = decide_read(kind, looked_at, grant, now)
            decision = decision if isinstance(beside, Allowed) else beside
        if isinstance(decision, Denied):
            self._write_audit(
                AuditRecord(
                    now, grant, kind.id, query.fields, in_words(query.where), 0, "refused",
                    decision.reason, personal=False,
                )
            )  # fmt: skip
            raise Refused(
                f"{decision.reason}; missing: {decision.missing}",
                place=kind.id,
                way_out=decision.next_step,
            )
        return decision

    def _audit(
        self, grant: Grant, query: Query, allowed: Allowed, rows: int, what: str | None = None
    ) -> None:
        conditions = what or in_words(query.where)
        fields = query.fields
        self._write_audit(
            AuditRecord(
                self.clock(), grant, query.kind, fields, conditions[:2_000], rows, "allowed",
                allowed.reason, allowed.personal,
            )
        )  # fmt: skip

    def _write_audit(self, record: AuditRecord) -> None:
        with self.writing(
            actor=record.grant.actor, purpose=record.grant.purpose, matter=record.grant.matter
        ) as unit:
            type = "audit.read" if record.result == "allowed" else "audit.refused"
            unit.append(Fact(type, "audit", uuid.uuid4().hex, 1, record.at, record.data()))

    def _bring_views_up_to_date(self) -> None:
        with self.engine.writing() as connection:
            stale = self._views.stale(connection)
            for kind in stale:
                self._views.recreate(connection, kind)
            if not stale:
                return
            names = [kind.id for kind in stale]
            fold = Fold()
            for entry in self.journal.stream(kinds=names):
                fact = entry.fact
                fold.add(
                    fact.kind, fact.record, fact.version, entry.position, fact.zone,
                    fact.digest, fact.data,
                )  # fmt: skip
            for kind_id, changes in fold.take().items():
                self._views.apply(connection, kind_id, changes.values())
