"""Queries mean the same on every engine as they do in plain Python."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings, strategies as st

from anlan.store.query import (
    Between,
    Both,
    Condition,
    Contains,
    Either,
    Equals,
    IsNull,
    Not,
    OneOf,
    Query,
    Under,
)
from anlan.store.store import Store
from tests.store.facts import call

CODES = ["dispute", "dispute.family", "dispute.neighbour", "traffic", "criminal.theft"]
ROWS: list[dict[str, Any]] = [
    {
        "received": n,
        "category": CODES[n % 5] if n % 7 else None,
        "level": n % 4 + 1 if n % 3 else None,
        "valid": bool(n % 2) if n % 5 else None,
        "status": ["dispatched", "archived"][n % 2],
        "premises": f"P{n % 6}" if n % 6 else None,
        "address": ["North Gate 5", "south_gate", "100% Mall", "东门外大街", None][n % 5],
    }
    for n in range(1, 60)
]

leaves = st.one_of(
    st.builds(Equals, st.just("level"), st.integers(0, 5)),
    st.builds(Equals, st.just("valid"), st.booleans()),
    st.builds(Equals, st.just("status"), st.sampled_from(["dispatched", "archived"])),
    st.builds(Equals, st.just("premises"), st.sampled_from(["P1", "P2", "P9"])),
    st.builds(OneOf, st.just("premises"), st.lists(st.sampled_from(["P1", "P2", "P3"])).map(tuple)),
    st.builds(OneOf, st.just("category"), st.lists(st.sampled_from(CODES)).map(tuple)),
    st.builds(Under, st.just("category"), st.sampled_from(CODES)),
    st.builds(
        Between,
        st.just("received"),
        st.none() | st.integers(0, 70),
        st.none() | st.integers(0, 70),
    ),
    st.builds(IsNull, st.sampled_from(["level", "valid", "category", "premises", "address"])),
    st.builds(Contains, st.just("address"), st.sampled_from(["gate", "_", "%", "东门", "zz"])),
)
conditions = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda parts: Both(*parts)),
        st.lists(inner, max_size=3).map(lambda parts: Either(*parts)),
        st.builds(Not, inner),
    ),
    max_leaves=6,
)


def _holds(condition: Condition, row: dict[str, Any]) -> bool | None:
    """Three-valued: None is “not known”."""
    match condition:
        case IsNull(field):
            return row.get(field) is None
        case Both(parts):
            answers = [_holds(part, row) for part in parts]
            return False if False in answers else None if None in answers else True
        case Either(parts):
            answers = [_holds(part, row) for part in parts]
            return True if True in answers else None if None in answers else False
        case Not(part):
            inner = _holds(part, row)
            return None if inner is None else not inner
        case OneOf(_, ()):
            return False
        case Between(_, None, None):
            return True
    value = row.get(condition.field)
    if value is None:
        return None
    match condition:
        case Equals(_, wanted):
            return bool(value == wanted)
        case OneOf(_, values):
            return value in values
        case Under(_, code):
            return bool(value == code or value.startswith(code + "."))
        case Between(_, low, high):
            return (low is None or value >= low) and (high is None or value < high)
        case Contains(_, text):
            return text.lower() in value.lower()
    raise AssertionError(condition)


@given(condition=conditions)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_conditions_agree_with_plain_python(any_store: Store, condition: Condition) -> None:
    with any_store.writing(actor="t", purpose="audit") as unit:
        unit.append_new(call(f"c{row['received']:02d}", **row) for row in ROWS)
        found = unit.select(Query("call", where=condition, order=("id",)))
    expected = [f"c{row['received']:02d}" for row in ROWS if _holds(condition, row) is True]
    assert [row["id"] for row in found] == expected


def test_pages_do_not_overlap(any_store: Store) -> None:
    with any_store.writing(actor="t", purpose="audit") as unit:
        unit.append_new(call(f"c{row['received']:02d}", **row) for row in ROWS)
        pages = [
            [r["id"] for r in unit.select(Query("call", order=("-level",), limit=7, offset=at))]
            for at in range(0, 63, 7)
        ]
    seen = [record for page in pages for record in page]
    assert len(seen) == len(set(seen)) == len(ROWS)


def test_withdrawn_records_are_left_out_unless_asked_for(any_store: Store) -> None:
    with any_store.writing(actor="t", purpose="audit") as unit:
        unit.append(call("a", received=1), call("a", 2, withdrawn=True), call("b", received=2))
        assert [r["id"] for r in unit.select(Query("call"))] == ["b"]
        everything = unit.select(Query("call", include_withdrawn=True, order=("id",)))
    assert [r["id"] for r in everything] == ["a", "b"]
