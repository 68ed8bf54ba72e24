"""Scores of findings against a truth small enough to reckon by hand."""

from __future__ import annotations

import pytest

from anlan.simulate import Cause, Raised, Truth, World, score_findings
from anlan.simulate.truth import Attempt
from anlan.standards.time import DAY, Instant


def day(number: float) -> Instant:
    return Instant(int(number * DAY))


TRUTH = Truth(
    since=day(0),
    until=day(100),
    causes=(
        Cause("d1", "dispute", "P00001", "dispute.debt", day(10), day(40), (day(10),), day(40)),
        Cause("d2", "dispute", "P00002", "dispute.debt", day(10), day(20), (day(10),)),
        Cause("h1", "hot_place", "P00003", "public_order.noise", day(-30), None),
        Cause("s1", "surge", "A01", "criminal.theft", day(50), day(53)),
    ),
    calls={
        "d1": tuple((day(n), f"a{n}") for n in (10, 16, 20, 30)),
        "d2": ((day(10), "b1"), (day(12), "b2")),
        "h1": tuple((day(n), f"c{n}") for n in range(1, 9)),
        "s1": tuple((day(50 + n / 4), f"e{n}") for n in range(6)),
    },
    prevented={"d1": (), "d2": (), "h1": (), "s1": ()},
    attempts=(),
)


def test_scores_of_a_small_truth() -> None:
    findings = [
        Raised("P00001", day(22)),  # right: 2 days after the third call, 18 before the serious
        Raised("P00001", day(25)),  # right again, counted for precision only
        Raised("P00002", day(12)),  # right, though the dispute is too small to be missed
        Raised("P00003", day(2)),  # right: one day before the third call
        Raised("A01", day(70)),  # wrong: the surge was over for more than a week
        Raised("P00009", day(30)),  # wrong: nothing there
    ]
    scores = score_findings(findings, TRUTH)
    assert (scores.findings, scores.right, scores.precision) == (6, 4, pytest.approx(4 / 6))
    assert (scores.detectable, scores.found, scores.recall) == (3, 2, pytest.approx(2 / 3))
    assert scores.delay == pytest.approx(0.5)
    assert (scores.serious, scores.in_time, scores.lead_time) == (1, 1, pytest.approx(18))


def test_a_finding_after_the_serious_call_is_not_in_time() -> None:
    scores = score_findings([Raised("P00001", day(42))], TRUTH, kinds=["dispute"])
    assert (scores.found, scores.serious, scores.in_time, scores.lead_time) == (1, 1, 0, None)


def test_a_finding_before_the_first_call_is_a_guess() -> None:
    scores = score_findings([Raised("P00001", day(9))], TRUTH)
    assert (scores.right, scores.precision) == (0, 0.0)


def test_a_finding_long_after_settling_is_wrong() -> None:
    settled = Attempt(day(10), "place_work", "h1", worked=True)
    truth = Truth(**{**{n: getattr(TRUTH, n) for n in TRUTH.__dataclass_fields__},
                     "attempts": (settled,)})  # fmt: skip
    late = [Raised("P00003", day(30))]
    assert score_findings(late, TRUTH).right == 1
    assert score_findings(late, truth).right == 0


def test_only_the_kinds_asked_for_count() -> None:
    findings = [Raised("P00001", day(22)), Raised("P00003", day(5))]
    scores = score_findings(findings, TRUTH, kinds=["hot_place"])
    assert (scores.right, scores.detectable, scores.found) == (1, 1, 1)


def test_nothing_raised_scores_nothing() -> None:
    scores = score_findings([], TRUTH)
    assert (scores.precision, scores.recall, scores.delay) == (None, 0.0, None)


def test_who_knows_the_truth_scores_full_marks(world: World) -> None:
    truth = world.truth
    told = [Raised(cause.key, truth.calls[cause.id][0][0]) for cause in truth.causes
            if truth.calls[cause.id]]  # fmt: skip
    scores = score_findings(told, truth)
    assert (scores.precision, scores.recall) == (1.0, 1.0)
