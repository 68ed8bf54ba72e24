"""Two scores of studies compared, with why they differ; versions only over a bridge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import isnan

from anlan.evaluate.change.explain import Change, explained
from anlan.evaluate.change.sides import Side
from anlan.evaluate.declaration.bridge import Bridge, require_comparable
from anlan.evaluate.declaration.framework import Framework
from anlan.evaluate.study.study import Study
from anlan.standards.errors import BadInput, Refused
from anlan.standards.title import Title


@dataclass(frozen=True, slots=True)
class Told:
    """One score."""

    framework: str
    """id@version it was scored under."""
    unit: str
    period: str
    node: str
    score: float
    rank: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Compared:
    """Two scores; `apart` is None where values have no intervals."""

    first: Told
    second: Told
    difference: float
    apart: bool | None
    change: Change | None
    unsplit: str | None
    """Why the difference could not be split."""
    bridge: Title | None
    as_published: Told | None
    """The first under its own version, where it was recomputed."""


RECOMPUTED = Title(
    zh="旧数据按新版体系重新计算", en="the older data recomputed under the newer version"
)
Crossed = Mapping[tuple[int, int], Study]
"""[framework of, data of]: see `Between`."""


def compared(
    first: Side, second: Side, *, bridge: Bridge | None = None, crossed: Crossed | None = None
) -> Compared:
    """The comparison of two sides.

    Refused across versions without a bridge, and where one version was declared twice, differently.
    A bridge that recomputes needs `crossed`: the first data under the second framework.
    """
    versions = [version_of(side.study.framework) for side in (first, second)]
    require_comparable(versions[0], first.node, versions[1], second.node, bridge)
    if versions[0] == versions[1]:
        _require_one_declaration(first.study.framework, second.study.framework)
        return _told(first, second, None, None, None)
    if bridge is None or not bridge.recompute:
        return _told(first, second, crossed, bridge.reason if bridge else None, None)
    if crossed is None or (1, 0) not in crossed:
        raise BadInput(
            "recomputing needs the older data as tables",
            place="bridge",
            way_out="give the tables of both periods",
        )
    again = replace(first, study=crossed[1, 0], node=second.node)
    return _told(again, second, None, bridge.reason, _score(first))


def recomputing(first: Framework, second: Framework) -> Bridge:
    """The bridge that scores the first data under the second framework."""
    return Bridge(
        older=version_of(first), newer=version_of(second), recompute=True, reason=RECOMPUTED
    )


def version_of(framework: Framework) -> str:
    """id@version."""
    return f"{framework.id}@{framework.version}"


def _told(
    first: Side, second: Side, crossed: Crossed | None, bridge: Title | None, published: Told | None
) -> Compared:
    one, other = _score(first), _score(second)
    change, unsplit = None, None
    if crossed is None and version_of(first.study.framework) != version_of(second.study.framework):
        unsplit = "each framework over the other's data is needed, and the tables do not have it"
    else:
        try:
            change = explained(first, second, crossed)
        except BadInput as error:
            unsplit = str(error)
    apart = None
    if (
        one.low is not None
        and other.low is not None
        and one.high is not None
        and other.high is not None
    ):
        apart = one.low > other.high or other.low > one.high
    return Compared(one, other, other.score - one.score, apart, change, unsplit, bridge, published)


def _score(side: Side) -> Told:
    side.study.require(side.node)
    built = side.study.build()
    row, place = side.row, built.tree.place[side.node]
    score = float(built.scores[row, place])
    if isnan(score):
        raise BadInput(
            "one of the scores is not assessed",
            value=f"{side.node} of {side.unit} {side.period}".rstrip(),
            way_out="choose a unit and period that have data for it",
        )
    ends = (None, None) if built.ends is None else tuple(float(e[row, place]) for e in built.ends)
    rank = float(built.ranks()[row, place])
    return Told(
        version_of(side.study.framework), side.unit, side.period, side.node, score, rank, *ends
    )


def _require_one_declaration(first: Framework, second: Framework) -> None:
    if first is not second and first.model_dump() != second.model_dump():
        raise Refused(
            "one version of a framework was declared in two ways, so its scores are not comparable",
            value=version_of(second),
            way_out="give the changed declaration a version of its own, then bridge the two",
        )
