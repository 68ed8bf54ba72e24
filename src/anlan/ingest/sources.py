"""Where a value comes from: the parts of a mapping that name columns and how they are read."""

from __future__ import annotations

import re
import string
from collections.abc import Callable
from typing import Annotated, Literal

from pydantic import AfterValidator, Field as Bounded, model_validator

from anlan.ingest.text import check_encoding
from anlan.standards.errors import AnlanError
from anlan.standards.kinds import Declaration
from anlan.standards.place import check_system
from anlan.standards.time import zone_named

Else = Literal["quarantine", "empty"]
"""What becomes of a value that cannot be taken: its row is quarantined, or it is left empty."""


def _checked(check: Callable[[str], object]) -> AfterValidator:
    """A check of ours inside pydantic, which locates ValueErrors in the file."""

    def validate(value: str) -> str:
        try:
            check(value)
        except AnlanError as error:
            raise ValueError(f"{error.problem} ({value!r}). {error.way_out}") from None
        return value

    return AfterValidator(validate)


Zone = Annotated[str, _checked(zone_named)]
System = Annotated[str, _checked(check_system)]
Encoding = Annotated[str, _checked(check_encoding)]


class Source(Declaration):
    """Where the file comes from."""

    name: str
    licence: str
    note: str | None = None


class Format(Declaration):
    """How the file is written; what is left out is found out from the file."""

    type: Literal["csv", "tsv", "jsonl", "parquet", "xlsx"] | None = None
    encoding: Encoding | None = None
    delimiter: Annotated[str, Bounded(min_length=1, max_length=1)] | None = None
    member: str | None = None
    """The file to read in an archive that holds several."""
    sheet: str | None = None
    columns: Annotated[tuple[str, ...], Bounded(min_length=1)] | None = None
    """The names of the columns, for a file without a header (or, with skip_lines, instead of it)."""
    skip_lines: Annotated[int, Bounded(ge=0)] = 0
    null_words: tuple[str, ...] = ()
    """Cells that stand for nothing, such as NULL."""
    may_lack: tuple[str, ...] = ()
    """Columns that some deliveries of the file do not have."""


class PremisesKey(Declaration):
    """Makes a key of premises from an address (see premises_key.py)."""

    within: str | None = None
    """A place name appended to every key, so that two towns do not share a Main Street."""
    within_column: str | None = None
    """A column that holds that name."""
    placeholders: tuple[str, ...] = ()
    """Addresses of this source that name no place."""


class From(Declaration):
    """Where one field's value comes from and how it is read.

    Exactly one of `column`, `columns`, `template`, `const`. Several columns are joined when
    `join` is given, else the first that is not empty is taken.
    """

    column: str | None = None
    columns: Annotated[tuple[str, ...], Bounded(min_length=1)] | None = None
    join: str | None = None
    template: str | tuple[str, ...] | None = None
    """Text with {column} in it; of several, the first whose columns are all filled in."""
    const: str | int | float | bool | None = None

    pattern: str | None = None
    """Regular expression with a group named `value`, taken from packed text; further groups
    whose names begin so (`value2`) follow it after a space."""
    split: str | None = None
    """Delimiter of packed text; `part` says which part, counted from 0, negative from the end."""
    part: int = 0
    empty_if: tuple[str, ...] = ()
    """Texts that stand for nothing in this field."""

    formats: Annotated[tuple[str, ...], Bounded(min_length=1)] | None = None
    """Of a time: strptime formats in the order to try, or iso, unix, unix-ms."""
    zone: Zone | None = None
    date_of: str | None = None
    """The value is a clock time: its date is that of this field, or the day after when earlier
    (a clock time more than 18 hours after the field lies before it and cannot be read). In a
    record beside the row's own, `main.FIELD` names a field of the row's own record."""
    fold: Literal["earlier", "later"] = "earlier"
    """Which of the two, for a clock time that happens twice when summer time ends."""
    undo_shift: bool = False
    """The source once took local clock times for UTC and shifted them; shift them back."""
    gap: Literal["quarantine", "forward"] = "quarantine"
    """For a clock time that summer time skips: quarantine it, or move it on by the skipped time."""

    crosswalk: str | None = None
    words: dict[str, str | int | float | bool] | None = None
    """Exact words to values, compared without regard to case and spacing."""
    among: tuple[str, ...] | None = None
    """Of a boolean: true when the text is one of these, else false."""
    not_among: tuple[str, ...] | None = None
    """Of a boolean: false when the text is one of these, else true."""
    premises_key: PremisesKey | None = None

    between: tuple[float, float] | None = None
    """Smallest and largest plausible number."""
    required: bool = False
    otherwise: Else = "quarantine"
    """What becomes of a value that cannot be read or is not plausible."""

    @model_validator(mode="after")
    def _whole(self) -> From:
        given = [
            n for n in ("column", "columns", "template", "const") if getattr(self, n) is not None
        ]
        if len(given) != 1:
            raise ValueError("give exactly one of column, columns, template, const")
        if self.join is not None and self.columns is None:
            raise ValueError("`join` goes with `columns`")
        if self.pattern is not None:
            check_pattern(self.pattern, ("value",))
        for template in self.templates:
            template_columns(template)
        return self

    @property
    def templates(self) -> tuple[str, ...]:
        """Its templates, in the order to try."""
        return (self.template,) if isinstance(self.template, str) else self.template or ()

    def uses(self) -> set[str]:
        """The columns it reads."""
        found = {self.column} if self.column else set(self.columns or ())
        found = found.union(*map(template_columns, self.templates))
        if self.premises_key and self.premises_key.within_column:
            found.add(self.premises_key.within_column)
        return found


class Coordinates(Declaration):
    """A point from two columns, or from one that packs both, in a named system."""

    system: System
    x: str | None = None
    """Column of the longitude or easting."""
    y: str | None = None
    """Column of the latitude or northing."""
    packed: str | None = None
    """Column such as "(37.7, -122.4)"."""
    pattern: str = r"(?P<y>[-+]?\d[\d.]*)\s*[,; ]\s*(?P<x>[-+]?\d[\d.]*)"
    empty_if: tuple[str, ...] = ()
    """Texts that stand for no coordinate, such as 0."""
    bounds: tuple[float, float, float, float] | None = None
    """West, south, east, north in degrees: a point outside is not plausible."""
    otherwise: Else = "quarantine"

    @model_validator(mode="after")
    def _whole(self) -> Coordinates:
        pair = self.x is not None and self.y is not None
        if pair == (self.packed is not None) or (self.x is None) != (self.y is None):
            raise ValueError("give x and y, or packed")
        check_pattern(self.pattern, ("x", "y"))
        return self

    def uses(self) -> set[str]:
        """The columns it reads."""
        return {name for name in (self.x, self.y, self.packed) if name}


def template_columns(template: str) -> list[str]:
    """The columns named in a template.

    >>> template_columns("sf-{Call Number}-{Unit ID}")
    ['Call Number', 'Unit ID']
    """
    try:
        parts = list(string.Formatter().parse(template))
    except ValueError as error:
        raise ValueError(f"not a template ({error})") from None
    if any(spec or conversion for _, _, spec, conversion in parts):
        raise ValueError("a template names columns only, without : or !")
    return [name for _, name, _, _ in parts if name]


def check_pattern(pattern: str, groups: tuple[str, ...]) -> None:
    try:
        compiled = re.compile(pattern)
    except re.error as error:
        raise ValueError(f"not a regular expression ({error})") from None
    for group in groups:
        if group not in compiled.groupindex:
            raise ValueError(f"the pattern lacks a group named (?P<{group}>…)")
