"""XLSX workbooks. A formula cell gives the value the workbook last computed for it."""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from anlan.ingest.chunk import ROWS, Chunk, Fault, clip
from anlan.ingest.opening import Limits, opened, seekable
from anlan.ingest.readers.delimited import LONGEST_CELL
from anlan.standards.errors import BadInput


@dataclass(frozen=True, slots=True)
class Workbook:
    """One sheet of a workbook; rows are numbered as the sheet numbers them."""

    path: Path
    sheet: str
    columns: tuple[str, ...]
    headless: bool = False
    skip_lines: int = 0
    member: str | None = None
    limits: Limits | None = None

    @property
    def description(self) -> str:
        return f"workbook, sheet {self.sheet}"

    def chunks(self, size: int = ROWS) -> Iterator[Chunk]:
        """The rows below the header; empty rows are no rows."""
        chunk = Chunk(self.columns)
        first = self.skip_lines + (0 if self.headless else 1)
        for number, cells in _rows(self.path, self.sheet, self.member, self.limits):
            if number <= first or not any(cells):
                continue
            self._add(chunk, cells, number)
            if len(chunk) == size:
                yield chunk
                chunk = Chunk(self.columns)
        if len(chunk):
            yield chunk

    def _add(self, chunk: Chunk, cells: list[str], number: int) -> None:
        width = len(self.columns)
        row = cells[:width] + [""] * (width - len(cells))
        text = clip("¦".join(clip(cell, 500) for cell in cells), 2_000)
        if any(cells[width:]):
            message = f"{len(cells)} cells where the header has {width}"
            chunk.faults.append(Fault(number, "ragged-row", message, text))
        elif any(len(cell) > LONGEST_CELL or "\0" in cell for cell in row):
            message = "a cell too long or with a NUL character"
            chunk.faults.append(Fault(number, "too-long", message, text))
        else:
            chunk.rows.append(row)
            chunk.numbers.append(number)


def find_sheet(
    path: Path,
    *,
    sheet: str | None,
    columns: tuple[str, ...] | None,
    skip_lines: int,
    member: str | None,
    limits: Limits | None,
) -> Workbook:
    """The named or first visible sheet and its header. BadInput when there is none."""
    with opened(path, member=member, limits=limits) as stream, seekable(stream) as spool:
        _check_size(spool, path, limits or Limits())
        visible = [
            found.name
            for found in _book(spool, path).sheets_metadata
            if found.visible == SheetVisibleEnum.Visible
        ]
    name = sheet or (visible[0] if visible else "")
    if name not in visible:
        raise BadInput(
            "no such sheet", place=str(path), value=name, way_out=f"use one of {visible}"
        )
    rows = _rows(path, name, member, limits)
    header = next((cells for number, cells in rows if number > skip_lines), None)
    if header is None or not any(header):
        raise BadInput("no rows in the sheet", place=str(path), value=name, way_out="fill it in")
    while not header[-1]:
        header.pop()
    named = columns or tuple(cell or f"column_{index}" for index, cell in enumerate(header, 1))
    twice = [cell for cell, count in Counter(named).items() if count > 1]
    if twice:
        raise BadInput(
            "two columns have one name",
            place=f"{path}:{skip_lines + 1}",
            value=", ".join(twice),
            way_out="name every column in the mapping: `format: {columns: […], skip_lines: 1}`",
        )
    return Workbook(path, name, named, columns is not None, skip_lines, member, limits)


def _book(spool: Any, path: Path) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_filelike(spool)
    except (CalamineError, zipfile.BadZipFile, OSError) as error:
        raise BadInput(
            f"the workbook cannot be read ({error})",
            place=str(path),
            way_out="open it and save it again as .xlsx, without a password",
        ) from None


def _check_size(spool: Any, path: Path, limits: Limits) -> None:
    """A workbook is a zip: what its parts say they unpack to must be honest."""
    try:
        unpacked = sum(info.file_size for info in zipfile.ZipFile(spool).infolist())
    except zipfile.BadZipFile as error:
        raise BadInput(
            f"the workbook is damaged ({error})", place=str(path), way_out="get the file again"
        ) from None
    spool.seek(0)
    most = min(limits.largest, max(limits.free, path.stat().st_size * limits.ratio))
    if unpacked > most:
        raise BadInput(
            f"unpacks to more than {most} bytes: this looks like a zip bomb",
            place=str(path),
            value=unpacked,
            way_out="save the sheet as CSV yourself if you trust it",
        )


def _rows(
    path: Path, sheet: str, member: str | None, limits: Limits | None
) -> Iterator[tuple[int, list[str]]]:
    with opened(path, member=member, limits=limits) as stream, seekable(stream) as spool:
        try:
            found = _book(spool, path).get_sheet_by_name(sheet)
            start = found.start[0] if found.start else 0
            for number, cells in enumerate(found.iter_rows(), start + 1):
                yield number, _texts(cells)
        except CalamineError as error:
            raise BadInput(
                f"the sheet cannot be read ({error})", place=str(path), way_out="save it as CSV"
            ) from None


def _texts(cells: Sequence[Any]) -> list[str]:
    return [_text(cell) for cell in cells]


def _text(cell: Any) -> str:
    """Numbers without a false `.0`, times in ISO form."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, (datetime, date, time)):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell.total_seconds())
    return str(cell).strip()
