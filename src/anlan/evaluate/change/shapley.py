"""A difference shared out among the steps that make it (Shapley 1953), exactly.

A step's part is what it adds, averaged over all orders in which the steps can be taken. So the
parts sum to the difference, steps that do the same have the same part, and one that never
changes anything has none.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import combinations
from math import factorial, fsum

Value = Callable[[frozenset[str]], float]
"""The result when these steps are taken as on the second side and the others as on the first."""


def shapley(value: Value, steps: Sequence[str]) -> dict[str, float]:
    """The part of each step in value(all) − value(none). Asks for all 2^n subsets, once each."""
    known = {some: value(some) for some in _subsets(steps)}
    return {
        step: fsum(
            share(len(some), len(steps)) * (known[some | {step}] - known[some])
            for some in _subsets([each for each in steps if each != step])
        )
        for step in steps
    }


def share(before: int, steps: int) -> float:
    """The share of the orders of n steps in which a step comes right after a given set of others."""
    return factorial(before) * factorial(steps - before - 1) / factorial(steps)


def _subsets(steps: Collection[str]) -> Iterator[frozenset[str]]:
    for size in range(len(steps) + 1):
        yield from map(frozenset, combinations(steps, size))
