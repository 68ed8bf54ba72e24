"""Best-worst method: weights from how the best part compares with all, and all with the worst.

The linear model of Rezaei (2016): weights whose greatest difference from what was judged,
|w_best − a·w_j| and |w_j − b·w_worst|, is least. That difference, ξ, is 0 for judgements that
agree. The ratio from the judgements alone (Liang, Brunelli and Rezaei 2020) also says which part
contradicts most.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from anlan.evaluate.method.arrays import Floats
from anlan.evaluate.weights.found import Found, shared
from anlan.standards.errors import BadDeclaration

DOUBTED = 0.2
"""Of the ratio. Liang and others accept between 0.09 and 0.36 depending on how many parts there
are and how far apart the best and worst; this lies between."""


def bwm(
    parts: Sequence[str],
    best: str,
    worst: str,
    over_others: Mapping[str, float],
    over_worst: Mapping[str, float],
) -> Found:
    """Weights from 2n − 3 judgements of 1 to 9.

    `over_others`: how many times the best is as important as each; `over_worst`: each as the
    worst. BadDeclaration where a judgement is missing or the two lists disagree on best to worst.
    """
    a, b = _judged(parts, best, worst, over_others, over_worst)
    weights, off = _least_difference(a, b, parts.index(best), parts.index(worst))
    widest = a[parts.index(worst)]
    ratios = np.abs(a * b - widest) / max(widest * widest - widest, 1.0)
    farthest = int(np.argmax(ratios))
    ratio = float(ratios[farthest])
    figures = {
        "xi": off,
        "consistency_ratio": ratio,
        "most_inconsistent": parts[farthest] if ratio else None,
    }
    doubts = []
    if ratio > DOUBTED:
        doubts.append(
            f"consistency ratio {ratio:.2f} is above {DOUBTED}: judge {parts[farthest]} again "
            f"({best} is {a[farthest]:g} times it and it {b[farthest]:g} times {worst}, "
            f"but {best} is {widest:g} times {worst})"
        )
    doubts += _out_of_order(parts, a, b)
    return Found("bwm", shared(parts, weights), figures, tuple(doubts))


def _judged(
    parts: Sequence[str],
    best: str,
    worst: str,
    over_others: Mapping[str, float],
    over_worst: Mapping[str, float],
) -> tuple[Floats, Floats]:
    if best == worst or not {best, worst} <= set(parts):
        raise _wrong("best and worst are two parts of the branch", f"{best}, {worst}", parts)
    for given, own in ((over_others, best), (over_worst, worst)):
        missing = set(parts) - set(given) - {own}
        if missing or set(given) - set(parts):
            raise _wrong(
                "every part but itself is judged once",
                ", ".join(sorted(missing | (set(given) - set(parts)))),
                parts,
            )
    a, b = over_others.get(worst, 1.0), over_worst.get(best, 1.0)
    if a != b:
        raise _wrong("best to worst is judged in both lists, and differently", f"{a}, {b}", parts)
    return (
        np.array([1.0 if part == best else over_others[part] for part in parts]),
        np.array([1.0 if part == worst else over_worst[part] for part in parts]),
    )


def _least_difference(a: Floats, b: Floats, best: int, worst: int) -> tuple[Floats, float]:
    from scipy.optimize import linprog

    n, identity = len(a), np.eye(len(a))
    beside_best = identity[best] - a[:, None] * identity
    beside_worst = identity - b[:, None] * identity[worst]
    rows = np.concatenate([beside_best, -beside_best, beside_worst, -beside_worst])
    solved = linprog(
        np.eye(n + 1)[n],
        A_ub=np.column_stack([rows, -np.ones(len(rows))]),
        b_ub=np.zeros(len(rows)),
        A_eq=[[1.0] * n + [0.0]],
        b_eq=[1.0],
        bounds=(0, None),
        method="highs",
    )
    return np.maximum(solved.x[:n], 0.0), float(max(solved.x[n], 0.0))


def _out_of_order(parts: Sequence[str], a: Floats, b: Floats) -> list[str]:
    """Two parts that one list puts in one order and the other in the other."""
    for n, one in enumerate(parts):
        for m, other in enumerate(parts):
            if a[n] < a[m] and b[n] < b[m]:
                return [f"{one} is above {other} beside the best, but below it beside the worst"]
    return []


def _wrong(problem: str, value: object, parts: Sequence[str]) -> BadDeclaration:
    return BadDeclaration(
        problem,
        place="weights",
        value=value,
        way_out="name best and worst, and judge each of "
        f"{', '.join(parts)} in `over_others` and in `over_worst` with 1 to 9",
    )
