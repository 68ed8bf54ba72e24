"""Shipped models over real public data: what a reader can check in the file by himself."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from anlan.detect.compiler.compile import compile_model
from anlan.detect.history.replay import Replay, replay
from anlan.detect.language.model import read_model
from anlan.ingest.load import ingest_file
from anlan.packs.loader import find_mapping, installed, library
from anlan.standards.time import HOUR, parse_iso
from anlan.store.store import Store
from tests.real import shared_data

COUNTERS = "pedestrian_counts/melbourne_4sensors_2015-2016.csv.gz"


@pytest.fixture
def counters(store: Store) -> Store:
    """Two years of four pedestrian counters."""
    mapping = find_mapping(installed(), "crowds-and-sensors/melbourne-pedestrians")
    ingest_file(store, "observation", mapping, shared_data(COUNTERS), actor="test")
    return store


def test_every_silence_of_a_counter_is_found_and_nothing_else(counters: Store) -> None:
    found = _found(counters, "crowds-and-sensors", "sensor-silence")
    for level, hours in ((3, 4), (2, 24), (1, 72)):
        raised = {
            (key, at)
            for key, at, of in zip(found.keys, found.at.tolist(), found.levels, strict=True)
            if of == level
        }
        assert raised == {(key, last + hours * HOUR) for key, last in _gaps(hours)}


def test_a_crowd_is_found_at_the_counters_that_had_one(counters: Store) -> None:
    found = _found(counters, "crowds-and-sensors", "crowd-level")
    assert set(found.keys) == {f"{name}, Melbourne" for name in _busy(5000)}
    assert found.measures.min() >= 5000


def _found(store: Store, pack: str, model: str) -> Replay:
    path = next(path for path in library() if path.name == pack)
    declared = read_model(Path(path, "models", f"{model}.yaml"))
    return replay(store, compile_model(declared, store.kinds, store.codes))


def _gaps(hours: int) -> set[tuple[str, int]]:
    """Counter and last count before each stretch of so many hours without a count."""
    after = pl.col("Date_Time").shift(-1).over("Sensor")
    gaps = (
        _file()
        .sort("Sensor", "Date_Time")
        .with_columns(after=after)
        .filter(pl.col("after") - pl.col("Date_Time") >= pl.duration(hours=hours))
    )
    return {
        (f"Melbourne {sensor}", parse_iso(f"{last.isoformat()}+00:00"))
        for sensor, last in gaps.select("Sensor", "Date_Time").iter_rows()
    }


def _busy(people: int) -> set[str]:
    return set(_file().filter(pl.col("Count") >= people)["Sensor"])


def _file() -> pl.DataFrame:
    columns = pl.read_csv(shared_data(COUNTERS), infer_schema_length=0)
    return columns.with_columns(
        pl.col("Date_Time").str.to_datetime("%Y-%m-%d %H:%M:%S"), pl.col("Count").cast(pl.Int64)
    )
