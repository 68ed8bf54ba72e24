"""How fast is the shared plan, and how fast beside others that are asked the same?

    python bench/detect_engine.py [--events 50000] [--models 10 100 1000 4000 16000] [--peers]
    python bench/detect_engine.py --equality [--models 4000] [--events 60000] [--families near]

Draws random models (narrow conditions on categories of three levels, areas, channels, kinds of
premises; windows of all kinds) and a Zipf-skewed stream of calls with amendments and disorder
(`tests/detect/drawn.py`), and measures CPU time on one core, the best of some runs, for counts
only and for all families. As drawn, the models raise more than anybody could act on, so they are
measured as drawn and with the levels of the loud ones raised (`_quiet_models.py`).

`--peers` asks others the same (`_engine_peers.py`); `--equality` compares what is raised with
the reference interpreter (`_engine_equality.py`).
"""

from __future__ import annotations

import argparse
import ctypes
import gc
import multiprocessing
import sys
import time
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.detect.drawn import FAMILIES, LAYOUT, TOWN, Stream, batch_of, draw_models, draw_stream

from _engine_equality import equality
from _engine_peers import peers
from _quiet_models import quiet
from anlan.detect.compiler.plan import Plan
from anlan.detect.fast.shared import SharedPlan

BATCH = 16_384
WARM = 4_096
OF_PEERS = 20_000
ACTED_ON = 6e-4
"""Findings of a model for each event, at most, in a stream drawn before, if somebody is to act on
them. With 4,000 models it comes to about one finding for eight events, as in the study."""
SAMPLE = 100
"""Rows of which it is asked how many models they meet."""


class Measured(NamedTuple):
    """What one run came to."""

    seconds: float
    findings: int
    evidence: int
    memory: int
    """What the engine holds at the end, MB: it is how much the process grew, the stream aside."""


def run(plans: Sequence[Plan], stream: Stream) -> Measured:
    """All events but the first few, which warm up."""
    before = resident()
    engine = SharedPlan(plans, LAYOUT)
    made = resident() - before
    batch = batch_of(stream, engine.columns)
    engine.take_batch(batch.cut(0, 1))
    before = resident()
    engine.take_batch(batch.cut(1, WARM))
    findings, evidence, begin = 0, 0, time.process_time()
    for first in range(WARM, len(batch), BATCH):
        found, _ = engine.take_batch(batch.cut(first, min(first + BATCH, len(batch))))
        findings, evidence = findings + len(found), evidence + len(found.evidence)
        del found
    took = time.process_time() - begin
    return Measured(took, findings, evidence, made + resident() - before)


def resident() -> int:
    """Memory this process really holds, MB; what was freed is given back first."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 >> 20


def met(plans: Sequence[Plan], stream: Stream) -> float:
    """How many models a row that came in meets the filter of, on the mean."""
    words = {name: [None, *said] for name, said in TOWN.vocabulary.items()}
    total = 0
    for row in np.flatnonzero(stream.new.there)[:SAMPLE]:
        said = {name: words[name][codes[row]] for name, codes in stream.new.codes.items()}
        total += sum(
            all(part.accepts(said[part.attribute]) for part in plan.where.conjuncts)
            for plan in plans
        )
    return total / SAMPLE


def in_a_fresh_process(plans: Sequence[Plan], stream: Stream, runs: int) -> Measured:
    """The best of some runs, each in a process that has nothing but the stream and the code."""
    with multiprocessing.get_context("fork").Pool(1, maxtasksperchild=1) as pool:
        return min(pool.starmap(run, [(plans, stream)] * runs, 1))


def speed(models: Sequence[int], events: int) -> None:
    rng = np.random.default_rng(1)
    run(draw_models(rng, 44, TOWN), draw_stream(rng, 2 * WARM, TOWN))  # compiled code is loaded
    for title, families in (("counts only", ("count",)), ("all families", FAMILIES)):
        print(
            f"\n{title}: models · events/s · findings an event · evidence an event · models a row"
            " meets · memory of the engine"
        )
        for number in models:
            rng = np.random.default_rng(number)
            plans, stream = draw_models(rng, number, TOWN, families), draw_stream(rng, events, TOWN)
            report("as drawn", plans, stream)
            quiet(plans, draw_stream(rng, events, TOWN), ACTED_ON)
            report("quieter", plans, stream)


def report(title: str, plans: Sequence[Plan], stream: Stream) -> None:
    best = in_a_fresh_process(plans, stream, 3 if len(plans) <= 4_000 else 1)
    events = len(stream) - WARM
    print(
        f"{len(plans):>7,} {title:<9} {events / best.seconds:>11,.0f} {best.findings / events:>8.3f}"
        f" {best.evidence / events:>8.2f} {met(plans, stream):>7.1f} {best.memory:>6,} MB",
        flush=True,
    )


def state(events: int) -> None:
    """How long a start takes with the state of so many events."""
    rng = np.random.default_rng(3)
    plans = draw_models(rng, 4_000, TOWN)
    engine = SharedPlan(plans, LAYOUT)
    batch = batch_of(draw_stream(rng, events, TOWN), engine.columns)
    for first in range(0, events, BATCH):
        engine.take_batch(batch.cut(first, min(first + BATCH, events)))
    times = [time.perf_counter()]
    saved = b"".join(engine.save())
    times.append(time.perf_counter())
    fresh = SharedPlan(plans, LAYOUT)
    times.append(time.perf_counter())
    fresh.restore(BytesIO(saved))
    times.append(time.perf_counter())
    saving, making, restoring = np.diff(times)
    print(
        f"\nstate of {events:,} events, 4,000 models: {len(saved) >> 20} MB, saved in {saving:.2f} s; "
        f"plan made in {making:.2f} s, state restored in {restoring:.2f} s"
    )


def main() -> int:
    asked = argparse.ArgumentParser()
    asked.add_argument("--models", type=int, nargs="+", default=[10, 100, 1_000, 4_000])
    asked.add_argument("--events", type=int)
    asked.add_argument("--peers", action="store_true", help="peers only")
    asked.add_argument("--equality", action="store_true")
    asked.add_argument("--families", nargs="+", default=FAMILIES, help="of the equality run")
    given = asked.parse_args()
    if given.equality:
        models = given.models[0] if len(given.models) == 1 else 400
        return not equality(models, given.events or 6_000, given.families, (0, 997, 1))
    if not given.peers:
        speed(given.models, given.events or 50_000)
        state(given.events or 100_000)
    peers([n for n in given.models if n <= 4_000], OF_PEERS)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
