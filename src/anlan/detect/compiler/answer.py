"""Answers: which values of one attribute are accepted, in a form that tells equal ones alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from typing import Any, Literal

import orjson

from anlan.detect.compiler.derive import MINUTES_OF_WEEK

Combine = Literal["all", "any"]


@dataclass(frozen=True, slots=True)
class Among:
    """The value is one of some, or none of them. An empty field has the value None."""

    values: frozenset[Any]
    inside: bool = True

    def accepts(self, value: Any) -> bool:
        return (value in self.values) is self.inside

    @property
    def form(self) -> str:
        listed = ", ".join(sorted(written(value) for value in self.values))
        return f"{'in' if self.inside else 'not in'} [{listed}]"

    @property
    def turned(self) -> Among:
        return Among(self.values, not self.inside)

    def both(self, other: Among) -> Among:
        """What this one and the other accept."""
        if self.inside:
            return Among(frozenset(filter(other.accepts, self.values)))
        if other.inside:
            return other.both(self)
        return Among(self.values | other.values, inside=False)


@dataclass(frozen=True, slots=True)
class Minutes:
    """The minute of the week is one of some, kept as bits."""

    bits: int

    def accepts(self, value: Any) -> bool:
        return bool(self.bits >> value & 1)

    @property
    def form(self) -> str:
        edges, turns = self.bits ^ (self.bits << 1), []
        while edges:
            turns.append(str((edges & -edges).bit_length() - 1))
            edges &= edges - 1
        spans = zip(turns[::2], turns[1::2], strict=True)
        return f"in [{', '.join('-'.join(span) for span in spans)})"

    @property
    def turned(self) -> Minutes:
        return Minutes(self.bits ^ ((1 << MINUTES_OF_WEEK) - 1))

    def both(self, other: Minutes) -> Minutes:
        """What this one and the other accept."""
        return Minutes(self.bits & other.bits)


@dataclass(frozen=True, slots=True)
class Test:
    """Any other question that one value answers."""

    form: str
    accepts: Callable[[Any], bool]

    @property
    def turned(self) -> Test:
        if self.form.startswith("not "):
            return Test(self.form[4:], lambda value: not self.accepts(value))
        return Test(f"not {self.form}", lambda value: not self.accepts(value))


@dataclass(frozen=True, slots=True)
class Several:
    """Questions about one value, of which all or any must be answered with yes."""

    how: Combine
    parts: tuple[Answer, ...]

    def accepts(self, value: Any) -> bool:
        if self.how == "all":
            return all(part.accepts(value) for part in self.parts)
        return any(part.accepts(value) for part in self.parts)

    @property
    def form(self) -> str:
        return f"{self.how}({'; '.join(part.form for part in self.parts)})"

    @property
    def turned(self) -> Answer:
        return combined("any" if self.how == "all" else "all", [each.turned for each in self.parts])


Answer = Among | Minutes | Test | Several

ALWAYS = Among(frozenset(), inside=False)


def combined(how: Combine, answers: Iterable[Answer]) -> Answer:
    """One answer for several questions about the same attribute, whatever their order."""
    amongs: list[Among] = []
    minutes: list[Minutes] = []
    others: dict[str, Answer] = {}
    for answer in _opened(how, answers):
        if isinstance(answer, Among):
            amongs.append(answer)
        elif isinstance(answer, Minutes):
            minutes.append(answer)
        else:
            others[answer.form] = answer
    parts = [*others.values(), *(_merged(how, alike) for alike in (amongs, minutes) if alike)]
    parts.sort(key=lambda part: part.form)
    return parts[0] if len(parts) == 1 else Several(how, tuple(parts))


def _opened(how: Combine, answers: Iterable[Answer]) -> Iterator[Answer]:
    for answer in answers:
        if isinstance(answer, Several) and answer.how == how:
            yield from answer.parts
        else:
            yield answer


def _merged(how: Combine, answers: Any) -> Any:
    """Answers of one sort, which are closed under both, either and not."""
    if how == "all":
        return reduce(lambda one, other: one.both(other), answers)
    return reduce(lambda one, other: one.turned.both(other.turned).turned, answers)


def written(value: Any) -> str:
    """A value in a form: JSON; a whole number is written as one, whatever its type."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return orjson.dumps(value).decode()
