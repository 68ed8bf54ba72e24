"""The data: units in periods, and what was measured of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from anlan.evaluate.method.arrays import Bools, Floats, Ints


@dataclass(frozen=True, slots=True)
class Panel:
    """Rows by (period, unit), columns by name: an order that does not depend on the file."""

    units: tuple[str, ...]
    """The unit of each row."""
    periods: tuple[str, ...]
    """The period of each row; empty names where there is one only."""
    indicators: tuple[str, ...]
    values: Floats
    """[rows, indicators]; NaN where nothing is known."""
    groups: Mapping[str, tuple[str | None, ...]]
    """For each grouping of units the group of each row."""
    beside: Mapping[str, Floats]
    """Denominators and other columns of numbers, [rows] each."""
    ends: tuple[Floats, Floats] | None = None
    """The 95 % interval of the values, where it is known: lows and highs like `values`."""
    whole: str | None = None
    """A unit made of all the others: it is scored like them and sets no scale."""

    def column(self, indicator: str) -> Floats:
        """The values of an indicator, [rows]."""
        return self.values[:, self.indicators.index(indicator)]

    def with_values(self, values: Floats) -> Panel:
        """The same rows with other values."""
        return replace(self, values=values)

    def some(self, rows: Bools) -> Panel:
        """Some of the rows."""
        at = np.flatnonzero(rows).tolist()
        return Panel(
            tuple(self.units[n] for n in at),
            tuple(self.periods[n] for n in at),
            self.indicators,
            self.values[rows],
            {name: tuple(of[n] for n in at) for name, of in self.groups.items()},
            {name: of[rows] for name, of in self.beside.items()},
            None if self.ends is None else (self.ends[0][rows], self.ends[1][rows]),
            self.whole,
        )

    def peers(self, rows: Ints) -> Ints:
        """The rows that may set a scale, of some."""
        if self.whole is None:
            return rows
        return rows[np.array([self.units[row] != self.whole for row in rows], np.bool_)]

    def group_numbers(self, grouping: str) -> Ints:
        """The number of each row's group, −1 for none."""
        of = self.groups[grouping]
        numbers = {name: n for n, name in enumerate(sorted({name for name in of if name}))}
        return np.array([numbers.get(name or "", -1) for name in of], np.int64)

    def times(self) -> Floats:
        """Periods as numbers: as they are where they are numbers, else their places in order."""
        names = sorted(set(self.periods))
        try:
            at = {name: float(name) for name in names}
        except ValueError:
            at = {name: float(n) for n, name in enumerate(names)}
        return np.array([at[name] for name in self.periods])


def of_periods(panel: Panel) -> Iterator[Ints]:
    """The rows of each period."""
    periods = np.array(panel.periods)
    for period in sorted(set(panel.periods)):
        yield np.flatnonzero(periods == period)
