"""Record kinds: declared tables.

A kind says what a record is about (its subject, never a person), who owns it, on what legal
basis it is held and for how long; each field says its type, its data class and what it may
be used for. A field that has no purpose cannot be declared (个人信息保护法 art. 6).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from enum import StrEnum
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field as Bounded, model_validator

from anlan.standards.declaration import read_declaration
from anlan.standards.errors import BadDeclaration, BadInput, NotFound
from anlan.standards.lawful import forbidden_word
from anlan.standards.title import Title
from anlan.standards.values import FITS, text

Name = Annotated[str, Bounded(pattern=r"^[a-z][a-z0-9_]{0,47}$")]


class DataClass(StrEnum):
    """How carefully a field is held, from open to closed."""

    PUBLIC = "public"
    INTERNAL = "internal"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"

    @property
    def rank(self) -> int:
        return _RANKS[self]


_RANKS = {each: rank for rank, each in enumerate(DataClass)}


class Subject(StrEnum):
    """What a record, a key or a finding may be about. There is no "person"."""

    PLACE = "place"
    PREMISES = "premises"
    INCIDENT = "incident"
    DISPUTE = "dispute"
    EVENT = "event"
    SERVICE_CASE = "service-case"
    TASK = "task"
    UNIT = "unit"
    ORGANISATION = "organisation"
    ASSET = "asset"
    OBSERVATION = "observation"


class FieldType(StrEnum):
    """The closed list of field types, each with one storage form.

    text, code, ref, pseudonym: text · integer · number: 64-bit float · boolean ·
    time: instant (µs, UTC) · date: ISO text · longitude, latitude: WGS84 degrees ·
    list: JSON array of text · json: JSON text, not searchable
    """

    TEXT = "text"
    CODE = "code"
    REF = "ref"
    PSEUDONYM = "pseudonym"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    TIME = "time"
    DATE = "date"
    LONGITUDE = "longitude"
    LATITUDE = "latitude"
    LIST = "list"
    JSON = "json"


LOG_DAYS = 180
"""A kind held for audit first is a log, and is kept at least this long (statement DS04)."""


class Declaration(BaseModel):
    """Base of everything declared in YAML: strict, frozen, nothing unknown."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class FieldDef(Declaration):
    """One field of a record kind."""

    title: Title
    type: FieldType
    data_class: DataClass = DataClass.INTERNAL
    purpose: tuple[str, ...] = ()
    """Purposes it may be read for, beyond the kind's own."""
    codes: str | None = None
    """The code table, for type `code`."""
    refers: str | None = None
    """The record kind, for type `ref`."""
    key_of: Subject | None = None
    """The subject this field identifies; such a field may be the key of a model."""
    subject_in: Name | None = None
    """The field of the record that says which subject this one identifies, where that differs
    from record to record."""
    unit: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    """The least and the greatest value, for types `integer` and `number`."""
    index: bool | Literal["scattered"] = False
    """Whether queries by value are answered by an index; `scattered` where the values of records
    that follow each other have no order (the premises of calls)."""

    @model_validator(mode="after")
    def _whole(self) -> FieldDef:
        if (self.type is FieldType.CODE) != (self.codes is not None):
            raise ValueError("type `code` goes with `codes: TABLE`, and only that type")
        if (self.type is FieldType.REF) != (self.refers is not None):
            raise ValueError("type `ref` goes with `refers: KIND`, and only that type")
        if self.range_in_words and self.type not in (FieldType.INTEGER, FieldType.NUMBER):
            raise ValueError("minimum and maximum go with type `integer` or `number`")
        if not self.within(self.maximum if self.minimum is None else self.minimum):
            raise ValueError("the minimum is greater than the maximum")
        personal = self.data_class.rank >= DataClass.PERSONAL.rank
        if personal and (self.key_of is not None or self.subject_in is not None):
            raise ValueError("a personal field identifies no subject; drop key_of and subject_in")
        if self.key_of is not None and self.subject_in is not None:
            raise ValueError("give key_of or subject_in, not both")
        if self.type is FieldType.PSEUDONYM and not personal:
            raise ValueError("a pseudonym is at least personal data")
        return self

    @cached_property
    def fits(self) -> Callable[[Any], bool]:
        """Says whether a value that is known is of the type of the field."""
        return FITS.get(self.type, text)

    @cached_property
    def bounded(self) -> bool:
        """Whether a range is declared."""
        return self.minimum is not None or self.maximum is not None

    def within(self, value: float | None) -> bool:
        """Whether a number lies in the declared range; nothing does."""
        return value is None or (
            (self.minimum is None or value >= self.minimum)
            and (self.maximum is None or value <= self.maximum)
        )

    @property
    def range_in_words(self) -> Title | None:
        """The declared range, such as `1 to 4`."""
        low, high = self.minimum, self.maximum
        if low is None:
            return None if high is None else Title(zh=f"至多 {high:g}", en=f"at most {high:g}")
        if high is None:
            return Title(zh=f"至少 {low:g}", en=f"{low:g} or more")
        return Title(zh=f"{low:g} 到 {high:g}", en=f"{low:g} to {high:g}")


