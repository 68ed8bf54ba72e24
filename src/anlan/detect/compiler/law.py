"""The law of the design, applied to the fields of one model.

A model is about a place, premises, dispute or other allowed subject. It follows where each
value comes from: neither its key nor its conditions, joins, measure or words may rest on data
about a person.
"""

from __future__ import annotations

from collections.abc import Iterator

from anlan.detect.compiler.filter import Filter
from anlan.detect.compiler.origin import Origin, Origins
from anlan.detect.compiler.plan import Joined
from anlan.detect.language.join import Join
from anlan.detect.language.model import Model
from anlan.standards.errors import AnlanError, BadDeclaration, Refused
from anlan.standards.kinds import FieldDef, FieldType, RecordKind, Subject
from anlan.standards.lawful import forbidden_word

LAW = "“Lawful by construction” 2 in the design: a model is about a place, premises, dispute or other allowed subject, never a person"
WORDS_LAW = "“Lawful by construction” 1 in the design"
PURPOSE_LAW = "“Lawful by construction” 4 in the design"

KEY_TYPES = frozenset({FieldType.TEXT, FieldType.CODE, FieldType.REF})
TAKEN = 12
"""Fields named in a way out; more would not be read."""


class Law:
    """What one model may name, and what it is refused."""

    def __init__(self, model: Model, origins: Origins) -> None:
        self._model = model
        self._origins = origins
        self._kind = origins.kind
        self.place = f"model {model.id}"
        """Names the model in errors."""

    def words(self) -> None:
        """Refuse words that name what this platform never holds."""
        for name, text in self._spoken():
            if word := forbidden_word(text):
                raise Refused(
                    f"{name}: `{word}` names something this platform never holds ({WORDS_LAW})",
                    place=self.place,
                    value=text,
                    way_out="say which place, premises, dispute or service the model is about",
                )

    def _spoken(self) -> Iterator[tuple[str, str]]:
        model = self._model
        yield from (("id", model.id), ("purpose", model.purpose))
        titles = {"title": model.title, "about": model.about, "because": model.because}
        for name, title in titles.items():
            yield from ((f"{name}.zh", title.zh), (f"{name}.en", title.en))
        for join in model.join:
            yield (f"join.{join.alias}.as", join.alias)

    def joins(self) -> tuple[Joined, ...]:
        """The joins, checked: what they look up, by what, and what they bring."""
        aliases = [join.alias for join in self._model.join]
        for join in self._model.join:
            if aliases.count(join.alias) > 1:
                raise self._bad("join", "two joins have one name", join.alias, "rename one of them")
            self._by(join)
            for origin in self._origins.joined(join):
                self._joined(join, origin)
        return tuple(
            Joined(join.kind, join.by, f"{join.by}.{join.kind}", tuple(sorted(set(join.fields))))
            for join in self._model.join
        )

    def _by(self, join: Join) -> None:
        where = f"join.{join.alias}.by"
        by = self._origins.find(where, join.by)
        if by.personal:
            raise Refused(
                f"{where}: {by.told} is {by.sort} data; looking up {join.kind} by it would bring "
                f"a person's history ({LAW})",
                place=self.place,
                value=join.by,
                way_out=f"join by a field that identifies a subject: {self._subjects()}",
            )
        joined = next(iter(self._origins.joined(join))).kind
        if not _identifies(by.field, joined):
            fitting = [n for n, f in self._kind.fields.items() if _identifies(f, joined)]
            raise self._bad(
                where,
                f"{by.told} does not identify a record of {joined.id} ({joined.subject})",
                join.by,
                f"join by a field that refers to {joined.id} or is a key of {joined.subject}: "
                + (", ".join(fitting) or "there is none"),
            )
        self._purpose(where, by)

    def _joined(self, join: Join, origin: Origin) -> None:
        where = f"join.{join.alias}.fields"
        if origin.personal:
            others = [n for n in origin.kind.fields if n not in origin.kind.personal]
            raise Refused(
                f"{where}: {origin.told} is {origin.sort} data; a join does not bring what is "
                f"known about a person ({LAW})",
                place=self.place,
                value=origin.column,
                way_out=f"take one of {', '.join(others[:TAKEN])}; {self._keys()}",
            )
        self._purpose(where, origin)

    def key(self, where: str, name: str) -> Origin:
        """The field that says what findings are about, named at a place of the declaration;
        refused when it does not identify an allowed subject."""
        origin = self._origins.find(where, name)
        if origin.personal:
            raise Refused(
                f"{where}: {origin.told} is {origin.sort} data, so findings would be about a person "
                f"({LAW})",
                place=self.place,
                value=origin.name,
                way_out=self._keys(),
            )
        if origin.field.key_of is None and origin.field.subject_in is None:
            raise Refused(
                f"{where}: {origin.told} identifies no allowed subject ({LAW})",
                place=self.place,
                value=origin.name,
                way_out=self._keys(),
            )
        if origin.field.type not in KEY_TYPES:
            raise self._bad(
                where,
                f"{origin.told} is of type {origin.field.type}; a key is text, a code or a reference",
                origin.name,
                self._keys(),
            )
        self._purpose(where, origin)
        return origin

    def subject(self, key: Origin, where: Filter) -> str:
        """What the findings are about. A key that may identify any subject must be narrowed to
        one, or two things of different subjects that have one name would be taken for one."""
        named = key.field.subject_in
        if named is None:
            return str(key.field.key_of)
        possible = where.only(key.attribute.removesuffix(key.column) + named) or frozenset()
        if len(possible) != 1 or not possible <= set(Subject):
            raise self._bad(
                "key",
                f"{key.told} identifies whatever `{named}` says; name that one subject",
                key.name,
                f"add to where: {{field: {named}, equals: premises}}, or another of "
                f"{', '.join(Subject)}",
            )
        return str(next(iter(possible)))

    def readable(self, where: str, name: str) -> Origin:
        """The field, if a condition or a sentence may use it."""
        return self._allowed(where, name, "a model neither picks out nor names persons")

    def measured(self, where: str, name: str) -> Origin:
        """The field, if a measure may be taken over it."""
        return self._allowed(where, name, "a measure over it would count or rank persons")

    def _allowed(self, where: str, name: str, why_not: str) -> Origin:
        origin = self._origins.find(where, name)
        if origin.personal:
            raise Refused(
                f"{where}: {origin.told} is {origin.sort} data; {why_not} ({LAW})",
                place=self.place,
                value=name,
                way_out=f"use a field about the matter itself: {self._open_fields()}; {self._keys()}",
            )
        self._purpose(where, origin)
        return origin

    def coordinates(self, where: str) -> frozenset[str]:
        """The fields that say where a record is; refused when they may not be read."""
        for name, type in (
            ("longitude", FieldType.LONGITUDE),
            ("latitude", FieldType.LATITUDE),
        ):
            self.of_type(where, self.readable(where, name), type)
        return frozenset({"longitude", "latitude"})

    def of_type(self, where: str, origin: Origin, *types: FieldType) -> None:
        """Refuse a field that is of none of some types."""
        if origin.field.type not in types:
            fitting = [
                each.name
                for each in self._origins
                if each.field.type in types and not each.personal
            ]
            raise self._bad(
                where,
                f"{origin.told} is of type {origin.field.type}, not {' or '.join(types)}",
                origin.name,
                f"use one of {', '.join(fitting)}" if fitting else "choose another source",
            )

    def may_read(self, name: str) -> bool:
        """Whether a field of the source is there and may be used."""
        try:
            self.readable("", name)
        except AnlanError:
            return False
        return True

    def _purpose(self, where: str, origin: Origin) -> None:
        if self._model.purpose not in origin.purposes:
            raise Refused(
                f"{where}: {origin.told} is not held for this purpose ({PURPOSE_LAW})",
                place=self.place,
                value=self._model.purpose,
                way_out=f"declare one of its purposes: {', '.join(sorted(origin.purposes))}",
            )

    def _bad(self, where: str, problem: str, value: object, way_out: str) -> BadDeclaration:
        return BadDeclaration(f"{where}: {problem}", place=self.place, value=value, way_out=way_out)

    def _keys(self) -> str:
        subjects = self._subjects()
        if not subjects:
            return f"choose another source; {self._kind.id} has no field that identifies a subject"
        return f"key on one of {subjects}"

    def _subjects(self) -> str:
        return ", ".join(
            f"{each.name} ({each.field.key_of or each.field.subject_in})"
            for each in self._origins
            if not each.personal and (each.field.key_of or each.field.subject_in)
        )

    def _open_fields(self) -> str:
        names = [each.name for each in self._origins if not each.personal]
        return ", ".join(names[:TAKEN]) + (", …" if len(names) > TAKEN else "")


def _identifies(field: FieldDef, kind: RecordKind) -> bool:
    """Whether a field holds the ids of a record kind."""
    return field.refers == kind.id if field.refers else field.key_of == kind.subject
