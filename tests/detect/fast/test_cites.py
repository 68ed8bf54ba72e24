"""The index of which findings rest on a row, against a dictionary."""

from __future__ import annotations

import random

import numpy as np
import pytest

from anlan.detect.fast import cites
from anlan.detect.fast.cites import Cites


@pytest.mark.parametrize(("orders", "chunk"), [(30, 5), (900, 1 << 14)])
def test_each_row_names_the_findings_that_rest_on_it(
    monkeypatch: pytest.MonkeyPatch, orders: int, chunk: int
) -> None:
    monkeypatch.setattr(cites, "CHUNK", chunk)
    pick, index = random.Random(orders), Cites()
    wanted: dict[int, list[int]] = {}
    number = 0
    for _ in range(40):
        cited = [sorted(pick.sample(range(orders), pick.randrange(25))) for _ in range(4)]
        index.add(number, [np.array(rows, np.int64) for rows in cited])
        for rows in cited:
            for order in rows:
                wanted.setdefault(order, []).append(number)
            number += 1
        for order in pick.sample(range(orders), 20):
            assert index.of(order) == wanted.get(order, [])
    assert [index.of(order) for order in range(orders)] == [
        wanted.get(order, []) for order in range(orders)
    ]
    assert index.of(orders + 7) == []
    assert len(index) == sum(map(len, wanted.values()))
