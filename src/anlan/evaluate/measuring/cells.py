"""One measure of one area in one month, from the totals of its records. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from anlan.evaluate.declaration.source import Source, Statistic
from anlan.evaluate.method.intervals import FEWEST, Interval, byar, normal, wilson
from anlan.standards.title import Title

NOTES = {
    "no-records": Title(zh="本期无相应记录", en="no such records in this period"),
    "few": Title(zh="分母不足5，不评分", en="fewer than 5 in the denominator: not scored"),
    "no-population": Title(zh="辖区未登记人口或户数", en="the area declares no population"),
    "short": Title(zh="数据不足一天，不评分", en="less than a day of data: not scored"),
    "barred": Title(
        zh="守门指标未达标或无可比对象，不评分",
        en="not scored: what guards it is out of bounds, or nothing to compare it with",
    ),
    "not-collected": Title(zh="未采集，不评估", en="not collected here: not assessed"),
}
"""Why a part has no score."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A measured value with its 95 % interval; `area` None is the whole city.

    A `note` (see NOTES) says that it is not scored and why.
    """

    measure: str
    area: str | None
    period: str
    numerator: float | None = None
    denominator: float | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    note: str | None = None

    @property
    def assessed(self) -> bool:
        return self.note is None


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over the records of a cell. `ranked`: the ordered values at `ranks(n)`, of a median."""

    n: int = 0
    hits: int = 0
    total: float = 0.0
    squares: float = 0.0
    ranked: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Exposure:
    """What a rate is stated for: people (or households), and how much of the month has data."""

    of: int | None
    days: float
    month_days: float


def cell_of(
    source: Source,
    totals: Totals,
    exposure: Exposure,
    *,
    measure: str,
    area: str | None,
    period: str,
) -> Cell:
    """The cell of these totals."""
    empty = Cell(measure, area, period)
    if source.statistic is Statistic.RATE:
        return _rate(empty, source, totals, exposure)
    if source.statistic is Statistic.COUNT:
        counted = replace(empty, numerator=float(totals.hits))
        if exposure.days == 0:
            return replace(counted, note="no-records")
        return _valued(counted, totals.hits, byar(totals.hits))
    counted = replace(empty, denominator=float(totals.n))
    if totals.n == 0:
        return replace(counted, note="no-records")
    found = _OVER_RECORDS[source.statistic](counted, totals)
    return replace(found, note="few") if totals.n < FEWEST else found


def _rate(empty: Cell, source: Source, totals: Totals, exposure: Exposure) -> Cell:
    per, _ = source.rate_base
    counted = replace(empty, numerator=float(totals.hits))
    if exposure.days == 0:
        return replace(counted, note="no-records")
    if not exposure.of:
        return replace(counted, note="no-population")
    of = exposure.of * exposure.days / exposure.month_days
    counted = replace(counted, denominator=round(of, 3))
    found = _valued(counted, per * totals.hits / of, byar(totals.hits), per / of)
    if exposure.days < 1:
        return replace(found, note="short")
    return replace(found, note="few") if of < FEWEST else found


def _share(counted: Cell, totals: Totals) -> Cell:
    found = replace(counted, numerator=float(totals.hits))
    return _valued(found, 100 * totals.hits / totals.n, wilson(totals.hits, totals.n), 100)


def _mean(counted: Cell, totals: Totals) -> Cell:
    mean = totals.total / totals.n
    ends = normal(totals.total, totals.squares, totals.n) if totals.n > 1 else (mean, mean)
    return _valued(replace(counted, numerator=round(totals.total, 6)), mean, ends)


def _median(counted: Cell, totals: Totals) -> Cell:
    low, lower, upper, high = totals.ranked
    return _valued(counted, (lower + upper) / 2, (low, high))


def _valued(cell: Cell, value: float, ends: Interval, scale: float = 1.0) -> Cell:
    """Rounded, so that the order in which rows were added up cannot show."""
    low, high = (round(end * scale, 6) for end in ends)
    return replace(cell, value=round(float(value), 6), low=low, high=high)


_OVER_RECORDS: dict[Statistic, Callable[[Cell, Totals], Cell]] = {
    Statistic.SHARE: _share,
    Statistic.MEAN: _mean,
    Statistic.MEDIAN_MINUTES: _median,
}
