"""The how-to pages: the declarations in them make a pack that has nothing to mend."""

from __future__ import annotations

import re
from pathlib import Path

from anlan.packs.lint import lint_pack
from anlan.packs.loader import load_pack
from anlan.packs.test import run_pack
from anlan.standards.time import parse_iso

PAGES = Path(__file__).parents[2] / "docs" / "how-to"
STREET_LIGHTS = ("add-a-record-kind", "write-a-model", "write-a-flow-and-task-standard")
NOW = parse_iso("2026-12-01T12:00:00+08:00")


def test_the_pack_of_the_pages_has_nothing_to_mend_and_its_examples_hold(tmp_path: Path) -> None:
    pack = tmp_path / "street-lights"
    for page in STREET_LIGHTS:
        text = (PAGES / f"{page}.md").read_text("utf-8")
        for name, declared in re.findall(r"^```yaml (\S+)\n(.*?)^```", text, re.M | re.S):
            (pack / name).parent.mkdir(parents=True, exist_ok=True)
            (pack / name).write_text(declared, "utf-8")
    read = load_pack(pack)
    folders = ("kinds", "codes", "mappings", "models", "flows", "standards")
    assert all(len(getattr(read, folder)) == 1 for folder in folders)
    assert lint_pack(pack, now=NOW) == []
    ran = run_pack(pack, now=NOW)
    assert [each.problem for each in ran] == [None] * 4
