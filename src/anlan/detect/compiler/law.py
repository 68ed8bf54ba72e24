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
from anlan.standards.title import Title

LAW = Title(
    zh="设计“依法内建”第2条：模型针对处所、辖区、纠纷等允许的对象，不针对个人",
    en="“Lawful by construction” 2 in the design: a model is about a place, premises, dispute or"
    " other allowed subject, never a person",
)
WORDS_LAW = Title(zh="设计“依法内建”第1条", en="“Lawful by construction” 1 in the design")
PURPOSE_LAW = Title(zh="设计“依法内建”第4条", en="“Lawful by construction” 4 in the design")

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
                raise self._refused(
                    name,
                    Title(
                        zh=f"`{word}` 指的是本平台绝不持有的内容",
                        en=f"`{word}` names something this platform never holds",
                    ),
                    WORDS_LAW,
                    text,
                    Title(
                        zh="写明模型针对哪个地点、处所、纠纷或服务",
                        en="say which place, premises, dispute or service the model is about",
                    ),
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
                raise self._bad(
                    "join",
                    Title(zh="两个关联用了同一别名", en="two joins have one name"),
                    join.alias,
                    Title(zh="给其中一个改名", en="rename one of them"),
                )
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
            subjects = self._subjects()
            raise self._personal(
                where,
                by,
                Title(
                    zh=f"凭它查 {join.kind} 会带出个人的经历",
                    en=f"looking up {join.kind} by it would bring a person's history",
                ),
                join.by,
                Title(
                    zh=f"凭标识对象的字段关联：{subjects.zh}",
                    en=f"join by a field that identifies a subject: {subjects.en}",
                ),
            )
        joined = next(iter(self._origins.joined(join))).kind
        if not _identifies(by.field, joined):
            fitting = ", ".join(n for n, f in self._kind.fields.items() if _identifies(f, joined))
            raise self._bad(
                where,
                Title(
                    zh=f"{by.told.zh} 不标识 {joined.id} 的记录（{joined.subject}）",
                    en=f"{by.told.en} does not identify a record of {joined.id} ({joined.subject})",
                ),
                join.by,
                Title(
                    zh=f"凭引用 {joined.id} 或标识 {joined.subject} 的字段关联："
                    f"{fitting or '来源里没有'}",
                    en=f"join by a field that refers to {joined.id} or is a key of"
                    f" {joined.subject}: {fitting or 'there is none'}",
                ),
            )
        self._purpose(where, by)

    def _joined(self, join: Join, origin: Origin) -> None:
        where = f"join.{join.alias}.fields"
        if origin.personal:
            fields = [n for n in origin.kind.fields if n not in origin.kind.personal]
            others, keys = ", ".join(fields[:TAKEN]), self._keys()
            raise self._personal(
                where,
                origin,
                Title(
                    zh="关联不带入有关个人的信息",
                    en="a join does not bring what is known about a person",
                ),
                origin.column,
                Title(zh=f"取用：{others}；{keys.zh}", en=f"take one of {others}; {keys.en}"),
            )
        self._purpose(where, origin)

    def key(self, where: str, name: str) -> Origin:
        """The field that says what findings are about, named at a place of the declaration;
        refused when it does not identify an allowed subject."""
        origin = self._origins.find(where, name)
        if origin.personal:
            about = Title(zh="预警就会针对个人", en="findings would be about a person")
            raise self._personal(where, origin, about, origin.name, self._keys())
        if origin.field.key_of is None and origin.field.subject_in is None:
            raise self._refused(
                where,
                Title(
                    zh=f"{origin.told.zh} 不标识任何允许的对象",
                    en=f"{origin.told.en} identifies no allowed subject",
                ),
                LAW,
                origin.name,
                self._keys(),
            )
        if origin.field.type not in KEY_TYPES:
            raise self._bad(
                where,
                Title(
                    zh=f"{origin.told.zh} 是 {origin.field.type} 类型；作对象的字段须是文本、代码或引用",
                    en=f"{origin.told.en} is of type {origin.field.type}; a key is text, a code or"
                    " a reference",
                ),
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
            narrowed = f"where: {{field: {named}, equals: premises}}"
            raise self._bad(
                "key",
                Title(
                    zh=f"{key.told.zh} 标识的对象类型由 `{named}` 而定；须限定为一种",
                    en=f"{key.told.en} identifies whatever `{named}` says; name that one subject",
                ),
                key.name,
                Title(
                    zh=f"加上 {narrowed}，或另一种：{', '.join(Subject)}",
                    en=f"add to {narrowed}, or another of {', '.join(Subject)}",
                ),
            )
        return str(next(iter(possible)))

    def readable(self, where: str, name: str) -> Origin:
        """The field, if a condition or a sentence may use it."""
        why_not = Title(
            zh="模型不挑出个人，也不写出个人", en="a model neither picks out nor names persons"
        )
        return self._allowed(where, name, why_not)

    def measured(self, where: str, name: str) -> Origin:
        """The field, if a measure may be taken over it."""
        why_not = Title(
            zh="对它作度量就是给个人计数或排名",
            en="a measure over it would count or rank persons",
        )
        return self._allowed(where, name, why_not)

    def _allowed(self, where: str, name: str, why_not: Title) -> Origin:
        origin = self._origins.find(where, name)
        if origin.personal:
            fields, keys = self._open_fields(), self._keys()
            way_out = Title(
                zh=f"用有关事项本身的字段：{fields}；{keys.zh}",
                en=f"use a field about the matter itself: {fields}; {keys.en}",
            )
            raise self._personal(where, origin, why_not, name, way_out)
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
            fitting = ", ".join(
                each.name
                for each in self._origins
                if each.field.type in types and not each.personal
            )
            use = Title(zh=f"可用：{fitting}", en=f"use one of {fitting}")
            raise self._bad(
                where,
                Title(
                    zh=f"{origin.told.zh} 是 {origin.field.type} 类型，不是 {' 或 '.join(types)}",
                    en=f"{origin.told.en} is of type {origin.field.type}, not {' or '.join(types)}",
                ),
                origin.name,
                use if fitting else Title(zh="换一个来源", en="choose another source"),
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
            purposes = ", ".join(sorted(origin.purposes))
            raise self._refused(
                where,
                Title(
                    zh=f"{origin.told.zh} 不为这一目的而持有",
                    en=f"{origin.told.en} is not held for this purpose",
                ),
                PURPOSE_LAW,
                self._model.purpose,
                Title(
                    zh=f"写明它的目的之一：{purposes}",
                    en=f"declare one of its purposes: {purposes}",
                ),
            )

    def _personal(
        self, where: str, origin: Origin, why_not: Title, value: str, way_out: Title
    ) -> Refused:
        """The refusal of a field about a person, and why it may not be used so."""
        told, sort = origin.told, origin.sort
        problem = Title(
            zh=f"{told.zh} 属于{sort.zh}；{why_not.zh}",
            en=f"{told.en} is {sort.en} data; {why_not.en}",
        )
        return self._refused(where, problem, LAW, value, way_out)

    def _refused(
        self, where: str, problem: Title, law: Title, value: str, way_out: Title
    ) -> Refused:
        lawful = Title(zh=f"{problem.zh}（{law.zh}）", en=f"{problem.en} ({law.en})")
        return Refused(lawful.at(where), place=self.place, value=value, way_out=way_out)

    def _bad(self, where: str, problem: Title, value: object, way_out: Title) -> BadDeclaration:
        return BadDeclaration(problem.at(where), place=self.place, value=value, way_out=way_out)

    def _keys(self) -> Title:
        subjects = self._subjects()
        if not subjects.en:
            return Title(
                zh=f"换一个来源；{self._kind.id} 没有标识对象的字段",
                en=f"choose another source; {self._kind.id} has no field that identifies a subject",
            )
        return Title(zh=f"可作对象的字段：{subjects.zh}", en=f"key on one of {subjects.en}")

    def _subjects(self) -> Title:
        """The fields that identify a subject."""
        fields = [
            each
            for each in self._origins
            if not each.personal and (each.field.key_of or each.field.subject_in)
        ]
        return Title(
            zh="、".join(f"{each.name}（{each.field.title.zh}）" for each in fields),
            en=", ".join(
                f"{each.name} ({each.field.key_of or each.field.subject_in})" for each in fields
            ),
        )

    def _open_fields(self) -> str:
        names = [each.name for each in self._origins if not each.personal]
        return ", ".join(names[:TAKEN]) + (", …" if len(names) > TAKEN else "")


def _identifies(field: FieldDef, kind: RecordKind) -> bool:
    """Whether a field holds the ids of a record kind."""
    return field.refers == kind.id if field.refers else field.key_of == kind.subject
