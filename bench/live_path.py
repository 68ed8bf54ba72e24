"""The durable live path: posted records, 4,000 models, findings in the journal and on a page.

    python bench/live_path.py [--models 4000] [--rate 10000] [--seconds 15] [--old 20000]
                               [--alerting 0] [--most 2] [--peer 44]

One process posts: it parses JSON records as a source sends them and stores them as a load does, in
batches of a twentieth of a second, at a given rate (0: as fast as it can). Another, as the server
does, runs detection over the journal and, beside it, the hub of one open page that is told of
findings. The database is SQLite with a sync at every commit. Clocks show the time of the calls, so
that no limit passes before its time.
Printed: findings a record, records a second that came through, CPU time per record of each
process, the time from the commit of a record to the commit of what it raised and to the event on
the page, the longest round (a checkpoint is written aside meanwhile), and a start from that state.

The levels of a model that raises more than `--most` findings a day are doubled before, as the
register proposes for one that finds more than there is staff for (0: models as they were drawn).

The named peer is the reference interpreter behind the same path (`--peer` models of the same
sorts: it counts every window anew and could not run thousands), with CPU time per record and
model beside the engine's.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import multiprocessing as mp
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, cast

import numpy as np
import orjson

from anlan.detect.compiler.plan import Plan
from anlan.detect.live.detection import Detection
from anlan.detect.running.engine import Engine
from anlan.detect.steps.runner import MakeRunner
from anlan.standards.collector import resting
from anlan.standards.time import EARLIEST, Clock, Instant, ManualClock
from anlan.store.facts import Fact, Intake, IntakeColumns, Recorded
from anlan.store.store import Store
from anlan.web.hub import Hub

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.detect.declared import CODES, KINDS
from tests.detect.thousands import Town, calls, declared_plans

from _quiet_models import double
from anlan.detect.reference import Reference

OF_THE_PEER = 2_000
Commit = tuple[int, float]
"""Journal position, and when it was committed."""


def opened(home: Path, clock: Clock) -> Store:
    return Store.open(
        f"sqlite:///{home / 'anlan.db'}", kinds=KINDS, codes=CODES, clock=clock,
        lake=home / "lake",
    )  # fmt: skip


def take_in(store: Store, clock: ManualClock, lines: Sequence[bytes]) -> int:
    """Parse records and store them as a load does: column by column."""
    with resting():
        given = [orjson.loads(line) for line in lines]
        records, times, zones, digests, data = (
            [each[name] for each in given] for name in ("record", "time", "zone", "digest", "data")
        )
        names = tuple(data[0])
        texts = [orjson.dumps(_known(each)) for each in data]
        columns = {name: [each[name] for each in data] for name in names}
        clock.advance_to(Instant(max(times)))
        with store.writing(actor="bench", purpose="stewardship") as unit:
            rows = IntakeColumns(
                records, times, zones[0], digests, [text.decode() for text in texts], names, columns
            )
            unit.take_in_columns("call", rows, source="bench")
    return store.journal.head()


def _known(data: dict[str, Any]) -> dict[str, Any]:
    """What the journal keeps of a record: the values that are known."""
    if None not in data.values():
        return data
    return {name: value for name, value in data.items() if value is not None}


def post(home: Path, lines: list[bytes], rate: int, line: Connection) -> None:
    """The posting process: batches of a twentieth of a second; says when each was committed."""
    clock = ManualClock(EARLIEST)
    store = opened(home, clock)
    size = rate // 20 or 2_000
    line.recv()
    begun, spent = time.time(), time.process_time()
    commits: list[Commit] = []
    for first in range(0, len(lines), size):
        if rate:
            time.sleep(max(0.0, begun + first / rate - time.time()))
        head = take_in(store, clock, lines[first : first + size])
        commits.append((head, time.time()))
    line.send((commits, time.process_time() - spent))


def watch(store: Store, seen: list[Commit], over: threading.Event) -> None:
    """One open page: when each finding came to it."""

    async def look() -> None:
        hub = Hub(store, longest_queue=100_000, most_streams=5)
        client, _ = hub.join(frozenset({"finding"}), asyncio.get_running_loop())
        while not over.is_set():
            try:
                change = await asyncio.wait_for(client.queue.get(), 0.2)
            except TimeoutError:
                continue
            if change is not None:
                seen.append((change.position, time.time()))
        hub.close()

    asyncio.run(look())


def percentiles(name: str, seconds: Sequence[float]) -> None:
    if len(seconds):
        p50, p99 = (float(np.percentile(seconds, q)) * 1_000 for q in (50, 99))
        print(f"{name:44} p50 {p50:7.0f} ms   p99 {p99:7.0f} ms   of {len(seconds):,}")


def live(home: Path, plans: list[Plan], lines: list[bytes], rate: int) -> None:
    """Both processes at once."""
    clock = ManualClock(EARLIEST)
    store = opened(home, clock)
    detection = Detection(store, plans, clock, home / "detect")
    while detection.catch_up():
        clock.advance_to(detection.clock("call"))
    detection.save()
    gc.collect()
    gc.freeze()  # as the server does
    ours, theirs = mp.get_context("spawn").Pipe()
    poster = mp.get_context("spawn").Process(target=post, args=(home, lines, rate, theirs))
    poster.start()
    seen: list[Commit] = []
    over = threading.Event()
    page = threading.Thread(target=watch, args=(store, seen, over))
    page.start()
    time.sleep(3)  # the other process has opened the database
    begun, spent, before = time.time(), time.process_time(), store.journal.head()
    ours.send("begin")
    done: list[Commit] = []
    rounds: list[float] = []
    taken = 0
    while taken < len(lines):
        round_begun = time.time()
        if handled := detection.catch_up():
            taken += handled
            clock.advance_to(detection.clock("call"))
            done.append((store.followers.position("detect"), time.time()))
            rounds.append(time.time() - round_begun)
        else:
            store.wait(store.journal.head(), 0.01)
    took, cpu = time.time() - begun, time.process_time() - spent
    commits, their_cpu = ours.recv()
    poster.join()
    time.sleep(0.5)
    over.set()
    page.join()
    report(store, before, commits, done, seen)
    print(
        f"{'records through, sustained':44} {len(lines) / took:,.0f} /s of {rate or 'all'} posted"
    )
    print(f"{'CPU per record, posting':44} {their_cpu / len(lines) * 1e6:,.0f} µs")
    print(f"{'CPU per record, detection and page':44} {cpu / len(lines) * 1e6:,.0f} µs")
    percentiles("rounds", rounds)
    print(f"{'longest round':44} {max(rounds) * 1e3:,.0f} ms")
    started(detection, store, plans, home)
    store.close()


def report(
    store: Store, before: int, commits: list[Commit], done: list[Commit], seen: list[Commit]
) -> None:
    """How long after its commit each record was through, and its findings on the page."""
    heads, when = np.array([c[0] for c in commits]), np.array([c[1] for c in commits])
    through, then = np.array([c[0] for c in done]), np.array([c[1] for c in done])
    facts = store.journal.read(before, ["call", "finding"], 10_000_000)
    raised = sum(entry.fact.type == "finding.raised" for entry in facts)
    posted = {entry.fact.record: entry.position for entry in facts if entry.fact.kind == "call"}
    print(f"{'findings a record':44} {raised / len(posted):.3f}")
    at = np.array(sorted(posted.values()))
    committed = when[np.searchsorted(heads, at)]
    percentiles("commit of a record → handled", then[np.searchsorted(through, at)] - committed)
    found = {entry.position: entry.fact for entry in facts if entry.fact.type == "finding.raised"}
    at_once = {  # a limit passes later than its record comes
        position: posted[fact.data["trigger"]]
        for position, fact in found.items()
        if fact.data["trigger"] in posted
        and fact.data["model"].split("-")[0] not in ("unanswered", "silence")
    }
    shown = [
        moment - when[np.searchsorted(heads, at_once[position])]
        for position, moment in seen
        if position in at_once
    ]
    percentiles("commit of a record → finding on the page", shown)


def started(detection: Detection, store: Store, plans: list[Plan], home: Path) -> None:
    begun = time.time()
    detection.save()
    print(f"{'checkpoint, written here and now':44} {time.time() - begun:.2f} s")
    begun, spent = time.time(), time.process_time()
    assert Detection(store, plans, store.clock, home / "detect").lanes[0].engine.position
    cpu = time.process_time() - spent
    print(f"{'start from it, declarations read':44} {time.time() - begun:.2f} s, {cpu:.2f} s CPU")


def quieted(plans: list[Plan], rows: Sequence[Intake], most: float) -> None:
    """Double the levels of every model that raises more than so many findings a day."""
    facts = [
        Recorded(n, Fact("call.received", "call", row.record, 1, row.time, row.data, "bench", row.zone),
                 row.time, "bench", "stewardship", None)
        for n, row in enumerate(rows, 1)
    ]  # fmt: skip
    allowed = most * len(rows) / Town().per_day
    while True:
        engine, times = Engine(plans), Counter[str]()
        for first in range(0, len(facts), 5_000):
            times.update(found.model for found in engine.take(facts[first : first + 5_000]).raised)
        loud = [plan for plan in plans if times[plan.model.id] > allowed]
        if not loud:
            return
        for plan in loud:
            double(plan)


def peer(plans: list[Plan], home: Path, models: int) -> None:
    """The reference over the same journal."""
    store = opened(home, ManualClock(EARLIEST))
    facts = store.journal.read(0, ["call"], OF_THE_PEER)
    store.close()
    for name, engine in (
        ("the engine", Engine(plans)),
        ("named peer: the reference", Engine(plans[:models], cast(MakeRunner, Reference))),
    ):
        engine.take(facts[: OF_THE_PEER // 4])
        spent, some = time.process_time(), facts[OF_THE_PEER // 4 :]
        engine.take(some)
        each = (time.process_time() - spent) / len(some) / len(engine.plans) * 1e9
        print(
            f"{name + ', ' + str(len(engine.plans)) + ' models':44} {each:,.0f} ns a record and model"
        )


def main() -> None:
    """Print the figures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--models", type=int, default=4_000)
    options.add_argument("--rate", type=int, default=10_000)
    options.add_argument("--seconds", type=int, default=15)
    options.add_argument("--old", type=int, default=20_000, help="records there before")
    options.add_argument("--alerting", type=int, default=0, help="models that raise easily")
    options.add_argument("--most", type=float, default=2, help="findings a day of one model")
    options.add_argument("--peer", type=int, default=44)
    asked = options.parse_args()
    quiet = declared_plans(random.Random(1), asked.models)[asked.alerting :]
    plans = declared_plans(random.Random(3), asked.alerting, easy=True) + quiet
    rows = calls(random.Random(2), asked.old + (asked.rate or 20_000) * asked.seconds, Town())
    if asked.most:
        quieted(quiet, rows[: 3 * int(Town().per_day)], asked.most)
    lines = [orjson.dumps(asdict(row)) for row in rows]
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        clock = ManualClock(EARLIEST)
        store = opened(home, clock)
        for first in range(0, asked.old, 5_000):
            take_in(store, clock, lines[first : min(first + 5_000, asked.old)])
        store.close()
        live(home, plans, lines[asked.old :], asked.rate)
        peer(plans, home, asked.peer)


if __name__ == "__main__":
    main()
