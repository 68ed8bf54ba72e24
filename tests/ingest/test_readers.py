"""Every format, packing and encoding gives the same records."""

from __future__ import annotations

import bz2
import gzip
import lzma
import zipfile
from pathlib import Path

import openpyxl
import orjson
import polars as pl
import pytest

from anlan.ingest.survey import survey
from tests.ingest.desk import HEADER, load, mapping, rows, store_in

BODY = '1,2024-01-05 10:00:00,"noise, loud",-75.5,40.1\n2,2024-01-05 11:00:00,盗窃,-75.6,40.2\n'
TABLE = [line.split(",") for line in (HEADER + BODY.replace('"noise, loud"', "noise")).split()]
CELLS = [
    {"number": 1, "time": "2024-01-05 10:00:00", "type": "noise, loud", "lon": -75.5, "lat": 40.1},
    {"number": 2, "time": "2024-01-05 11:00:00", "type": "盗窃", "lon": -75.6, "lat": 40.2},
]


def _text(folder: Path) -> dict[str, Path]:
    text = HEADER + BODY
    tabs = HEADER.replace(",", "\t") + BODY.replace('"noise, loud"', "noise¤ loud").replace(
        ",", "\t"
    ).replace("¤", ",")
    bytes_ = {
        "plain.csv": text.encode(),
        "mark.csv": b"\xef\xbb\xbf" + text.encode(),
        "mark-saved-twice.csv": "ï»¿".encode() + text.encode(),
        "utf16.csv": text.encode("utf-16"),
        "gb18030.csv": text.encode("gb18030"),
        "windows-ends.csv": text.replace("\n", "\r\n").encode(),
        "no-last-end.csv": text.rstrip("\n").encode(),
        "semicolon.csv": text.replace("noise, loud", "noise¤ loud").replace(",", ";").replace("¤", ",").encode(),
        "tabs.tsv": tabs.encode(),
        "packed.csv.gz": gzip.compress(text.encode()),
        "packed.csv.bz2": bz2.compress(text.encode()),
        "packed.csv.xz": lzma.compress(text.encode()),
        "lines.jsonl": b"\n".join(orjson.dumps(row) for row in CELLS),
    }  # fmt: skip
    for name, content in bytes_.items():
        (folder / name).write_bytes(content)
    return {name: folder / name for name in bytes_}


def _binary(folder: Path) -> dict[str, Path]:
    pl.DataFrame(CELLS).write_parquet(folder / "calls.parquet")
    book = openpyxl.Workbook()
    book.active.append(list(CELLS[0]))
    for row in CELLS:
        book.active.append(list(row.values()))
    book.save(folder / "calls.xlsx")
    with zipfile.ZipFile(folder / "calls.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("calls.csv", HEADER + BODY)
        archive.writestr("__MACOSX/._calls.csv", b"\x00\x05")
    with zipfile.ZipFile(folder / "book.zip", "w") as archive:
        archive.write(folder / "calls.xlsx", "inside.xlsx")
    return {n: folder / n for n in ("calls.parquet", "calls.xlsx", "calls.zip", "book.zip")}


FORMS = [
    "plain.csv", "mark.csv", "mark-saved-twice.csv", "utf16.csv", "gb18030.csv", "windows-ends.csv",
    "no-last-end.csv", "semicolon.csv", "tabs.tsv", "packed.csv.gz", "packed.csv.bz2",
    "packed.csv.xz", "lines.jsonl", "calls.parquet", "calls.xlsx", "calls.zip", "book.zip",
]  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_each_form_of_a_file_gives_the_same_records(form: str, tmp_path: Path) -> None:
    path = {**_text(tmp_path), **_binary(tmp_path)}[form]
    text = "format: {encoding: gb18030}\nzone:" if form == "gb18030.csv" else "zone:"
    store = store_in(tmp_path)
    result = load(store, path, mapping(**{"zone:": text}))
    assert (result.stored, result.quarantined) == (2, 0)
    found = {row["id"]: row for row in rows(store, "call")}
    assert found["t-1"]["source_type"] == "noise, loud"
    assert found["t-2"]["source_type"] == "盗窃"
    assert found["t-1"]["received"] == 1_704_466_800_000_000
    assert (found["t-2"]["longitude"], found["t-2"]["latitude"]) == (-75.6, 40.2)


def test_an_encoding_is_guessed_where_it_is_not_utf8(tmp_path: Path) -> None:
    lines = "".join(f"{n},2024-01-05 10:00:00,邻里噪音纠纷处置情况,-75,40\n" for n in range(200))
    path = tmp_path / "calls.csv"
    path.write_bytes((HEADER + lines).encode("gb18030"))
    store = store_in(tmp_path)
    assert load(store, path).stored == 200
    assert rows(store, "call")[0]["source_type"] == "邻里噪音纠纷处置情况"


def test_a_formula_cell_gives_its_last_computed_value(tmp_path: Path) -> None:
    path = tmp_path / "formula.xlsx"
    book = openpyxl.Workbook()
    for row in [
        ["number", "time", "type", "lon", "lat"],
        [1, "2024-01-05 10:00:00", "=1+1", -75, 40],
    ]:
        book.active.append(row)
    book.save(path)  # openpyxl writes the formula and no value
    store = store_in(tmp_path)
    assert load(store, path).stored == 1
    assert rows(store, "call")[0]["source_type"] is None


def test_formula_text_in_a_csv_is_data(tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    path.write_text(HEADER + "1,2024-01-05 10:00:00,=cmd|' /C calc'!A0,-75,40\n")
    store = store_in(tmp_path)
    load(store, path)
    assert rows(store, "call")[0]["source_type"] == "=cmd|' /C calc'!A0"


def test_columns_can_be_named_for_a_file_without_a_header(tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    path.write_text(BODY, encoding="utf-8")
    named = mapping(**{"zone:": "format: {columns: [number, time, type, lon, lat]}\nzone:"})
    assert load(store_in(tmp_path), path, named).stored == 2


def test_rows_are_numbered_as_an_editor_numbers_lines(tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    path.write_text(HEADER + '1,2024-01-05 10:00:00,"two\nlines",,\n\n2,bad,x,,\n')
    store = store_in(tmp_path)
    load(store, path)
    assert [row["row"] for row in rows(store, "quarantine")] == [5]


def test_the_survey_says_how_it_read_the_file(tmp_path: Path) -> None:
    path = _text(tmp_path)["semicolon.csv"]
    found = survey(path, mapping().format, mapping().columns())
    assert found.reader.description == "delimited by semicolon, utf-8"
    assert found.rows == 2
