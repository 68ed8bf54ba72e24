"""How the command line shows things: one JSON value or a table on stdout, progress on stderr."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import orjson
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from anlan.standards.errors import AnlanError
from anlan.standards.kinds import FieldType, RecordKind
from anlan.standards.time import Instant, iso
from anlan.standards.title import Language, Title

Row = Mapping[str, Any]


def language() -> Language:
    """The language of the terminal, by the usual variables."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if chosen := os.environ.get(name):
            return "zh" if chosen.startswith("zh") else "en"
    return "en"


def say(title: Title) -> str:
    """A title in the language of the terminal."""
    return title.in_(language())


def put_json(value: object) -> None:
    """One JSON value on stdout."""
    options = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE | orjson.OPT_NON_STR_KEYS
    sys.stdout.write(orjson.dumps(value, default=_plain, option=options).decode())


def put_text(*lines: str) -> None:
    """Lines on stdout."""
    for line in lines:
        sys.stdout.write(line + "\n")


def note(*lines: str) -> None:
    """Lines on stderr: what happens, never the answer itself."""
    for line in lines:
        sys.stderr.write(line + "\n")


def put_table(columns: Sequence[str], rows: Sequence[Row], *, none: str = "nothing here") -> None:
    """A table of some columns of rows on stdout; one line when there are no rows."""
    if not rows:
        note(none)
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(_cell(row.get(column)) for column in columns))
    wide = None if sys.stdout.isatty() else 200
    Console(file=sys.stdout, width=wide, markup=False, emoji=False).print(table)


def put_fields(row: Row) -> None:
    """One record, a field a line, empty fields left out."""
    width = max((len(name) for name in row), default=0)
    for name, value in row.items():
        if value not in (None, "", [], {}):
            put_text(f"{name:<{width}}  {_cell(value)}")


def error_fields(error: AnlanError) -> dict[str, Any]:
    """An error as JSON has it."""
    return {
        "error": error.code,
        "problem": error.problem,
        "place": error.place,
        "value": None if error.value is None else str(error.value)[:200],
        "way_out": error.way_out,
    }


def readable(kind: RecordKind, row: Row) -> dict[str, Any]:
    """A row as people and JSON have it: times as ISO 8601 in the zone of the record."""
    zone = row.get("tz") or "UTC"
    return {name: _readable(kind, name, value, zone) for name, value in row.items()}


@contextmanager
def progress(label: str, unit: str = "rows") -> Iterator[Callable[[int, int | None], None]]:
    """A bar on stderr that is told how many are done and of how many; silent when not watched."""
    shown = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn(unit),
        TimeElapsedColumn(),
        console=Console(file=sys.stderr),
        disable=not sys.stderr.isatty(),
        transient=True,
    )
    with shown:
        task = shown.add_task(label, total=None)
        yield lambda done, total: shown.update(task, completed=done, total=total)


def _readable(kind: RecordKind, name: str, value: Any, zone: str) -> Any:
    field = kind.fields.get(name)
    if value is not None and field is not None and field.type is FieldType.TIME:
        return iso(Instant(value), zone)
    return value


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Title):
        return say(value)
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value))
    if isinstance(value, dict):
        return orjson.dumps(value, default=_plain).decode()
    return str(value)


def _plain(value: object) -> object:
    if isinstance(value, Title):
        return {"zh": value.zh, "en": value.en}
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    return str(value)
