"""A framework over tables: what is read, what is refused, and what is said of the rest."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from anlan.evaluate.study.results import rows_of
from anlan.evaluate.study.study import Study, read_study
from anlan.standards.errors import AnlanError, BadDeclaration, BadInput, NotFound

FRAMEWORK = """
id: towns
nodes:
  - id: safety
    measures:
      - {id: burglary, direction: negative, denominator: people, source: {column: burglaries}}
      - {id: lit, source: {column: lit}}
    nodes:
      - id: trust
        measures:
          - {id: content, kind: survey, source: {column: content, error: content_se}}
measures:
  - {id: green, weight: {value: 1}, source: {column: green}}
"""
DATA = """unit,period,region,people,burglaries,lit,content,content_se,green
A,2024,north,1000,10,5,60,2,3
B,2024,south,2000,40,7,70,2,
C,2024,north,500,20,9,80,2,9
"""
FLAT = "id: flat\nmeasures:\n  - {id: x, source: {column: x}}\n  - {id: y, source: {column: y}}\n"


def study(tmp_path: Path, framework: str = FRAMEWORK, *tables: str) -> Study:
    paths = []
    for n, text in enumerate(tables or (DATA,)):
        paths.append(tmp_path / f"data{n}.csv")
        paths[-1].write_text(text, "utf-8")
    (tmp_path / "f.yaml").write_text(framework.replace("weight: {value: 1}, ", ""), "utf-8")
    return read_study(tmp_path / "f.yaml", paths)


def score(made: Study, unit: str, node: str = "index") -> float:
    built = made.build()
    return float(built.scores[built.panel.units.index(unit), built.tree.place[node]])


def notes(made: Study) -> set[tuple[str, str]]:
    return {(note.what, note.column) for note in made.build().notes}


def test_uneven_depth_denominators_and_gaps(tmp_path: Path) -> None:
    made = study(tmp_path)
    assert score(made, "A", "burglary") == 100
    assert score(made, "C", "burglary") == 0
    assert score(made, "A", "safety") == pytest.approx((0 + 100 + 0) / 3)
    assert score(made, "B") == score(made, "B", "safety")  # its green is not known
    built = made.build()
    assert built.coverage[1, built.tree.place["index"]] == 0.5
    assert built.panel.groups == {"region": ("north", "south", "north")}


def test_a_survey_carries_its_error_into_the_score(tmp_path: Path) -> None:
    built = study(tmp_path).build()
    assert built.ends is not None
    low, high = (ends[1, built.tree.place["content"]] for ends in built.ends)
    assert high - low == pytest.approx(2 * 1.959964 * 2 / 20 * 100, rel=1e-6)
    at = built.tree.place["safety"]
    assert built.ends[1][1, at] - built.scores[1, at] == pytest.approx((high - low) / 2 / 3)


def test_units_whose_intervals_overlap_share_a_band(tmp_path: Path) -> None:
    text = "id: b\nrecipe: {normalise: {how: none}}\nmeasures: [{id: x, source: {column: x, error: e}}]\n"
    table = rows_of(study(tmp_path, text, "unit,x,e\nA,90,1\nB,88,1\nC,80,1\nD,,\n"))
    bands = dict(table.filter(pl.col("node") == "index").select("unit", "band").rows())
    assert bands == {"A": 1, "B": 1, "C": 2, "D": None}


def test_a_share_has_wilsons_interval_and_is_not_scored_below_five(tmp_path: Path) -> None:
    text = """
id: shares
recipe: {normalise: {how: goalposts}}
measures:
  - id: solved
    source: {column: solved, of: cases}
    goalposts: {floor: 0, target: 100}
"""
    made = study(tmp_path, text, "unit,solved,cases\nA,5,10\nB,2,4\n")
    built = made.build()
    assert built.scores[0, 0] == 50
    assert built.ends is not None
    assert (built.ends[0][0, 0], built.ends[1][0, 0]) == pytest.approx((23.659, 76.341), abs=1e-3)
    assert np.isnan(built.scores[1, 0])
    with pytest.raises(BadInput, match="between none and all"):
        study(tmp_path, text, "unit,solved,cases\nA,11,10\n")


def test_goalposts_and_targets_by_group_and_period(tmp_path: Path) -> None:
    text = """
