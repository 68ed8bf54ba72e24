"""A document as DOCX, in the styles of Word, so that it can be worked on."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import docx as word
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from anlan.evaluate.report.document import (
    Block,
    Cell,
    Code,
    Column,
    Document,
    Figure,
    Gap,
    Paragraph,
    Section,
    Subheading,
    Table,
)
from anlan.evaluate.report.fonts import Fonts
from anlan.evaluate.report.writers.png import png
from anlan.evaluate.report.writers.sealed import sealed, time_of

LETTERS = {"zh": ("仿宋", "黑体"), "en": ("Calibri", "Calibri")}
"""Of text and of headings; what Chinese offices write reports in."""

ACCENT = RGBColor(0x0B, 0x5C, 0x80)
WIDTH, SMALL = Mm(170), 8


def docx(document: Document, fonts: Fonts) -> bytes:
    """The file, A4."""
    return sealed(_Word(document, fonts).bytes(), document.at)


class _Word:
    def __init__(self, document: Document, fonts: Fonts) -> None:
        self.document, self.fonts = document, fonts
        self.file = word.Document()
        self.marks = 0
        self._styles()
        self._properties()
        self.file.add_heading(document.title, 0).alignment = WD_ALIGN_PARAGRAPH.CENTER
        for name, value in document.facts:
            self.file.add_paragraph(f"{name}  {value}")
        for section in document.sections:
            self.section(section)

    def bytes(self) -> bytes:
        """The parts, as the library packs them."""
        out = BytesIO()
        self.file.save(out)
        return out.getvalue()

    def section(self, section: Section) -> None:
        """A heading of the first level and what is under it."""
        heading = self.file.add_heading(section.title, 1)
        heading.paragraph_format.page_break_before = True
        self.bookmark(heading, section.id)
        for block in section.blocks:
            self.block(block)

    def block(self, block: Block) -> None:
        """One block."""
        match block:
            case Paragraph():
                self.file.add_paragraph(block.text)
            case Gap():
                self.file.add_paragraph(block.text, "Intense Quote")
            case Subheading():
                self.file.add_heading(block.text, 2)
            case Code():
                heading = self.file.add_heading(block.caption, 3)
                if block.id:
                    self.bookmark(heading, block.id)
                run = self.file.add_paragraph().add_run(block.text.rstrip())
                run.font.name, run.font.size = "Consolas", Pt(SMALL)
            case Figure():
                self.figure(block)
            case Table():
                self.table(block)

    def figure(self, figure: Figure) -> None:
        """A picture with its words for who does not see it."""
        self.file.add_paragraph(figure.caption, "Caption")
        picture = BytesIO(png(figure.drawing, self.fonts))
        shape = self.file.add_picture(picture, width=WIDTH)
        shape._inline.docPr.set("descr", figure.told)

    def table(self, table: Table) -> None:
        """A table whose head comes again on every page."""
        self.file.add_paragraph(table.caption, "Caption")
        columns = len(table.columns)
        laid = self.file.add_table(1 + len(table.rows), columns, "Light Grid Accent 1")
        wide = table.widths(WIDTH.pt / SMALL)
        cells = (
            laid._cells
        )  # one look at all of them: each look costs as much as the table is large
        for n, column in enumerate(table.columns):
            laid.columns[n].width = int(WIDTH * wide[n] / sum(wide))
            self.fill(cells[n].paragraphs[0], column, Cell(column.title))
        for m, row in enumerate(table.rows, 1):
            for n, (column, cell) in enumerate(zip(table.columns, row, strict=True)):
                self.fill(cells[m * columns + n].paragraphs[0], column, cell)
        head = laid.rows[0]._tr.get_or_add_trPr()
        head.append(_element("w:tblHeader", {"w:val": "true"}))
        self.file.add_paragraph()

    def fill(self, paragraph: Any, column: Column, cell: Cell) -> None:
        """A cell; a link where it has one."""
        if column.digits is not None:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.paragraph_format.space_after = Pt(0)
        run = paragraph.add_run(column.shown(cell))
        run.font.size = Pt(SMALL)
        if cell.to:
            link = _element("w:hyperlink", {"w:anchor": _name(cell.to)})
            link.append(run._r)
            paragraph._p.append(link)

    def bookmark(self, paragraph: Any, id: str) -> None:
        """A place that links lead to."""
        self.marks += 1
        number = str(self.marks)
        begin = _element("w:bookmarkStart", {"w:id": number, "w:name": _name(id)})
        paragraph._p.append(begin)
        paragraph._p.append(_element("w:bookmarkEnd", {"w:id": number}))

    def _styles(self) -> None:
        text, heads = LETTERS[self.document.language]
        page = self.file.sections[0]
        page.page_width, page.page_height = Mm(210), Mm(297)
        page.left_margin = page.right_margin = Mm(20)
        for style in self.file.styles:
            if style.name in (
                "Normal",
                "Caption",
                "Intense Quote",
                "Title",
            ) or style.name.startswith("Heading "):
                name = text if style.name == "Normal" else heads
                style.font.name = "Calibri"
                style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)
                if style.name != "Normal":
                    style.font.color.rgb = ACCENT
        self.file.styles["Normal"].font.size = Pt(11)

    def _properties(self) -> None:
        said, time = self.file.core_properties, time_of(self.document.at).replace(tzinfo=None)
        said.title, said.author, said.comments = self.document.title, "Anlan", ""
        said.created = said.modified = time
        said.language = {"zh": "zh-CN", "en": "en"}[self.document.language]
        # The template brings a thumbnail of an empty page.
        thumbnails = [
            name for name, rel in self.file.part.package.rels.items()
            if rel.reltype == RELATIONSHIP_TYPE.THUMBNAIL
        ]  # fmt: skip
        for name in thumbnails:
            self.file.part.package.rels.pop(name)


def _element(name: str, attributes: dict[str, str]) -> Any:
    element = OxmlElement(name)
    for attribute, value in attributes.items():
        element.set(qn(attribute), value)
    return element


def _name(id: str) -> str:
    """Of a bookmark: letters, digits and _, at most 40."""
    return "_" + "".join(c if c.isalnum() else "_" for c in id)[:39]
