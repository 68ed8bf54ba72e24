"""What the data of a study say about its framework, all in one."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from anlan.evaluate.method.build import Built
from anlan.evaluate.statistics.columns import Column, Sized, columns, sized
from anlan.evaluate.statistics.correlation import COLLINEAR, Correlation, How, correlations, in_tree
from anlan.evaluate.statistics.influence import Influence, influences
from anlan.evaluate.statistics.pca import components
from anlan.evaluate.statistics.reliability import alpha, without_each
from anlan.evaluate.statistics.retirement import Power, Proposal, powers, proposals
from anlan.evaluate.study.study import Study


@dataclass(frozen=True, slots=True)
class Whole:
    """How far the parts of a branch measure one thing."""

    branch: str
    parts: tuple[str, ...]
    alpha: float | None
    alpha_without: tuple[float | None, ...]
    """With each part left out."""
    explained: tuple[float, ...]
    """The share of the variance of each principal component, largest first."""
    above_one: int
    """Components with an eigenvalue above 1."""
    loadings: tuple[tuple[float, ...], ...]
    """Of each part on each component."""


@dataclass(frozen=True, slots=True)
class Redundant:
    """Two measures, anywhere in the tree, that say the same."""

    first: str
    second: str
    r: float


@dataclass(frozen=True, slots=True)
class Appraisal:
    """Every statistic of a study."""

    columns: tuple[Column, ...]
    correlations: tuple[Correlation, ...]
    redundant: tuple[Redundant, ...]
    wholes: tuple[Whole, ...]
    influences: tuple[Influence, ...]
    powers: tuple[Power, ...]
    proposals: tuple[Proposal, ...]
    sized: tuple[Sized, ...]


def appraised(study: Study, how: How = "pearson") -> Appraisal:
    """The statistics of normalised values and scores; a unit made of all the others is left out."""
    built = _of_peers(study.build())
    found = tuple(powers(built))
    return Appraisal(
        tuple(columns(built)),
        tuple(in_tree(built.scores, built.tree, how)),
        tuple(_redundant(built, how)),
        tuple(_wholes(built)),
        tuple(influences(built.scores, built.tree)),
        found,
        tuple(proposals(found)),
        tuple(sized(built, study.indicators)),
    )


def _of_peers(built: Built) -> Built:
    every = np.arange(len(built.panel.units))
    kept = np.isin(every, built.panel.peers(every))
    return replace(
        built,
        panel=built.panel.some(kept),
        steps={step: table[kept] for step, table in built.steps.items()},
        scores=built.scores[kept],
        coverage=built.coverage[kept],
        ends=None,
    )


def _redundant(built: Built, how: How) -> list[Redundant]:
    r = np.triu(np.nan_to_num(correlations(built.steps["normalised"], how)), 1)
    pairs = np.argwhere(r > COLLINEAR).tolist()
    ids = built.tree.leaves
    return [Redundant(ids[a], ids[b], float(r[a, b])) for a, b in pairs]


def _wholes(built: Built) -> list[Whole]:
    found = []
    for branch in built.tree.branches:
        if len(branch.children) < 2:
            continue
        values = built.scores[:, [built.tree.place[child] for child in branch.children]]
        made = components(correlations(values))
        found.append(
            Whole(
                branch.id,
                branch.children,
                _known(alpha(values)),
                tuple(map(_known, without_each(values).tolist())),
                tuple(made.explained.tolist()),
                made.above_one,
                tuple(map(tuple, made.loadings.tolist())),
            )
        )
    return found


def _known(number: float) -> float | None:
    return None if np.isnan(number) else number
