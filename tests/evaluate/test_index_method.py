"""The method in a deployment: any recipe over areas and months, guards, lineage in one call."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from anlan.evaluate.analysis.lineage import Traced
from anlan.evaluate.declaration.framework import ROOT, Framework
from anlan.evaluate.deployment.index import Index
from anlan.evaluate.measuring.cells import NOTES
from anlan.evaluate.measuring.scoring import panel_of
from anlan.evaluate.study.study import study_of
from anlan.govern.grants import Grant, role_grant, service_grant
from anlan.govern.roles import ROLES
from anlan.standards.errors import NotFound
from anlan.store.store import Store
from tests.evaluate.records import ZONE, invented
from tests.evaluate.small import TEXT, small
from tests.evaluate.stores import filled

EVALUATOR: Grant = role_grant("li", ROLES["evaluator"])
MARCH = "2026-03"
MINMAX = TEXT.replace(
    "nodes:\n  - id: crime", "recipe: {normalise: {how: minmax}}\nnodes:\n  - id: crime"
)
GUARDED = TEXT.replace(
    "            formula: share at repeat places\n",
    "            formula: share at repeat places\n"
    "            guard: {zh: 录入过多不评, en: not while too much is typed, measure: typed, at_most: 0}\n",
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with filled(tmp_path_factory.mktemp("method"), invented(1)) as made:
        yield made


def index_of(store: Store, text: str, version: str) -> Index:
    framework = small(text.replace('version: "1"', f'version: "{version}"'))
    return Index(store, framework, clock=store.clock, zone=ZONE)


def lines(index: Index, area: str | None, period: str = MARCH) -> dict[str, float | None]:
    return {n.node: n.score for n in index.table(EVALUATOR, period=period, area=area).nodes}


def test_a_score_is_traced_to_its_records_in_one_call(store: Store) -> None:
    index = index_of(store, TEXT, "1")
    index.compute()
    found = index.trace(EVALUATOR, period=MARCH, area="N", limit=3)

    def of(traced: Traced) -> Iterator[Traced]:
        yield traced
        for part in traced.parts:
            yield from of(part)

    every = {each.node: each for each in of(found)}
    assert set(every) == {ROOT, *index.framework.parents}
    shares = [part.share for part in every["crime"].parts if part.share is not None]
    assert sum(shares) == pytest.approx(1)
    opened = index.open(EVALUATOR, "repeat", period=MARCH, area="N", limit=3)
    assert every["repeat"].records == tuple(record.id for record in opened.records)
    assert every["repeat"].total == opened.total > 0
    assert every["repeat"].query == opened.query
    assert every["repeat"].score == opened.score
    assert every["solved"].records == ()
    assert index.trace(EVALUATOR, "repeat", area="N").node == "repeat"
    with pytest.raises(NotFound):
        index.trace(EVALUATOR, "nothing", period=MARCH)


def test_areas_may_be_scored_among_each_other(store: Store) -> None:
    index = index_of(store, MINMAX, "minmax")
    index.compute([MARCH])  # months set each other's scale, so all are computed
    assert len(index.table(EVALUATOR).periods) == 4
    values = [
        lines(index, area, period)["repeat"]
        for area in ("N", "N1", "N2", "S")
        for period in index.table(EVALUATOR).periods
    ]
    known = [value for value in values if value is not None]
    assert (min(known), max(known)) == (0, 100)


def test_the_whole_city_is_scored_on_the_scale_of_its_areas(store: Store) -> None:
    index = index_of(store, MINMAX, "minmax")
    measurement = index.measurement(service_grant("index", "evaluation"))
    cells = measurement.cells()
    panel = panel_of(index.framework, cells, measurement.areas.zone)
    assert panel.whole in panel.units
    built = study_of(index.framework, panel).build()
    areas = np.array([unit != panel.whole for unit in built.panel.units])
    column = built.tree.place["repeat"]
    known = built.scores[areas, column]
    assert (np.nanmin(known), np.nanmax(known)) == (0, 100)


def test_a_guarded_measure_is_not_scored_and_says_why(store: Store) -> None:
    index = index_of(store, GUARDED, "guarded")
    index.compute()
    table = index.table(EVALUATOR, period=MARCH)
    (line,) = (each for each in table.nodes if each.node == "repeat")
    assert (line.score, line.assessed, line.note) == (None, False, NOTES["barred"])
    assert line.value is not None
    assert line.guard is not None
    assert line.guard.en == "not while too much is typed"
    opened = index.open(EVALUATOR, "repeat", period=MARCH)
    assert opened.score is None
    assert opened.total > 0


def test_one_declaration_serves_tables_and_a_deployment(store: Store) -> None:
    """The scores of a deployment are those of its cells by the method, to the sixth digit."""
    index = index_of(store, TEXT, "1")
    framework: Framework = index.framework
    measurement = index.measurement(service_grant("index", "evaluation"))
    panel = panel_of(framework, measurement.cells(), measurement.areas.zone)
    built = study_of(framework, panel).build()
    stored = lines(index, "N")
    at = next(
        n
        for n, row in enumerate(zip(built.panel.units, built.panel.periods, strict=True))
        if row == ("N", MARCH)
    )
    for node, score in stored.items():
        value = built.scores[at, built.tree.place[node]]
        assert score == (None if np.isnan(value) else pytest.approx(value, abs=1e-6))