id: posts
recipe: {normalise: {how: goalposts}}
measures:
  - id: x
    source: {column: x}
    goalposts:
      {floor: 0, target: 10, by_group: {region: {north: {floor: 0, target: 20}}},
       by_period: {"2025": {floor: 0, target: 100}}}
"""
    table = "unit,period,region,x\nA,2024,north,10\nB,2024,south,5\nA,2025,north,10\n"
    assert study(tmp_path, text, table).build().scores[:, 0].tolist() == [50, 50, 10]
    goal = text.replace("goalposts}", "distance-to-target}").replace("goalposts:", "target:")
    goal = goal.replace(
        "{floor: 0, target: 10, by_group: {region: {north: {floor: 0, target: 20}}},",
        "{value: 10, by_group: {region: {north: 20}},",
    ).replace("{floor: 0, target: 100}", "15")
    reached = study(tmp_path, goal, table).build().scores[:, 0]
    assert reached.tolist() == pytest.approx([(10 - 5) / (20 - 5), 0, 0.5])
    with pytest.raises(BadInput, match="no unit is in this group"):
        study(tmp_path, text.replace("north", "nrth"), table)


def test_a_guard_keeps_a_rate_from_being_scored(tmp_path: Path) -> None:
    text = """
id: guarded
measures:
  - id: clearance
    source: {column: cleared}
    guard: {zh: 如实立案率低于95%不评, en: not scored below 95 %, measure: audit, at_least: 95}
  - {id: audit, source: {column: audit}}
"""
    table = "unit,cleared,audit\nA,50,96\nB,90,94\nC,70,95\nD,60,\n"
    made = study(tmp_path, text, table)
    assert [score(made, unit, "clearance") for unit in "AC"] == [0, 100]
    assert np.isnan([score(made, unit, "clearance") for unit in "BD"]).all()
    assert score(made, "B") == score(made, "B", "audit")
    assert ("guarded", "clearance") in notes(made)
    with pytest.raises(BadDeclaration, match="no measure audits"):
        study(tmp_path, text.replace("measure: audit", "measure: audits"), table)


def test_deductions_are_taken_off_and_have_no_weight(tmp_path: Path) -> None:
    text = """
id: deducting
recipe: {normalise: {how: goalposts}}
nodes:
  - id: breaches
    measures:
      - {id: leak, kind: deduction, direction: negative, deducts: {slope: 5, most: 8}, source: {column: leak}}
      - {id: key, kind: deduction, direction: negative, deducts: {slope: 1}, source: {column: key}}
measures:
  - {id: x, goalposts: {floor: 0, target: 10}, source: {column: x}}
"""
    made = study(tmp_path, text, "unit,x,leak,key\nA,9,1,2\nB,9,4,\nC,0,3,1\nD,9,,\n")
    assert [score(made, unit) for unit in "ABCD"] == [83, 82, 0, 90]
    assert made.framework.shares()["x"] == 100


def test_choices_of_a_branch_hold_below_it(tmp_path: Path) -> None:
    text = """
id: chosen
recipe: {normalise: {how: minmax}}
nodes:
  - id: strict
    aggregate: {how: minimum}
    normalise: {how: rank}
    measures: [{id: a, source: {column: a}}]
    nodes: [{id: below, measures: [{id: b, source: {column: b}}, {id: c, source: {column: c}, normalise: {how: borda}}]}]
measures:
  - {id: d, source: {column: d}}
