"""Where the values a model looks at come from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from anlan.detect.language.join import Join
from anlan.detect.language.model import Model
from anlan.standards.errors import BadDeclaration
from anlan.standards.kinds import DataClass, FieldDef, FieldType, Kinds, RecordKind


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
    def sort(self) -> str:
        """What kind of data it is, for an error."""
        field = self.field
        return "pseudonym" if field.type is FieldType.PSEUDONYM else str(field.data_class)

    @property
    def told(self) -> str:
        """The name, and where a joined field comes from, for an error."""
        joined = "." in self.name
        return f"`{self.name}` ({self.column} of {self.kind.id})" if joined else f"`{self.name}`"

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
            raise BadDeclaration(
                f"{where}: record kind {self.kind.id} has no field of this name"
                + (", and no join brings it" if "." in name else ""),
                place=self._place,
                value=name,
                way_out=f"its fields are {', '.join(self._known)}",
            )
        return self._known[name]

    def joined(self, join: Join) -> Iterator[Origin]:
        """The fields a join takes, checked to exist."""
        kind = self._kind(f"join.{join.alias}.kind", join.kind)
        for name in join.fields:
            if name not in kind.fields:
                raise BadDeclaration(
                    f"join.{join.alias}.fields: record kind {kind.id} has no field of this name",
                    place=self._place,
                    value=name,
                    way_out=f"its fields are {', '.join(kind.fields)}",
                )
            yield Origin(f"{join.alias}.{name}", kind, name, f"{join.by}.{kind.id}.{name}")

    def __iter__(self) -> Iterator[Origin]:
        return iter(self._known.values())

    def _kind(self, where: str, name: str) -> RecordKind:
        if name not in self._kinds:
            raise BadDeclaration(
                f"{where}: there is no record kind of this name",
                place=self._place,
                value=name,
                way_out=f"use one of {', '.join(sorted(kind.id for kind in self._kinds))}",
            )
        return self._kinds[name]


def about_a_person(field: FieldDef) -> bool:
    """Whether a field is personal, sensitive or a pseudonym."""
    personal = field.data_class.rank >= DataClass.PERSONAL.rank
    return personal or field.type is FieldType.PSEUDONYM
