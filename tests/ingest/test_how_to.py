"""The page “Map your own file” does what it says."""

from __future__ import annotations

import re
from pathlib import Path

from anlan.ingest.mapping import Mapping
from anlan.standards.declaration import parse_declaration
from tests.ingest.desk import load, rows, store_in

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "map-your-own-file.md"


def _block(language: str, begins: str) -> str:
    blocks = re.findall(rf"```{language}\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    return next(block for block in blocks if block.startswith(begins))


def test_the_file_and_the_mapping_of_the_page_give_what_the_page_says(tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    path.write_text(_block("csv", "Case"), encoding="utf-8")
    declared = parse_declaration(_block("yaml", "id: our-calls"), Mapping, place=str(PAGE))
    store = store_in(tmp_path)
    result = load(store, path, declared)
    assert (result.read, result.stored, result.duplicates, result.quarantined) == (3, 2, 0, 1)
    (held,) = rows(store, "quarantine")
    assert (held["row"], held["field"], held["reason"]) == (4, "received", "bad-time")
    calls = {row["id"]: row for row in rows(store, "call")}
    assert calls["ours-18-001"]["premises"] == "2500 GREEN OAKS CT, OUR TOWN"
    assert calls["ours-18-001"]["category"] == "public_order.noise"
    assert calls["ours-18-002"]["premises"] is None
    assert calls["ours-18-002"]["officer_initiated"] is True
