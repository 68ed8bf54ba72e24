"""The work whose power is cut: records come in, models watch, checkpoints are written.

`python -m tests.durability.powered HOME MARKS` writes to MARKS, after every commit that somebody
was told of, how long the journal is: what was promised by then.
"""

from __future__ import annotations

import os
import random
import sys
from pathlib import Path

from anlan.detect.compiler.plan import Plan
from anlan.detect.live import detection as of_live
from anlan.detect.live.detection import Detection
from anlan.standards.time import Instant, ManualClock
from anlan.store.facts import Fact, Intake
from anlan.store.store import Store
from tests.conftest import NOON
from tests.detect.declared import CODES, KINDS
from tests.detect.thousands import Town, calls, declared_plans

BATCHES, BATCH = 12, 20


def models() -> list[Plan]:
    families = ("count", "distinct", "ratio", "unanswered", "silence", "near")
    return declared_plans(random.Random(4), 6, families, easy=True)


def batches() -> list[list[Intake]]:
    rows = calls(random.Random(5), BATCHES * BATCH, Town(premises=6, skew=0.3, per_day=60))
    return [rows[n : n + BATCH] for n in range(0, len(rows), BATCH)]


def opened(home: Path, clock: ManualClock) -> Store:
    url = f"sqlite:///{home / 'anlan.db'}"
    return Store.open(url, kinds=KINDS, codes=CODES, clock=clock, lake=home / "lake")


def take_in(store: Store, rows: list[Intake]) -> None:
    """A batch, and a call of it withdrawn; known ones change nothing."""
    with store.writing(actor="test", purpose="stewardship") as unit:
        unit.take_in("call", rows, source="test")
    last = rows[-1]
    with store.writing(actor="test", purpose="stewardship") as unit:
        if not (unit.get("call", last.record) or {})["withdrawn"]:
            gone = Fact("call.amended", "call", last.record, 2, last.time, {"withdrawn": True})
            unit.append(gone)


def main() -> None:
    home, marks = Path(sys.argv[1]), os.open(sys.argv[2], os.O_WRONLY | os.O_CREAT, 0o600)
    clock = ManualClock(Instant(NOON))
    store = opened(home, clock)
    live = Detection(store, models(), clock, home / "detect")
    of_live.CHECKPOINT_SHARE = 0  # whatever they cost
    of_live.BUSY = 1.0  # and however much there is to do

    def mark() -> None:
        os.write(marks, f"{store.journal.head()} ".encode())

    for number, rows in enumerate(batches()):
        take_in(store, rows)
        mark()
        of_live.CHECKPOINT_EVERY = 3_600.0 * (number % 3 != 0)
        live.catch_up()
        mark()
        if number % 5 == 4:  # SQLite moves its log into the file, and begins the log anew
            with store.engine.sql.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)")
    live.save()
    store.close()
    mark()


if __name__ == "__main__":
    main()
