"""Analytic hierarchy process: weights from pairwise judgements (Saaty 1980).

The weights are the principal eigenvector of the matrix of judgements. The consistency ratio
compares how far the judgements contradict each other with what random ones would; below 0.1 is
what Saaty accepts.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from anlan.evaluate.method.arrays import Floats
from anlan.evaluate.weights.found import Found, shared
from anlan.standards.errors import BadDeclaration

ACCEPTED = 0.1
RANDOM_INDEX = (
    0.0,
    0.0,
    0.58,
    0.90,
    1.12,
    1.24,
    1.32,
    1.41,
    1.45,
    1.49,
    1.51,
    1.48,
    1.56,
    1.57,
    1.59,
)
"""The mean inconsistency of random judgements on 1 to 15 parts (Saaty 1980)."""

Pair = tuple[str, str, float]
"""(a, b, times): a is so many times as important as b."""


def ahp(parts: Sequence[str], pairs: Sequence[Pair]) -> Found:
    """Weights from one judgement on every pair.

    BadDeclaration where a pair is missing, judged twice, or names no part. Judgements that
    contradict each other too much are a doubt that names the worst one and what would fit.
    """
    matrix = judgements(parts, pairs)
    values, vectors = np.linalg.eig(matrix)
    at = int(np.argmax(values.real))
    weights = np.abs(vectors[:, at].real)
    ratio = _consistency_ratio(float(values[at].real), len(parts))
    a, b, said, fits = _worst(parts, matrix, weights)
    figures = {
        "consistency_ratio": ratio,
        "most_inconsistent": {"pair": [a, b], "judged": said, "would_fit": fits},
    }
    doubts = []
    if ratio >= ACCEPTED:
        doubts.append(
            f"consistency ratio {ratio:.3f} is not below {ACCEPTED}: judge {a} against {b} again "
            f"({said:.3g} times was said, {fits:.3g} would agree with the other judgements)"
        )
    if len(parts) > len(RANDOM_INDEX):
        doubts.append(f"more than {len(RANDOM_INDEX)} parts cannot be judged in pairs: group them")
    return Found("ahp", shared(parts, weights), figures, tuple(doubts))


def judgements(parts: Sequence[str], pairs: Sequence[Pair]) -> Floats:
    """The matrix [parts, parts] of judgements, each beside its reciprocal."""
    place = {part: n for n, part in enumerate(parts)}
    matrix = np.full((len(parts), len(parts)), np.nan)
    np.fill_diagonal(matrix, 1.0)
    for a, b, times in pairs:
        if a not in place or b not in place or a == b:
            raise _wrong("a judgement is on two parts of the branch", f"{a}, {b}", parts)
        if not times > 0:
            raise _wrong("a judgement is a number above 0", times, parts)
        if not np.isnan(matrix[place[a], place[b]]):
            raise _wrong("this pair is judged twice", f"{a}, {b}", parts)
        matrix[place[a], place[b]], matrix[place[b], place[a]] = times, 1 / times
    missing = np.argwhere(np.isnan(matrix))
    if len(missing):
        raise _wrong("a pair is not judged", ", ".join(parts[n] for n in missing[0]), parts)
    return matrix


def _consistency_ratio(largest: float, parts: int) -> float:
    expected = RANDOM_INDEX[min(parts, len(RANDOM_INDEX)) - 1]
    off = (largest - parts) / max(parts - 1, 1)
    return max(0.0, off / expected) if expected else 0.0


def _worst(parts: Sequence[str], matrix: Floats, weights: Floats) -> tuple[str, str, float, float]:
    """The judgement farthest from the ratio of the weights, and that ratio."""
    fits = weights[:, None] / weights
    off = np.triu(np.abs(np.log(matrix / fits)))
    a, b = divmod(int(np.argmax(off)), len(parts))
    if matrix[a, b] < 1:  # told the way people judge: how many times as important
        a, b = b, a
    return parts[a], parts[b], float(matrix[a, b]), float(fits[a, b])


def _wrong(problem: str, value: object, parts: Sequence[str]) -> BadDeclaration:
    return BadDeclaration(
        problem,
        place="weights.pairs",
        value=value,
        way_out=f"judge every two of {', '.join(parts)} once: [a, b, times]",
    )
