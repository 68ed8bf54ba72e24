"""What a mapping can say, and what it is told when it says something wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from anlan.ingest.mapping import Mapping, mapping_schema, read_mapping
from anlan.ingest.plan import Plan
from anlan.ingest.try_row import Tried, try_row
from anlan.standards.declaration import parse_declaration
from anlan.standards.errors import BadDeclaration
from anlan.standards.time import parse_iso
from tests.ingest.desk import CALLS, CODES, KINDS, mapping

ROW = {"number": "1", "time": "2024-01-05 10:00:00", "type": "noise"}


def _field(name: str, source: str, row: dict[str, str | None], more: str = "") -> Tried:
    text = CALLS.replace("fields:\n", f"fields:\n  {name}: {source}\n") + more
    if f"  {name}: {{column: type}}" in text and name == "source_type":
        text = text.replace("  source_type: {column: type}\n", "")
    return try_row(mapping(text), {**ROW, **row}, kinds=KINDS, codes=CODES)


def _value(name: str, source: str, row: dict[str, str | None], more: str = "") -> Any:
    tried = _field(name, source, row, more)
    assert tried.quarantine is None, tried.quarantine
    return tried.records[0][name]


WALK = """
crosswalks:
  types:
    id: types
    title: {zh: 类型, en: types}
    words: {public_order.noise: [Noise Party], dispute: [quarrel]}
    patterns: [{like: "^FIRE", code: urgent_help.fire}]
