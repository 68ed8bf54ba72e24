"""The sentence of a finding: why it was raised, in Chinese and English."""

from __future__ import annotations

import string
from collections.abc import Mapping
from datetime import date
from typing import Any

from anlan.detect.filter import local_date
from anlan.detect.model import Model
from anlan.standards.codes import Codes
from anlan.standards.errors import BadDeclaration
from anlan.standards.kinds import FieldType, RecordKind
from anlan.standards.time import Instant
from anlan.standards.title import Language
from anlan.store.where import Readable

WORDS = {
    "count": "how many records the window holds",
    "key": "what the finding is about",
    "place": "the address of the premises the finding is about; without one, the key",
    "level": "its level",
    "window": "the length of the window in words",
    "days": "days from the earliest record to the latest, both counted",
    "first": "local day of the earliest record",
    "last": "local day of the latest record",
}
"""What a sentence may name beside the fields of the record that raised the finding."""

_UNITS: dict[str, tuple[str, str]] = {
    "m": ("分钟", "minute"),
    "h": ("小时", "hour"),
    "d": ("天", "day"),
    "w": ("周", "week"),
}


class Sentence:
    """The two templates of a model, checked."""

    def __init__(self, model: Model, kind: RecordKind, codes: Codes, readable: Readable) -> None:
        self._kind = kind
        self._codes = codes
        self._templates: dict[Language, str] = {"zh": model.because.zh, "en": model.because.en}
        self._duration = model.window.sliding
        named = {
            language: _placeholders(template, f"model {model.id}: because.{language}")
            for language, template in self._templates.items()
        }
        self.fields = tuple(sorted({n for names in named.values() for n in names} - set(WORDS)))
        """Fields of the triggering record that the sentence names."""
        for language, names in named.items():
            for name in names:
                if name not in WORDS:
                    readable(f"because.{language}", name)

    def say(
        self,
        language: Language,
        *,
        count: int,
        key: str,
        place: str,
        level: int,
        span: tuple[Instant, Instant],
        zone: str,
        row: Mapping[str, Any],
    ) -> str:
        """The sentence of one finding; `span` is the time of its first and last record."""
        first, last = (local_date(at, zone) for at in span)
        words = {
            "count": str(count),
            "key": key,
            "place": place,
            "level": str(level),
            "window": duration_in_words(self._duration, language),
            "days": str((date.fromisoformat(last) - date.fromisoformat(first)).days + 1),
            "first": first,
            "last": last,
        }
        words |= {name: self._shown(name, row[name], language, zone) for name in self.fields}
        return self._templates[language].format_map(words)

    def _shown(self, name: str, value: Any, language: Language, zone: str) -> str:
        field = self._kind.fields[name]
        if value is None:
            return "未注明" if language == "zh" else "not stated"
        if field.codes is not None and value in self._codes[field.codes]:
            return self._codes[field.codes].codes[value].title.in_(language)
        if field.type is FieldType.TIME:
            return local_date(value, zone)
        return str(value)


def duration_in_words(duration: str, language: Language) -> str:
    """A declared duration in words.

    >>> duration_in_words("30d", "en"), duration_in_words("1h", "zh")
    ('30 days', '1小时')
    """
    number, (zh, en) = duration[:-1], _UNITS[duration[-1]]
    return f"{number}{zh}" if language == "zh" else f"{number} {en}{'' if number == '1' else 's'}"


def _placeholders(template: str, place: str) -> list[str]:
    try:
        parts = list(string.Formatter().parse(template))
    except ValueError as error:
        raise BadDeclaration(
            f"{error}", place=place, value=template, way_out="write placeholders like {count}"
        ) from None
    names = []
    for _, name, form, conversion in parts:
        if name is None:
            continue
        if not name.isidentifier() or form or conversion:
            raise BadDeclaration(
                "a placeholder is a bare name",
                place=place,
                value=name,
                way_out=f"write one of {', '.join(f'{{{word}}}' for word in WORDS)} or a field",
            )
        names.append(name)
    return names
