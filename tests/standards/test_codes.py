"""Code tables: loaded from files with version, source and dates (COD01, COD02, COD06)."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from anlan.standards.codes import Codes, CodeTable, base_codes, codes_in
from anlan.standards.declaration import parse_declaration
from anlan.standards.errors import BadDeclaration, BadInput, NotFound

HEAD = (
    "id: county\ntitle: {zh: 区县, en: county}\nversion: '2026'\nsource: MCA yearly code\ncodes:\n"
)
T = "title: {zh: 甲, en: a}"
RENAMED = (
    HEAD
    + f'  "330103": {{{T}, valid_to: "2021-04-08", replaced_by: "330105"}}\n'
    + f'  "330104": {{{T}, valid_to: "2020-01-01", replaced_by: "330103"}}\n'
    + f'  "330105": {{{T}, valid_from: "1990-01-01"}}\n'
)


def table(text: str) -> CodeTable:
    return parse_declaration(text, CodeTable, place="county.yaml")


def test_cod01_statistics_of_an_old_code_go_to_the_new_one() -> None:
    county = table(RENAMED)
    assert county.successor("330103") == "330105"
    assert county.successor("330104") == "330105"  # renamed twice
    assert county.successor("330105") == "330105"
    with pytest.raises(BadInput):
        county.successor("000000")


@pytest.mark.parametrize(
    ("code", "day", "valid"),
    [
        ("330103", "2021-04-08", True),
        ("330103", "2021-04-09", False),
        ("330103", "1950-01-01", True),
        ("330105", "1989-12-31", False),
        ("330105", "1990-01-01", True),
        ("330105", "2999-01-01", True),
    ],
)
def test_cod01_a_code_holds_between_its_days_both_included(
    code: str, day: str, valid: bool
) -> None:
    assert table(RENAMED).valid_on(code, day) == valid


def test_cod02_codes_of_any_length_load_side_by_side() -> None:
    codes = ("330105", "330105001", "330105001002", "330105001002003")
    loaded = table(HEAD + "".join(f'  "{code}": {{{T}}}\n' for code in codes))
    assert [loaded.check(code) for code in codes] == list(codes)


def test_cod06_a_table_is_loaded_from_a_file_with_name_version_and_source(tmp_path: Path) -> None:
    (tmp_path / "county.yaml").write_text(RENAMED, "utf-8")
    [loaded] = codes_in(tmp_path)
    assert (loaded.id, loaded.version, loaded.source) == ("county", "2026", "MCA yearly code")
    for left_out in ("title", "version", "source", "codes"):
        lines = [line for line in HEAD.splitlines() if not line.startswith(left_out)]
        with pytest.raises(BadDeclaration, match=left_out):
            table("\n".join(lines) + "\n")


def test_cod06_every_table_of_ours_names_its_source_and_no_paid_one_is_shipped() -> None:
    for shipped in base_codes():
        assert shipped.version
        assert shipped.source
        assert "GA/T 2000." not in shipped.source


@pytest.mark.parametrize(
    ("codes", "says"),
    [
        (f'  "a": {{{T}, parent: ghost}}\n', "parent `ghost` is not in the table"),
        (f'  "a": {{{T}, parent: a}}\n', "parent runs in a circle"),
        (f'  "a": {{{T}, parent: b}}\n  "b": {{{T}, parent: a}}\n', "parent runs in a circle"),
        (f'  "a": {{{T}, replaced_by: ghost}}\n', "replaced_by `ghost` is not in the table"),
        (
            f'  "a": {{{T}, replaced_by: b}}\n  "b": {{{T}, replaced_by: a}}\n',
            "replaced_by runs in a circle",
        ),
        (f'  "a": {{{T}, valid_from: "2020-1-1"}}\n', "valid_from"),
        (f'  "a": {{{T}, valid_to: "2020-13-01"}}\n', "valid_to"),
        (f'  "a": {{{T}, valid_from: "2021-01-01", valid_to: "2020-01-01"}}\n', "ends before"),
        ('  "a": {title: {zh: 甲}}\n', "en"),
        (f"  7: {{{T}, parent: 8}}\n", "parent"),
    ],
)
def test_a_table_is_refused(codes: str, says: str) -> None:
    with pytest.raises(BadDeclaration) as caught:
        table(HEAD + codes)
    assert says in caught.value.problem


@given(st.lists(st.integers(0, 30), min_size=1, max_size=30))
def test_under_and_ancestors_say_the_same(parents: list[int]) -> None:
    # Each code's parent is an earlier one, or none: a forest of any form.
    lines = [
        f'  "c{n}": {{{T}' + (f", parent: c{p % n}" if n and p % (n + 1) else "") + "}\n"
        for n, p in enumerate(parents)
    ]
    loaded = table(HEAD + "".join(lines))
    for code in loaded.codes:
        assert code in loaded.under(code)
        for other in loaded.codes:
            assert (other in loaded.under(code)) == (code in loaded.ancestors(other))


def test_an_unknown_code_or_table_is_named() -> None:
    with pytest.raises(BadInput, match="not a code of table county 2026"):
        table(RENAMED).under("x")
    with pytest.raises(NotFound, match="county"):
        Codes([table(RENAMED)])["street"]


def test_a_later_table_of_the_same_id_takes_the_place_of_an_earlier() -> None:
    newer = table(RENAMED.replace("'2026'", "'2027'"))
    codes = Codes([table(RENAMED), newer])
    assert codes["county"].version == "2027"
    assert "county" in codes
    assert len(list(codes)) == 1
