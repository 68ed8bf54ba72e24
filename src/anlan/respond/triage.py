"""Triage: level and route of a call by declared rules over its words, class and channel.

Words that mean a threat to life set the highest level before anything else runs (CALL10).
The rules only ever agree on the more urgent answer; no model is asked (CALL11).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated

from pydantic import Field, model_validator

from anlan.standards.codes import CodeTable
from anlan.standards.kinds import Declaration
from anlan.standards.title import Title

Level = Annotated[int, Field(ge=1, le=4)]


class TriageRule(Declaration):
    """If any word, class or channel is met: at least this urgent, and this route."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,47}$")]
    """Its name within the rules."""
    title: Title
    """What it recognises; shown as the reason of the level."""
    route: str
    """Where such a call goes, of `routes`."""
    level: Level
    """At least this urgent; 1 is the most urgent."""
    danger: bool = False
    """A threat to life: level 1, dispatched first, never diverted (DIV06)."""
    words: tuple[str, ...] = ()
    """Words in what the caller says; Latin ones as whole words, Chinese ones anywhere."""
    unless: tuple[str, ...] = ()
    """Words that take the rule out; a danger rule has none."""
    categories: tuple[str, ...] = ()
    """Classes, those below them included."""
    channels: tuple[str, ...] = ()
    """Channels it came in by."""

    @model_validator(mode="after")
    def _whole(self) -> TriageRule:
        if not (self.words or self.categories or self.channels):
            raise ValueError("a rule needs words, categories or channels")
        if self.danger and (self.level != 1 or self.unless):
            raise ValueError("a danger rule sets level 1, and nothing takes it out")
        return self

    @cached_property
    def _patterns(self) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None]:
        return _any_of(self.words), _any_of(self.unless)

    def hit(self, text: str, categories: tuple[str, ...], channel: str | None) -> str | None:
        """The word, class or channel that met the rule; None when nothing did."""
        wanted, unless = self._patterns
        if unless is not None and unless.search(text):
            return None
        if wanted is not None and (found := wanted.search(text)):
            return found.group(0)
        if met := next((code for code in categories if code in self.categories), None):
            return met
        return channel if channel in self.channels else None


class Otherwise(Declaration):
    """What holds when no rule is met."""

    route: str
    """Where such a call goes."""
    level: Level
    """Its level."""


class Triage(Declaration):
    """The rules of one deployment; `routes` stands in order of precedence."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,47}$")]
    """Its name, for good."""
    title: Title
    """What a reader calls it."""
    version: str
    """Raise it whenever the meaning changes."""
    source: str
    """Where the rules come from."""
    routes: Annotated[tuple[str, ...], Field(min_length=1)]
    """Routes in order of precedence: of those met, the first."""
    departments: dict[str, str] = {}
    """Route → department told at once when a call of that route threatens life (CALL14)."""
    rules: tuple[TriageRule, ...]
    """The rules; all that are met count."""
    otherwise: Otherwise
    """When none is met."""

    @model_validator(mode="after")
    def _whole(self) -> Triage:
        for at, rule in enumerate(self.rules):
            if rule.route not in self.routes:
                raise ValueError(f"rules.{at}: route `{rule.route}` is not among routes")
            if rule.id in {earlier.id for earlier in self.rules[:at]}:
                raise ValueError(f"rules.{at}: the id `{rule.id}` is taken")
        for route in (self.otherwise.route, *self.departments):
            if route not in self.routes:
                raise ValueError(f"route `{route}` is not among routes")
        return self


@dataclass(frozen=True, slots=True)
class Grading:
    """What the rules say, and why."""

    level: int
    route: str
    danger: bool
    rules: tuple[str, ...]
    reason: Title


def grade(
    triage: Triage,
    categories: CodeTable,
    *,
    text: str,
    category: str | None = None,
    channel: str | None = None,
) -> Grading:
    """Level and route of a call: the most urgent level met, the first route in order met."""
    lines = categories.ancestors(category) if category else ()
    hits = [(rule, found) for rule in triage.rules if (found := rule.hit(text, lines, channel))]
    if not hits:
        return Grading(
            triage.otherwise.level,
            triage.otherwise.route,
            False,
            (),
            Title(zh="未命中规则，按一般情形", en="no rule met; the usual level"),
        )
    level = min(rule.level for rule, _ in hits)
    routes = {rule.route for rule, _ in hits}
    shown = [(rule, found) for rule, found in hits if rule.level == level]
    return Grading(
        level,
        next(route for route in triage.routes if route in routes),
        any(rule.danger for rule, _ in hits),
        tuple(rule.id for rule, _ in hits),
        Title(
            zh="；".join(f"{rule.title.zh}（“{found}”）" for rule, found in shown),
            en="; ".join(f"{rule.title.en} (“{found}”)" for rule, found in shown),
        ),
    )


def _any_of(words: tuple[str, ...]) -> re.Pattern[str] | None:
    """Chinese words anywhere; words of Latin letters only as whole words."""
    parts = [rf"\b{re.escape(w)}\b" if w.isascii() else re.escape(w) for w in words]
    return re.compile("|".join(parts), re.IGNORECASE) if parts else None
