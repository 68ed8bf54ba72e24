"""Measures: what is measured over the records a window holds for a key.

Each family of models is one measure, but for records linked by distance, which are a family of
their own. What it means is written in `reference/`, which every
engine must equal.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field as Bounded

from anlan.detect.language.choice import Choice
from anlan.detect.language.condition import Condition, FieldName
from anlan.detect.language.duration import Duration
from anlan.standards.title import Title
from anlan.store.where import Block


class Count(Block):
    """The number of records; it has no settings."""


class Distinct(Block):
    """The number of different values of a field; empty ones do not count."""

    field: FieldName
    """The field."""


class Escalation(Block):
    """How often the matter got worse than ever before within the window.

    By time, every record that is worse than all the window's records before it is a step; the
    first record is none. Records whose severity is empty do not count.
    """

    severity: FieldName
    """A whole-number field that says how bad a record is."""
    worse: Literal["higher", "lower"]
    """Whether higher or lower numbers are worse (a level of 1 is worse than one of 3)."""


class Sequence(Block):
    """The number of records `then` that came within a time after a record `first`."""

    first: Condition
    """What comes first."""
    then: Condition
    """What follows it; it may not be the same record."""
    within: Duration
    """At most so long after it."""


class Unanswered(Block):
    """The number of records `first` that no record `then` followed in time.

    It is found when the clock passes the limit, not when a record comes in. A record amended
    so that it is no longer `first` before its limit needs no answer.
    """

    first: Condition
    """What must be answered."""
    then: Condition | None = None
    """What answers it, under the same key; left out: only an amendment or withdrawal of the
    record itself does."""
    within: Duration
    """The limit, counted from its time."""


class Season(Block):
    """How far the count of this hour or day lies above what is usual then, in deviations.

    Goes with a calendar window of an hour or a day. Usual is the exponentially weighted mean and
    variance of the same hour of the week (or day of the week) in earlier weeks. A day on which
    the whole source is silent is no data, not a zero.
    """

    half_life: Annotated[int, Bounded(ge=1, le=104)]
    """After so many weeks an observation weighs half."""
    minimum: Annotated[int, Bounded(ge=2, le=104)]
    """Earlier observations of the same hour (or day) needed before anything is measured."""
    days_off: tuple[date, ...] = ()
    """Public holidays and the like, which are compared with Sundays."""


class Ratio(Block):
    """The share of records that meet a condition, 0 to 1."""

    of: Condition
    """The condition."""
    minimum: Annotated[int, Bounded(ge=2, le=1_000_000)]
    """Below so many records in all the share is 0."""


class Silence(Block):
    """How many expected records in a row are missing: full intervals since the last one.

    It is found when the clock passes, not when a record comes in. A key is expected as long
    as the window holds a record of it.
    """

    every: Duration
    """A record is expected at least this often."""


class Value(Block):
    """A number that is observed, such as a water level or a crowd count."""

    field: FieldName
    """The number."""
    take: Literal["last", "highest", "lowest"]
    """Which of the window's observations counts."""


class Slope(Block):
    """How fast an observed number changes: from the window's first to its last, per hour."""

    field: FieldName
    """The number."""
    direction: Literal["rising", "falling"]
    """Falling measures how fast it falls."""
    minimum: Annotated[int, Bounded(ge=2, le=10_000)]
    """Fewer observations than that measure 0."""


class Measure(Choice):
    """What is measured. Give exactly one."""

    WHAT: ClassVar[Title] = Title(zh="度量", en="measure")
    KINDS: ClassVar[dict[str, Title]] = {
        "count": Title(zh="符合条件的记录", en="matching records"),
        "distinct": Title(zh="某字段的不同值", en="different values of a field"),
        "escalation": Title(zh="升级的次数", en="how often it got worse"),
        "sequence": Title(
            zh="限时内跟在另一条之后的记录", en="records that followed another in time"
        ),
        "unanswered": Title(zh="限时内没有后续的记录", en="records nothing followed in time"),
        "season": Title(zh="比往常同一时段高出多少", en="above what is usual at this hour"),
        "ratio": Title(zh="符合某条件的占比", en="share that meets a condition"),
        "silence": Title(zh="应有而未来的记录", en="expected records that did not come"),
        "value": Title(zh="观测数值", en="an observed number"),
        "slope": Title(zh="观测数值的变化速度", en="how fast an observed number changes"),
    }

    ELSEWHERE: ClassVar[dict[str, Title]] = {
        "near": Title(
            zh="写 link: {within: {metres: 200, time: 14d, about: premises}} 代替 key 和 window，"
            "并写 measure: {count: {}}",
            en="write link: {within: {metres: 200, time: 14d, about: premises}} in the place of"
            " key and window, and measure: {count: {}}",
        ),
    }

    count: Count | None = None
    """How many records match."""
    distinct: Distinct | None = None
    """How many different values a field has."""
    escalation: Escalation | None = None
    """How often the matter got worse."""
    sequence: Sequence | None = None
    """A, then B."""
    unanswered: Unanswered | None = None
    """A, but no B."""
    season: Season | None = None
    """A rate against its own season."""
    ratio: Ratio | None = None
    """The share of records that meet a condition."""
    silence: Silence | None = None
    """Expected records that do not come."""
    value: Value | None = None
    """The level of an observed number."""
    slope: Slope | None = None
    """The slope of an observed number."""
