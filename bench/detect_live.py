"""How fast is detection, and how fast beside the plainest reading of what a model means?

    python bench/detect_live.py [--records 200000]

Writes invented calls into a journal, then measures CPU time (not wall time): reading the
journal, the engine with the four shipped models, the live follower as a whole (read, engine,
store findings), saving and restoring the state. The named peer is the oracle of the tests,
which counts every window from scratch; it is quadratic, so it gets the first few hundred facts,
and what it finds there must be what the engine finds.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import TypeVar

from anlan.detect.compile import Plan, compile_model
from anlan.detect.engine import Engine
from anlan.detect.live import SLICE, Detection
from anlan.detect.model import read_model
from anlan.detect.state import restore, save
from anlan.standards.codes import Codes, base_codes
from anlan.standards.kinds import Kinds, base_kinds
from anlan.standards.time import DAY, MINUTE, Instant, parse_iso, system_clock
from anlan.store.facts import Intake, Recorded
from anlan.store.store import Store

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.detect.oracle import Oracle

KINDS, CODES = Kinds(base_kinds()), Codes(base_codes())
START = parse_iso("2026-01-01T00:00:00+08:00")
PREMISES = 20_000
OF_THE_ORACLE = 500
Answer = TypeVar("Answer")


def calls(count: int) -> list[Intake]:
    """A year of calls in about time order; few premises make a large share of them."""
    pick = random.Random(7)
    categories = sorted(CODES["category"].codes)
    made = []
    for number in range(count):
        at = Instant(START + number * 365 * DAY // count - pick.choice((0, 0, 0, 5 * MINUTE)))
        spot = int(pick.paretovariate(0.5)) % PREMISES
        data = {
            "received": at,
            "channel": "110",
            "category": pick.choice(categories),
            "status": "archived",
            "valid": pick.random() < 0.95,
            "area": f"A{spot % 40}",
            "premises": f"P{spot:05}",
            "dispute": f"D{spot}" if pick.random() < 0.05 else None,
            "address": f"归澜路{spot}号 {spot} Guilan Road",
            "longitude": 116 + spot / 1e5,
            "latitude": 39 + spot / 1e5,
            "summary": "楼上楼下因噪声争吵",
            "dispatched": at + MINUTE,
            "arrived": at + 10 * MINUTE,
        }
        made.append(Intake(f"c{number}", at, "Asia/Shanghai", f"d{number}", data))
    return made


def measured(name: str, count: int, work: Callable[[], Answer]) -> Answer:
    """Run it once and print facts per second of CPU time."""
    begun = time.process_time()
    answer = work()
    spent = time.process_time() - begun
    print(f"{name:34} {count / spent:>12,.0f} facts/s   {spent:6.2f} s CPU")
    return answer


def engine_over(store: Store, plans: list[Plan]) -> tuple[Engine, float, float, int]:
    """The journal through the engine in pieces, as live: CPU of reading and of the engine."""
    engine, reading, thinking, found = Engine(plans), 0.0, 0.0, 0
    while True:
        begun = time.process_time()
        piece = store.journal.read(engine.position, ["call"], SLICE)
        read = time.process_time()
        found += sum(len(engine.take(recorded)) for recorded in piece)
        reading, thinking = reading + read - begun, thinking + time.process_time() - read
        if not piece:
            return engine, reading, thinking, found


def beside_the_oracle(plans: list[Plan], facts: list[Recorded]) -> None:
    """The same facts through both; their findings must be equal."""
    engine = Engine(plans)
    found = measured(
        "engine, first facts", len(facts), lambda: [f for r in facts for f in engine.take(r)]
    )
    oracles = [Oracle(plan) for plan in plans]
    raised = measured(
        "oracle, first facts", len(facts), lambda: [oracle.run(facts) for oracle in oracles]
    )
    for plan, expected in zip(plans, raised, strict=True):
        mine = [f for f in found if f.model == plan.model.id]
        assert [(f.trigger, f.key, f.level, f.evidence) for f in mine] == expected, plan.model.id


def main() -> None:
    """Print the figures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--records", type=int, default=200_000)
    count = options.parse_args().records
    models = resources.files("anlan.packs") / "library" / "repeat-disputes" / "models"
    plans = [
        compile_model(read_model(path), KINDS, CODES)
        for path in sorted(Path(str(models)).glob("*.yaml"))
    ]
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        store = Store.open(
            f"sqlite:///{home / 'anlan.db'}",
            kinds=KINDS,
            codes=CODES,
            clock=system_clock,
            lake=home / "lake",
        )
        rows = calls(count)
        for first in range(0, count, 10_000):
            with store.writing(actor="bench", purpose="stewardship") as unit:
                unit.take_in("call", rows[first : first + 10_000], source="bench")
        del rows
        engine, reading, thinking, found = engine_over(store, plans)
        print(f"{'journal, read and parsed':34} {count / reading:>12,.0f} facts/s")
        print(f"{'engine, four models':34} {count / thinking:>12,.0f} facts/s   {found} findings")
        kept = sum(len(source.records) for source in engine.sources.values())
        state = measured("state saved", kept, lambda: save(engine))
        measured("state restored", kept, lambda: restore(plans, state))
        live = Detection(store, plans, system_clock, home / "detect.json")
        measured("live: read, engine, store", count, lambda: all(iter(live.catch_up, 0)))
        beside_the_oracle(plans, store.journal.read(limit=OF_THE_ORACLE))
        store.close()


if __name__ == "__main__":
    main()
