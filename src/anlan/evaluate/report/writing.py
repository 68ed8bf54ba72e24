"""A document to a file, in the format its name ends in."""

from __future__ import annotations

from pathlib import Path

from anlan.evaluate.report.document import Document
from anlan.evaluate.report.fonts import fonts_of
from anlan.standards.errors import BadInput

FORMATS = ("html", "docx", "pdf", "xlsx")


def format_of(file: Path) -> str:
    """The format a name ends in; BadInput for another."""
    form = file.suffix.removeprefix(".").lower()
    if form not in FORMATS:
        raise BadInput(
            "not a format reports are written in",
            place=str(file),
            value=file.suffix or None,
            way_out=f"end the name in .{', .'.join(FORMATS)}, or name a folder for all four",
        )
    return form


def written(document: Document, form: str, *, font: Path | None = None) -> bytes:
    """The bytes of a document in one of FORMATS. `font`: see `fonts_of`."""
    if form == "html":
        from anlan.evaluate.report.writers.html import html

        return html(document)
    fonts = fonts_of(font)
    if form == "docx":
        from anlan.evaluate.report.writers.docx import docx

        return docx(document, fonts)
    if form == "pdf":
        from anlan.evaluate.report.writers.pdf import pdf

        return pdf(document, fonts)
    from anlan.evaluate.report.writers.xlsx import xlsx

    return xlsx(document, fonts)


def write(document: Document, file: Path, *, font: Path | None = None) -> int:
    """Write a document to a file; how many bytes that were. BadInput where it cannot be written."""
    made = written(document, format_of(file), font=font)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        return file.write_bytes(made)
    except OSError as error:
        raise BadInput(
            f"cannot be written ({error.strerror or error})",
            place=str(file),
            way_out="check the path",
        ) from None
