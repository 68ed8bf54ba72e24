"""How a back-test judges findings, and the plain competitor beside them."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from anlan.detect.history.backtest import backtest
from anlan.detect.history.competitor import moving_average
from anlan.detect.history.diary import Alerts, Diary
from anlan.detect.history.holdout import opened_before
from anlan.detect.history.outcome import Outcome, Planted, Share, read_planted
from anlan.detect.language.condition import Condition
from anlan.govern.grants import service_grant
from anlan.standards.errors import BadInput
from anlan.standards.time import DAY, Instant, ManualClock
from anlan.store.query import Query
from anlan.store.store import Store
from tests.detect.calls import amend, write
from tests.detect.declared import START, plan

SERIOUS = Outcome(Condition.model_validate({"field": "level", "equals": 1}), 30 * DAY)


def at(day: float) -> Instant:
    return Instant(START + int(day * DAY))


@pytest.fixture
def history(store: Store, clock: ManualClock) -> Store:
    """Findings about P (a serious call follows) and Q (none does); R has one without warning."""
    clock.advance_to(at(300))
    calls = [(day, {"premises": name}) for name, first in (("P", 0), ("Q", 20)) for day in
             (first, first + 1, first + 2)]  # fmt: skip
    serious = [(10, {"premises": "P", "level": 1, "category": "alarm"}),
               (40, {"premises": "R", "level": 1, "category": "alarm"})]  # fmt: skip
    every = sorted([*calls, *serious, (100, {"premises": "X"})], key=lambda call: call[0])
    write(store, every)
    return store


def test_precision_recall_and_lead_time_against_an_outcome(history: Store) -> None:
    said = backtest(history, plan(), outcome=SERIOUS)
    assert (said.findings, said.by_level, said.called) == (2, {3: 2}, "outcome")
    assert said.scores.precision == Share(1, 2)
    assert said.scores.recall == Share(1, 2)
    assert said.scores.lead_days == 8.0
    assert said.per_day == {"2026-01-03": 1, "2026-01-23": 1}
    assert said.alerts_per_day == pytest.approx(2 / 100, rel=0.01)
    assert [finding.key for finding in said.items] == ["P", "Q"]


def test_the_base_rate_is_what_the_outcome_does_anyway(history: Store) -> None:
    with_amended = backtest(history, plan(), outcome=SERIOUS)
    assert with_amended.base_rate == Share(0, 2)  # P and Q in days 0-30; R's came at day 40
    anywhere = plan(key="area", where=None)
    assert backtest(history, anywhere, outcome=SERIOUS).base_rate == Share(0, 0)


def test_a_finding_whose_time_is_not_up_is_not_judged(history: Store) -> None:
    early = backtest(history, plan(), outcome=SERIOUS, until=at(25))
    assert (early.findings, early.scores.precision) == (2, Share(1, 1))


def test_without_an_outcome_right_means_that_it_comes_again(history: Store) -> None:
    write(history, [(103, {"premises": "Q"}), (104, {"premises": "Q"}), (105, {"premises": "Q"}),
                    (106, {"premises": "Q"}), (180, {"premises": "X"})], first=50)  # fmt: skip
    said = backtest(history, plan())
    assert said.called == "again"
    assert said.scores.precision == Share(1, 3)
    assert said.scores.lead_days == 1.0


def test_a_span_chooses_findings_but_windows_reach_back(history: Store) -> None:
    said = backtest(history, plan(), since=at(22))
    assert (said.findings, said.items[0].key) == (1, "Q")
    assert said.since == at(22)


def test_a_withdrawn_record_is_no_outcome(history: Store) -> None:
    amend(history, "c4", 2, withdrawn=True)
    said = backtest(history, plan(), outcome=SERIOUS)
    assert said.scores.precision == Share(0, 2)


def test_against_planted_causes(history: Store) -> None:
    truth = [
        Planted("P", at(0), math.inf, at(12)),
        Planted("Q", at(0), at(21)),
        Planted("R", at(0), math.inf),
    ]
    said = backtest(history, plan(), truth=truth)
    assert (said.called, said.base_rate) == ("truth", None)
    assert said.scores.precision == Share(1, 2)
    assert said.scores.recall == Share(1, 3)
    assert said.scores.lead_days == 10.0


def test_planted_causes_are_read_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "truth.csv"
    path.write_text(
        "key,since,until,harm\nP,2026-01-01T00:00:00+08:00,,2026-01-13T00:00:00+08:00\n"
    )
    assert read_planted(path) == [Planted("P", at(0), math.inf, at(12))]
    path.write_text("name\nP\n")
    with pytest.raises(BadInput, match="planted"):
        read_planted(path)


def test_the_interval_of_a_share() -> None:
    low, high = Share(8, 10).interval or (0, 0)
    assert (round(low, 3), round(high, 3)) == (0.49, 0.943)  # R: prop.test(8, 10, correct=FALSE)
    assert Share(0, 0).value is Share(0, 0).interval is None


def records(*days: float, key: int = 0) -> Alerts:
    times = np.array([at(day) for day in days], np.int64)
    return Alerts(np.full(len(times), key, np.int64), times)


def test_the_competitor_sees_a_burst_over_a_steady_key() -> None:
    steady = [7 * week + 0.5 for week in range(20)]
    burst = [142 + n / 10 for n in range(10)]
    found = moving_average(Diary(records(*steady, *burst)), 5, since=at(0), until=at(300))
    assert len(found.at) == 1
    assert at(142) <= found.at[0] < at(143)
    assert len(moving_average(Diary(records(*steady)), 5, since=at(0), until=at(300)).at) == 0


def test_the_competitor_keeps_to_the_budget_and_to_the_strongest() -> None:
    steady = records(*(week * 7.0 for week in range(30)))
    small, large = (
        records(*(150 + n / 20 for n in range(count)), key=key) for key, count in ((1, 6), (2, 12))
    )
    every = Alerts(*(np.concatenate(parts) for parts in zip(
        *((one.keys, one.at) for one in (steady, small, large)), strict=True)))  # fmt: skip
    assert moving_average(Diary(every), 1, since=at(0), until=at(300)).keys.tolist() == [2]
    assert sorted(moving_average(Diary(every), 9, since=at(0), until=at(300)).keys.tolist()) == [
        1,
        2,
    ]


def test_the_competitor_is_silent_before_it_knows_eight_weeks() -> None:
    burst = records(0, *(40 + n / 10 for n in range(20)))
    assert len(moving_average(Diary(burst), 5, since=at(0), until=at(300)).at) == 0


def test_every_look_at_a_held_out_part_is_counted_and_audited(history: Store) -> None:
    grant = service_grant("test", "early-warning")
    assert [opened_before(history, plan(), grant, at(50)) for _ in range(3)] == [0, 1, 2]
    assert opened_before(history, plan(version="2"), grant, at(50)) == 3
    assert opened_before(history, plan(id="other"), grant, at(50)) == 0
    rows = history.read(service_grant("test", "audit"), Query("audit"))
    assert sum(row["conditions"] == "back-test of repeat" for row in rows) == 4
