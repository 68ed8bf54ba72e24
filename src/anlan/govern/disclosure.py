"""Disclosure control: published counts below five are withheld, with complements (DS07)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

THRESHOLD = 5


@dataclass(frozen=True, slots=True)
class Published:
    """A row of counts as it may be shown; None is withheld."""

    cells: dict[str, int | None]
    total: int | None


def publish(counts: Mapping[str, int], *, threshold: int = THRESHOLD) -> Published:
    """A row of counts and its total, so that no withheld cell can be worked out.

    Cells below the threshold are withheld; a zero tells of nobody and is shown. Where the
    total would give a withheld cell away, the next smallest cells are withheld too, equal ones
    together, zeros last. Where that is not enough, so is the total; where the total is
    itself small, so is everything. It holds against a reader who knows this rule: exchange
    the counts of two withheld cells, and the same is shown.

    >>> publish({"a": 3, "b": 9, "c": 40})
    Published(cells={'a': None, 'b': None, 'c': 40}, total=52)
    >>> publish({"a": 3, "b": 0})
    Published(cells={'a': None, 'b': None}, total=None)
    """
    total = sum(counts.values())
    if 0 < total < threshold:
        return Published(dict.fromkeys(counts), None)
    hidden = {count for count in counts.values() if 0 < count < threshold}
    others = sorted({*counts.values()} - hidden, key=lambda count: (count == 0, count))
    while (exposed := _worked_out(counts, hidden, threshold)) and others:
        hidden.add(others.pop(0))
    cells = {name: None if count in hidden else count for name, count in counts.items()}
    return Published(cells, None if exposed else total)


def suppress(counts: Mapping[str, int], *, threshold: int = THRESHOLD) -> dict[str, int | None]:
    """The cells of `publish`, for a row that is shown without its total.

    >>> suppress({"a": 3, "b": 9, "c": 40})
    {'a': None, 'b': None, 'c': 40}
    """
    return publish(counts, threshold=threshold).cells


def _worked_out(counts: Mapping[str, int], hidden: set[int], threshold: int) -> bool:
    """Whether the sum of the withheld cells tells each: one cell, or all at either end."""
    cells = sum(count in hidden for count in counts.values())
    return cells == 1 or hidden in ({1}, {threshold - 1})
