"""What is in a written report, read back from its bytes."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

import pytest

from anlan.evaluate.report.fonts import fonts_of
from anlan.standards.errors import NotFound


def need_font() -> None:
    """Skip where the machine has no font with Chinese characters."""
    try:
        fonts_of()
    except NotFound as error:
        pytest.skip(f"{error.problem}; {error.way_out}")


@dataclass
class Page:
    """An HTML report."""

    ids: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    numbers: list[float] = field(default_factory=list)
    """Of tables, in full."""
    tables: list[list[list[str]]] = field(default_factory=list)
    drawings: list[str] = field(default_factory=list)
    """What is told of each to who does not see it."""
    language: str = ""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.page, self._text, self._open = Page(), "", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.page.ids += [given["id"]] if "id" in given else []
        if tag == "a":
            self.page.links.append(given["href"])
        elif tag == "data":
            self.page.numbers.append(float(given["value"]))
        elif tag == "svg":
            self.page.drawings.append(given["aria-label"])
        elif tag == "html":
            self.page.language = given["lang"]
        elif tag == "table":
            self.page.tables.append([])
        elif tag == "tr":
            self.page.tables[-1].append([])
        if tag in ("h2", "td", "th"):
            self._text, self._open = "", tag

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag != self._open:
            return
        if tag == "h2":
            self.page.headings.append(self._text)
        else:
            self.page.tables[-1][-1].append(self._text)
        self._open = ""


def page_of(html: bytes) -> Page:
    """An HTML report, read as a browser does."""
    reader = _Reader()
    reader.feed(html.decode())
    return reader.page


def pdf_text(pdf: bytes) -> str:
    """All text of a PDF, as it is copied from it."""
    import pypdfium2

    pages = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_range() for page in pages)


def cells_of(xlsx: bytes) -> list[Any]:
    """The value of every cell of a workbook."""
    from openpyxl import load_workbook

    book = load_workbook(BytesIO(xlsx))
    return [cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]
