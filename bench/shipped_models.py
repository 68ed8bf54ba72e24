"""How long does it take to back-test every shipped model over a year of a real city?

    python bench/shipped_models.py [FOLDER]

FOLDER holds the data sets (default: $ANLAN_SHARED/data, else ../shared/data). winston_salem_pd is
loaded into a new store, and all models of the packs that come with Anlan are back-tested over it one
after the other, with outcome and competitor, twice: the first round turns the journal into columns
and compiles. Printed: findings of each model, and of the moving average beside it. Promised: all of
them within ten seconds.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

from anlan.detect.compiler.compile import compile_model
from anlan.detect.compiler.plan import Plan
from anlan.detect.history.backtest import backtest
from anlan.detect.language.model import read_model
from anlan.ingest.load import ingest_file
from anlan.ingest.mapping import read_mapping
from anlan.packs.loader import find_pack, library
from anlan.standards.codes import Codes, base_codes
from anlan.standards.kinds import Kinds, base_kinds
from anlan.standards.time import system_clock
from anlan.store.store import Store

FILE = "winston_salem_pd/wspd_incidents_2018.csv.gz"


def one_after_the_other(store: Store, plans: list[Plan]) -> float:
    """Back-test every model; the seconds it took altogether."""
    begun = time.perf_counter()
    for plan in plans:
        found = backtest(store, plan)
        ours, theirs = found.findings, found.competitor.findings
        print(
            f"  {plan.model.id:32} {ours:>6,} findings, {theirs:>6,} beside, {found.seconds:.2f} s"
        )
    return time.perf_counter() - begun


def main() -> None:
    """Load, and back-test twice."""
    shared = os.environ.get("ANLAN_SHARED") or Path(__file__).parents[2] / "shared"
    path = (Path(sys.argv[1]) if len(sys.argv) > 1 else Path(shared) / "data") / FILE
    if not path.is_file():
        print(f"not there: {FILE}")
        return
    kinds, codes = Kinds(base_kinds()), Codes(base_codes())
    declared = [file for pack in library() for file in sorted(pack.glob("models/*.yaml"))]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = f"sqlite:///{folder / 'anlan.db'}"
        store = Store.open(url, kinds=kinds, codes=codes, clock=system_clock, lake=folder / "lake")
        how = read_mapping(find_pack("city-calls") / "mappings" / "winston-salem-pd.yaml")
        done = ingest_file(store, how.kind, how, path, actor="bench")
        plans = [compile_model(read_model(file), kinds, codes) for file in declared]
        for turn in ("the first time", "again"):
            took = one_after_the_other(store, plans)
            print(f"{len(plans)} models over {done.stored:,} rows, {turn}: {took:.1f} s")
        store.close()


if __name__ == "__main__":
    main()
