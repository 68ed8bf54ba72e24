"""The annual report on tables: whole, in both languages, every number with its source."""

from __future__ import annotations

from pathlib import Path

import pytest

from anlan.evaluate.report.annual import annual_report
from anlan.evaluate.report.asked import Asked
from anlan.evaluate.report.document import Code, Document, Gap, Table
from anlan.evaluate.report.from_tables import matter_of_tables
from anlan.evaluate.report.matter import Matter
from anlan.evaluate.report.writing import FORMATS, format_of, write, written
from anlan.standards.errors import BadInput, NotFound
from anlan.standards.time import parse_iso
from anlan.standards.title import Language
from tests.evaluate.report.reading import cells_of, need_font, page_of, pdf_text
from tests.evaluate.studied import files, framework_text, table

SECTIONS = {
    "zh": ["1 摘要", "2 口径与版本", "3 一级得分", "4 二级与分项", "5 反向与纠偏指标", "6 主观指标",
           "7 单位分带比较", "8 成熟度", "9 信息化实效", "10 权利保障", "11 问题清单与责任",
           "12 下年建议与拟退役指标", "附一 数据缺口", "附二 公式与来源", "附三 版本变更"],
    "en": ["1 Summary", "2 Definitions and version", "3 First-level scores",
           "4 Second level and indicators", "5 Negative and corrective indicators",
           "6 Indicators of opinion", "7 Units in bands", "8 Maturity", "9 Systems and models",
           "10 Protection of rights", "11 Problems and who answers",
           "12 Next year, and indicators to retire", "Appendix 1 Data gaps",
           "Appendix 2 Formulas and sources", "Appendix 3 Versions"],
}  # fmt: skip


def matter(folder: Path, language: Language = "zh", **asked: str) -> Matter:
    framework, data = files(folder)
    at = parse_iso("2026-12-31T00:00:00+08:00")
    return matter_of_tables(framework, [data], Asked(**asked), language, at)


@pytest.fixture(scope="module")
def of_all(tmp_path_factory: pytest.TempPathFactory) -> Document:
    return annual_report(matter(tmp_path_factory.mktemp("all")))


@pytest.fixture(scope="module")
def of_one(tmp_path_factory: pytest.TempPathFactory) -> Matter:
    return matter(tmp_path_factory.mktemp("one"), "en", unit="D03")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_section_is_there_in_both_languages(tmp_path: Path, language: Language) -> None:
    page = page_of(written(annual_report(matter(tmp_path, language)), "html"))
    assert page.headings == SECTIONS[language]
    assert page.language == {"zh": "zh-CN", "en": "en"}[language]


def test_what_is_not_collected_is_said(of_all: Document) -> None:
    by_id = {section.id: section for section in of_all.sections}
    for id in ("opinions", "maturity", "systems", "rights"):
        assert any(isinstance(block, Gap) for block in by_id[id].blocks), id


def test_every_link_leads_somewhere(of_all: Document) -> None:
    page = page_of(written(of_all, "html"))
    assert len(page.ids) == len(set(page.ids))
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)
    assert "src-calls" in page.ids


def test_every_drawing_is_told_in_words(of_all: Document) -> None:
    drawings = page_of(written(of_all, "html")).drawings
    assert len(drawings) >= 6
    assert all(drawings)


def test_a_source_names_column_file_and_the_cells_by_row(of_one: Matter) -> None:
    (source,) = (
        block
        for section in annual_report(of_one).sections
        for block in section.blocks
        if isinstance(block, Code) and block.id == "src-calls"
    )
    lines = table().splitlines()
    row = next(n for n, line in enumerate(lines, 1) if line.startswith("D03,2026"))
    value = lines[row - 1].split(",")[3]
    assert "calls ÷ people" in source.text
    assert "districts.csv" in source.text
    assert f"D03[{row}]={value}" in source.text


def test_the_parts_of_the_change_sum_to_it(of_one: Matter) -> None:
    (split,) = (
        block
        for section in annual_report(of_one).sections
        for block in section.blocks
        if isinstance(block, Table) and block.caption.startswith("Table 1-2")
    )
    *parts, total = (row[1].number for row in split.rows)
    assert sum(part for part in parts if part is not None) == pytest.approx(total)
    assert total == pytest.approx(of_one.moved("index"))


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_data_give_the_same_bytes(tmp_path: Path, of_all: Document, form: str) -> None:
    if form != "html":
        need_font()
    assert written(annual_report(matter(tmp_path)), form) == written(of_all, form)


