"""How fast is `anlan ingest` on a flat CSV, end to end, and beside two known ways?

    python bench/ingest_csv.py [--rows 1000000]

Writes a CSV of invented calls to a temporary folder and loads it three ways in one run:
through a mapping into the store (survey, map, journal, view, seal), with csv.DictReader +
json + sqlite3.executemany into one bare table, and with DuckDB's read_csv into a table (the
upper limit: no identity, no history, no quarantine).
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import resource
import sqlite3
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

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


def write(path: Path, rows: int) -> None:
    """A CSV of invented calls."""
    pick = random.Random(7)
    with path.open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(["number", "time", "type", "address", "lon", "lat"])
        for number in range(rows):
            minute = f"2024-{1 + number % 12:02}-{1 + number % 28:02} 12:{number % 60:02}:00"
            address = f"{pick.randrange(1, 90) * 100} BLOCK OF {pick.randrange(1, 60)}TH ST"
            point = (round(-75 - pick.random(), 6), round(40 + pick.random(), 6))
            out.writerow([number, minute, f"TYPE {pick.randrange(40)}", address, *point])


def through_anlan(path: Path, folder: Path) -> None:
    """The promised way."""
    kinds, codes = Kinds(base_kinds()), Codes(base_codes())
    url = f"sqlite:///{folder / 'anlan.db'}"
    store = Store.open(url, kinds=kinds, codes=codes, clock=system_clock, lake=folder / "lake")
    mapping = parse_declaration(MAPPING, Mapping, place="bench.yaml")
    result = ingest_file(store, "call", mapping, path, actor="bench")
    assert result.quarantined == 0, result
    store.close()


def through_plain_python(path: Path, folder: Path) -> None:
    """What one would write in an afternoon: one table, key and JSON."""
    base = sqlite3.connect(folder / "plain.db")
    base.execute("pragma journal_mode = wal")
    base.execute("create table call (id text primary key, data text not null)")
    with path.open(newline="") as file:
        rows = ((row["number"], json.dumps(row)) for row in csv.DictReader(file))
        base.executemany("insert into call values (?, ?)", rows)
    base.commit()
    base.close()


def through_duckdb(path: Path, folder: Path) -> None:
    """The upper limit: columns only."""
    base = duckdb.connect(str(folder / "duck.db"))
    base.execute("create table call as select * from read_csv(?)", [str(path)])
    base.close()


def main() -> None:
    """Run the three and print rows per second, peak memory and ratios."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=1_000_000)
    rows = options.parse_args().rows
    ways: dict[str, Callable[[Path, Path], None]] = {
        "anlan ingest": through_anlan,
        "csv + json + sqlite3": through_plain_python,
        "duckdb read_csv": through_duckdb,
    }
    rates: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "calls.csv"
        write(path, rows)
        for name, way in ways.items():
            begun = time.perf_counter()
            way(path, Path(folder))
            rates[name] = rows / (time.perf_counter() - begun)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            print(f"{name:22} {rates[name]:>10,.0f} rows/s   peak so far {peak:,} MB")
    for name in list(ways)[1:]:
        print(f"anlan / {name}: {rates['anlan ingest'] / rates[name]:.2f}")


if __name__ == "__main__":
    main()
