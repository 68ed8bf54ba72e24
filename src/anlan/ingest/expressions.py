"""One field's value as vectorised expressions over text columns.

Each `From` becomes a text (what the source says) and a value (null where the text cannot be
read). Work on distinct values only, where the work is Python's.
"""

from __future__ import annotations

import hashlib
import re
import string
from collections.abc import Callable
from datetime import timedelta
from functools import lru_cache
from typing import Literal

import polars as pl

from anlan.ingest.crosswalk import Crosswalk, plain
from anlan.ingest.mapping import DigestOf
from anlan.ingest.premises_key import premises_key
from anlan.ingest.sources import From
from anlan.standards.kinds import FieldType
from anlan.standards.time import HOUR

TRUE_WORDS = ("true", "t", "yes", "y", "1", "是", "有")
FALSE_WORDS = ("false", "f", "no", "n", "0", "否", "无")

_LONGEST_AFTER = 18 * HOUR


def text_of(source: From) -> pl.Expr:
    """What the source says for a field, as text."""
    if source.const is not None:
        return pl.lit(_as_text(source.const), dtype=pl.String)
    if source.template is not None:
        text = pl.coalesce([template(one) for one in source.templates])
    elif source.columns is not None:
        parts = [pl.col(name) for name in source.columns]
        text = (
            pl.coalesce(parts)
            if source.join is None
            else pl.concat_str(parts, separator=source.join, ignore_nulls=True)
        )
    else:
        text = pl.col(source.column or "")
    if source.pattern is not None:
        text = distinct(text, _capture(source.pattern))
    if source.split is not None:
        text = text.str.split(source.split).list.get(source.part, null_on_oob=True)
    if source.pattern or source.split or source.join is not None:
        text = text.str.strip_chars()
        text = pl.when(text != "").then(text)
    return pl.when(~text.is_in(list(source.empty_if))).then(text) if source.empty_if else text


def template(text: str) -> pl.Expr:
    """A template filled in; null when one of its columns is."""
    parts: list[pl.Expr] = []
    for literal, name, _, _ in string.Formatter().parse(text):
        if literal:
            parts.append(pl.lit(literal))
        if name:
            parts.append(pl.col(name))
    return pl.concat_str(parts)


def record_id(record: str | DigestOf) -> pl.Expr:
    """The id of a record."""
    if isinstance(record, str):
        return template(record)
    columns = [pl.col(name).fill_null("") for name in record.digest_of]
    digests = pl.concat_str(columns, separator="\x1f").map_batches(
        lambda texts: pl.Series([_digest(text) for text in texts], dtype=pl.String),
        return_dtype=pl.String,
    )
    return pl.lit(record.prefix) + digests


def value_of(
    source: From, kind: FieldType, text: pl.Expr, crosswalks: dict[str, Crosswalk], zone: str
) -> pl.Expr:
    """The value of a text; null where it cannot be read as the field's type."""
    if source.const is not None and not isinstance(source.const, str):
        return pl.lit(source.const)
    if source.crosswalk is not None:
        crosswalk = crosswalks[source.crosswalk]
        text = distinct(text, crosswalk.code_of)
        text = text if crosswalk.default is None else text.fill_null(crosswalk.default)
    elif source.among is not None:
        words = sorted({plain(word) for word in source.among})
        return _plain(text).is_in(words).fill_null(value=False)
    elif source.not_among is not None:
        words = sorted({plain(word) for word in source.not_among})
        return ~_plain(text).is_in(words).fill_null(value=False)
    elif source.words is not None:
        words_ = {plain(word): _as_text(value) for word, value in source.words.items()}
        text = distinct(text, lambda word: words_.get(plain(word)))
    elif source.premises_key is not None:
        return _premises(source, text)
    return _typed(source, kind, text, zone)


def clock_after(source: From, text: pl.Expr, base: pl.Expr, zone: str) -> pl.Expr:
    """The first moment at or after another (µs) when a clock shows the text."""
    zone = source.zone or zone
    clock = pl.coalesce(
        [text.str.to_time(form, strict=False) for form in source.formats or ("%H:%M:%S",)]
    )
    start = pl.from_epoch(base, "us").dt.replace_time_zone("UTC").dt.convert_time_zone(zone)
    moment = start.dt.date().dt.combine(clock, time_unit="us")
    return _at_or_after(moment, base, source, zone)


def _at_or_after(moment: pl.Expr, base: pl.Expr, source: From, zone: str) -> pl.Expr:
    """Also in the night when summer time ends: 01:02 after 01:18 is the second 01:02."""
    later = source.model_copy(update={"fold": "later"})
    same, again = _instant(moment, source, zone), _instant(moment, later, zone)
    next_ = _instant(moment + timedelta(days=1), source, zone)
    first = pl.when(same >= base).then(same).when(again >= base).then(again)
    return first.when(next_ - base <= _LONGEST_AFTER).then(next_)


