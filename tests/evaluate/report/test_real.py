"""The annual report on COINr's ASEM example: 51 countries, 49 indicators, five years."""

from __future__ import annotations

from pathlib import Path

import pytest

from anlan.evaluate.report.annual import annual_report
from anlan.evaluate.report.asked import Asked
from anlan.evaluate.report.from_tables import matter_of_tables
from anlan.evaluate.report.writing import written
from anlan.evaluate.tables.coinr import read_coinr
from anlan.evaluate.tables.flat import framework_text
from tests.evaluate.report.reading import page_of
from tests.real import shared_data

FOLDER = "index_reference"


def test_a_country_over_years(tmp_path: Path) -> None:
    meta = shared_data(f"{FOLDER}/asem_iMeta.csv")
    _, said = read_coinr("asem", meta, shared_data(f"{FOLDER}/asem_iData.csv"))
    (tmp_path / "asem.yaml").write_text(framework_text(said), "utf-8")
    panel = shared_data(f"{FOLDER}/asem_iData_panel.csv")
    of = matter_of_tables(tmp_path / "asem.yaml", [panel], Asked(unit="AUT"), "en")
    assert (of.period, of.before) == ("2022", "2021")
    assert of.change is not None
    assert sum(of.change.parts.values()) == pytest.approx(of.moved("index"), abs=1e-9)
    assert of.sensitivity is not None
    document = annual_report(of)
    (ranked,) = (t for _, t in document.tables() if t.caption.startswith("Table 7-1"))
    assert len(ranked.rows) == 51
    page = page_of(written(document, "html"))
    assert {f"src-{id}" for id in of.framework.measures} <= set(page.ids)
    assert len(page.numbers) > 500
