"""Are the published data sets of the pack city-calls taken in whole, once, and how fast?

    python bench/ingest_real.py [FOLDER]

FOLDER holds the data sets (default: $ANLAN_SHARED/data, else ../shared/data); those that are
not there are left out. Each is loaded twice: the first load must end in the known number of
quarantined rows, the second must store nothing.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from anlan.ingest.load import ingest_file
from anlan.ingest.mapping import read_mapping
from anlan.packs.loader import find_pack
from anlan.standards.codes import Codes, base_codes
from anlan.standards.kinds import Kinds, base_kinds
from anlan.standards.time import system_clock
from anlan.store.store import Store

SETS = {
    "boston-311-animal": ("boston_311_animal/boston311_animal_2017.csv.gz", 2),
    "sf-fire-cad": ("sf_fire_cad/sf_fire_2017-01.csv", 28),
    "boone-county-ems": ("boone_county_ems/boone_ems_2016.csv.gz", 13),
    "slo-pd-log": ("slo_pd_log/slopd_until_2021-12-09.csv.gz", 3),
    "rvfd-unit-dispatch": ("rvfd_unit_dispatch/rvfd_2010-2015.csv.gz", 983),
    "montgomery-pa-911": ("montgomery_pa_911/911.zip", None),
    "winston-salem-pd": ("winston_salem_pd/wspd_incidents_2018.csv.gz", 0),
    "seattle-911-2015": ("seattle_911_2015/seattle_911_2015H1.csv.gz", None),
    "nashville-pd-2024": ("nashville_pd_2024/calls_2024.csv", None),
    "san-diego-pd-2023": ("san_diego_pd_2023/pd_calls_extract_A.csv", None),
    "london-fire-2017": ("london_fire_2017/lfb_incidents_2017-01_02.csv.gz", None),
}
"""Mapping → file, and how many of its rows are known to be quarantined."""


def load_twice(mapping: str, path: Path, quarantined: int | None, folder: Path) -> None:
    """Load a file twice into a new store; AssertionError when it is not taken whole and once."""
    how = read_mapping(find_pack("city-calls") / "mappings" / f"{mapping}.yaml")
    kinds, codes = Kinds(base_kinds()), Codes(base_codes())
    url = f"sqlite:///{folder / 'anlan.db'}"
    store = Store.open(url, kinds=kinds, codes=codes, clock=system_clock, lake=folder / "lake")
    for stored in (True, False):
        before = sum(os.times()[:4])
        done = ingest_file(store, how.kind, how, path, actor="bench")
        used = (sum(os.times()[:4]) - before) / done.read * 1e6
        assert done.read == done.stored + done.duplicates + done.quarantined, done
        assert bool(done.stored) is stored, done
        assert quarantined in (None, done.quarantined), done
        print(
            f"{mapping:20} {done.read:>8,} rows {done.stored:>8,} stored {done.duplicates:>8,}"
            f" duplicate {done.quarantined:>5,} quarantined {done.read / done.seconds:>8,.0f}"
            f" rows/s {used:>6.1f} µs of processor a row",
            flush=True,
        )
    assert store.verify(views=False).ok
    store.close()


def main() -> None:
    """Every data set that is there."""
    shared = os.environ.get("ANLAN_SHARED") or Path(__file__).parents[2] / "shared"
    data = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(shared) / "data"
    for mapping, (file, quarantined) in SETS.items():
        if (data / file).is_file():
            with tempfile.TemporaryDirectory() as folder:
                load_twice(mapping, data / file, quarantined, Path(folder))
        else:
            print(f"{mapping:20} not there: {file}")


if __name__ == "__main__":
    main()
