"""How fast is the shared plan, and how fast beside others that are asked the same?

    python bench/detect_engine.py [--events 100000] [--models 10 100 1000 4000 16000] [--peers]
    python bench/detect_engine.py --equality [--models 4000] [--events 60000]

Draws random models (narrow conditions on categories of three levels, areas, channels, kinds of
premises; windows of all kinds) and a Zipf-skewed stream of calls with amendments and disorder
(`tests/detect/drawn.py`), and measures CPU time on one core, all families and counts only.

The peers get sliding counts without a cooldown over a stream without amendments, in order of
time, and must raise the same: the reference interpreter, plain Python that dispatches by
category, DuckDB with one statement a model, Polars with all plans collected together.

`--equality` compares what is raised, evidence and all, with the reference interpreter. Of a
model whose limits do not pass by themselves, the reference sees only the steps whose rows meet
its filter, as it ignores the others.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections import deque
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import polars as pl

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.detect.drawn import (
    FAMILIES,
    LAYOUT,
    MINUTE_OF_WEEK,
    TOWN,
    Stream,
    batch_of,
    draw_models,
    draw_stream,
    steps_of,
)

from anlan.detect.compiler.filter import Conjunct
from anlan.detect.compiler.horizon import Horizon
from anlan.detect.compiler.plan import Plan
from anlan.detect.fast.batch import Batch
from anlan.detect.fast.shared import SharedPlan
from anlan.detect.reference import Reference
from anlan.detect.steps.row import Raised, Step
from anlan.standards.time import DAY, HOUR

BATCH = 16_384
WARM = 4_096
OF_PEERS = 20_000
ALWAYS_TOLD = ("season", "unanswered", "silence")
Alerts = set[tuple[int, str, int, int]]
"""Model, key, level, and the number of the call that raised it."""


def run(plans: Sequence[Plan], stream: Stream) -> tuple[float, int, float]:
    """Events per second of CPU time, findings, and filters a row meets on the mean."""
    engine = SharedPlan(plans, LAYOUT)
    batch = batch_of(stream, engine.columns)
    engine.take_batch(batch.cut(0, WARM))
    raised, begin = 0, time.process_time()
    for first in range(WARM, len(batch), BATCH):
        raised += len(engine.take_batch(batch.cut(first, min(first + BATCH, len(batch))))[0])
    took = time.process_time() - begin
    return (len(batch) - WARM) / took, raised, matched(engine, batch.cut(0, WARM))


def matched(engine: SharedPlan, batch: Batch) -> float:
    """How many models a row that came in meets the filter of, on the mean."""
    matches = engine.matcher.match(batch)
    numbers = [engine.matcher.number(plan.where) for plan in engine.plans]
    meets = np.unpackbits(matches.bits.view(np.uint8), axis=1, bitorder="little")[:, numbers]
    return float(meets.sum(axis=1)[matches.new[batch.new.there]].mean())


def speed(models: Sequence[int], events: int) -> None:
    for title, families in (("counts only", ("count",)), ("all families", FAMILIES)):
        print(f"\n{title}: models · events/s · findings · models a row meets · peak memory so far")
        for number in models:
            rng = np.random.default_rng(number)
            plans = draw_models(rng, number, TOWN, families)
            rate, raised, meets = run(plans, draw_stream(rng, events, TOWN))
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
            print(
                f"{number:>7,}  {rate:>11,.0f}  {raised:>9,}  {meets:6.1f}  {memory:,} MB",
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
    saved = engine.save()
    times.append(time.perf_counter())
    fresh = SharedPlan(plans, LAYOUT)
    times.append(time.perf_counter())
    fresh.restore(saved)
    times.append(time.perf_counter())
    saving, making, restoring = np.diff(times)
    print(
        f"\nstate of {events:,} events, 4,000 models: {len(saved) >> 20} MB, saved in {saving:.2f} s; "
        f"plan made in {making:.2f} s, state restored in {restoring:.2f} s"
    )


def of_peers(rng: np.random.Generator, number: int) -> list[Plan]:
    """Models every peer can express: sliding counts, no cooldown, one level, one hour to a week."""
    plans = draw_models(rng, number, TOWN, ("count",))
    for plan in plans:
        length = int(rng.choice([HOUR, 6 * HOUR, DAY, 7 * DAY]))
        plan.__dict__["horizon"] = Horizon(length, sliding=True)
        plan.__dict__["cooldown"] = None
        level = plan.thresholds[0]
        plan.__dict__["thresholds"] = (
            type(level)(level.level, float(max(2, round(level.at_least)))),
        )
    return plans


def peers(models: Sequence[int], events: int) -> None:
    """The same sliding counts in other ways."""
    everyone: dict[str, tuple[Callable[..., Alerts], int]] = {
        "shared plan": (by_shared_plan, 1 << 60), "reference interpreter": (by_reference, 1_000),
        "Python by category": (by_category, 4_000), "DuckDB, one statement a model": (by_duckdb, 1_000),
        "Polars, collected together": (by_polars, 1_000),
    }  # fmt: skip
    for number in models:
        rng = np.random.default_rng(number)
        plans = of_peers(rng, number)
        stream = draw_stream(rng, events, TOWN, amended=0, disorder=0, ticks=0)
        print(
            f"\n{number:,} sliding counts, {events:,} events: events/s · alerts · slower than the plan by"
        )
        wanted: Alerts | None = None
        fastest = 0.0
        for name, (ask, most) in everyone.items():
            if number > most:
                continue
            took, alerts = ask(plans, stream)
            rate = events / took
            wanted, fastest = (alerts, rate) if wanted is None else (wanted, fastest)
            same = (
                "the same alerts" if alerts == wanted else f"{len(alerts ^ wanted)} alerts differ"
            )
            print(
                f"{name:<30} {rate:>11,.0f} {len(alerts):>8,} {fastest / rate:>9,.1f}×  {same}",
                flush=True,
            )


def by_shared_plan(plans: Sequence[Plan], stream: Stream) -> tuple[float, Alerts]:
    engine = SharedPlan(plans, LAYOUT)
    batch = batch_of(stream, engine.columns)
    engine.take_batch(batch.cut(0, 1))  # compiled code is loaded
    engine = SharedPlan(plans, LAYOUT)
    batch = batch_of(stream, engine.columns)
    engine.matcher.match(batch.cut(0, 1))  # values of all attributes are known
    begin = time.process_time()
    found, _ = engine.take_batch(batch)
    took = time.process_time() - begin
    keys = [
        engine.columns.value(plans[model].key, int(key))
        for model, key in zip(found.model, found.key, strict=True)
    ]
    columns = (found.model.tolist(), keys, found.level.tolist(), found.trigger.tolist())
    return took, set(zip(*columns, strict=True))


def by_reference(plans: Sequence[Plan], stream: Stream) -> tuple[float, Alerts]:
    steps, reference = steps_of(stream), Reference(plans, LAYOUT)
    part = steps[: max(50, len(steps) * 10 // len(plans))]
    begin = time.process_time()
    reference.take(part)
    scaled = (time.process_time() - begin) * len(steps) / len(part)
    return scaled, {alert(one) for one in by_reference_told(plans, steps)}


def alert(one: Raised) -> tuple[int, str, int, int]:
    return one.model, one.key, one.level, one.trigger.order


def by_category(plans: Sequence[Plan], stream: Stream) -> tuple[float, Alerts]:
    """A list of models for each category, a queue of times for each model and key."""
    steps = steps_of(stream)
    by_value: dict[Any, list[int]] = {}
    tests = []
    for number, plan in enumerate(plans):
        category = [part for part in plan.where.conjuncts if part.attribute == "category"]
        for value in [None, *TOWN.categories]:
            if all(part.accepts(value) for part in category):
                by_value.setdefault(value, []).append(number)
        others = [part for part in plan.where.conjuncts if part.attribute != "category"]
        tests.append([(LAYOUT.slot[part.attribute], part.answer.accepts) for part in others])
    at_category, alerts = LAYOUT.slot["category"], set()
    queues: dict[tuple[int, str], deque[int]] = {}
    settings = [(LAYOUT.slot[p.key], p.horizon.length, p.thresholds[0]) for p in plans]
    begin = time.process_time()
    for _, clock, _, row in steps:
        values = row.values
        for number in by_value.get(values[at_category], ()):
            at_key, length, level = settings[number]
            key = values[at_key]
            if key is None or not all(accepts(values[at]) for at, accepts in tests[number]):
                continue
            queue = queues.setdefault((number, key), deque())
            while queue and queue[0] <= clock - length:
                queue.popleft()
            queue.append(row.time)
            if len(queue) == level.at_least:
                alerts.add((number, key, level.level, row.order))
    return time.process_time() - begin, alerts


def table(stream: Stream) -> pl.DataFrame:
    """The calls as a table."""
    words = {name: [None, *said] for name, said in TOWN.vocabulary.items()}
    codes = stream.new.codes
    named = {name: [words[name][code] for code in codes[name]] for name in words}
    return pl.DataFrame({"time": stream.new.time, "order": stream.order, **named})


def condition(plan: Plan) -> list[tuple[str, list[Any]]]:
    """For each attribute of a filter the values it accepts, None among them or not."""
    return [(part.attribute, accepted(part)) for part in plan.where.conjuncts]


def accepted(part: Conjunct) -> list[Any]:
    """The values a conjunct accepts; the minute of the week is never empty."""
    nothing = [] if part.attribute == MINUTE_OF_WEEK else [None]
    return [v for v in [*nothing, *TOWN.vocabulary[part.attribute]] if part.accepts(v)]


def by_duckdb(plans: Sequence[Plan], stream: Stream) -> tuple[float, Alerts]:
    database = duckdb.connect()
    database.register("drawn", table(stream).to_arrow())
    database.execute("set threads = 1")
    database.execute("create table calls as select * from drawn")
    alerts: Alerts = set()
    statements = []
    for number, plan in enumerate(plans):
        asked = [f'"{plan.key}" is not null']
        for name, values in condition(plan):
            known = ", ".join(repr(v) for v in values if v is not None) or "null"
            none = f' or "{name}" is null' if None in values else ""
            asked.append(f'("{name}" in ({known}){none})')
        level = plan.thresholds[0]
        statements.append(
            f"""select {number}, key, {level.level}, "order" from (select "{plan.key}" as key, "order",
            count(*) over (partition by "{plan.key}" order by time range between
            {plan.horizon.length - 1} preceding and current row) as n from calls
            where {" and ".join(asked)}) where n = {int(level.at_least)}"""
        )
    begin = time.process_time()
    for statement in statements:
        alerts.update(database.execute(statement).fetchall())
    return time.process_time() - begin, alerts


def by_polars(plans: Sequence[Plan], stream: Stream) -> tuple[float, Alerts]:
    calls = table(stream).lazy()
    queries = []
    for number, plan in enumerate(plans):
        asked = pl.col(plan.key).is_not_null()
        for name, values in condition(plan):
            known = pl.col(name).is_in([v for v in values if v is not None])
            asked &= known.fill_null(None in values)
        level = plan.thresholds[0]
        before = pl.col("time").shift(int(level.at_least) - 1).over(plan.key)
        further = pl.col("time").shift(int(level.at_least)).over(plan.key)
        floor = pl.col("time") - plan.horizon.length
        queries.append(
            calls.filter(asked)
            .filter((before > floor) & ((further <= floor) | further.is_null()))
            .select(
                pl.lit(number).alias("m"),
                pl.col(plan.key).alias("k"),
                pl.lit(level.level).alias("l"),
                "order",
            )
        )
    begin = time.process_time()
    alerts: Alerts = {row for found in pl.collect_all(queries) for row in found.iter_rows()}
    return time.process_time() - begin, alerts


def by_reference_told(plans: Sequence[Plan], steps: Sequence[Step]) -> list[Raised]:
    """What the reference raises, each model by itself, told the steps that concern it."""
    raised: list[Raised] = []
    for number, plan in enumerate(plans):
        told = steps if plan.measure.family in ALWAYS_TOLD else concerning(plan, steps)
        raised += [
            Raised(number, r.key, r.level, r.at, r.floor, r.measure, r.trigger, r.evidence)
            for r in Reference([plan], LAYOUT).take(told)
        ]
    return raised


def concerning(plan: Plan, steps: Sequence[Step]) -> list[Step]:
    """Steps of which a row meets the filter."""
    tests = [(LAYOUT.slot[part.attribute], part.accepts) for part in plan.where.conjuncts]
    return [
        step
        for step in steps
        if any(
            row is not None and all(accepts(row.values[at]) for at, accepts in tests)
            for row in (step.removed, step.added)
        )
    ]


def equality(models: int, events: int) -> bool:
    """Whether all is equal at batches of 1, 997 and all, and across 20 restarts."""
    rng = np.random.default_rng(1)
    plans = draw_models(rng, models, TOWN)
    steps = steps_of(draw_stream(rng, events, TOWN, per_day=events / 30))
    stops = set(map(int, rng.integers(0, events, 20)))
    answers = []
    for size, cuts in ((events, set[int]()), (997, stops), (1, set[int]())):
        engine, raised = SharedPlan(plans, LAYOUT), list[Raised]()
        begin = time.perf_counter()
        edges = sorted({*range(0, events, size), *cuts, events})
        for first, last in pairwise(edges):
            if first in cuts:
                saved = engine.save()
                engine = SharedPlan(plans, LAYOUT)
                engine.restore(saved)
            raised += engine.take(steps[first:last])
        answers.append(canonical(raised))
        took = time.perf_counter() - begin
        print(
            f"batches of {size:,}, {len(cuts)} restarts: {len(raised):,} raised, {took:.0f} s",
            flush=True,
        )
    wanted = canonical(by_reference_told(plans, steps))
    same = all(answer == wanted for answer in answers)
    print(f"reference: {len(wanted):,} raised; {'all equal' if same else 'NOT EQUAL'}")
    return same


def canonical(raised: Sequence[Raised]) -> list[Any]:
    return sorted(
        (one.identity, one.floor, one.measure, one.trigger, one.evidence) for one in raised
    )


def main() -> int:
    asked = argparse.ArgumentParser()
    asked.add_argument("--models", type=int, nargs="+", default=[10, 100, 1_000, 4_000])
    asked.add_argument("--events", type=int)
    asked.add_argument("--peers", action="store_true", help="peers only")
    asked.add_argument("--equality", action="store_true")
    given = asked.parse_args()
    if given.equality:
        models = given.models[0] if len(given.models) == 1 else 400
        return not equality(models, given.events or 6_000)
    if not given.peers:
        speed(given.models, given.events or 50_000)
        state(given.events or 100_000)
    peers([n for n in given.models if n <= 1_000], OF_PEERS)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
