"""What holds for every log."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from anlan.evaluate.process.courses import variants
from anlan.evaluate.process.hand_overs import hand_overs
from anlan.evaluate.process.map import map_of
from anlan.evaluate.process.opening import read_log
from tests.evaluate.process.drawn import CASES, SHORT
from tests.evaluate.process.logs import table

Cases = dict[str, list[tuple[str, str, str]]]


@SHORT
@given(cases=CASES)
def test_counts_of_the_graph_are_sums_over_the_variants(tmp_path: Path, cases: Cases) -> None:
    log = read_log(table(tmp_path / "log.csv", cases.items()))
    found = map_of(log)
    moves: Counter[tuple[str, str]] = Counter()
    events: Counter[str] = Counter()
    for variant in variants(log):
        for move in zip(variant.course, variant.course[1:], strict=False):
            moves[move] += variant.count
        for activity in variant.course:
            events[activity] += variant.count
    assert {(e.source, e.target): e.count for e in found.edges} == moves
    assert {n.activity: n.events for n in found.nodes} == events
    assert sum(n.begins for n in found.nodes) == sum(n.ends for n in found.nodes) == log.cases
    assert sum(v.share for v in variants(log)) == pytest.approx(1)


@SHORT
@given(cases=CASES, seed=st.integers(0, 99))
def test_the_order_of_cases_changes_nothing(tmp_path: Path, cases: Cases, seed: int) -> None:
    shuffled = list(cases.items())
    random.Random(seed).shuffle(shuffled)
    one = read_log(table(tmp_path / "one.csv", cases.items()))
    other = read_log(table(tmp_path / "other.csv", shuffled))
    assert map_of(one) == map_of(other)
    assert variants(one) == variants(other)
    assert hand_overs(one) == hand_overs(other)


@SHORT
@given(cases=CASES)
def test_waiting_is_as_a_plain_loop_counts_it(tmp_path: Path, cases: Cases) -> None:
    log = read_log(table(tmp_path / "log.csv", cases.items()))
    waits: dict[tuple[str, str], list[float]] = {}
    for first, end in zip(log.starts, log.starts[1:], strict=False):
        for at in range(first, end - 1):
            move = (log.activities[log.activity[at]], log.activities[log.activity[at + 1]])
            waits.setdefault(move, []).append((log.time[at + 1] - log.time[at]) / 1e6)
    for edge in map_of(log).edges:
        mine = sorted(waits[edge.source, edge.target])
        middle = len(mine) // 2
        median = mine[middle] if len(mine) % 2 else (mine[middle - 1] + mine[middle]) / 2
        assert edge.waiting.median == pytest.approx(median)
        assert edge.waiting.total == pytest.approx(sum(mine))
        assert mine[0] <= edge.waiting.p95 <= mine[-1] + 1e-9
