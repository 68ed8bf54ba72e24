"""How fast is `anlan ingest` on a flat CSV, end to end, and beside two known ways?

    python bench/ingest_csv.py [--rows 1000000]

Writes a CSV of invented calls to a temporary folder and loads it, each way in a process of
its own: through a mapping into the store (survey, map, journal, view, seal) as a new file,
as the same file again and as one where every row was amended; with csv + json + sqlite3's
executemany into tables and indexes of the same shape (the floor: no checks, no identity, no
seal); and with DuckDB's read_csv into a table (the upper limit). Wall time depends on who
else uses the machine; processor time per row and the ratios tell more.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import resource
import sqlite3
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

import duckdb

from anlan.ingest.chunk import ROWS
from anlan.ingest.load import ingest_file
from anlan.ingest.mapping import Mapping
from anlan.standards.codes import Codes, base_codes
from anlan.standards.declaration import parse_declaration
from anlan.standards.kinds import Kinds, base_kinds
from anlan.standards.time import system_clock
from anlan.store.store import Store

MAPPING = """
id: bench
title: {zh: 基准, en: bench}
source: {name: invented, licence: none}
zone: America/New_York
kind: call
record: "b-{number}"
fields:
  received: {column: time, formats: ["%Y-%m-%d %H:%M:%S"]}
  channel: {const: "911"}
  source_type: {column: type}
  category: {column: type, crosswalk: types}
  status: {const: archived}
  level: {column: level}
  address: {column: address}
  premises: {column: address, premises_key: {within: Bench}}
coordinates: {system: EPSG:4326, x: lon, y: lat}
crosswalks:
  types:
    id: types
    title: {zh: 类型, en: types}
    words: {public_order.noise: [TYPE 1], dispute: [TYPE 2]}
    default: other.unclassified
"""


def write(path: Path, rows: int, level: int) -> None:
    """A CSV of invented calls, all of one level."""
    pick = random.Random(7)
    with path.open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(["number", "time", "type", "level", "address", "lon", "lat", "beat", "unit"])
        for number in range(rows):
            minute = f"2024-{1 + number % 12:02}-{1 + number % 28:02} 12:{number % 60:02}:00"
            address = f"{pick.randrange(1, 90) * 100} BLOCK OF {pick.randrange(1, 60)}TH ST"
            point = (round(-75 - pick.random(), 6), round(40 + pick.random(), 6))
            kind, beat = f"TYPE {pick.randrange(40)}", pick.randrange(60)
            out.writerow([number, minute, kind, level, address, *point, beat, f"U{beat}"])


def store_in(folder: Path) -> Store:
    """The store of a folder."""
    kinds, codes = Kinds(base_kinds()), Codes(base_codes())
    url = f"sqlite:///{folder / 'anlan.db'}"
    return Store.open(url, kinds=kinds, codes=codes, clock=system_clock, lake=folder / "lake")


def through_anlan(path: Path, folder: Path, expected: str) -> None:
    """The promised way."""
    store = store_in(folder)
    mapping = parse_declaration(MAPPING, Mapping, place="bench.yaml")
    result = ingest_file(store, "call", mapping, path, actor="bench")
    assert getattr(result, expected) == result.read, result
    store.close()


def first_load(folder: Path) -> None:
    """A new file."""
    through_anlan(folder / "calls.csv", folder, "stored")


def again(folder: Path) -> None:
    """The same file again."""
    through_anlan(folder / "calls.csv", folder, "duplicates")


def amended(folder: Path) -> None:
    """A newer delivery in which every row has changed."""
    through_anlan(folder / "amended.csv", folder, "amended")


def plain_python(folder: Path) -> None:
    """What one would write in an afternoon into the same tables, in transactions as large."""
    store_in(plain := folder / "plain").close()
    base = sqlite3.connect(plain / "anlan.db", isolation_level=None)
    base.execute("pragma synchronous = full")
    base.execute("pragma cache_size = -65536")
    base.execute("pragma wal_autocheckpoint = 8192")
    with (folder / "calls.csv").open(newline="") as file:
        rows = enumerate(csv.DictReader(file), 1)
        while part := list(islice(rows, ROWS)):
            base.execute("begin immediate")
            base.executemany(
                "insert into journal values"
                " (?, 'call', ?, 1, 'stored', 'bench', ?, 'UTC', 0, 'bench', 'x', null, ?, ?, '')",
                ((n, row["number"], n, row["number"], json.dumps(row)) for n, row in part),
            )
            base.executemany(
                "insert into view_call (id, version, position, opened, withdrawn, tz, digest,"
                " received, channel, source_type, status, level, address, premises, longitude,"
                " latitude) values (?, 1, ?, ?, 0, 'UTC', ?, ?, '911', ?, 'archived', ?, ?, ?, ?, ?)",
                (
                    (
                        row["number"], n, n, row["number"], row["time"], row["type"], row["level"],
                        row["address"], row["address"], row["lon"], row["lat"],
                    )
                    for n, row in part
                ),
            )  # fmt: skip
            base.execute("commit")
    base.close()


def duckdb_read_csv(folder: Path) -> None:
    """Columns only."""
    base = duckdb.connect(str(folder / "duck.db"))
    base.execute("create table call as select * from read_csv(?)", [str(folder / "calls.csv")])
    base.close()


WAYS: dict[str, Callable[[Path], None]] = {
    way.__name__: way for way in (first_load, again, amended, plain_python, duckdb_read_csv)
}


def measured(way: str, folder: Path) -> tuple[float, float, int]:
    """Seconds on the wall, processor seconds, peak memory (MB) of a way in a process of its own,
    the process it may have begun included."""
    begun = time.perf_counter()
    WAYS[way](folder)
    seconds = time.perf_counter() - begun
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    processor = sum(one.ru_utime + one.ru_stime for one in used)
    return seconds, processor, sum(one.ru_maxrss for one in used) // 1024


def main() -> None:
    """Run all ways and print rows per second, µs of processor per row, peak memory, ratios."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=1_000_000)
    rows = options.parse_args().rows
    seconds: dict[str, float] = {}
    used: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "plain").mkdir()
        write(folder / "calls.csv", rows, level=3)
        write(folder / "amended.csv", rows, level=2)
        for way in WAYS:
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
                seconds[way], used[way], peak = process.submit(measured, way, folder).result()
            print(
                f"{way:16} {rows / seconds[way]:>10,.0f} rows/s"
                f" {used[way] / rows * 1e6:>7.1f} µs of processor a row   peak {peak:,} MB"
            )
    for peer in ("plain_python", "duckdb_read_csv"):
        print(
            f"first_load / {peer}: {seconds[peer] / seconds['first_load']:.2f} in rows/s,"
            f" {used['first_load'] / used[peer]:.2f} in processor time"
        )
    print(f"load average {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