class Retention(Declaration):
    """How long a record is kept, counted from one of its times."""

    days: Annotated[int, Bounded(ge=1, le=36_600)]
    counted_from: str
    """A field of type `time`."""
    then: Annotated[str, Bounded(pattern="^(erase-personal|withdraw)$")] = "erase-personal"
    basis: str


class RecordKind(Declaration):
    """A declared table."""

    id: Name
    title: Title
    subject: Subject
    owner: str
    purpose: Annotated[tuple[str, ...], Bounded(min_length=1)]
    legal_basis: str
    retention: Retention
    time: str
    """The field that is the record's event time."""
    fields: Annotated[dict[Name, FieldDef], Bounded(min_length=1)]

    @model_validator(mode="after")
    def _whole(self) -> RecordKind:
        for name in self.fields:
            if name in SYSTEM_COLUMNS:
                raise ValueError(f"fields.{name}: this name belongs to the store")
            if word := forbidden_word(name):
                raise ValueError(
                    f"fields.{name}: `{word}` is outside what this platform may hold; "
                    "see “Lawful by construction” in the design"
                )
        for name, field in self.fields.items():
            if field.subject_in is not None and field.subject_in not in self.fields:
                raise ValueError(
                    f"fields.{name}.subject_in: there is no field `{field.subject_in}`"
                )
        if self.purpose[0] == "audit" and self.retention.days < LOG_DAYS:
            raise ValueError(
                f"retention.days: a log is kept {LOG_DAYS} days at least (网络安全法 21条)"
            )
        for role, name in (("time", self.time), ("retention", self.retention.counted_from)):
            if name not in self.fields or self.fields[name].type is not FieldType.TIME:
                raise ValueError(f"{role}: `{name}` is not a field of type time")
        return self

    @cached_property
    def shape(self) -> str:
        """Digest of the columns; when it changes the view is rebuilt from the journal."""
        text = ";".join(f"{n}:{f.type}:{f.index}" for n, f in self.fields.items())
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def field(self, name: str) -> FieldDef:
        """The field of that name; BadInput when the kind has none."""
        try:
            return self.fields[name]
        except KeyError:
            known = ", ".join(self.fields)
            raise BadInput(
                Title(
                    zh=f"记录类型 {self.id} 没有这个字段",
                    en=f"record kind {self.id} has no such field",
                ),
                value=name,
                way_out=Title(zh=f"它的字段有：{known}", en=f"its fields are {known}"),
            ) from None

    def purposes_of(self, field: str) -> frozenset[str]:
        """What a field may be read for."""
        return frozenset(self.purpose) | frozenset(self.field(field).purpose)

    def data_class_of(self, field: str) -> DataClass:
        """The class of a field; system columns are internal."""
        return self.fields[field].data_class if field in self.fields else DataClass.INTERNAL

    @cached_property
    def personal(self) -> tuple[str, ...]:
        """Fields of class personal or sensitive."""
        return tuple(
            n for n, f in self.fields.items() if f.data_class.rank >= DataClass.PERSONAL.rank
        )


SYSTEM_COLUMNS = ("id", "version", "position", "opened", "withdrawn", "tz", "digest")
"""Columns every view has: record id, version, position of its last and of its first fact,
withdrawn or not, IANA zone of its times, digest of the content last taken in."""


class Kinds:
    """The kinds of one deployment, by id."""

    def __init__(self, kinds: Iterable[RecordKind]) -> None:
        self._kinds: dict[str, RecordKind] = {}
        for kind in kinds:
            if kind.id in self._kinds:
                raise BadDeclaration(
                    "two record kinds have one id", value=kind.id, way_out="rename one of them"
                )
            self._kinds[kind.id] = kind
        for kind in self._kinds.values():
            for name, field in kind.fields.items():
                if field.refers is not None and field.refers not in self._kinds:
                    raise BadDeclaration(
                        f"{kind.id}.{name} refers to an undeclared kind",
                        value=field.refers,
                        way_out="declare that kind, or make the field text",
                    )

    def __getitem__(self, kind: str) -> RecordKind:
        try:
            return self._kinds[kind]
        except KeyError:
            known = ", ".join(sorted(self._kinds))
            raise NotFound(
                Title(zh="没有这个记录类型", en="no such record kind"),
                value=kind,
                way_out=Title(zh=f"可用：{known}", en=f"use one of {known}"),
            ) from None

    def __contains__(self, kind: object) -> bool:
        return kind in self._kinds

    def __iter__(self):  # type: ignore[no-untyped-def]
        return iter(self._kinds.values())

    def __len__(self) -> int:
        return len(self._kinds)


def base_kinds() -> list[RecordKind]:
    """The kinds every deployment has."""
    return kinds_in(Path(str(resources.files("anlan.standards") / "kind_files")))


def kinds_in(folder: Path) -> list[RecordKind]:
    """The kinds declared in a folder, one a file."""
    return [read_declaration(path, RecordKind) for path in sorted(folder.glob("*.yaml"))]
