"""A small deployment and a small mapping that the tests of ingest share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from anlan.ingest.load import BatchResult, ingest_file
from anlan.ingest.mapping import Mapping
from anlan.standards.codes import Codes, base_codes
from anlan.standards.declaration import parse_declaration
from anlan.standards.kinds import Kinds, base_kinds
from anlan.standards.time import Instant, ManualClock
from anlan.store.query import Query
from anlan.store.store import Store

KINDS = Kinds(base_kinds())
CODES = Codes(base_codes())

CALLS = """
id: calls
title: {zh: 测试警情, en: test calls}
source: {name: invented, licence: none}
zone: America/New_York
kind: call
record: "t-{number}"
fields:
  received: {column: time, formats: ["%Y-%m-%d %H:%M:%S"]}
  channel: {const: "911"}
  source_type: {column: type}
coordinates: {system: EPSG:4326, x: lon, y: lat}
"""

HEADER = "number,time,type,lon,lat\n"


def mapping(text: str = CALLS, **changes: str) -> Mapping:
    """The shared mapping, with pieces of its text replaced."""
    for old, new in changes.items():
        text = text.replace(old, new)
    return parse_declaration(text, Mapping, place="calls.yaml")


def store_in(folder: Path) -> Store:
    """A new store in a folder, at a clock that stands still."""
    clock = ManualClock(Instant(1_700_000_000_000_000))
    url = f"sqlite:///{folder / 'anlan.db'}"
    return Store.open(url, kinds=KINDS, codes=CODES, clock=clock, lake=folder / "lake")


def load(store: Store, path: Path, with_: Mapping | None = None, **more: Any) -> BatchResult:
    """Load a file; the one law of loading is asserted on the way."""
    chosen = with_ or mapping()
    result = ingest_file(store, chosen.kind, chosen, path, actor="test", **more)
    assert result.read == result.stored + result.duplicates + result.quarantined
    return result


def rows(store: Store, kind: str) -> list[dict[str, Any]]:
    """Everything a kind holds, as command handling sees it."""
    with store.writing(actor="test", purpose="stewardship") as unit:
        return unit.select(Query(kind))


def csv_file(folder: Path, body: str, name: str = "calls.csv") -> Path:
    """A CSV file with the shared header."""
    path = folder / name
    path.write_text(HEADER + body, encoding="utf-8", newline="")
    return path
