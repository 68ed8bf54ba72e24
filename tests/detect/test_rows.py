"""Rows by order: what is known of them, and when they are let go of, against a dictionary."""

from __future__ import annotations

import random

import numpy as np
import pytest

from anlan.detect.steps.evidence import cite
from anlan.detect.steps.row import Row
from anlan.detect.steps.rows import FEW, Rows
from anlan.detect.steps.stretch import Stretch
from anlan.standards.time import EARLIEST, Instant

WINDOW, STAND = 400, 300


def stretch(first: int, orders: list[int], pick: random.Random) -> Stretch:
    """Rows whose times are about their orders, a few of them much earlier."""
    times = [Instant(first + n - pick.choice((0, 0, 0, 9, 200))) for n in range(len(orders))]
    columns = [[f"v{order}" for order in orders], [pick.randrange(9) for _ in orders]]
    return Stretch([f"r{order}" for order in orders], orders, times, ["UTC"] * len(orders), columns)


def check(rows: Rows, known: dict[int, Row]) -> None:
    orders = np.array(sorted(known), np.int64)
    assert [rows.get(order) for order in orders.tolist()] == [known[o] for o in orders.tolist()]
    assert rows.names(orders) == [known[order].record for order in orders.tolist()]
    assert rows.times(orders).tolist() == [known[order].time for order in orders.tolist()]


@pytest.mark.parametrize("seed", range(6))
def test_they_are_what_was_put_last_until_no_finding_can_stand_on_them(seed: int) -> None:
    pick = random.Random(seed)
    rows, known = Rows(None, STAND), dict[int, Row]()
    told: list[int] = []
    order, clock = 0, 0
    for turn in range(60):
        orders = []
        for _ in range(pick.choice((1, FEW, FEW + 1, 90))):
            order += pick.choice((1, 1, 1, 7))  # facts of other kinds lie between
            orders.append(order)
        part = stretch(clock, orders, pick)
        clock += len(orders)
        assert rows.add(part) is (len(part) > FEW)
        known |= {row.order: row for row in part}
        for changed in pick.sample(sorted(known), min(5, len(known))):
            row = known[changed]
            known[changed] = row._replace(time=Instant(row.time + pick.randrange(-9, 50)))
            rows.put(known[changed])
        floor = clock - WINDOW
        told += [some.first for some in rows.let_go_of_oldest(floor)]
        if turn % 7 == 6:
            rows.let_go(floor)
        if turn % 13 == 12:  # as a checkpoint does
            before, rows = rows, Rows(None, STAND)
            packed = [some.packed() for some in before.stretches()]
            rows.restore(packed, before.packed(), before.held)
            held = [row for row in known.values() if row.time > floor]
            pick.shuffle(held)
            rows.arrived(
                [row.record for row in held],
                np.array([row.order for row in held], np.int64),
                np.array([row.time for row in held], np.int64),
            )
        known = {o: row for o, row in known.items() if row.time > floor - STAND}
        check(rows, known)
    assert told == sorted(set(told))
    assert len(told) > 10
    assert sum(isinstance(some, Stretch) for some in rows.stretches()) < 40, "the oldest are packed"


def test_one_that_is_gone_has_the_earliest_time() -> None:
    rows = Rows(None)
    rows.put(Row("a", 4, Instant(40), "UTC", 0, ()))
    rows.let_go(40)
    assert rows.get(4) is None
    assert rows.times(np.array([4], np.int64)).tolist() == [EARLIEST]
    with pytest.raises(KeyError):
        rows.names(np.array([4], np.int64))


def test_evidence_is_told_apart_and_made_when_it_is_asked_for() -> None:
    rows = Rows(None)
    rows.add(stretch(0, list(range(1, 100)), random.Random(1)))
    first, second = cite(np.array([3, 7, 9, 7], np.int64), np.array([0, 3, 4]), rows)
    assert first.records == ("r3", "r7", "r9")
    assert (first.span, len(first)) == ((rows[3].time, rows[9].time), 3)
    assert tuple(first) == (rows[3], rows[7], rows[9])
    assert first[-1] is not rows[9], "nothing is kept of a row"
    assert (first[1:], second) == ((rows[7], rows[9]), (rows[7],))
    assert (second == (rows[7],), hash(second)) == (True, hash((rows[7],)))
    assert cite(np.zeros(0, np.int64), np.zeros(1, np.int64), rows) == []