def test_other_data_give_other_bytes(tmp_path: Path, of_all: Document) -> None:
    (tmp_path / "other.csv").write_text(table(2))
    framework, _ = files(tmp_path)
    other = matter_of_tables(framework, [tmp_path / "other.csv"], Asked(), "zh")
    assert written(annual_report(other), "html") != written(of_all, "html")


def test_every_number_of_the_page_is_in_the_workbook(of_all: Document) -> None:
    need_font()
    numbers = page_of(written(of_all, "html")).numbers
    inside = {round(float(cell), 9) for cell in cells_of(written(of_all, "xlsx"))
              if isinstance(cell, (int, float))}  # fmt: skip
    assert len(numbers) > 150
    assert {round(number, 9) for number in numbers} <= inside


def test_the_pdf_has_its_text_as_text(of_all: Document) -> None:
    need_font()
    text = pdf_text(written(of_all, "pdf"))
    for title in SECTIONS["zh"]:
        assert title in text


def test_the_docx_opens_with_its_tables_and_pictures(of_all: Document) -> None:
    need_font()
    from io import BytesIO

    import docx

    opened = docx.Document(BytesIO(written(of_all, "docx")))
    assert [p.text for p in opened.paragraphs if p.style and p.style.name == "Heading 1"] == SECTIONS["zh"]  # fmt: skip
    assert len(opened.tables) == sum(1 for _ in of_all.tables())
    assert len(opened.inline_shapes) >= 6
    assert opened.core_properties.created is not None
    assert opened.core_properties.created.year == 2026


def test_one_period_says_that_nothing_can_have_moved(tmp_path: Path) -> None:
    (tmp_path / "one.csv").write_text(table(years=(2026,)))
    framework, _ = files(tmp_path)
    of = matter_of_tables(framework, [tmp_path / "one.csv"], Asked(), "en")
    page = written(annual_report(of), "html").decode()
    assert "There is no earlier period: nothing moved." in page
    assert "There is no earlier period: to retire takes two running." in page
    assert of.before is None


def test_a_flat_indicator_is_proposed_to_retire(tmp_path: Path) -> None:
    lines = [line.split(",") for line in table().splitlines()]
    for line in lines[1:]:
        line[4] = "80" if line[0] != "D00" else "20"
    (tmp_path / "flat.csv").write_text("\n".join(",".join(line) for line in lines) + "\n")
    framework, _ = files(tmp_path)
    of = matter_of_tables(framework, [tmp_path / "flat.csv"], Asked(), "en")
    proposed = [t for _, t in annual_report(of).tables() if t.caption.startswith("Table 12-1")]
    assert [row[0].value for row in proposed[0].rows] == ["solved"]


def test_constant_and_missing_are_listed_as_gaps(tmp_path: Path) -> None:
    lines = [line.split(",") for line in table().splitlines()]
    for line in lines[1:]:
        line[4], line[5] = "50", "" if line[0] == "D01" else line[5]
    (tmp_path / "gaps.csv").write_text("\n".join(",".join(line) for line in lines) + "\n")
    framework, _ = files(tmp_path)
    of = matter_of_tables(framework, [tmp_path / "gaps.csv"], Asked(), "en")
    page = written(annual_report(of), "html").decode()
    assert "every unit has the same value" in page
    missing = [t for _, t in annual_report(of).tables() if t.caption.startswith("Table A-2")]
    assert {row[0].value: row[2].value for row in missing[0].rows}["waits"] == 1.0


@pytest.mark.parametrize(
    ("asked", "problem"),
    [
        ({"period": "2020"}, "no such period"),
        ({"compare": "2020"}, "no such period"),
        ({"unit": "D99"}, "no such unit"),
    ],
)
def test_what_is_not_there_is_not_found(
    tmp_path: Path, asked: dict[str, str], problem: str
) -> None:
    with pytest.raises(NotFound, match=problem) as error:
        matter(tmp_path, **asked)
    assert error.value.way_out


def test_a_period_is_not_compared_with_itself(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="itself"):
        matter(tmp_path, period="2026", compare="2026")


def test_markup_in_names_stays_text(tmp_path: Path) -> None:
    text = framework_text().replace("zh: 警情, en: calls", 'zh: "<b>警情&", en: "<script>"')
    (tmp_path / "f.yaml").write_text(text)
    (tmp_path / "d.csv").write_text(table())
    of = matter_of_tables(tmp_path / "f.yaml", [tmp_path / "d.csv"], Asked(), "en")
    page = written(annual_report(of), "html").decode()
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_a_file_is_written_by_its_name(tmp_path: Path, of_all: Document) -> None:
    file = tmp_path / "deep" / "report.html"
    assert write(of_all, file) == len(file.read_bytes())
    with pytest.raises(BadInput, match="not a format"):
        format_of(tmp_path / "report.odt")
