"""What findings are about: the key of a model, or the field that its link comes down to."""

from __future__ import annotations

from typing import NamedTuple

from anlan.detect.compiler.origin import Origin, Origins
from anlan.detect.language.model import Model
from anlan.standards.errors import BadDeclaration
from anlan.standards.title import Title


class About(NamedTuple):
    """The field that says what findings are about."""

    where: str
    """Its place in the declaration."""
    name: str
    subject: str | None = None
    """The subject the link asks for; None where the declaration names the field itself."""


def about(model: Model, origins: Origins) -> About:
    """The field a model names as its key, or the one its link means. BadDeclaration when no
    field of the source, or more than one, names the subject the link asks for."""
    link = model.link
    if link is None:
        return About("key", str(model.key))
    if link.within is not None:
        return About("link.within.about", link.within.about)
    where, subject = f"link.{link.kind}", str(link.block)
    named = _naming(subject, origins)
    if len(named) != 1:
        raise _not_one(model, where, subject, named, origins)
    return About(where, named[0].name, subject)


def check_subject(model: Model, about: About, subject: str) -> None:
    """BadDeclaration when the field a link came down to identifies another subject."""
    if about.subject not in (None, subject):
        raise BadDeclaration(
            Title(
                zh=f"条件把 `{about.name}` 限定为 {subject}",
                en=f"the conditions narrow `{about.name}` to {subject}",
            ).at(about.where),
            place=f"model {model.id}",
            value=about.subject,
            way_out=Title(
                zh=f"按 {subject} 联系，或改动限定它的条件",
                en=f"link by {subject}, or change the condition on what it may be",
            ),
        )


def _naming(subject: str, origins: Origins) -> list[Origin]:
    """The fields that name a subject: those of the source before joined ones, those that always
    name it before those that may name any."""
    lawful = [each for each in origins if not each.personal]
    always = [each for each in lawful if each.field.key_of == subject]
    own = [each for each in always if "." not in each.name]
    return own or always or [each for each in lawful if each.field.subject_in is not None]


def _not_one(
    model: Model, where: str, subject: str, named: list[Origin], origins: Origins
) -> BadDeclaration:
    if named:
        names = [each.name for each in named]
        keys = [f"key: {name}" for name in names]
        problem = Title(
            zh=f"{origins.kind.id} 中标识 {subject} 的字段不止一个：{', '.join(names)}",
            en=f"more than one field of {origins.kind.id} names a {subject}: {', '.join(names)}",
        )
        way_out = Title(
            zh=f"说明是哪一个：{' 或 '.join(keys)}", en=f"say which of them: {' or '.join(keys)}"
        )
    else:
        problem = Title(
            zh=f"{origins.kind.id} 中没有标识 {subject} 的字段",
            en=f"no field of {origins.kind.id} names a {subject}",
        )
        subjects = sorted({e.field.key_of for e in origins if e.field.key_of and not e.personal})
        way_out = Title(
            zh=f"它的字段标识的是：{', '.join(subjects) or '无；换一个来源'}",
            en=f"its fields name: {', '.join(subjects) or 'no subject; choose another source'}",
        )
    return BadDeclaration(
        problem.at(where), place=f"model {model.id}", value=subject, way_out=way_out
    )