"""
    made = study(tmp_path, text, "unit,a,b,c,d\nA,1,9,3,0\nB,2,8,4,5\n")
    assert [score(made, unit, "below") for unit in "AB"] == [0, 1]
    assert [score(made, unit, "strict") for unit in "AB"] == [0, 1]
    assert [score(made, unit) for unit in "AB"] == [0, 50.5]


def test_tables_are_joined_by_what_they_share(tmp_path: Path) -> None:
    first, second = "unit,x\nA,1\nB,2\n", "unit,y\nB,4\nA,3\n"
    whole = study(tmp_path, FLAT, "unit,x,y\nA,1,3\nB,2,4\n").build().scores
    assert np.array_equal(study(tmp_path, FLAT, first, second).build().scores, whole)
    stacked = study(tmp_path, FLAT, "unit,x,y\nB,2,4\n", "unit,y,x\nA,3,1\n")
    assert np.array_equal(stacked.build().scores, whole)


def test_parquet_and_workbooks_are_read_like_text(tmp_path: Path) -> None:
    import openpyxl

    whole = study(tmp_path, FLAT, "unit,x,y\n1,1.5,3\n2,2,4\n")
    table = pl.DataFrame({"unit": [1, 2], "x": [1.5, 2.0], "y": [3, 4]})
    table.write_parquet(tmp_path / "t.parquet")
    book = openpyxl.Workbook()
    for row in (table.columns, *table.rows()):
        book.active.append(row)  # type: ignore[union-attr]
    book.save(tmp_path / "t.xlsx")
    for name in ("t.parquet", "t.xlsx"):
        read = read_study(tmp_path / "f.yaml", tmp_path / name)
        assert rows_of(read).equals(rows_of(whole))


@pytest.mark.parametrize(
    ("old", "new", "says", "place"),
    [
        ("B,2024,south,2000,40", "B,2024,south,2000,forty", "burglaries: not a number", "row 3"),
        ("B,2024,south,2000,40", "B,2024,south,2000,1e999", "burglaries: not a number", "row 3"),
        ("B,2024,south,2000", 'B,2024,south,"2,000"', "people: not a number", "row 3"),
        ("B,2024", "A,2024", "two rows for one unit in one period", "row 3"),
        ("B,2024", ",2024", "a row without a unit", "row 3"),
        (",lit,", ",light,", "no column lit", "measure lit"),
        ("unit,", "town,", "no column unit", "data.unit"),
    ],
)
def test_data_that_cannot_be_what_they_say(
    tmp_path: Path, old: str, new: str, says: str, place: str
) -> None:
    assert old in DATA
    with pytest.raises(BadInput, match=says) as caught:
        study(tmp_path, FRAMEWORK, DATA.replace(old, new, 1))
    assert place in str(caught.value.place)
    assert caught.value.way_out


def test_files_that_are_no_tables(tmp_path: Path) -> None:
    (tmp_path / "f.yaml").write_text(FLAT, "utf-8")
    (tmp_path / "t.xlsx").write_bytes(b"not a workbook")
    (tmp_path / "t.csv").write_bytes(b"unit,x\nA,\xff\xfe\n")
    (tmp_path / "t.pdf").write_bytes(b"")
    (tmp_path / "empty.csv").write_text("unit,x,y\n", "utf-8")
    for name in ("t.xlsx", "t.csv", "t.pdf", "empty.csv"):
        with pytest.raises(BadInput):
            read_study(tmp_path / "f.yaml", tmp_path / name)
    with pytest.raises(NotFound):
        read_study(tmp_path / "f.yaml", tmp_path / "nowhere.csv")


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ("unit,x,x,y\nA,1,2,3\n", "two columns of one name"),
        ("unit;x;y\nA;1;3\n", "separated by semicolons"),
        ("unit,x,y\nA,1,3,4\n", "cannot be read"),
        ("", "cannot be read"),
    ],
)
def test_tables_that_would_be_misread(tmp_path: Path, table: str, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        study(tmp_path, FLAT, table)


def test_a_mark_of_byte_order_is_no_part_of_a_name(tmp_path: Path) -> None:
    made = study(tmp_path, FLAT, "\ufeffunit,x,y\nA,1,3\nB,2,4\n")
    assert score(made, "B") == 100


def test_what_says_nothing_is_told_and_stays_in_sight(tmp_path: Path) -> None:
    made = study(tmp_path, FLAT, "unit,x,y\nA,7,\nB,7,\nC,7,\n")
    assert notes(made) == {("constant", "x"), ("all-missing", "y")}
    assert {"x", "y"} <= set(rows_of(made)["node"])


def test_a_unit_without_any_value_is_told(tmp_path: Path) -> None:
    made = study(tmp_path, FLAT, "unit,x,y\nA,1,3\nB,,\nC,2,4\n")
    assert ("all-missing", "B") in notes(made)
    assert np.isnan(score(made, "B"))


def test_units_are_screened_as_they_came_or_as_imputed(tmp_path: Path) -> None:
    table = "unit,x,y\nA,1,3\nB,9,\nC,2,4\n"
    recipe = "recipe: {{impute: {{how: column}}, screen: {{of: {}, values: 0.9}}}}\n"
    came = study(tmp_path, FLAT + recipe.format("denominated"), table).build()
    assert (came.panel.units, came.screened) == (("A", "C"), ("B",))
    filled = study(tmp_path, FLAT + recipe.format("imputed"), table)
    assert filled.build().panel.units == ("A", "B", "C")
    assert filled.build().steps["imputed"][1].tolist() == [9, 3.5]
    assert ("imputed", "y") in notes(filled)


def test_one_unit_has_nothing_to_be_compared_with(tmp_path: Path) -> None:
    made = study(tmp_path, FLAT, "unit,x,y\nA,1,3\n")
    assert ("one-unit", "A") in notes(made)
    assert np.isnan(score(made, "A"))
    posts = FLAT.replace("{column: x}", "{column: x}, goalposts: {floor: 0, target: 4}").replace(
        "{column: y}", "{column: y}, goalposts: {floor: 0, target: 4}"
    )
    assert score(study(tmp_path, posts, "unit,x,y\nA,1,3\n"), "A") == 50


def test_values_a_geometric_mean_is_not_defined_for_are_told(tmp_path: Path) -> None:
    text = FLAT + "aggregate: {how: geometric}\nrecipe: {normalise: {how: none}}\n"
    made = study(tmp_path, text, "unit,x,y\nA,-1,3\nB,4,9\n")
    assert ("undefined", "index") in notes(made)
    assert np.isnan(score(made, "A"))
    assert score(made, "B") == pytest.approx(6)


@pytest.mark.parametrize(
    ("weights", "fine"),
    [
        ((33.3, 33.3, 33.4), True),
        ((33.3, 33.3, 33.3), True),
        ((33.33, 33.33, 33.33), True),
        ((30.0, 30.0, 39.0), False),
        ((33.3, 33.3, 32.0), False),
    ],
)
def test_weights_off_by_rounding(tmp_path: Path, weights: tuple[float, ...], fine: bool) -> None:
    rows = "".join(
        f"  - {{id: m{n}, weight: {{value: {w}, origin: given}}, source: {{column: m{n}}}}}\n"
        for n, w in enumerate(weights)
    )
    table = "unit,m0,m1,m2\nA,1,2,3\nB,4,6,5\n"
    text = f"id: rounded\nmeasures:\n{rows}"
    if fine:
        assert score(study(tmp_path, text, table), "B") > score(study(tmp_path, text, table), "A")
        return
    with pytest.raises(BadDeclaration, match="add up to"):
        study(tmp_path, text, table)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("weight: {value: -0.1, origin: given}, source: {column: x}", "greater than 0"),
        ("source: {column: x, of: y, error: z}", "leave `error` out"),
        ("source: {column: x}, guard: {zh: 无, en: none, at_least: 3}", "a `measure` and a bound"),
        ("source: {colum: x}", "Field required"),
        ("direction: negative", "give `source`"),
    ],
)
def test_a_measure_that_cannot_be(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(BadDeclaration, match=says):
        study(tmp_path, f"id: wrong\nmeasures:\n  - {{id: x, {text}}}\n", "unit,x\nA,1\n")


def test_a_node_under_two_parents_is_refused(tmp_path: Path) -> None:
    text = FLAT.replace("id: y,", "id: x,")
    with pytest.raises(BadDeclaration, match="two nodes have the id x"):
        study(tmp_path, text)


def test_a_tree_that_contains_itself_is_refused(tmp_path: Path) -> None:
    text = "id: loop\nnodes:\n  - &a {id: a, nodes: [*a]}\n"
    with pytest.raises(AnlanError):
        study(tmp_path, text)


def test_weights_from_the_data_and_from_judgements(tmp_path: Path) -> None:
    table = "unit,x,y\nA,1,3\nB,2,4\nC,3,9\nD,4,1\n"
    judged = study(tmp_path, FLAT + "weights: {origin: ahp, pairs: [[x, y, 3]]}\n", table)
    assert judged.tree.branches[-1].weights == pytest.approx((0.75, 0.25))
    spread = FLAT.replace("source", "weight: {origin: entropy}, source")
    found = study(tmp_path, spread, table)
    assert sum(found.tree.branches[-1].weights) == pytest.approx(1)
    assert found.found["index"].origin == "entropy"
    with pytest.raises(BadDeclaration, match="take: pairs"):
        study(tmp_path, FLAT + "weights: {origin: ahp}\n", table)
