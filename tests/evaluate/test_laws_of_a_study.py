"""What must not change a score, from the file a user has to the score that comes out."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings, strategies as st

from anlan.evaluate.declaration.framework import Framework
from anlan.evaluate.method.arrays import Floats
from anlan.evaluate.study.study import Study, study_of
from anlan.evaluate.tables.data import ordered, panel_of_table
from anlan.evaluate.tables.files import numbered

MEASURES = ("a", "b", "c", "d")
Rows = list[dict[str, str | None]]


def framework(order: tuple[str, ...] = MEASURES, **beside: Any) -> Framework:
    """Two parts below the whole: a and b with weights 1 and 2, and c and d right below."""

    def measure(id: str, weight: float) -> dict[str, Any]:
        way = "negative" if id in "bd" else "positive"
        given = {"value": weight, "origin": "given"}
        return {"id": id, "direction": way, "weight": given, "source": {"column": id}}

    weights = dict(zip(MEASURES, (1.0, 2.0, 3.0, 4.0), strict=True))
    inner = [measure(id, weights[id]) for id in order if id in "ab"]
    outer = [measure(id, weights[id]) for id in order if id in "cd"]
    said = {"id": "laws", "total": None, "measures": outer, **beside}
    if inner:
        given = {"value": 2.0, "origin": "given"}
        said["nodes"] = [{"id": "ab", "weight": given, "measures": inner}]
    return Framework.model_validate_json(_json(said), strict=True)


def study(rows: Rows, of: Framework | None = None) -> Study:
    declared = of or framework()
    table = numbered(pl.DataFrame(rows, schema=dict.fromkeys(rows[0], pl.String)), "rows")
    return study_of(declared, panel_of_table(declared, ordered(declared, table)))


def scores(made: Study, node: str = "index") -> dict[tuple[str, str], float]:
    built = made.build()
    of_node = built.scores[:, built.tree.place[node]].tolist()
    return dict(zip(zip(built.panel.units, built.panel.periods, strict=True), of_node, strict=True))


def alike(one: dict[Any, float], other: dict[Any, float]) -> None:
    assert set(one) == set(other)
    np.testing.assert_allclose([other[key] for key in one], list(one.values()), rtol=1e-9)


@st.composite
def tables(draw: st.DrawFn) -> Rows:
    units = draw(st.integers(3, 8))
    cell = st.one_of(st.integers(-30, 90), st.integers(-30, 90), st.none())
    rows: Rows = []
    for period in ("2025", "2026"):
        for n in range(units):
            cells = {id: draw(cell) for id in MEASURES}
            known = {id: None if x is None else str(x) for id, x in cells.items()}
            rows.append({"unit": f"u{n}", "period": period, **known})
    return rows


RECIPES: tuple[dict[str, Any], ...] = (
    {},
    {"normalise": {"how": "zscore"}, "base": "period"},
    {"impute": {"how": "linear"}, "normalise": {"how": "percentile-rank"}},
    {"impute": {"how": "row"}, "treat": {"points": 2}, "base": "2025"},
)


@settings(deadline=None, max_examples=40)
@given(tables(), st.sampled_from(RECIPES), st.randoms())
def test_the_order_of_rows_and_measures_does_not_matter(
    rows: Rows, recipe: dict[str, Any], order: random.Random
) -> None:
    mixed, measures = list(rows), list(MEASURES)
    order.shuffle(mixed)
    order.shuffle(measures)
    one = study(rows, framework(recipe=recipe))
    other = study(mixed, framework(tuple(measures), recipe=recipe))
    alike(scores(one), scores(other))


@settings(deadline=None, max_examples=40)
@given(tables(), st.sampled_from(RECIPES), st.randoms())
def test_the_names_of_units_do_not_matter(
    rows: Rows, recipe: dict[str, Any], order: random.Random
) -> None:
    names = sorted({str(row["unit"]) for row in rows})
    new = dict(
        zip(
            names,
            order.sample(["甲", "z", "A 1", "0", "é", "7", "x", "y"], len(names)),
            strict=True,
        )
    )
    renamed = [row | {"unit": new[str(row["unit"])]} for row in rows]
    declared = framework(recipe=recipe)
    found = scores(study(renamed, declared))
    alike(
        scores(study(rows, declared)),
        {(u, p): found[new[u], p] for u, p in scores(study(rows, declared))},
    )


@settings(deadline=None, max_examples=40)
@given(tables(), st.floats(0.001, 1e6), st.floats(-1e3, 1e3))
def test_the_unit_of_measure_does_not_matter(rows: Rows, factor: float, shift: float) -> None:
    scaled = [
        row | {"a": None if row["a"] is None else repr(float(row["a"]) * factor + shift)}
        for row in rows
    ]
    one, other = scores(study(rows)), scores(study(scaled))
    np.testing.assert_allclose([*other.values()], [*one.values()], atol=1e-5)


@settings(deadline=None, max_examples=40)
@given(tables())
def test_a_branch_without_data_is_a_branch_taken_away(rows: Rows) -> None:
    gone: Rows = [row | {"a": None, "b": None} for row in rows]
    without = study(gone, framework(("c", "d")))
    alike(scores(without), scores(study(gone)))


@settings(deadline=None, max_examples=40)
@given(tables())
def test_weights_renormalise_over_what_is_there(rows: Rows) -> None:
    made = study(rows)
    built, place = made.build(), made.tree.place
    parts: Floats = built.scores[:, [place["ab"], place["c"], place["d"]]]
    weights = np.where(np.isnan(parts), 0.0, [2.0, 3.0, 4.0])
    with np.errstate(invalid="ignore"):
        wanted = np.nansum(parts * weights, axis=1) / weights.sum(axis=1)
    np.testing.assert_allclose(built.scores[:, place["index"]], wanted, rtol=1e-12)
    inner = ~np.isnan(built.scores[:, [place["a"], place["b"]]]) @ np.array([1 / 3, 2 / 3])
    outer = ~np.isnan(built.scores[:, [place["c"], place["d"]]]) @ np.array([3 / 9, 4 / 9])
    np.testing.assert_allclose(built.coverage[:, place["index"]], inner * 2 / 9 + outer)


def test_a_row_more_of_another_period_does_not_move_a_period_of_its_own() -> None:
    rows: Rows = [{"unit": u, "period": "1", "a": a, "b": "1", "c": a, "d": a}
                  for u, a in (("x", "1"), ("y", "3"), ("z", "4"))]  # fmt: skip
    more: Rows = [*rows, {"unit": "x", "period": "2", "a": "99", "b": "9", "c": "9", "d": "9"}]
    each = framework(recipe={"base": "period"})
    before, after = scores(study(rows, each)), scores(study(more, each))
    assert before == pytest.approx({key: after[key] for key in before})


def _json(said: dict[str, Any]) -> bytes:
    import orjson

    return orjson.dumps(said)
