"""Frameworks of other tools: COINr's iData and iMeta, the JRC COIN Tool's workbook."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import openpyxl
import pytest

from anlan.evaluate import Study, read_coin_tool, read_coinr, read_study, study_of
from anlan.evaluate.tables.data import read_panel
from anlan.evaluate.tables.flat import framework_text
from anlan.standards.errors import BadInput
from tests.real import shared_data

META = """Level,iCode,iName,Direction,Weight,Unit,Target,Denominator,Parent,Type
1,roads,Roads,1,1,km,,area,links,Indicator
1,jams,Jams,-1,2,h,5,,links,Indicator
1,trees,Trees,1,1,n,,area,,Indicator
2,links,Links,1,0.5,,,,whole,Aggregate
3,whole,The whole,1,1,,,,,Aggregate
,size,Size,,,,,,,Group
,area,Area,,,,,,,Denominator
""".replace("1,trees,Trees,1,1,n,,area,,", "1,trees,Trees,1,1,n,,area,whole,")
DATA = """uCode,uName,size,area,roads,jams,trees
A,Aton,S,10,100,5,7
B,Beton,L,20,100,9,30
C,Ceton,L,10,300,NA,9
"""


def coinr(tmp_path: Path, meta: str = META, data: str = DATA) -> Study:
    (tmp_path / "iMeta.csv").write_text(meta, "utf-8")
    (tmp_path / "iData.csv").write_text(data, "utf-8")
    framework, said = read_coinr("towns", tmp_path / "iMeta.csv", tmp_path / "iData.csv")
    (tmp_path / "f.yaml").write_text(framework_text(said), "utf-8")
    made = study_of(framework, read_panel(framework, [tmp_path / "iData.csv"]))
    again = read_study(tmp_path / "f.yaml", tmp_path / "iData.csv")
    assert np.array_equal(again.build().scores, made.build().scores, equal_nan=True)
    return made


def test_idata_and_imeta_are_a_framework_and_its_data(tmp_path: Path) -> None:
    made = coinr(tmp_path)
    built, place = made.build(), made.tree.place
    assert made.panel.groups == {"size": ("S", "L", "L"), "uName": ("Aton", "Beton", "Ceton")}
    assert built.steps["denominated"][:, place["roads"]].tolist() == [10, 5, 30]
    assert made.framework.measures["jams"].direction == "negative"
    assert made.framework.measures["jams"].target == 5
    assert built.scores[:, place["links"]].tolist() == pytest.approx([(20 + 2 * 100) / 3, 0, 100])
    assert built.coverage[2, place["links"]] == pytest.approx(1 / 3)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("1,jams", "1,jam", "no such column"),
        (",links,Indicator", ",link,Indicator", "its parent is not a branch"),
        (",links,Indicator", ",jams,Indicator", "its parent is not a branch"),
        ("whole,Aggregate", "links,Aggregate", "a cycle"),
        (",,,,,Aggregate", ",,,,links,Aggregate", "a cycle"),
        ("1,trees,Trees,1,1,n,,area,whole", "1,jams,Jams,-1,1,n,,area,whole", "two parents"),
        ("Jams,-1,2", "Jams,-1,-0.1", "a weight is above 0"),
        ("Jams,-1,2", "Jams,0,2", "a direction is 1 or -1"),
        ("Jams,-1,2", "Jams,-1,two", "not a number"),
        (",whole,Aggregate", ",,Aggregate", "one whole"),
        ("iCode", "code", "no such column"),
        (",area,Area,,,,,,,Denominator\n", "", "iMeta does not know"),
        ("3,whole,", "2,empty,E,1,1,,,,whole,Aggregate\n3,whole,", "hollow"),
    ],
)
def test_a_list_that_is_no_tree(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert old in META
    with pytest.raises(BadInput, match=says) as caught:
        coinr(tmp_path, META.replace(old, new, 1))
    assert caught.value.way_out


def test_the_asem_example_is_read_as_it_is() -> None:
    meta, data = (shared_data(f"index_reference/asem_{name}.csv") for name in ("iMeta", "iData"))
    framework, _ = read_coinr("asem", meta, data)
    made = study_of(framework, read_panel(framework, [data]))
    built = made.build()
    assert built.scores.shape == (51, 49 + 8 + 2 + 1)
    assert np.isnan(made.panel.values).sum() == 63  # and one Energy, a denominator
    assert made.panel.units[int(np.argmax(built.scores[:, -1]))] == "CHE"
    assert not built.notes


def test_a_coin_tool_workbook(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Database"
    for row, cells in {
        7: (1, 3, 1), 8: (1, -1, 1), 9: (0, 0, 0), 10: (10, 50, 100),
        11: ("Index", "Index", "Index"), 12: ("si.1", "si.1", "si.1"),
        13: ("p.01", "p.01", "p.02"), 14: ("sp.1", "sp.1", "sp.1"),
        15: ("Roads", "Jams", "Trees"), 16: ("Ind.01", "Ind.02", "Ind.03"),
        17: (1, 10, 50), 18: (3, "n/a", 70), 19: (5, 30, 90),
    }.items():  # fmt: skip
        for n, cell in enumerate(cells):
            sheet.cell(row, 5 + n, cell)
    for n, unit in enumerate("ABC"):
        sheet.cell(17 + n, 2, f"{unit}ton")
        sheet.cell(17 + n, 3, unit)
    tree = book.create_sheet("Framework")
    for n, (code, weight, name) in enumerate(
        [("Index", 1, "Towns"), ("p.01", 2, "Links"), ("p.02", 1, "Green"), ("--", None, None)]
    ):
        tree.cell(5 + n, 3, code)
        tree.cell(5 + n, 5, weight)
        tree.cell(5 + n, 8, name)
    book.save(tmp_path / "tool.xlsx")
    framework, said, table = read_coin_tool("towns", tmp_path / "tool.xlsx")
    table.write_csv(tmp_path / "data.csv")
    (tmp_path / "f.yaml").write_text(framework_text(said), "utf-8")
    made = read_study(tmp_path / "f.yaml", tmp_path / "data.csv")
    place, scores = made.tree.place, made.build().scores
    assert [part.id for part in framework.parts] == ["p.01", "p.02"]
    assert framework.title.en == "Towns"
    assert framework.measures["Ind.02"].goalposts is not None
    assert framework.measures["Ind.02"].goalposts.floor == 50
    assert scores[0, place["p.01"]] == pytest.approx((1 * 0 + 3 * 100) / 4)
    assert scores[0, place["index"]] == pytest.approx((2 * 75 + 1 * 0) / 3)
    assert scores[1, place["p.01"]] == 50  # its jams are not known
    book.remove(tree)
    book.save(tmp_path / "half.xlsx")
    with pytest.raises(BadInput, match="a sheet is missing"):
        read_coin_tool("towns", tmp_path / "half.xlsx")
