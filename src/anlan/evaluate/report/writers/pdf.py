"""A document as PDF: fonts embedded, drawings as lines, an outline and links to the sources."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from fpdf import FPDF, XPos, YPos
from fpdf.enums import Align
from fpdf.fonts import FontFace

from anlan.evaluate.report.document import (
    Block,
    Code,
    Document,
    Figure,
    Gap,
    Paragraph,
    Section,
    Subheading,
    Table,
)
from anlan.evaluate.report.drawing import Box, Dot, Mark, Stroke, Words
from anlan.evaluate.report.fonts import Fonts
from anlan.evaluate.report.writers.sealed import time_of

FAMILY, MARGIN, SIZE, SMALL = "report", 48.0, 9.5, 7.5
ACCENT, QUIET, LINE, SOFT, GROUND = "#0b5c80", "#51606e", "#d3dae1", "#e3ebf0", "#eef1f4"


def pdf(document: Document, fonts: Fonts) -> bytes:
    """The file, A4."""
    page = _Page(document, fonts)
    page.cover()
    for section in document.sections:
        page.section(section)
    return bytes(page.output())


class _Page(FPDF):
    def __init__(self, document: Document, fonts: Fonts) -> None:
        super().__init__(unit="pt", format="A4")
        self.document = document
        self.places: dict[str, int] = {}
        self.set_creation_date(time_of(document.at))
        self.set_title(document.title)
        self.set_lang({"zh": "zh-CN", "en": "en"}[document.language])
        self.set_margins(MARGIN, MARGIN)
        self.set_auto_page_break(True, MARGIN)
        for style, file in (("", fonts.regular), ("B", fonts.bold)):
            self.add_font(FAMILY, style, file, collection_font_number=fonts.face)

    def footer(self) -> None:
        self.set_y(-MARGIN + 14)
        self.set_font(FAMILY, size=8)
        self.set_text_color(QUIET)
        self.cell(0, 10, f"{self.document.title} · {self.page_no()}", align=Align.C)
        self.set_text_color(0)

    def cover(self) -> None:
        """Title, facts and contents."""
        self.add_page()
        self.set_fill_color(ACCENT)
        self.rect(0, 0, self.w, 8, style="F")
        self.ln(30)
        self.says(self.document.title, 20, style="B")
        self.ln(12)
        for name, value in self.document.facts:
            self.says(f"{name}  {value}", 10)
        self.ln(16)
        for section in self.document.sections:
            self.says(section.title, 10, link=self.link_to(section.id), colour=ACCENT)
        self.add_page()

    def section(self, section: Section) -> None:
        """Under a heading of its own, and in the outline."""
        self.ln(8)
        self.keep(140)
        self.start_section(section.title)
        self.arrive(section.id)
        self.says(section.title, 15, style="B", colour=ACCENT)
        self.ln(6)
        for block in section.blocks:
            self.block(block)

    def block(self, block: Block) -> None:
        """One block, and the room after it."""
        match block:
            case Paragraph():
                self.says(block.text, SIZE)
            case Gap():
                self.says(block.text, SIZE, fill=GROUND)
            case Subheading():
                self.keep(50)
                self.says(block.text, 11.5, style="B")
            case Code():
                self.keep(60)
                if block.id:
                    self.arrive(block.id)
                self.says(block.caption, SIZE, style="B")
                self.says(block.text.rstrip(), SMALL, fill=GROUND)
            case Figure():
                self.figure(block)
            case Table():
                self.rows(block)
        self.ln(7)

    def says(
        self,
        text: str,
        size: float,
        *,
        style: str = "",
        colour: str = "#000000",
        fill: str | None = None,
        link: int | None = None,
    ) -> None:
        """Text over the width of the page."""
        self.set_font(FAMILY, style, size)
        self.set_text_color(colour)
        if fill:
            self.set_fill_color(fill)
        how: dict[str, Any] = {"fill": fill is not None, "align": Align.L, "link": link or ""}
        self.multi_cell(
            0, size * 1.5, "\n".join(self.lines(text)), new_x=XPos.LMARGIN, new_y=YPos.NEXT, **how
        )
        self.set_text_color(0)

    def lines(self, text: str) -> Iterator[str]:
        """A text in lines that fit the page; the library by itself ends them at spaces only."""
        for paragraph in text.split("\n"):
            line, width = "", 0.0
            for piece in pieces(paragraph):
                own = self.get_string_width(piece)
                if line and width + own > self.epw - 2 * self.c_margin - 1:
                    yield line.rstrip()
                    line, width = "", 0.0
                line, width = line + piece, width + own
            yield line

    def keep(self, height: float) -> None:
        """Begin a page where less than this is left."""
        if self.will_page_break(height):
            self.add_page()

    def link_to(self, id: str) -> int:
        """The link to something that may come later."""
        if id not in self.places:
            self.places[id] = self.add_link(page=1)
        return self.places[id]

    def arrive(self, id: str) -> None:
        """Say that the links to this lead here."""
        self.set_link(self.link_to(id), y=self.y, page=self.page)

    def rows(self, table: Table) -> None:
        """A table; its head comes again on every page."""
        self.keep(70)
        self.says(table.caption, SIZE, style="B")
        self.set_font(FAMILY, size=SMALL)
        self.set_draw_color(LINE)
        self.set_fill_color("#ffffff")
        aligned = tuple("LEFT" if c.digits is None else "RIGHT" for c in table.columns)
        head = FontFace(emphasis="BOLD", fill_color=SOFT)
        with self.table(
            col_widths=tuple(table.widths(self.epw / SMALL)),
            text_align=aligned,
            line_height=11,
            padding=(1.5, 3),
            borders_layout="HORIZONTAL_LINES",
            headings_style=head,
        ) as laid:
            laid.row([column.title for column in table.columns])
            for row in table.rows:
                line = laid.row()
                for column, cell in zip(table.columns, row, strict=True):
                    link = self.link_to(cell.to) if cell.to else None
                    line.cell(column.shown(cell), link=link)

    def figure(self, figure: Figure) -> None:
        """A drawing with its caption, on one page."""
        drawing = figure.drawing
        by = min(self.epw / drawing.width, (self.eph - 30) / drawing.height)
        self.keep(drawing.height * by + 24)
        self.says(figure.caption, SIZE, style="B")
        left, top = self.l_margin, self.y
        for mark in drawing.marks:
            _draw(self, mark, left, top, by)
        self.set_y(top + drawing.height * by)


def pieces(text: str) -> list[str]:
    """A text cut where a line may end: after spaces, and between Chinese characters but not before
    a closing mark or after an opening one."""
    found = [text[:1]]
    for one, other in pairwise(text):
        if _ends(one, other):
            found.append(other)
        else:
            found[-1] += other
    return found


def _ends(one: str, other: str) -> bool:
    if one == " ":
        return True
    wide = any(unicodedata.east_asian_width(c) in "WF" for c in (one, other))
    closing = unicodedata.category(other) in ("Pe", "Po", "Pf") or other in " %"
    return wide and not closing and unicodedata.category(one) not in ("Ps", "Pi")


def _draw(page: _Page, mark: Mark, left: float, top: float, by: float) -> None:
    match mark:
        case Stroke():
            points = [(left + x * by, top + y * by) for x, y in mark.points]
            page.set_line_width(mark.width * by)
            page.set_draw_color(mark.colour)
            if mark.closed:
                page.polygon(points, style="D")
            else:
                page.polyline(points, style="D")
        case Box():
            page.set_fill_color(mark.fill)
            size = mark.width * by, mark.height * by
            page.rect(left + mark.x * by, top + mark.y * by, *size, style="F")
        case Dot():
            page.set_fill_color(mark.fill)
            page.circle(left + mark.x * by, top + mark.y * by, mark.radius * by, style="F")
        case Words():
            _write(page, mark, left, top, by)


def _write(page: _Page, mark: Words, left: float, top: float, by: float) -> None:
    page.set_font(FAMILY, size=mark.size * by)
    page.set_text_color(mark.colour)
    before = {"start": 0.0, "middle": 0.5, "end": 1.0}[mark.anchor]
    x = left + mark.x * by - before * page.get_string_width(mark.text)
    page.text(x, top + (mark.y + mark.size * 0.35) * by, mark.text)
    page.set_text_color(0)
