"""Values are numbered in the order they come, once for all who do it together."""

from __future__ import annotations

from anlan.detect.fast.columns import Columns, Values
from anlan.detect.steps.layout import layout
from tests.detect.declared import plan


def test_values_are_numbered_as_they_come() -> None:
    values, column = Values(), ["b", None, "a", "b"]
    assert values.numbers(column).tolist() == [1, 0, 2, 1]
    assert values.numbers(column).tolist() == [1, 0, 2, 1]
    assert values.numbers(["c", "a"]).tolist() == [3, 2]
    assert values.numbers(column).tolist() == [1, 0, 2, 1]
    assert values.all == [None, "b", "a", "c"]


def test_runners_of_one_record_kind_number_together() -> None:
    plans = [plan(), plan(id="area", key="area")]
    together = layout(plans)
    together.numbered = {}
    one, other = (Columns([each], together) for each in plans)
    category = one.values[one.attributes["category"]]
    assert other.values[other.attributes["category"]] is category
    category.numbers(["dispute.family"])
    assert other.value("category", 1) == "dispute.family"


def test_each_numbers_for_itself_where_nothing_is_said() -> None:
    plans = [plan(), plan(id="area", key="area")]
    one, other = (Columns([each], layout(plans)) for each in plans)
    assert one.values[one.attributes["category"]] is not other.values[other.attributes["category"]]
