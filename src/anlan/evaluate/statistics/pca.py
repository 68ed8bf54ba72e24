"""Principal components of a correlation matrix: how many things the parts really measure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from anlan.evaluate.method.arrays import Floats


@dataclass(frozen=True, slots=True)
class Components:
    """The largest first."""

    eigenvalues: Floats
    explained: Floats
    """The share of the variance of each."""
    loadings: Floats
    """[columns, components]: the correlation of each column with each component; 0 for a column
    without a spread."""

    @property
    def above_one(self) -> int:
        """Components that hold more than one column does by itself (Kaiser)."""
        return int(np.sum(self.eigenvalues > 1))


def components(r: Floats) -> Components:
    """Components of correlations [columns, columns]. Each points where most loadings point.

    Over pairs of rows that differ from pair to pair a matrix may have eigenvalues below 0; those
    count as 0.
    """
    known = ~np.isnan(np.diag(r))
    some = np.nan_to_num(r[np.ix_(known, known)])
    values, vectors = np.linalg.eigh(some)
    values, vectors = np.maximum(values[::-1], 0.0), vectors[:, ::-1]
    vectors = vectors * np.where(vectors.sum(axis=0) < 0, -1.0, 1.0)
    loadings = np.zeros((len(r), len(values)))
    loadings[known] = vectors * np.sqrt(values)
    total = values.sum()
    return Components(values, values / total if total else values, loadings)
