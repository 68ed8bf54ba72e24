"""Views: the current row of every record, folded from its facts in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any

import sqlalchemy as sa

from anlan.standards.errors import Conflict
from anlan.standards.kinds import Kinds, RecordKind
from anlan.standards.title import Title
from anlan.store import stretches
from anlan.store.columns import json_fields, to_row
from anlan.store.engines.sql import Engine
from anlan.store.facts import IntakeColumns
from anlan.store.schema import view_shape, view_table

_SYSTEM = ("id", "version", "position", "opened", "withdrawn", "tz", "digest")


@dataclass(slots=True)
class Change:
    """What a transaction does to one record: its facts folded into one write."""

    record: str
    known: int
    """The version it had before; 0 when it is new."""
    version: int
    opened: int
    position: int
    tz: str
    digest: str | None
    data: dict[str, Any] = field(default_factory=dict)


class Views:
    """The view tables of one deployment."""

    def __init__(self, engine: Engine, kinds: Kinds) -> None:
        self._engine = engine
        self._metadata = sa.MetaData()
        self.kinds = kinds
        self.tables = {kind.id: view_table(kind, self._metadata) for kind in kinds}
        for kind in kinds:
            self._index(kind)
        shadows = sa.MetaData()
        self.shadows = {kind.id: view_table(kind, shadows, shadow=True) for kind in kinds}
        self._json = {kind.id: json_fields(kind) for kind in kinds}

    def _index(self, kind: RecordKind) -> None:
        table = self.tables[kind.id]
        for name, declared in kind.fields.items():
            if declared.index == "scattered" and self._engine.by_stretch:
                stretches.index(table, name)
            elif declared.index:
                sa.Index(f"{table.name}_{name}", table.c[name])

    def stale(self, connection: sa.Connection) -> list[RecordKind]:
        """Kinds whose view is missing or has another shape than is declared now."""
        shapes = {row.kind: row.shape for row in connection.execute(sa.select(view_shape))}
        return [kind for kind in self.kinds if shapes.get(kind.id) != kind.shape]

    def recreate(self, connection: sa.Connection, kind: RecordKind) -> None:
        """An empty view of the declared shape."""
        table = self.tables[kind.id]
        table.drop(connection, checkfirst=True)
        table.create(connection)
        connection.execute(sa.delete(view_shape).where(view_shape.c.kind == kind.id))
        connection.execute(sa.insert(view_shape).values(kind=kind.id, shape=kind.shape))

    def add(self, connection: sa.Connection, kind: str, first: int, created: IntakeColumns) -> None:
        """Write records that are new, whose creating facts stand from position `first` on."""
        positions = range(first, first + len(created))
        system = (
            created.records, repeat(1), positions, positions, repeat(False),
            repeat(created.zone), created.digests,
        )  # fmt: skip
        self._engine.insert(
            connection,
            self.tables[kind].name,
            (*_SYSTEM, *created.columns),
            list(zip(*system, *created.columns.values(), strict=False)),
        )

    def apply(
        self,
        connection: sa.Connection,
        kind: str,
        changes: Iterable[Change],
        *,
        shadow: bool = False,
    ) -> None:
        """Write folded changes of one kind; Conflict when a record has moved meanwhile."""
        table = self.shadows[kind] if shadow else self.tables[kind]
        new: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
        moved: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
        for change in changes:
            row = to_row(change.data, self._json[kind])
            if change.known:
                names = tuple(row)
                moved.setdefault(names, []).append(
                    (
                        change.version,
                        change.position,
                        change.digest,
                        *row.values(),
                        change.record,
                        change.known,
                    )
                )
            else:
                withdrawn = bool(row.pop("withdrawn", False))
                head = (
                    change.record,
                    change.version,
                    change.position,
                    change.opened,
                    withdrawn,
                    change.tz,
                    change.digest,
                )
                new.setdefault(tuple(row), []).append((*head, *row.values()))
        for names, rows in new.items():
            self._engine.insert(connection, table.name, (*_SYSTEM, *names), rows)
        for names, rows in moved.items():
            done = self._engine.update(
                connection,
                table.name,
                ("version", "position", "digest", *names),
                ("id", "version"),
                rows,
            )
            if done != len(rows):
                raise Conflict(
                    Title(
                        zh=f"一条 {kind} 记录已被别人改动",
                        en=f"a record of kind {kind} was changed meanwhile",
                    ),
                    way_out=Title(
                        zh="重新读取后再操作一次", en="read it again and repeat the command"
                    ),
                )


class Fold:
    """Folds facts, in order, into one change per record."""

    def __init__(self) -> None:
        self.changes: dict[str, dict[str, Change]] = {}

    def add(
        self,
        kind: str,
        record: str,
        version: int,
        position: int,
        tz: str,
        digest: str | None,
        data: Mapping[str, Any],
    ) -> None:
        of_kind = self.changes.setdefault(kind, {})
        change = of_kind.get(record)
        if change is None:
            of_kind[record] = Change(
                record, version - 1, version, position, position, tz, digest, {**data}
            )
            return
        if version != change.version + 1:
            raise Conflict(
                Title(
                    zh=f"{kind}/{record} 的版本 {version} 不接在版本 {change.version} 之后",
                    en=f"version {version} of {kind}/{record} does not follow version"
                    f" {change.version}",
                ),
                way_out=Title(
                    zh="重新读取后再操作一次", en="read the record again and repeat the command"
                ),
            )
        change.version = version
        change.position = position
        change.digest = digest or change.digest
        change.data.update(data)

    def take(self) -> dict[str, dict[str, Change]]:
        """What was folded so far; starts anew."""
        taken, self.changes = self.changes, {}
        return taken
