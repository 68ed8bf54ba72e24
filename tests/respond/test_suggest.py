"""The unit suggested: nearest, free, suitable, with its reason."""

from __future__ import annotations

from hypothesis import given, strategies as st

from anlan.respond.suggest import suggest_unit
from anlan.standards.place import metres

CALL = {"id": "c", "longitude": 116.40, "latitude": 39.90}


def unit(id: str, east: float, kind: str = "patrol") -> dict[str, object]:
    return {"id": id, "unit_kind": kind, "longitude": 116.40 + east, "latitude": 39.90}


def test_the_nearest_free_suitable_unit_is_suggested_and_the_reason_names_the_nearer_busy() -> None:
    units = [
        unit("far", 0.05),
        unit("busy", 0.001),
        unit("near", 0.01),
        unit("amb", 0.0, "ambulance"),
    ]
    found = suggest_unit(CALL, units, busy={"busy"}, suitable=("patrol",))
    assert found is not None
    assert (found.unit, found.nearest_unit) == ("near", "busy")
    assert "busy" in found.reason.en
    assert "0.9 km" in found.reason.zh


def test_nothing_is_suggested_without_a_place_or_a_free_unit() -> None:
    assert suggest_unit({"id": "c"}, [unit("a", 0.1)], busy=()) is None
    assert suggest_unit(CALL, [unit("a", 0.1)], busy={"a"}) is None
    assert suggest_unit(CALL, [{"id": "a", "longitude": None}], busy=()) is None


@given(st.lists(st.floats(-0.5, 0.5), min_size=1, max_size=12), st.sets(st.integers(0, 11)))
def test_no_free_unit_is_nearer_than_the_one_suggested(easts: list[float], busy: set[int]) -> None:
    units = [unit(f"u{i}", east) for i, east in enumerate(easts)]
    found = suggest_unit(CALL, units, busy={f"u{i}" for i in busy})
    free = [u for i, u in enumerate(units) if i not in busy]
    assert (found is None) == (not free)
    if found is not None:
        assert found.metres == min(
            metres(116.40, 39.90, float(str(u["longitude"])), 39.90) for u in free
        )
