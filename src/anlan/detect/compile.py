"""From a declaration to a plan the engine can run, or a refusal that teaches.

Checks that every name means something in the record kind, that every value fits the type of
its field, and that the model keeps the law of the design: its key is an allowed subject, and
neither its conditions nor its words touch data about a person.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from anlan.detect.filter import Filter
from anlan.detect.model import Model, microseconds
from anlan.detect.sentence import Sentence
from anlan.standards.codes import Codes
from anlan.standards.errors import BadDeclaration, Refused
from anlan.standards.kinds import DataClass, FieldDef, FieldType, Kinds, RecordKind, Subject
from anlan.standards.lawful import forbidden_word

LAW = "“Lawful by construction” 2 in the design: a model is about a place, premises, dispute or other allowed subject, never a person"

KEY_TYPES = frozenset({FieldType.TEXT, FieldType.CODE, FieldType.REF})


@dataclass(frozen=True, slots=True)
class Threshold:
    """One level: reached when the measure is at least this."""

    level: int
    at_least: int


@dataclass(frozen=True)
class Plan:
    """A model that has been checked and can run. Times are microseconds."""

    model: Model
    kind: RecordKind
    where: Filter
    window: int
    thresholds: tuple[Threshold, ...]
    """Most urgent first."""
    cooldown: int | None
    expires_after: int
    sentence: Sentence
    digest: str
    """Changes when anything the plan was compiled from changes."""

    @property
    def name(self) -> str:
        return self.model.id

    @property
    def subject(self) -> str:
        """What its findings are about."""
        return str(self.kind.fields[self.model.key].key_of)

    @property
    def where_it_is(self) -> tuple[str, ...]:
        """Fields of the source that say where a record is."""
        named = ("area", "longitude", "latitude")
        return (*(n for n in named if n in self.kind.fields), *self.address)

    @property
    def address(self) -> tuple[str, ...]:
        """The field that words what the key identifies, if there is one.

        Only premises are where their address is; an area is not where one of its records is. An
        address that is personal, or not held for the purpose of the model, is never read.
        """
        field = self.kind.fields.get("address")
        readable = (
            field is not None
            and field.type is FieldType.TEXT
            and not _about_a_person(field)
            and self.model.purpose in self.kind.purposes_of("address")
        )
        return ("address",) if readable and self.subject == Subject.PREMISES else ()


def compile_model(model: Model, kinds: Kinds, codes: Codes) -> Plan:
    """The plan of a model.

    BadDeclaration when a name or value does not fit the record kind; Refused, naming the field,
    the law and what to key on instead, when the model would be about a person.
    """
    kind = _source(model, kinds)
    law = Law(model, kind)
    law.words()
    law.key()
    where = Filter(model.where, codes, law.readable)
    sentence = Sentence(model, kind, codes, law.readable)
    levels = sorted(model.raise_.levels, key=lambda level: level.level)
    cooldown = model.raise_.cooldown
    return Plan(
        model=model,
        kind=kind,
        where=where,
        window=microseconds(model.window.sliding),
        thresholds=tuple(Threshold(level.level, level.at_least) for level in levels),
        cooldown=None if cooldown is None else microseconds(cooldown),
        expires_after=microseconds(model.raise_.expires_after),
        sentence=sentence,
        digest=_digest(model, kind, where, codes),
    )


def set_digest(plans: Iterable[Plan]) -> str:
    """One digest of a set of plans, whatever their order."""
    return hashlib.sha256("".join(sorted(plan.digest for plan in plans)).encode()).hexdigest()


class Law:
    """The law of the design, applied to one model."""

    def __init__(self, model: Model, kind: RecordKind) -> None:
        self._model = model
        self._kind = kind
        self._place = f"model {model.id}"

    def words(self) -> None:
        """Refuse words that name what this platform never holds."""
        model = self._model
        titles = {"title": model.title, "about": model.about, "because": model.because}
        spoken = {"id": model.id, "purpose": model.purpose}
        for name, title in titles.items():
            spoken |= {f"{name}.zh": title.zh, f"{name}.en": title.en}
        for name, text in spoken.items():
            if word := forbidden_word(text):
                raise Refused(
                    f"{name}: `{word}` names something this platform never holds "
                    "(“Lawful by construction” 1 in the design)",
                    place=self._place,
                    value=text,
                    way_out="say which place, premises, dispute or service the model is about",
                )

    def key(self) -> None:
        """Refuse a key that does not identify an allowed subject."""
        name = self._model.key
        field = self._known("key", name)
        if _about_a_person(field):
            raise Refused(
                f"key: `{name}` is {_class(field)} data, so findings would be about a person ({LAW})",
                place=self._place,
                value=name,
                way_out=self._keys(),
            )
        if field.key_of is None:
            raise Refused(
                f"key: `{name}` identifies no allowed subject ({LAW})",
                place=self._place,
                value=name,
                way_out=self._keys(),
            )
        if field.type not in KEY_TYPES:
            raise BadDeclaration(
                f"key: `{name}` is of type {field.type}; a key is text, a code or a reference",
                place=self._place,
                value=name,
                way_out=self._keys(),
            )
        self._purpose("key", name)

    def readable(self, where: str, name: str) -> FieldDef:
        """The field, if a condition or a sentence may use it."""
        field = self._known(where, name)
        if _about_a_person(field):
            raise Refused(
                f"{where}: `{name}` is {_class(field)} data; a model neither picks out nor names "
                f"persons ({LAW})",
                place=self._place,
                value=name,
                way_out=f"use a field about the matter itself: {self._open_fields()}; {self._keys()}",
            )
        self._purpose(where, name)
        return field

    def _known(self, where: str, name: str) -> FieldDef:
        if name not in self._kind.fields:
            raise BadDeclaration(
                f"{where}: record kind {self._kind.id} has no field of this name",
                place=self._place,
                value=name,
                way_out=f"its fields are {', '.join(self._kind.fields)}",
            )
        return self._kind.fields[name]

    def _purpose(self, where: str, name: str) -> None:
        allowed = self._kind.purposes_of(name)
        if self._model.purpose not in allowed:
            raise Refused(
                f"{where}: `{name}` of {self._kind.id} is not held for this purpose "
                "(“Lawful by construction” 4 in the design)",
                place=self._place,
                value=self._model.purpose,
                way_out=f"declare one of its purposes: {', '.join(sorted(allowed))}",
            )

    def _keys(self) -> str:
        subjects = [
            f"{n} ({f.key_of})" for n, f in self._kind.fields.items() if f.key_of is not None
        ]
        return (
            f"key on one of {', '.join(subjects)}"
            if subjects
            else (f"choose another source; {self._kind.id} has no field that identifies a subject")
        )

    def _open_fields(self) -> str:
        names = [n for n, f in self._kind.fields.items() if not _about_a_person(f)]
        return ", ".join(names[:12]) + (", …" if len(names) > 12 else "")


def _source(model: Model, kinds: Kinds) -> RecordKind:
    if model.source not in kinds:
        raise BadDeclaration(
            "source: there is no record kind of this name",
            place=f"model {model.id}",
            value=model.source,
            way_out=f"use one of {', '.join(sorted(kind.id for kind in kinds))}",
        )
    return kinds[model.source]


def _about_a_person(field: FieldDef) -> bool:
    personal = field.data_class.rank >= DataClass.PERSONAL.rank
    return personal or field.type is FieldType.PSEUDONYM


def _class(field: FieldDef) -> str:
    return "pseudonym" if field.type is FieldType.PSEUDONYM else str(field.data_class)


def _digest(model: Model, kind: RecordKind, where: Filter, codes: Codes) -> str:
    tables = {kind.fields[name].codes for name in where.fields} - {None}
    parents = {
        str(table): sorted((c, entry.parent) for c, entry in codes[str(table)].codes.items())
        for table in tables
    }
    text = f"{model.digest} {kind.id} {kind.time} {kind.shape} {sorted(parents.items())}"
    return hashlib.sha256(text.encode()).hexdigest()
