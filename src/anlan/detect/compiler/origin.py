"""Where the values a model looks at come from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from anlan.detect.language.join import Join
from anlan.detect.language.model import Model
from anlan.standards.errors import BadDeclaration
from anlan.standards.kinds import DataClass, FieldDef, FieldType, Kinds, RecordKind
from anlan.standards.title import Title, both

SORTS = {
    "pseudonym": Title(zh="假名数据", en="pseudonym"),
    DataClass.PERSONAL: Title(zh="个人信息", en="personal"),
    DataClass.SENSITIVE: Title(zh="敏感个人信息", en="sensitive"),
}
"""Data about a person, as errors call it."""


@dataclass(frozen=True, slots=True)
class Origin:
    """A field as a model names it, and where it comes from."""

    name: str
    """As the declaration writes it."""
    kind: RecordKind
    """The record kind that holds it."""
    column: str
    """Its name there."""
    attribute: str
    """Its name in the layout of rows. A joined field is `by.kind.field`, whatever alias the
    model gives it, so that models share it."""

    @property
    def field(self) -> FieldDef:
        return self.kind.fields[self.column]

    @property
    def personal(self) -> bool:
        """Whether it is data about a person."""
        return about_a_person(self.field)

    @property
    def sort(self) -> Title:
        """What kind of data about a person it is, for an error."""
        field = self.field
        return SORTS["pseudonym" if field.type is FieldType.PSEUDONYM else field.data_class]

    @property
    def told(self) -> Title:
        """The name, and where a joined field comes from, for an error."""
        if "." not in self.name:
            return both(f"`{self.name}`")
        return Title(
            zh=f"`{self.name}`（{self.kind.id} 的 {self.column}）",
            en=f"`{self.name}` ({self.column} of {self.kind.id})",
        )

    @property
    def purposes(self) -> frozenset[str]:
        """What it may be read for."""
        return self.kind.purposes_of(self.column)


class Origins:
    """The fields one model can name: those of its source, and those it joins."""

    def __init__(self, model: Model, kinds: Kinds) -> None:
        self._place = f"model {model.id}"
        self._kinds = kinds
        self.kind = self._kind("source", model.source)
        self._known = {name: Origin(name, self.kind, name, name) for name in self.kind.fields}
        for join in model.join:
            for origin in self.joined(join):
                self._known[origin.name] = origin

    def find(self, where: str, name: str) -> Origin:
        """The field of a name; BadDeclaration when there is none."""
        if name not in self._known:
            raise self._no_field(where, self.kind, name, self._known)
        return self._known[name]

    def joined(self, join: Join) -> Iterator[Origin]:
        """The fields a join takes, checked to exist."""
        kind = self._kind(f"join.{join.alias}.kind", join.kind)
        for name in join.fields:
            if name not in kind.fields:
                raise self._no_field(f"join.{join.alias}.fields", kind, name, kind.fields)
            yield Origin(f"{join.alias}.{name}", kind, name, f"{join.by}.{kind.id}.{name}")

    def __iter__(self) -> Iterator[Origin]:
        return iter(self._known.values())

    def _kind(self, where: str, name: str) -> RecordKind:
        if name not in self._kinds:
            known = ", ".join(sorted(kind.id for kind in self._kinds))
            raise BadDeclaration(
                Title(zh="没有这个名称的记录类型", en="there is no record kind of this name").at(
                    where
                ),
                place=self._place,
                value=name,
                way_out=Title(zh=f"可用：{known}", en=f"use one of {known}"),
            )
        return self._kinds[name]

    def _no_field(
        self, where: str, kind: RecordKind, name: str, fields: Iterable[str]
    ) -> BadDeclaration:
        said = Title(
            zh=f"记录类型 {kind.id} 没有这个名称的字段",
            en=f"record kind {kind.id} has no field of this name",
        )
        if "." in name:
            said = Title(zh=f"{said.zh}，也没有关联带入它", en=f"{said.en}, and no join brings it")
        known = ", ".join(fields)
        return BadDeclaration(
            said.at(where),
            place=self._place,
            value=name,
            way_out=Title(zh=f"它的字段有：{known}", en=f"its fields are {known}"),
        )


def about_a_person(field: FieldDef) -> bool:
    """Whether a field is personal, sensitive or a pseudonym."""
    personal = field.data_class.rank >= DataClass.PERSONAL.rank
    return personal or field.type is FieldType.PSEUDONYM
