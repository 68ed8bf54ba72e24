"""How long does a back-test take, and how long beside the same model fact by fact?

    python bench/backtest.py [--events 2000000] [--peer 20000]

Invents calls (three levels of categories, Zipf-skewed premises, a little disorder) straight
into the columns a back-test reads, then runs one model of each sort over them and prints wall
and processor time of the whole report, processor time of its parts (rows: columns read and
filtered; engine: the model run over them; report: outcome, base rate, competitor, drafts), and
what it found. Named peers: the reference interpreter over the first steps, which must find the
same there; and, for sliding counts, the plain window statement in DuckDB over the same files,
which counts and does nothing else: no cooldown, no evidence, no report.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from anlan.detect.compiler.compile import compile_model
from anlan.detect.compiler.filter import Filter
from anlan.detect.compiler.plan import Plan
from anlan.detect.fast.shared import SharedPlan
from anlan.detect.history.backtest import backtest
from anlan.detect.history.batched import as_batch
from anlan.detect.history.columns import Changes
from anlan.detect.history.local import local_minutes
from anlan.detect.history.matched import Matched
from anlan.detect.history.replay import over
from anlan.detect.language.model import Model
from anlan.detect.reference import Reference
from anlan.standards.codes import Codes, base_codes
from anlan.standards.declaration import parse_declaration
from anlan.standards.kinds import Kinds, base_kinds
from anlan.standards.time import DAY, MINUTE, Instant, parse_iso, system_clock
from anlan.store.store import Store

KINDS, CODES = Kinds(base_kinds()), Codes(base_codes())
START = parse_iso("2022-01-01T00:00:00+08:00")
YEARS, PREMISES, AREAS, PIECE = 4, 50_000, 40, 500_000
ZONE = "Asia/Shanghai"

MODEL = """\
id: bench
version: "1"
title: {zh: 基准, en: benchmark}
kind_of_model: statistical
purpose: early-warning
about: {zh: 基准, en: A model to measure with.}
owner: 研判中心 analysis centre
legal_basis: 国办发〔2022〕12号
limits: {zh: 无, en: None.}
blind_spots: {zh: 无, en: None.}
known_error: {zh: 未测, en: Not measured.}
review_date: 2027-01-01
source: call
where: %s
%s
measure: %s
raise: {levels: [{level: 3, at_least: %s}], cooldown: 30d, expires_after: 30d}
flow: bench
because: {zh: "{key}有{count}起", en: "{count} at {key}"}
examples: {must_raise: [{title: {zh: 空, en: none}, records: [{received: 2026-01-01T00:00:00+08:00}],
  findings: [{key: P, level: 3}]}], must_not_raise: [{title: {zh: 空, en: none}, records: [{}]}]}
