"""A document as a workbook: a sheet for each section, numbers as numbers, figures as pictures."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from xlsxwriter import Workbook

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
from anlan.evaluate.report.writers.sealed import time_of

ROW = 20
"""Pixels a row is high."""


def xlsx(document: Document, fonts: Fonts) -> bytes:
    """The file."""
    out = BytesIO()
    time = time_of(document.at).replace(tzinfo=None)
    with Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"title": document.title, "author": "Anlan", "created": time})
        _Book(book, document, fonts).write()
    return out.getvalue()


class _Book:
    def __init__(self, book: Any, document: Document, fonts: Fonts) -> None:
        self.book, self.document, self.fonts = book, document, fonts
        self.looks: dict[tuple[tuple[str, Any], ...], Any] = {}
        self.sheets = [_sheet_name(n, s.title) for n, s in enumerate(document.sections)]
        self.places = _places(document, self.sheets)

    def write(self) -> None:
        """The contents, then the sections."""
        front = self.book.add_worksheet({"zh": "目录", "en": "Contents"}[self.document.language])
        front.set_column(0, 1, 30)
        front.write_string(0, 0, self.document.title, self.look(bold=True, font_size=16))
        for n, (name, value) in enumerate(self.document.facts, 2):
            front.write_string(n, 0, name)
            front.write_string(n, 1, value)
        first = len(self.document.facts) + 3
        for n, section in enumerate(self.document.sections):
            target = self.places[section.id]
            front.write_url(first + n, 0, target, self.look(font_color="#0b5c80"), section.title)
        for name, section in zip(self.sheets, self.document.sections, strict=True):
            self.section(self.book.add_worksheet(name), section)

    def section(self, sheet: Any, section: Section) -> None:
        """One sheet."""
        sheet.set_column(0, 0, 26)
        sheet.set_column(1, 11, 14)
        sheet.write_string(0, 0, section.title, self.look(bold=True, font_size=14))
        row = 2
        for block in section.blocks:
            self.block(sheet, row, block)
            row += height_of(block)

    def block(self, sheet: Any, row: int, block: Block) -> None:
        """One block from a row on."""
        match block:
            case Paragraph():
                sheet.write_string(row, 0, block.text)
            case Gap():
                sheet.write_string(row, 0, block.text, self.look(italic=True, font_color="#8f6d00"))
            case Subheading():
                sheet.write_string(row, 0, block.text, self.look(bold=True, font_size=12))
            case Code():
                sheet.write_string(row, 0, block.caption, self.look(bold=True))
                for n, line in enumerate(block.text.splitlines(), 1):
                    sheet.write_string(row + n, 0, line, self.look(font_name="Consolas"))
            case Figure():
                self.figure(sheet, row, block)
            case Table():
                self.table(sheet, row, block)

    def figure(self, sheet: Any, row: int, figure: Figure) -> None:
        """A picture that stands on its rows."""
        sheet.write_string(row, 0, figure.caption, self.look(bold=True))
        picture = {
            "image_data": BytesIO(png(figure.drawing, self.fonts)),
            "description": figure.told,
        }
        sheet.insert_image(row + 1, 0, f"figure-{row}.png", picture)

    def table(self, sheet: Any, row: int, table: Table) -> None:
        """A table with numbers in full, shown with their digits."""
        sheet.write_string(row, 0, table.caption, self.look(bold=True))
        head = self.look(bold=True, bg_color="#e3ebf0", bottom=1, text_wrap=True)
        for n, column in enumerate(table.columns):
            sheet.write_string(row + 1, n, column.title, head)
        for m, cells in enumerate(table.rows, row + 2):
            for n, (column, cell) in enumerate(zip(table.columns, cells, strict=True)):
                self.cell(sheet, m, n, column, cell)

    def cell(self, sheet: Any, row: int, at: int, column: Column, cell: Cell) -> None:
        """A cell; a link where it has one, written first so that the value stays a number."""
        look: dict[str, Any] = {"font_color": "#0b5c80", "underline": 1} if cell.to else {}
        if cell.to:
            sheet.write_url(row, at, self.places[cell.to], None, column.shown(cell))
        if cell.number is None:
            sheet.write_string(row, at, column.shown(cell), self.look(**look))
            return
        point = len(column.shown(cell).partition(".")[2])
        digits = "0." + "0" * point if point else "0"
        sheet.write_number(row, at, cell.number, self.look(num_format=digits, **look))

    def look(self, **how: Any) -> Any:
        """A format, made once."""
        key = tuple(sorted(how.items()))
        if key not in self.looks:
            self.looks[key] = self.book.add_format(how)
        return self.looks[key]


def height_of(block: Block) -> int:
    """How many rows a block takes, with the empty one after it."""
    match block:
        case Code():
            return len(block.text.splitlines()) + 2
        case Figure():
            return int(block.drawing.height * 96 / 72 / ROW) + 3
        case Table():
            return len(block.rows) + 3
    return 2


def _places(document: Document, sheets: list[str]) -> dict[str, str]:
    """Where links lead to, by id."""
    found = {}
    for sheet, section in zip(sheets, document.sections, strict=True):
        found[section.id] = f"internal:'{sheet}'!A1"
        row = 2
        for block in section.blocks:
            if isinstance(block, Code) and block.id:
                found[block.id] = f"internal:'{sheet}'!A{row + 1}"
            row += height_of(block)
    return found


def _sheet_name(number: int, title: str) -> str:
    """At most 31 letters, none of those Excel forbids."""
    kept = "".join(" " if c in "[]:*?/\\'" else c for c in title)
    return kept[:31].strip() or f"{number + 1}"
