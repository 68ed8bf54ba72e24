"""What a deployment has stored, varied, explained and appraised as a study."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest

from anlan.evaluate.analysis.appraisal import appraised
from anlan.evaluate.analysis.removal import leave_one_out
from anlan.evaluate.analysis.uncertainty import uncertainty
from anlan.evaluate.change.compared import compared
from anlan.evaluate.change.sides import Side
from anlan.evaluate.declaration.framework import ROOT
from anlan.evaluate.deployment.index import Index
from anlan.evaluate.method.choices import Aggregation, Goalposts, Weights
from anlan.evaluate.study.study import Study
from anlan.govern.grants import role_grant
from anlan.govern.roles import ROLES
from anlan.store.query import Equals, Query
from tests.evaluate.records import ZONE, invented
from tests.evaluate.small import small
from tests.evaluate.stores import filled

EVALUATOR = role_grant("li", ROLES["evaluator"])


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Index, Study]]:
    with filled(tmp_path_factory.mktemp("live"), invented(1)) as store:
        index = Index(store, small(), clock=store.clock, zone=ZONE)
        index.compute()
        yield index, index.study(EVALUATOR)


def test_the_study_of_a_deployment_has_the_scores_it_stored(live: tuple[Index, Study]) -> None:
    index, study = live
    stored = {
        (row["area"] or "", row["period"]): row["score"]
        for row in index.store.read(EVALUATOR, Query("score", where=Equals("node", ROOT)))
    }
    built = study.build()
    for key, score in zip(
        zip(built.panel.units, built.panel.periods, strict=True), built.scores[:, -1], strict=True
    ):
        assert stored[key] == (None if math.isnan(score) else pytest.approx(score, abs=1e-6))
    city = [n for n, unit in enumerate(built.panel.units) if unit == built.panel.whole]
    assert np.isnan(built.ranks()[city]).all()


def test_live_scores_are_varied_and_appraised(live: tuple[Index, Study]) -> None:
    choices = [
        Weights(noise=0.25),
        Goalposts(noise=0.1),
        Aggregation(options=("arithmetic", "minimum")),
    ]
    told = uncertainty(live[1], choices, replications=30)
    assert {held.rank for held in told.units if held.unit == ""} == {None}
    assert any(held.rank_low for held in told.units)
    assert leave_one_out(live[1])
    assert {each.period for each in appraised(live[1]).powers} == set(live[1].panel.periods)


def test_why_a_live_score_moved_leaves_nothing_over(live: tuple[Index, Study]) -> None:
    periods = sorted(set(live[1].panel.periods))
    for unit in ("", "N1"):
        for before, after in pairwise(periods):
            sides = (Side(live[1], unit, period, ROOT) for period in (before, after))
            told = compared(*sides)
            assert told.change is not None
            assert told.change.indicators is not None
            assert told.change.parts["data"] == pytest.approx(told.difference, abs=1e-12)
            assert math.fsum(told.change.indicators.values()) == pytest.approx(
                told.difference, abs=1e-9
            )
            assert told.apart is not None
