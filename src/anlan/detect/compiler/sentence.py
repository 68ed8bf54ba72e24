"""The sentence of a finding: why it was raised, in Chinese and English."""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from anlan.detect.compiler.origin import Origin
from anlan.detect.language.model import Model
from anlan.detect.language.words import duration_in_words, number_in_words, window_in_words
from anlan.standards.codes import Codes
from anlan.standards.errors import BadDeclaration
from anlan.standards.kinds import FieldType
from anlan.standards.time import Instant, iso
from anlan.standards.title import Language, Title

WORDS = {
    "count": "how many records are its evidence",
    "measure": "the measure, rounded; a share in per cent",
    "key": "what the finding is about",
    "place": "the address of the premises the finding is about; without one, the key",
    "level": "its level",
    "window": "the window in words",
    "days": "days from the earliest record to the latest, both counted",
    "first": "local day of the earliest record",
    "last": "local day of the latest record",
    "time": "local day and minute of the latest record",
}
"""What a sentence may name beside the fields of the record that raised the finding."""

OF_THE_FAMILY = {
    "within": ("sequence", "unanswered"),
    "every": ("silence",),
    "metres": ("near",),
}
"""Settings of the measure or the link that a sentence of some families may name."""

Readable = Callable[[str, str], Origin]


class Sentence:
    """The two templates of a model, checked."""

    def __init__(self, model: Model, codes: Codes, readable: Readable) -> None:
        self._model = model
        self._codes = codes
        self._parts: dict[Language, list[tuple[str, str | None]]] = {}
        self._origins: dict[str, Origin] = {}
        texts: dict[Language, str] = {"zh": model.because.zh, "en": model.because.en}
        for language, template in texts.items():
            place = f"because.{language}"
            self._parts[language] = self._read(template, place)
            for _, name in self._parts[language]:
                if name is not None and name not in WORDS and not self._setting(name, place):
                    self._origins[name] = readable(place, name)
        self._fixed: dict[Language, dict[str, str]] = {
            language: self._settings(language)
            | {"window": window_in_words(model.stretch, language)}
            for language in texts
        }
        """Words that are the same in every finding."""
        self.fields = tuple(sorted(origin.attribute for origin in self._origins.values()))
        """Attributes of the triggering record that the sentence names."""

    def say(
        self,
        language: Language,
        *,
        count: int,
        measure: float,
        key: str,
        place: str,
        level: int,
        span: tuple[Instant, Instant],
        zone: str,
        row: Mapping[str, Any],
    ) -> str:
        """The sentence of one finding; `span` is the time of its first and last record, `row`
        the attributes of the record that raised it."""
        fixed = self._fixed[language]

        def word(name: str) -> str:
            if name in fixed:
                return fixed[name]
            if name in self._origins:
                origin = self._origins[name]
                return self._shown(origin, row[origin.attribute], language, zone)
            match name:
                case "count" | "level":
                    return str(count if name == "count" else level)
                case "measure":
                    return number_in_words(measure, self._model.family)
                case "key" | "place":
                    return key if name == "key" else place
            return _of_time(name, *(iso(at, zone) for at in span))

        return "".join(
            text + (word(name) if name is not None else "") for text, name in self._parts[language]
        )

    def _read(self, template: str, place: str) -> list[tuple[str, str | None]]:
        """Text and the placeholder that follows it, checked to be bare names."""
        try:
            parsed = list(string.Formatter().parse(template))
        except ValueError as error:
            said = Title(zh="花括号没有成对，或其中的写法不对", en=f"{error}")
            like = Title(zh="占位符写作 {count} 的样子", en="write placeholders like {count}")
            raise self._bad(place, said, template, like) from None
        for _, name, form, conversion in parsed:
            if name is None:
                continue
            bare = name.count(".") <= 1 and all(part.isidentifier() for part in name.split("."))
            if not bare or form or conversion:
                said = Title(zh="占位符只能是一个名称", en="a placeholder is a bare name")
                raise self._bad(place, said, name, _one_of_the_known())
        return [(text, name) for text, name, _, _ in parsed]

    def _bad(self, place: str, problem: Title, value: str, way_out: Title) -> BadDeclaration:
        return BadDeclaration(
            problem.at(place), place=f"model {self._model.id}", value=value, way_out=way_out
        )

    def _setting(self, name: str, place: str) -> bool:
        """Whether a name is a setting of the measure or the link; refused when of another family."""
        families = OF_THE_FAMILY.get(name)
        if families is not None and self._model.family not in families:
            only = " and ".join(families)
            said = Title(
                zh=f"只有 {'、'.join(families)} 可以写 {{{name}}}",
                en=f"only {only} have {{{name}}}",
            )
            raise self._bad(place, said, name, _one_of_the_known())
        return families is not None

    def _settings(self, language: Language) -> dict[str, str]:
        block = self._model.measure.block
        words = {
            name: duration_in_words(getattr(block, name), language)
            for name in ("within", "every")
            if hasattr(block, name)
        }
        link = self._model.link
        if link is None or link.within is None:
            return words
        return words | {"metres": str(link.within.metres)}

    def _shown(self, origin: Origin, value: Any, language: Language, zone: str) -> str:
        field = origin.field
        if value is None:
            return "未注明" if language == "zh" else "not stated"
        if field.codes is not None and value in self._codes[field.codes]:
            return self._codes[field.codes].codes[value].title.in_(language)
        if field.type is FieldType.TIME:
            return iso(value, zone)[:10]
        return number_in_words(value) if isinstance(value, float) else str(value)


def _of_time(name: str, first: str, last: str) -> str:
    """A word about the time of the earliest and the latest record, both ISO 8601."""
    match name:
        case "first":
            return first[:10]
        case "last":
            return last[:10]
        case "time":
            return last[:16].replace("T", " ")
    return str((date.fromisoformat(last[:10]) - date.fromisoformat(first[:10])).days + 1)


def _one_of_the_known() -> Title:
    known = ", ".join(f"{{{word}}}" for word in (*WORDS, *OF_THE_FAMILY))
    return Title(zh=f"写其中之一：{known}，或来源的字段", en=f"write one of {known} or a field")
