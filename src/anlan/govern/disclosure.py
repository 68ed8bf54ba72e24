"""Disclosure control: published counts below five are withheld, with complements (DS07)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

THRESHOLD = 5


def suppress(counts: Mapping[str, int], *, threshold: int = THRESHOLD) -> dict[str, int | None]:
    """The counts of one row whose total is published, small cells replaced by None.

    When exactly one cell is withheld it could be had by subtraction, so the smallest other
    non-zero cell is withheld too.

    >>> suppress({"a": 3, "b": 9, "c": 40})
    {'a': None, 'b': None, 'c': 40}
    """
    hidden = {name for name, count in counts.items() if 0 < count < threshold}
    if len(hidden) == 1:
        rest: Sequence[str] = sorted(
            (name for name, count in counts.items() if count >= threshold), key=counts.__getitem__
        )
        hidden.update(rest[:1])
    return {name: None if name in hidden else count for name, count in counts.items()}
