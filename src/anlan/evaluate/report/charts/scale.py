"""An axis: numbers to places, and where its lines go."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scale:
    """Numbers from `low` to `high` on the way from `begin` to `end`."""

    low: float
    high: float
    begin: float
    end: float

    def at(self, number: float) -> float:
        """The place of a number; one beyond the ends is put at the end."""
        inside = min(max(number, self.low), self.high)
        return self.begin + (inside - self.low) / (self.high - self.low) * (self.end - self.begin)

    def ticks(self, about: int = 5) -> list[float]:
        """Round numbers on the way."""
        raw = (self.high - self.low) / about
        power = 10.0 ** math.floor(math.log10(raw))
        step = next(s * power for s in (1, 2, 2.5, 5, 10) if s * power >= raw * (1 - 1e-9))
        first = math.ceil(self.low / step - 1e-9)
        last = math.floor(self.high / step + 1e-9)
        return [n * step + 0.0 for n in range(first, last + 1)]


def reach(numbers: Iterable[float | None], *, zero: bool = True) -> tuple[float, float]:
    """From the least to the greatest number, with 0 between, and never no way at all."""
    known = [n for n in numbers if n is not None and not math.isnan(n)]
    known += [0.0] if zero or not known else []
    low, high = min(known), max(known)
    return (low, high) if high > low else (low, low + 1)


def number(value: float) -> str:
    """A number on an axis."""
    return f"{value:g}".replace("-", "−")