"""
SORTS = {
    "disputes at one premises": (
        "{field: category, under: dispute}", "key: premises\nwindow: {sliding: 30d}", "{count: {}}", 8),
    "every call, by area": (
        "{not: {field: valid, equals: false}}", "key: area\nwindow: {sliding: 7d}", "{count: {}}", 30_000),
    "thefts at night, either class": (
        "{all: [{time_of_day: {from: '22:00', until: '06:00'}}, {any: [{field: category, under: criminal.theft},"
        " {field: feedback_category, under: criminal.theft}]}]}", "key: area\nwindow: {sliding: 7d}", "{count: {}}", 500),
    "share of invalid calls": (
        "{field: category, under: alarm}", "key: premises\nwindow: {sliding: 30d}",
        "{ratio: {of: {field: valid, equals: false}, minimum: 10}}", 0.3),
    "break-ins nearby": (
        "{field: category, under: criminal.burglary}", "link: {within: {metres: 200, time: 7d, about: area}}", "{count: {}}", 12),
    "surge by area and hour": (
        "{field: category, under: dispute}", "key: area\nwindow: {calendar: {unit: hour, zone: Asia/Shanghai}}",
        "{season: {half_life: 8, minimum: 8}}", 6),
}  # fmt: skip

STATEMENTS = {
    "disputes at one premises": (
        "category = 'dispute' or category like 'dispute.%'", "premises", 30 * DAY, 8),
    "every call, by area": ("valid is distinct from false", "area", 7 * DAY, 30_000),
    "thefts at night, either class": (
        "(_minute % 1440 >= 1320 or _minute % 1440 < 360) and (category = 'criminal.theft' or category like"
        " 'criminal.theft.%' or feedback_category = 'criminal.theft' or feedback_category like 'criminal.theft.%')",
        "area", 7 * DAY, 500),
}  # fmt: skip
"""What the sliding counts ask, for DuckDB."""


def invented(changes: Changes, first: int, count: int, events: int) -> tuple[pa.Table, Instant]:
    """Some of the calls as rows of the columns, and the clock after them."""
    pick = np.random.default_rng(first + 7)
    position = np.arange(first + 1, first + count + 1)
    late = np.where(pick.random(count) < 0.02, pick.integers(0, 30, count) * MINUTE, 0)
    time_ = START + (position * (YEARS * 365 * DAY / events)).astype(np.int64) - late
    clock = np.maximum.accumulate(time_)
    codes = np.array(sorted(CODES["category"].codes))
    premises = (pick.zipf(1.3, count) - 1) % PREMISES
    minutes, days = local_minutes(time_.tolist(), [ZONE] * count)
    columns: dict[str, Any] = {
        "_position": position, "_clock": clock, "_sign": np.ones(count), "_order": position,
        "_counts": np.ones(count, bool), "_record": [f"c{n}" for n in position.tolist()],
        "_version": np.ones(count), "_time": time_, "_wrote": time_, "_at": time_,
        "_before": pa.nulls(count, pa.int64()), "_zone": np.full(count, ZONE),
        "_gap": np.zeros(count), "_said": time_, "_recorded": time_ + late,
        "_withdrawn": np.zeros(count, bool), "_minute": minutes, "_day": days,
        "received": time_, "category": pick.choice(codes, count),
        "feedback_category": pick.choice(codes, count), "premises": np.char.add("P", premises.astype(str)),
        "area": np.char.add("A", (premises % AREAS).astype(str)), "valid": pick.random(count) < 0.9,
        "address": np.char.add(premises.astype(str), " Guilan Road"),
        "longitude": 116 + premises / 1e5, "latitude": 39 + (premises * 7 % PREMISES) / 1e5,
        "level": pick.integers(1, 5, count),
    }  # fmt: skip
    for name in changes.schema.names:
        columns.setdefault(name, pa.nulls(count, changes.schema.field(name).type))
    arrays = [pa.array(columns[n]).cast(changes.schema.field(n).type) for n in changes.schema.names]
    return pa.table(arrays, schema=changes.schema), Instant(int(clock[-1]))


def spent(work: Callable[[], Any]) -> tuple[Any, float, float]:
    """What some work gives the second time, and the wall and processor time it takes then."""
    work()
    wall, cpu = time.perf_counter(), time.process_time()
    given = work()
    return given, time.perf_counter() - wall, time.process_time() - cpu


def reference(plan: Plan, matched: Matched, peer: int) -> float:
    """Processor time of the reference, from its first steps; it must find the same there."""
    steps = matched.steps[:peer]
    begun = time.process_time()
    raised = Reference([plan], matched.layout).take(steps)
    took = time.process_time() - begun
    engine = SharedPlan([replace(plan, where=Filter())], matched.layout)
    first, _ = engine.take_batch(as_batch(matched, engine.columns).cut(0, len(steps)))
    same = [(each.level, each.trigger.order) for each in raised]
    assert sorted(same) == sorted(zip(first.level, first.trigger, strict=True)), plan.name
    return took / len(steps) * len(matched)


def statement(name: str, folder: str, ours: float) -> str:
    """How the window statement does beside the whole report."""
    if name not in STATEMENTS:
        return ""
    where, key, window, level = STATEMENTS[name]
    query = f"""
        select _record, {key}, n from (
          select _record, {key}, count(*) over (
            partition by {key} order by _time range between {window - 1} preceding and current row) n
          from read_parquet('{folder}/lake/changes/call/*.parquet')
          where _counts and ({where}) and {key} is not null)
        where n >= {level}"""
    with duckdb.connect(config={"threads": 2}) as connection:
        _, _, cpu = spent(lambda: connection.sql(query).to_arrow_table())
    return f"  window statement {cpu:.2f} s, {cpu / ours:.1f}x"


def main() -> None:
    """Print the figures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--events", type=int, default=2_000_000)
    options.add_argument("--peer", type=int, default=20_000)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(
            f"sqlite:///{folder}/anlan.db", kinds=KINDS, codes=CODES, clock=system_clock,
            lake=Path(folder) / "lake",
        )  # fmt: skip
        changes = Changes(store, KINDS["call"])
        for first in range(0, chosen.events, PIECE):
            count = min(PIECE, chosen.events - first)
            changes.add(*invented(changes, first, count, chosen.events))
        print(f"{chosen.events:,} events; the second run of two")
        for name, (where, grouped, measure, level) in SORTS.items():
            text = MODEL % (where, grouped, measure, level)
            plan = compile_model(parse_declaration(text, Model, place=name), KINDS, CODES)
            found, wall, cpu = spent(partial(backtest, store, plan))
            matched, _, rows = spent(partial(Matched, store, plan))
            _, _, engine = spent(partial(over, matched, plan))
            print(
                f"{name:30} {wall:5.2f} s wall {cpu:5.2f} s CPU (rows {rows:.2f} engine {engine:.2f}"
                f" report {max(0.0, cpu - rows - engine):.2f}) {found.matched:>9,} matched"
                f" {found.findings:>6,} findings  reference {reference(plan, matched, chosen.peer) / cpu:,.0f}x"
                f"{statement(name, folder, cpu)}"
            )
        store.close()


if __name__ == "__main__":
    main()