"""
DATED = "time: 2024-01-05 10:00:00"

VALUES = [
    ("address", "{columns: [a, b]}", {"a": None, "b": "x"}, "x"),
    ("address", '{columns: [a, b], join: " "}', {"a": "100", "b": "MAIN"}, "100 MAIN"),
    ("address", '{columns: [a, b], join: " "}', {"a": "100", "b": None}, "100"),
    ("address", '{template: "{a}/{b}"}', {"a": "1", "b": "2"}, "1/2"),
    ("address", '{template: "{a}/{b}"}', {"a": "1", "b": None}, None),
    ("address", '{template: ["{a}/{b}", "{a}"]}', {"a": "1", "b": None}, "1"),
    ("address", '{column: a, split: ";", part: 1}', {"a": "x; y"}, "y"),
    ("address", '{column: a, split: ";", part: 5}', {"a": "x; y"}, None),
    ("address", "{column: a, pattern: 'Station (?P<value>\\d+)'}", {"a": "; Station 308A"}, "308"),
    ("address", "{column: a, empty_if: [none]}", {"a": "none"}, None),
    ("level", "{column: a}", {"a": "3.0"}, 3),
    ("level", '{column: a, words: {high: 1, "low": 3}}', {"a": " HIGH "}, 1),
    ("level", "{column: a, otherwise: empty}", {"a": "x"}, None),
    ("level", "{column: a, between: [1, 5], otherwise: empty}", {"a": "9"}, None),
    ("valid", "{column: a}", {"a": "是"}, True),
    ("valid", "{column: a, among: [real]}", {"a": "REAL"}, True),
    ("valid", "{column: a, among: [real]}", {"a": None}, False),
    ("valid", "{column: a, not_among: [false call]}", {"a": "False  Call"}, False),
    ("valid", "{const: true}", {}, True),
    ("status", "{const: archived}", {}, "archived"),
    ("category", "{column: a}", {"a": "traffic.collision"}, "traffic.collision"),
    ("premises", "{column: a, premises_key: {within_column: b}}", {"a": "1 ELM ST", "b": "Ambler"}, "1 ELM ST, AMBLER"),
    ("premises", "{column: a, premises_key: {within: X}}", {"a": "UNKNOWN"}, None),
]  # fmt: skip


@pytest.mark.parametrize(("name", "source", "row", "value"), VALUES)
def test_a_field_is_read_as_declared(
    name: str, source: str, row: dict[str, str | None], value: object
) -> None:
    assert _value(name, source, row) == value


@pytest.mark.parametrize(
    ("word", "code"),
    [("noise  party", "public_order.noise"), ("FIRE ALARM", "urgent_help.fire"), (None, None)],
)
def test_a_crosswalk_turns_words_into_codes(word: str | None, code: str | None) -> None:
    assert _value("category", "{column: a, crosswalk: types}", {"a": word}, WALK) == code


def test_an_unknown_word_is_quarantined_unless_there_is_a_default() -> None:
    source = "{column: a, crosswalk: types}"
    tried = _field("category", source, {"a": "meteor"}, WALK)
    assert tried.quarantine == {"field": "category", "value": "meteor", "reason": "unknown-code"}
    with_default = WALK + "    default: other.unclassified\n"
    for word in ("meteor", None):
        assert _value("category", source, {"a": word}, with_default) == "other.unclassified"


TIMES = [
    ('formats: ["%m/%d/%y %H:%M"]', "1/5/24 9:07", "2024-01-05T09:07:00-05:00"),
    ('formats: ["%m/%d/%Y %I:%M:%S %p"]', "01/05/2024 01:00:00 PM", "2024-01-05T13:00:00-05:00"),
    ('formats: ["%d.%m.%Y", "%Y-%m-%d"]', "2024-01-05", "2024-01-05T00:00:00-05:00"),
    ("zone: Asia/Shanghai", "2024-01-05T10:00:00", "2024-01-05T10:00:00+08:00"),
    ("formats: [iso]", "2024-01-05 10:00:00.5", "2024-01-05T10:00:00.5-05:00"),
    ("formats: [iso]", "2024-01-05T10:00:00Z", "2024-01-05T10:00:00+00:00"),
    ("formats: [iso]", "2024-01-05T10:00:00+08:00", "2024-01-05T10:00:00+08:00"),
    ('formats: ["%Y-%m-%d %H:%M:%S %z"]', "2024-01-05 10:00:00 +0800", "2024-01-05T10:00:00+08:00"),
    ("formats: [unix]", "1704466800", "2024-01-05T15:00:00+00:00"),
    ("formats: [unix-ms]", "1704466800000", "2024-01-05T15:00:00+00:00"),
    ("formats: [iso]", "2024-11-03T01:30:00", "2024-11-03T01:30:00-04:00"),
    ("formats: [iso], fold: later", "2024-11-03T01:30:00", "2024-11-03T01:30:00-05:00"),
    ("formats: [iso], gap: forward", "2024-03-10T02:30:00", "2024-03-10T03:30:00-04:00"),
    ("formats: [iso], undo_shift: true", "2024-01-05T03:30:00", "2024-01-05T08:30:00-05:00"),
    ("formats: [iso], undo_shift: true", "2024-07-05T04:30:00", "2024-07-05T08:30:00-04:00"),
]


@pytest.mark.parametrize(("how", "text", "instant"), TIMES)
def test_times(how: str, text: str, instant: str) -> None:
    assert _value("dispatched", f"{{column: a, {how}}}", {"a": text}) == parse_iso(instant)


CLOCKS = [
    ("2024-01-05 10:00:00", "10:05", "2024-01-05T10:05:00-05:00"),
    ("2024-01-05 23:50:00", "00:05", "2024-01-06T00:05:00-05:00"),
    ("2024-11-02 23:50:00", "01:05", "2024-11-03T01:05:00-04:00"),
    # the clock goes back at 2: 01:02 after 01:50 is the second 01:02
    ("2024-11-03 01:50:00", "01:02", "2024-11-03T01:02:00-05:00"),
    ("2024-01-05 10:00:00", "09:55", None),
]


@pytest.mark.parametrize(("received", "clock", "instant"), CLOCKS)
def test_a_clock_time_is_counted_from_another_field(
    received: str, clock: str, instant: str | None
) -> None:
    text = CALLS.replace(
        "coordinates:",
        '  arrived: {column: a, formats: ["%H:%M"], date_of: received}\ncoordinates:',
    )
    tried = try_row(mapping(text), {**ROW, "time": received, "a": clock}, kinds=KINDS, codes=CODES)
    if instant is None:
        assert tried.quarantine == {"field": "arrived", "value": clock, "reason": "bad-time"}
    else:
        assert tried.records[0]["arrived"] == parse_iso(instant)


def test_times_that_run_backwards_are_quarantined_or_left_empty() -> None:
    text = CALLS.replace(
        "coordinates:", "  arrived: {column: a}\norder: [received, arrived]\ncoordinates:"
    )
    row = {**ROW, "a": "2024-01-05 09:00:00"}
    tried = try_row(mapping(text), row, kinds=KINDS, codes=CODES)
    assert tried.quarantine is not None
    assert tried.quarantine["reason"] == "impossible-order"
    lenient = mapping(text + "order_otherwise: empty\n")
    assert try_row(lenient, row, kinds=KINDS, codes=CODES).records[0]["arrived"] is None


@pytest.mark.parametrize(
    ("how", "row", "point"),
    [
        ("system: EPSG:4326, packed: p", {"p": "(40.1, -75.5)"}, (-75.5, 40.1)),
        ("system: EPSG:27700, x: lon, y: lat", {"lon": "530000", "lat": "180000"}, (-0.1284, 51.5039)),
        ("system: GCJ-02, x: lon, y: lat", {"lon": "116.404", "lat": "39.915"}, (116.3978, 39.9136)),
        ('system: EPSG:4326, x: lon, y: lat, empty_if: ["0"]', {"lon": "0", "lat": "0"}, None),
        ("system: EPSG:4326, x: lon, y: lat, bounds: [-76, 39, -74, 41], otherwise: empty", {"lon": "1", "lat": "40"}, None),
    ],
)  # fmt: skip
def test_coordinates(
    how: str, row: dict[str, str | None], point: tuple[float, float] | None
) -> None:
    text = CALLS[: CALLS.index("coordinates:")] + f"coordinates: {{{how}}}\n"
    (call,) = try_row(mapping(text), {**ROW, **row}, kinds=KINDS, codes=CODES).records
    if point is None:
        assert (call["longitude"], call["latitude"]) == (None, None)
    else:
        assert (call["longitude"], call["latitude"]) == pytest.approx(point, abs=2e-4)


def test_a_source_without_numbers_gets_its_ids_from_its_content() -> None:
    text = CALLS.replace('"t-{number}"', "{prefix: t-, digest_of: [time, type]}")
    one, other = (
        try_row(mapping(text), {**ROW, "type": kind}, kinds=KINDS, codes=CODES).records[0]["id"]
        for kind in ("noise", "fight")
    )
    assert one != other
    assert one == try_row(mapping(text), ROW, kinds=KINDS, codes=CODES).records[0]["id"]


def test_columns_kept_raw() -> None:
    for keep in ("all", "[time, type]"):
        tried = try_row(mapping(CALLS + f"keep_raw: {keep}\n"), ROW, kinds=KINDS, codes=CODES)
        assert tried.records[0]["raw"]["type"] == "noise"


def test_rows_that_are_no_records_are_rejected_under_their_own_reason() -> None:
    text = CALLS + "reject_if: [{column: type, like: '^TOTAL', reason: a-total}]\n"
    tried = try_row(mapping(text), {**ROW, "type": "TOTALS"}, kinds=KINDS, codes=CODES)
    assert tried.quarantine == {"field": "type", "value": "TOTALS", "reason": "a-total"}


WRONG = [
    ("zone: America/New_York", "zone: Mars/One", "calls.yaml:5:1", "no such time zone"),
    ("system: EPSG:4326, ", "", "calls.yaml:12:", "system"),
    ("system: EPSG:4326", "system: EPSG:1", "calls.yaml:12:", "unknown coordinate system"),
    ("{column: type}", "{colum: type}", "calls.yaml:11:", "colum"),
    ("{column: type}", "{column: type, const: x}", "calls.yaml:11:", "exactly one"),
    ("{column: type}", "{column: type, pattern: '('}", "calls.yaml:11:", "regular expression"),
    ('"t-{number}"', '"t-{number"', "calls.yaml", "template"),
    ("kind: call", "kind: [call]", "calls.yaml:6:", "string"),
]


@pytest.mark.parametrize(("old", "new", "place", "words"), WRONG)
def test_a_wrong_mapping_is_told_where_and_why(old: str, new: str, place: str, words: str) -> None:
    with pytest.raises(BadDeclaration) as caught:
        parse_declaration(CALLS.replace(old, new), Mapping, place="calls.yaml")
    assert (caught.value.place or "").startswith(place)
    assert words in str(caught.value)


UNFIT = [
    ("source_type:", "colour:", "no field colour"),
    ('{const: "911"}', "{const: carrier-pigeon}", "not a code of table channel"),
    ("received:", "graded:", "needs its time"),
    ("{column: type}", "{column: type, crosswalk: none}", "no such crosswalk"),
    ("{column: type}", "{column: type, date_of: nothing}", "names no dated field"),
    ("{column: type}", "{column: type}\norder: [source_type]", "not a mapped time field"),
]


@pytest.mark.parametrize(("old", "new", "words"), UNFIT)
def test_a_mapping_that_does_not_fit_its_kind_is_told_why(old: str, new: str, words: str) -> None:
    with pytest.raises(BadDeclaration, match=words):
        Plan(mapping(CALLS.replace(old, new)), KINDS, CODES)


def test_a_crosswalk_file_beside_the_mapping_is_found_or_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "mappings" / "calls.yaml"
    file.parent.mkdir()
    file.write_text(
        CALLS.replace("fields:\n", "fields:\n  category: {column: a, crosswalk: types}\n")
    )
    with pytest.raises(BadDeclaration, match="no such crosswalk"):
        read_mapping(file)
    (tmp_path / "crosswalks").mkdir()
    walk = "id: types\ntitle: {zh: 类型, en: types}\nwords: {dispute: [quarrel]}\n"
    (tmp_path / "crosswalks" / "types.yaml").write_text(walk, encoding="utf-8")
    assert read_mapping(file).crosswalks["types"].code_of("Quarrel") == "dispute"


def test_the_schema_of_a_mapping_is_published() -> None:
    schema = mapping_schema()
    assert {"id", "kind", "record", "fields", "zone"} <= set(schema["required"])
