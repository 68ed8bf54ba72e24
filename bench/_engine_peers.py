"""The same sliding counts asked of others, and how much slower they are.

All get the models without a cooldown and a stream without amendments in order of time, and must
raise the same: the reference interpreter, plain Python that dispatches by category, Bytewax where
it is installed, DuckDB with one statement a model, Polars with all plans collected together.
"""

from __future__ import annotations

import importlib.util
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import duckdb
import numpy as np
import polars as pl
from tests.detect.drawn import (
    LAYOUT,
    MINUTE_OF_WEEK,
    TOWN,
    Stream,
    batch_of,
    draw_models,
    draw_stream,
    steps_of,
)

from _engine_equality import told
from anlan.detect.compiler.filter import Conjunct
from anlan.detect.compiler.horizon import Horizon
from anlan.detect.compiler.plan import Plan
from anlan.detect.fast.shared import SharedPlan
from anlan.detect.reference import Reference
from anlan.detect.steps.row import Raised
from anlan.standards.time import DAY, HOUR

Alerts = set[tuple[int, str, int, int]]
"""Model, key, level, and the number of the call that raised it."""
Peer = Callable[[Sequence[Plan], Stream], tuple[float, Alerts]]
"""Processor time, and what was found."""


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
    everyone: dict[str, tuple[Peer, int]] = {
        "shared plan": (by_shared_plan, 1 << 60), "reference interpreter": (by_reference, 1_000),
        "Python by category": (by_category, 4_000), "Bytewax, one operator": (by_bytewax, 4_000),
        "DuckDB, one statement a model": (by_duckdb, 1_000),
        "Polars, collected together": (by_polars, 1_000),
    }  # fmt: skip
    if importlib.util.find_spec("bytewax") is None:
        print("\nwithout Bytewax: it is not installed (the group bench of pyproject.toml)")
        del everyone["Bytewax, one operator"]
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
    return scaled, {
        alert(one) for number, plan in enumerate(plans) for one in told(number, plan, steps)
    }


def alert(one: Raised) -> tuple[int, str, int, int]:
    return one.model, one.key, one.level, one.trigger.order


Test = tuple[int, Callable[[Any], bool]]
"""Where an attribute is, and what is asked of it."""


def by_value(plans: Sequence[Plan]) -> tuple[dict[Any, list[int]], list[list[Test]]]:
    """The models that a call of a category may concern, and what else each of them asks."""
    concerned: dict[Any, list[int]] = {}
    tests = []
    for number, plan in enumerate(plans):
        category = [part for part in plan.where.conjuncts if part.attribute == "category"]
        for value in [None, *TOWN.categories]:
            if all(part.accepts(value) for part in category):
                concerned.setdefault(value, []).append(number)
        others = [part for part in plan.where.conjuncts if part.attribute != "category"]
        tests.append([(LAYOUT.slot[part.attribute], part.answer.accepts) for part in others])
    return concerned, tests


def by_category(plans: Sequence[Plan], stream: Stream) -> tuple[float, Alerts]:
    """A list of models for each category, a queue of times for each model and key."""
    steps = steps_of(stream)
    concerned, tests = by_value(plans)
    at_category, alerts = LAYOUT.slot["category"], set()
    queues: dict[tuple[int, str], deque[int]] = {}
    settings = [(LAYOUT.slot[p.key], p.horizon.length, p.thresholds[0]) for p in plans]
    begin = time.process_time()
    for _, clock, _, row in steps:
        assert row is not None  # nothing is withdrawn here
        values = row.values
        for number in concerned.get(values[at_category], ()):
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


def by_bytewax(plans: Sequence[Plan], stream: Stream) -> tuple[float, Alerts]:
    """One dataflow with one operator for all models, keyed by what they are about."""
    import bytewax.operators as op
    from bytewax.dataflow import Dataflow
    from bytewax.testing import TestingSink, TestingSource, run_main

    concerned, tests = by_value(plans)
    at_category = LAYOUT.slot["category"]
    keys = [(key, LAYOUT.slot[key]) for key in sorted({plan.key for plan in plans})]

    def by_key(step: Any) -> Iterable[Any]:
        values = step[3].values
        return [(f"{key}={values[at]}", (key, step)) for key, at in keys if values[at] is not None]

    def count(queues: Any, about: Any) -> Any:
        queues, found = queues or {}, []
        key, (_, clock, _, row) = about
        values = row.values
        for number in concerned.get(values[at_category], ()):
            plan = plans[number]
            if plan.key != key or not all(accepts(values[at]) for at, accepts in tests[number]):
                continue
            queue = queues.setdefault(number, deque())
            while queue and queue[0] <= clock - plan.horizon.length:
                queue.popleft()
            queue.append(row.time)
            level = plan.thresholds[0]
            if len(queue) == level.at_least:
                found.append((number, values[LAYOUT.slot[key]], level.level, row.order))
        return queues, found

    flow, raised = Dataflow("calls"), list[Any]()
    calls = op.input("calls", flow, TestingSource(steps_of(stream), batch_size=1_000))
    counted = op.stateful_flat_map("count", op.flat_map("key", calls, by_key), count)
    op.output("raised", counted, TestingSink(raised))
    begin = time.process_time()
    run_main(flow)
    return time.process_time() - begin, {alert for _, alert in raised}


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
