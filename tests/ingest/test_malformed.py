"""Files that cannot be taken: a clear error before anything is stored, never half a batch."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from anlan.ingest.opening import Limits
from anlan.standards.errors import AnlanError, BadInput, NotFound
from tests.ingest.desk import CALLS, HEADER, csv_file, load, mapping, rows, store_in

GOOD = "1,2024-01-05 10:00:00,noise,-75.5,40.1\n"
Maker = Callable[[Path], None]


def _bytes(content: bytes) -> Maker:
    return lambda path: path.write_bytes(content) and None


def _cut_gzip(path: Path) -> None:
    many = "".join(f"{n},2024-01-05 10:00:00,{n * 7919},-75,40\n" for n in range(20_000))
    packed = gzip.compress((HEADER + many).encode())
    path.write_bytes(packed[: len(packed) // 2])


def _zip_with_two(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", HEADER + GOOD)
        archive.writestr("b.csv", HEADER + GOOD)


def _damaged_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", HEADER + GOOD * 50)
    content = bytearray(path.read_bytes())
    content[60:70] = b"XXXXXXXXXX"
    path.write_bytes(content)


def _damaged_parquet(path: Path) -> None:
    pl.DataFrame({"number": [1]}).write_parquet(path)
    path.write_bytes(path.read_bytes()[:-20])


def _empty_book(path: Path) -> None:
    openpyxl.Workbook().save(path)


CASES: dict[str, tuple[Maker, str]] = {
    "empty.csv": (_bytes(b""), "empty"),
    "blank.csv": (_bytes(b"\n\n  \n"), "no rows"),
    "header-only.csv": (_bytes(HEADER.encode()), "no rows"),
    "binary.csv": (_bytes(bytes(range(256)) * 40), "binary"),
    "picture.csv": (_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 100), "picture"),
    "old.xls": (_bytes(b"\xd0\xcf\x11\xe0" + b"\0" * 600), "old Excel"),
    "utf16-unmarked.csv": (_bytes((HEADER + GOOD).encode("utf-16-le")), "UTF-16"),
    "wrong-columns.csv": (_bytes(b"a,b,c\n1,2,3\n"), "lacks columns"),
    "one-column.csv": (_bytes((HEADER + GOOD).replace(",", "~").encode()), "one single column"),
    "headers-twice.csv": (_bytes(b"number,time,type,lon,lat,type\n1,2,3,4,5,6\n"), "two columns"),
    "swallowed.csv": (
        _bytes((HEADER + '1,2024-01-05 10:00:00,"open,-75,40\n' + GOOD * 40).encode()),
        "never closes",
    ),
    "swallowed-long.csv": (
        _bytes((HEADER + '1,2024-01-05 10:00:00,"open,-75,40\n' + GOOD * 3000 + '"\n').encode()),
        "never closes",
    ),
    "endless-line.csv": (_bytes(HEADER.encode() + b"x" * (17 * 2**20)), "a line longer"),
    "cut.csv.gz": (_cut_gzip, "cut short or damaged"),
    "empty.csv.gz": (_bytes(gzip.compress(b"")), "nothing in the packed file"),
    "two.zip": (_zip_with_two, "holds 2 files"),
    "damaged.zip": (_damaged_zip, "damaged"),
    "not-really.zip": (_bytes(b"PK\x03\x04 and then nothing of the kind"), "cannot be read"),
    "damaged.parquet": (_damaged_parquet, "damaged"),
    "empty.xlsx": (_empty_book, "no rows"),
    "array.json": (_bytes(b'{"number":\n1}\n'), "JSON"),
}


@pytest.mark.parametrize("name", CASES)
def test_a_file_that_cannot_be_taken_ends_in_a_clear_error(name: str, tmp_path: Path) -> None:
    make, words = CASES[name]
    path = tmp_path / name
    make(path)
    store = store_in(tmp_path)
    with pytest.raises(BadInput) as caught:
        load(store, path)
    assert words in str(caught.value)
    assert caught.value.place is not None
    assert str(path) in caught.value.place
    assert caught.value.way_out
    assert store.journal.head() == 0


def test_no_such_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        load(store_in(tmp_path), tmp_path / "nothing.csv")
    with pytest.raises(BadInput, match="not a file"):
        load(store_in(tmp_path), tmp_path)


@pytest.mark.parametrize("packed", ["bomb.csv.gz", "bomb.zip", "bomb.xlsx"])
def test_a_bomb_is_stopped_long_before_it_bursts(packed: str, tmp_path: Path) -> None:
    path = tmp_path / packed
    text = HEADER + GOOD * 60_000
    if packed.endswith("gz"):
        path.write_bytes(gzip.compress(text.encode(), 9))
    else:
        name = "xl/workbook.xml" if packed.endswith("xlsx") else "a.csv"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            archive.writestr(name, text)
    store = store_in(tmp_path)
    with pytest.raises(BadInput, match="bomb"):
        load(store, path, limits=Limits(largest=2**30, ratio=20, free=2**16))
    assert store.journal.head() == 0


def test_an_encoding_named_wrongly_is_told_with_its_line(tmp_path: Path) -> None:
    from tests.ingest.desk import mapping

    path = tmp_path / "calls.csv"
    path.write_bytes((HEADER + GOOD).encode() + "2,2024-01-05 10:00:00,é,,\n".encode("cp1252"))
    with pytest.raises(AnlanError) as caught:
        load(store_in(tmp_path), path, mapping(**{"zone:": "format: {encoding: utf-8}\nzone:"}))
    assert "not utf-8" in str(caught.value)


BAD_ROWS = {
    "ragged-row": "2,2024-01-05 10:00:00,noise\n",
    "bad-quotes": '2,2024-01-05 10:00:00,"noise"s,-75,40\n',
    "control-character": "2,2024-01-05 10:00:00,no\0ise,-75,40\n",
    "too-long": "2,2024-01-05 10:00:00," + "x" * 1_000_000 + ",-75,40\n",
    "missing": "2,,noise,-75,40\n",
    "bad-time": "2,yesterday,noise,-75,40\n",
    "implausible-time": "2,0001-01-01 00:00:00,noise,-75,40\n",
    "time-in-gap": "2,2024-03-10 02:30:00,noise,-75,40\n",
    "bad-coordinate": "2,2024-01-05 10:00:00,noise,NaN,40\n",
    "no-id": ",2024-01-05 10:00:00,noise,-75,40\n",
}


@pytest.mark.parametrize("reason", BAD_ROWS)
def test_a_bad_row_is_quarantined_and_the_others_are_stored(reason: str, tmp_path: Path) -> None:
    body = GOOD + BAD_ROWS[reason] + GOOD.replace("1,", "3,", 1)
    store = store_in(tmp_path)
    result = load(store, csv_file(tmp_path, body))
    assert (result.read, result.stored, result.quarantined) == (3, 2, 1)
    (held,) = rows(store, "quarantine")
    assert (held["reason"], held["row"], held["batch"]) == (reason, 3, result.batch)
    assert held["message"]
    assert result.reasons == [{"reason": reason, "field": held["field"] or "", "count": 1}]


@pytest.mark.parametrize(
    ("cells", "field", "reason"),
    [
        ("9999-12-31 00:00:00,x,-75,40", "received", "implausible-time"),
        ("2024-01-05 10:00:00,x,inf,40", "coordinates", "bad-coordinate"),
        ("2024-01-05 10:00:00,x,-75,-inf", "coordinates", "bad-coordinate"),
        ("2024-01-05 10:00:00,x,-75,91", "coordinates", "bad-coordinate"),
        ("2024-01-05 10:00:00,x,-75,", "coordinates", "bad-coordinate"),
    ],
)
def test_values_that_cannot_be_true(cells: str, field: str, reason: str, tmp_path: Path) -> None:
    store = store_in(tmp_path)
    assert load(store, csv_file(tmp_path, f"1,{cells}\n")).quarantined == 1
    (held,) = rows(store, "quarantine")
    assert (held["field"], held["reason"]) == (field, reason)


@pytest.mark.parametrize("level", ["0", "9"])
def test_values_outside_the_range_of_the_field(level: str, tmp_path: Path) -> None:
    levels = CALLS.replace("  source_type: {column: type}", "  level: {column: type}")
    path = csv_file(tmp_path, f"1,2024-01-05 10:00:00,{level},,\n2,2024-01-05 10:00:00,4,,\n")
    store = store_in(tmp_path)
    assert load(store, path, mapping(levels)).stored == 1
    (held,) = rows(store, "quarantine")
    assert (held["field"], held["value"], held["reason"]) == ("level", level, "implausible-value")
    assert held["message"] == "the field holds 1 to 4"
    emptied = levels.replace("{column: type}", "{column: type, otherwise: empty}")
    assert load(store, path, mapping(emptied)).stored == 1
    assert {row["id"]: row["level"] for row in rows(store, "call")} == {"t-1": None, "t-2": 4}


def test_no_coordinates_at_all_are_simply_not_known(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    assert load(store, csv_file(tmp_path, "1,2024-01-05 10:00:00,x,,\n")).stored == 1
    assert rows(store, "call")[0]["longitude"] is None