def _typed(source: From, kind: FieldType, text: pl.Expr, zone: str) -> pl.Expr:
    if kind is FieldType.TIME:
        return _time(source, text, source.zone or zone)
    if kind is FieldType.DATE:
        forms = source.formats or ("%Y-%m-%d",)
        return pl.coalesce([text.str.to_date(f, strict=False) for f in forms]).dt.to_string("iso")
    if kind is FieldType.INTEGER:
        number = text.cast(pl.Float64, strict=False)
        whole = pl.when(number.is_finite() & (number == number.floor()) & (number.abs() < 2**53))
        return pl.coalesce(text.cast(pl.Int64, strict=False), whole.then(number).cast(pl.Int64))
    if kind in (FieldType.NUMBER, FieldType.LONGITUDE, FieldType.LATITUDE):
        number = text.cast(pl.Float64, strict=False)
        return pl.when(number.is_finite()).then(number)
    if kind is FieldType.BOOLEAN:
        word = _plain(text)
        return pl.when(word.is_in(TRUE_WORDS)).then(True).when(word.is_in(FALSE_WORDS)).then(False)
    if kind is FieldType.LIST:
        return text.str.split(source.split or ";")
    return text


def _time(source: From, text: pl.Expr, zone: str) -> pl.Expr:
    return pl.coalesce([_parsed(form, source, text, zone) for form in source.formats or ("iso",)])


def _parsed(form: str, source: From, text: pl.Expr, zone: str) -> pl.Expr:
    """Microseconds since the epoch of a text in one format."""
    if form in ("unix", "unix-ms"):
        number = text.cast(pl.Float64, strict=False)
        near = pl.when(number.is_finite() & (number.abs() < 1e14)).then(number)
        return (near * (1e6 if form == "unix" else 1e3)).round().cast(pl.Int64)
    if form == "iso":
        whole = "%Y-%m-%dT%H:%M:%S%.f"
        at = text.str.replace(" ", "T", literal=True).str.replace(r"[Zz]$", "+00:00")
        return pl.coalesce(
            _parsed_at(f"{whole}%:z", at, source, zone), _parsed_at(whole, at, source, zone)
        )
    return _parsed_at(form, text, source, zone)


def _parsed_at(form: str, text: pl.Expr, source: From, zone: str) -> pl.Expr:
    if any(mark in form for mark in ("%z", "%:z", "%#z")):
        return text.str.to_datetime(form, strict=False, time_unit="us").dt.epoch("us")
    if any(mark in form for mark in ("%H", "%I", "%T", "%R", "%s")):
        moment = text.str.to_datetime(form, strict=False, time_unit="us")
    else:
        moment = text.str.to_date(form, strict=False).cast(pl.Datetime("us"))
    return _instant(moment, source, zone)


def _instant(moment: pl.Expr, source: From, zone: str) -> pl.Expr:
    """Local clock time to an instant, where summer time skips and repeats as declared."""
    if source.undo_shift:
        moment = moment.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
        moment = moment.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
    fold: Literal["earliest", "latest"] = "earliest" if source.fold == "earlier" else "latest"
    at = moment.dt.replace_time_zone(zone, ambiguous=fold, non_existent="null").dt.epoch("us")
    if source.gap == "quarantine":
        return at
    hour = timedelta(hours=1)
    before = (moment - hour).dt.replace_time_zone(zone, ambiguous=fold, non_existent="null")
    return pl.coalesce(at, (before + hour).dt.epoch("us"))


def readable_time(source: From, text: pl.Expr) -> pl.Expr:
    """Whether a text has one of the formats, whatever its zone makes of it."""
    lenient = source.model_copy(update={"gap": "quarantine"})
    return _time(lenient, text, "UTC").is_not_null()


def _premises(source: From, text: pl.Expr) -> pl.Expr:
    how = source.premises_key
    assert how is not None
    outside = frozenset(" ".join(word.upper().split()) for word in how.placeholders)
    if how.within_column is None:
        return distinct(text, lambda a: premises_key(a, within=how.within, placeholders=outside))
    key = distinct(text, lambda address: premises_key(address, placeholders=outside))
    within = pl.coalesce(pl.col(how.within_column).str.to_uppercase(), pl.lit(how.within))
    return pl.concat_str([key, pl.lit(", ") + within.fill_null("")]).str.strip_suffix(", ")


def distinct(text: pl.Expr, convert: Callable[[str], str | None]) -> pl.Expr:
    """A Python conversion applied once to each distinct text, remembered between chunks."""
    remembered = lru_cache(maxsize=65_536)(convert)

    def convert_all(texts: pl.Series) -> pl.Series:
        words = texts.drop_nulls().unique()
        if words.is_empty():
            return texts
        codes = pl.Series([remembered(word) for word in words], dtype=pl.String)
        return texts.replace_strict(words, codes, default=None, return_dtype=pl.String)

    return text.map_batches(convert_all, return_dtype=pl.String)


def _capture(pattern: str) -> Callable[[str], str | None]:
    compiled = re.compile(pattern)
    groups = [name for name in compiled.groupindex if name.startswith("value")]

    def capture(text: str) -> str | None:
        found = compiled.search(text)
        return " ".join(found[name] or "" for name in groups) if found else None

    return capture


def _plain(text: pl.Expr) -> pl.Expr:
    return distinct(text, plain)


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()


def _as_text(value: str | int | float | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
