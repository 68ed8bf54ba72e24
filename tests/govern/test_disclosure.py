"""DS07: from a published row and its total no withheld cell can be worked out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings, strategies as st

from anlan.govern.disclosure import THRESHOLD, Published, publish, suppress

COUNTS = st.dictionaries(
    st.text("abcdefgh", min_size=1, max_size=2), st.integers(0, 40), max_size=8
)
FEW = st.lists(st.integers(0, 12), min_size=1, max_size=4).map(
    lambda values: dict(zip("abcd", values, strict=False))
)


@given(COUNTS)
def test_no_small_number_is_shown_and_no_wrong_one(counts: dict[str, int]) -> None:
    shown = publish(counts)
    assert list(shown.cells) == list(counts)
    for name, value in shown.cells.items():
        assert value in (None, counts[name])
        assert value is None or value == 0 or value >= THRESHOLD
    assert shown.total in (None, sum(counts.values()))
    assert shown.total is None or shown.total == 0 or shown.total >= THRESHOLD
    assert suppress(counts) == shown.cells


def _same_to_a_reader(shown: Published) -> Iterator[dict[str, int]]:
    """Every row that would be published as exactly this one: the reader knows our rule too."""
    hidden = [name for name, value in shown.cells.items() if value is None]
    known = {name: value for name, value in shown.cells.items() if value is not None}
    left = 16 if shown.total is None else shown.total - sum(known.values())
    for values in _splits(left, len(hidden), exactly=shown.total is not None):
        row = {**shown.cells, **dict(zip(hidden, values, strict=True))}
        if publish(row) == shown:  # type: ignore[arg-type]
            yield row  # type: ignore[misc]


def _splits(total: int, parts: int, *, exactly: bool) -> Iterator[tuple[int, ...]]:
    if parts == 0:
        if total == 0 or not exactly:
            yield ()
        return
    if parts == 1 and exactly:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in _splits(total - first, parts - 1, exactly=exactly):
            yield (first, *rest)


def _assert_nothing_can_be_worked_out(counts: dict[str, int]) -> None:
    shown = publish(counts)
    rows = list(_same_to_a_reader(shown))
    assert counts in rows
    for name, value in shown.cells.items():
        if value is None:
            assert len({row[name] for row in rows}) > 1, (counts, shown, name)


@settings(max_examples=300, deadline=None)
@given(FEW)
def test_who_knows_total_and_rule_cannot_work_out_a_cell(counts: dict[str, int]) -> None:
    _assert_nothing_can_be_worked_out(counts)


@pytest.mark.parametrize(
    "values",
    [(1, 1, 50), (4, 4, 4), (1, 1, 1, 9), (3, 0), (3,), (4, 5), (4, 4), (1, 1, 1, 5), (4, 4, 0),
     (1, 5, 5), (4, 5, 5), (1, 0, 5), (5, 5, 3), (1, 1, 1, 1), (1, 1, 2, 0)],
)  # fmt: skip
def test_the_awkward_rows(values: tuple[int, ...]) -> None:
    _assert_nothing_can_be_worked_out(dict(zip("abcd", values, strict=False)))


def test_what_is_not_small_is_not_withheld_without_need() -> None:
    counts = {"a": 5, "b": 0, "c": 17}
    assert publish(counts) == Published(dict(counts), 22)
    assert publish({"a": 2, "b": 3, "c": 17}).cells == {"a": None, "b": None, "c": 17}


def test_where_no_other_cell_can_be_withheld_the_total_is() -> None:
    assert publish(dict.fromkeys("abcde", 1)) == Published(dict.fromkeys("abcde"), None)
    assert publish({"a": 3, "b": 0}) == Published({"a": None, "b": None}, None)
