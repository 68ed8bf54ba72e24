"""Random models and streams: equality tests and benches draw from here.

A stream is columns, from which come both `Step`s and a `Batch`. Calls have categories of three
levels, areas, channels, kinds of premises, premises as keys (few have most of the calls),
numbers that are sometimes empty, and points; they come late, are amended, withdrawn and put
right, and between them the clock ticks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import SimpleNamespace
from typing import Any, cast

import numpy as np

from anlan.detect.compiler.answer import Among, Minutes
from anlan.detect.compiler.filter import Conjunct, Filter
from anlan.detect.compiler.horizon import Horizon
from anlan.detect.compiler.plan import MeasurePlan, Plan, Threshold
from anlan.detect.fast.batch import Batch, Side, nowhere
from anlan.detect.fast.columns import Columns
from anlan.detect.steps.layout import POINT, Layout
from anlan.detect.steps.row import Raised, Row, Step
from anlan.detect.steps.rows import Rows
from anlan.detect.steps.runner import Runner
from anlan.detect.steps.steps import heard
from anlan.standards.time import DAY, HOUR, MINUTE, SECOND, Instant

FAMILIES = (
    "count", "distinct", "escalation", "sequence", "ratio", "value", "slope",
    "season", "unanswered", "silence", "near",
)  # fmt: skip
MINUTE_OF_WEEK = "@minute"
START = 1_700_000_000 * SECOND
ZONES = ("UTC", "Asia/Shanghai", "Europe/Berlin", "America/New_York")


@dataclass(frozen=True)
class Town:
    """How large everything is that a stream and its models speak of."""

    branches: tuple[int, int, int] = (8, 6, 6)
    """Categories: of the first level, and below each of the two above."""
    areas: int = 20
    channels: int = 5
    kinds: int = 10
    premises: int = 50_000
    skew: float = 0.8
    """Of the Zipf law by which premises call."""

    @cached_property
    def categories(self) -> list[str]:
        """The finest ones."""
        a, b, c = self.branches
        return [f"{i}.{j}.{k}" for i in range(a) for j in range(b) for k in range(c)]

    @cached_property
    def vocabulary(self) -> dict[str, list[Any]]:
        """What each attribute may say, beside nothing."""
        return {
            "category": list(self.categories),
            "area": [f"area-{n}" for n in range(self.areas)],
            "channel": [f"channel-{n}" for n in range(self.channels)],
            "kind": [f"kind-{n}" for n in range(self.kinds)],
            "premises": [f"p{n}" for n in range(self.premises)],
            "valid": [False, True],
            MINUTE_OF_WEEK: list(range(7 * 24 * 60)),
        }


NUMBERS = ("level", "water")
"""A whole number that says how bad a call is, and one with decimals; both may be empty."""

LAYOUT = Layout([*Town().vocabulary, *NUMBERS, "status", POINT], {})
TOWN = Town()
SMALL = Town((3, 2, 2), 4, 2, 3, 30, 0.8)
"""So small that every model finds something."""


@dataclass
class Versions:
    """One side of the steps of a stream."""

    there: Any
    time: Any
    gap: Any
    codes: dict[str, Any]
    """For each attribute 0 or 1 + the number in the vocabulary."""
    numbers: dict[str, Any]
    status: Any
    """Something no model looks at."""
    point: Any
    located: Any


@dataclass
class Stream:
    """Steps as columns."""

    town: Town
    clock: Any
    order: Any
    old: Versions
    new: Versions
    record: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.clock)


def draw_stream(
    rng: np.random.Generator,
    steps: int,
    town: Town = TOWN,
    *,
    per_day: float = 20_000,
    amended: float = 0.3,
    told: float = 0.3,
    disorder: float = 100.0,
    far: float = 0.002,
    ticks: float = 0.02,
) -> Stream:
    """Draw a stream.

    Of its steps, `amended` change a call that came before; of these, `told` change something a
    model may look at. Calls come up to `disorder` seconds late, a share `far` of them by hours.
    """
    sort = rng.random(steps)
    amends, tick = sort < amended, sort > 1 - ticks
    amends[:2] = tick[:2] = False
    creates = ~amends & ~tick
    born = np.cumsum(creates) - 1
    back = np.minimum(rng.geometric(0.02, steps) - 1, born)
    record = np.where(creates, born, born - back)
    record[tick] = -1
    arrival = START + np.cumsum(rng.exponential(DAY / per_day, steps)).astype(np.int64)
    late = (rng.random(steps) * rng.integers(0, 2, steps) * disorder * SECOND).astype(np.int64)
    late[rng.random(steps) < far] *= 1 + int(rng.integers(1, 600))
    changes = _changes(rng, steps, town, creates, told)
    stated = creates | (amends & (rng.random(steps) < told * 0.1))
    changes["time"] = (stated, np.where(creates, arrival - late, arrival - late * 5))
    gone = amends & (rng.random(steps) < 0.05)
    back_again = amends & ~gone & (rng.random(steps) < 0.05)
    changes["withdrawn"] = (creates | gone | back_again, gone.astype(np.int64))
    return _versions(town, record, creates, arrival, changes)


def _changes(
    rng: np.random.Generator, steps: int, town: Town, creates: Any, told: float
) -> dict[str, tuple[Any, Any]]:
    """For every attribute the steps that set it, and to what."""
    changes = {}
    for name, words in town.vocabulary.items():
        n = len(words)
        if name == "premises":
            chance = np.arange(1, n + 1) ** -town.skew
            drawn = rng.choice(n, steps, p=chance / chance.sum()) + 1
        elif name in ("category", "area"):
            chance = rng.permutation(np.arange(1, n + 1) ** -0.7)
            drawn = rng.choice(n, steps, p=chance / chance.sum()) + 1
        else:
            drawn = rng.integers(1, n + 1, steps)
        if name != MINUTE_OF_WEEK:
            drawn[rng.random(steps) < 0.03] = 0
        changes[name] = (creates | (rng.random(steps) < told * 0.15), drawn)
    level = rng.integers(1, 6, steps).astype(float)
    level[rng.random(steps) < 0.1] = np.nan
    water = np.round(rng.gamma(4.0, 10.0, steps), 1)
    water[rng.random(steps) < 0.2] = np.nan
    changes["level"] = (creates | (rng.random(steps) < told * 0.15), level)
    changes["water"] = (creates | (rng.random(steps) < told * 0.15), water)
    spot = rng.integers(0, 40_000, steps)
    spot[rng.random(steps) < 0.05] = -1
    changes["spot"] = (creates | (rng.random(steps) < told * 0.05), spot)
    changes["status"] = (np.ones(steps, bool), np.arange(steps))
    return changes


def _versions(town: Town, record: Any, creates: Any, arrival: Any, changes: Any) -> Stream:
    """What each record says before and after each step."""
    steps = len(record)
    chain = np.lexsort((np.arange(steps), record))
    first = np.ones(steps, bool)
    first[1:] = record[chain][1:] != record[chain][:-1]
    now, before = {}, {}
    for name, (sets, drawn) in changes.items():
        sets_by_chain = sets[chain] | first
        source = np.maximum.accumulate(np.where(sets_by_chain, np.arange(steps), 0))
        after = drawn[chain][source]
        earlier = np.concatenate((after[:1], after[:-1]))
        now[name], before[name] = np.empty_like(after), np.empty_like(after)
        now[name][chain], before[name][chain] = after, earlier
    is_row = record >= 0
    known = is_row & ~creates
    clock = np.maximum.accumulate(
        np.where(changes["time"][0] | ~is_row, np.minimum(now["time"], arrival), 0)
    )
    clock = np.maximum.accumulate(np.where(~is_row, arrival, clock))
    passed = np.where(known, np.maximum(clock - before["time"], 0), 0)[chain]
    segment = np.cumsum(first) * (1 << 42)
    gap, gap_before = np.zeros(steps, np.int64), np.zeros(steps, np.int64)
    highest = np.maximum.accumulate(passed + segment) - segment
    gap[chain] = highest
    gap_before[chain] = np.where(first, 0, np.concatenate(([0], highest[:-1])))
    birth = np.flatnonzero(creates)
    order = np.where(is_row, birth[np.maximum(record, 0)] if len(birth) else 0, 0) + 1
    spots = _spots(town)
    sides = []
    for there, values, gaps in (
        (known & (before["withdrawn"] == 0), before, gap_before),
        (is_row & (now["withdrawn"] == 0), now, gap),
    ):
        located = values["spot"] >= 0
        sides.append(
            Versions(
                there, values["time"], gaps, {name: values[name] for name in town.vocabulary},
                {name: values[name] for name in NUMBERS},
                values["status"], spots[np.maximum(values["spot"], 0)].T, located,
            )
        )  # fmt: skip
    return Stream(town, clock, order, *sides)


def _spots(_town: Town) -> Any:
    """40,000 points on the sphere within some kilometres; mm."""
    rng = np.random.default_rng(3)
    lat = np.radians(36.1 + rng.normal(0, 0.05, 40_000))
    lon = np.radians(-80.2 + rng.normal(0, 0.05, 40_000))
    ball = np.array([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)]).T
    return np.rint(ball * 6_371_000_000).astype(np.int64)


def taken(engine: Runner, steps: Sequence[Step], rows: Rows) -> list[Raised]:
    """What some steps raise, its rows as they are then: later steps may change them."""
    raised = engine.take(heard(steps, rows))
    return [replace(each, evidence=tuple(each.evidence)) for each in raised]


def steps_of(stream: Stream) -> list[Step]:
    """A stream as steps."""
    old, new = (_rows(stream, side) for side in (stream.old, stream.new))
    return [
        Step(n + 1, Instant(int(clock)), old[n], new[n]) for n, clock in enumerate(stream.clock)
    ]


def _rows(stream: Stream, side: Versions) -> list[Row | None]:
    words = {name: [None, *said] for name, said in stream.town.vocabulary.items()}
    columns: dict[str, list[Any]] = {
        name: [words[name][code] for code in codes] for name, codes in side.codes.items()
    }
    for name, numbers in side.numbers.items():
        made = int if name == "level" else float
        columns[name] = [None if x != x else made(x) for x in numbers]
    columns["status"] = side.status.tolist()
    columns[POINT] = [
        tuple(map(int, point)) if there else None
        for point, there in zip(side.point.T, side.located, strict=True)
    ]
    values = list(zip(*(columns[name] for name in LAYOUT.names), strict=True))
    return [
        Row(f"r{order}", int(order), Instant(int(time)), "UTC", int(gap), value) if there else None
        for there, order, time, gap, value in zip(
            side.there, stream.order, side.time, side.gap, values, strict=True
        )
    ]


def batch_of(stream: Stream, columns: Columns) -> Batch:
    """A stream as one batch, without a row being made."""
    sides = []
    for versions in (stream.old, stream.new):
        side = nowhere(len(versions.there), columns)
        side.there[:] = versions.there
        side.time[:], side.order[:], side.gap[:] = versions.time, stream.order, versions.gap
        for name, at in columns.attributes.items():
            said = columns.values[at].numbers([None, *stream.town.vocabulary[name]])
            side.codes[at] = said[versions.codes[name]]
        for name, at in columns.measured.items():
            side.numbers[at] = versions.numbers[name]
        if columns.point_at is not None:
            side.located[:] = versions.located & versions.there
            side.point[:] = versions.point
        sides.append(side)
    old, new = cast(list[Side], sides)
    return Batch(np.arange(1, len(stream) + 1), stream.clock.astype(np.int64), old, new)


class Drawn(SimpleNamespace):
    """What engines read of a plan."""

    @property
    def reach(self) -> int:
        """As `Plan.reach`."""
        timed = self.measure.within if self.measure.family == "unanswered" else 0
        return int(self.horizon.length + timed)


def draw_models(
    rng: np.random.Generator,
    models: int,
    town: Town = TOWN,
    families: Sequence[str] = FAMILIES,
    *,
    easy: bool = False,
) -> list[Plan]:
    """Draw models; `easy` ones have low levels and short windows, so that they find something."""
    return [_model(rng, n, town, families[n % len(families)], easy) for n in range(models)]


def _pick(rng: np.random.Generator, choices: Sequence[Any]) -> Any:
    return choices[int(rng.integers(len(choices)))]


def _asked(rng: np.random.Generator, town: Town, share: float) -> Filter:
    """Conditions on a category or what lies below it, and on some of the other attributes.

    `share` 1 draws narrow conditions, as thousands of models have; less draws broader ones.
    """
    parts = []
    if rng.random() < share:
        code = _pick(rng, town.categories)
        depth = int(rng.choice(3, p=(0.03, 0.27, 0.7) if share == 1.0 else (0.4, 0.3, 0.3)))
        under = ".".join(code.split(".")[: depth + 1])
        known = frozenset(c for c in town.categories if c == under or c.startswith(under + "."))
        parts.append(Conjunct("category", Among(known)))
    for name, chance in (("area", 0.5), ("channel", 0.3), ("kind", 0.4), ("valid", 0.1)):
        if rng.random() < chance * share:
            words = town.vocabulary[name]
            most = 1 if share == 1.0 and name == "area" else len(words) // 2
            some = rng.choice(len(words), int(rng.integers(1, most + 1)), replace=False)
            values = frozenset(words[int(n)] for n in some)
            parts.append(Conjunct(name, Among(values, inside=bool(rng.random() < 0.9))))
    if rng.random() < 0.1 * share:
        first = int(rng.integers(0, 24 * 7)) * 60
        parts.append(Conjunct(MINUTE_OF_WEEK, Minutes(((1 << 480) - 1) << min(first, 9600))))
    return Filter(tuple(sorted(parts, key=lambda part: part.form)))


def _window(rng: np.random.Generator, family: str, easy: bool) -> Horizon:
    zone = _pick(rng, ZONES)
    if family == "season":
        unit = _pick(rng, ("hour", "day"))
        return Horizon({"hour": 2 * HOUR, "day": 2 * DAY}[unit], unit=unit, zone=zone)
    kind = rng.random() * (0.9 if family in ("near", "unanswered") else 1.0)
    if kind < 0.6 or family == "silence":
        spans = (HOUR, 6 * HOUR, DAY, 3 * DAY, 7 * DAY, 30 * DAY)
        return Horizon(_pick(rng, spans[:4] if easy else spans), sliding=True)
    if kind < 0.75:
        every = _pick(rng, (30 * MINUTE, 4 * HOUR, DAY, 7 * DAY))
        return Horizon(every, every=every)
    if kind < 0.9:
        unit = _pick(rng, ("hour", "day", "week", "month"))
        length = {"hour": 2 * HOUR, "day": 2 * DAY, "week": 9 * DAY, "month": 33 * DAY}[unit]
        return Horizon(length, unit=unit, zone=zone)
    gap = _pick(rng, (10 * MINUTE, HOUR, 6 * HOUR))
    return Horizon(_pick(rng, (DAY, 7 * DAY)), gap=gap)


def _thresholds(rng: np.random.Generator, family: str, easy: bool) -> tuple[Threshold, ...]:
    """One to three levels, most urgent first."""
    scale = {
        "ratio": 0.2, "value": 15.0, "slope": 4.0, "season": 1.0, "silence": 1.0,
        "escalation": 1.0, "distinct": 2.0,
    }.get(family, 2.0)  # fmt: skip
    steps = np.cumsum(rng.random(int(rng.integers(1, 4))) + 0.3) * scale
    if not easy:
        steps = steps * {"ratio": 1.5, "value": 4.0, "slope": 40.0, "season": 4.0}.get(family, 5.0)
    if family == "silence" or (
        rng.random() < 0.8 and family not in ("ratio", "value", "slope", "season")
    ):
        values = [float(n) for n in sorted(set(np.ceil(steps).astype(int)))]
    else:
        values = [round(float(x), 2) for x in steps]
    if rng.random() < 0.02 and family != "silence":
        values[0] = _pick(rng, (0.0, -1.0, 0.4))
    urgent = sorted(set(values), reverse=True)
    return tuple(Threshold(level + 1, at_least) for level, at_least in enumerate(urgent))


def _model(rng: np.random.Generator, number: int, town: Town, family: str, easy: bool) -> Plan:
    measure: dict[str, Any] = {"family": family}
    match family:
        case "distinct":
            measure["field"] = _pick(rng, ("category", "area", "channel", "premises", "kind"))
        case "escalation":
            measure |= {"field": "level", "sign": _pick(rng, (1, -1))}
        case "sequence" | "unanswered":
            measure["first"], measure["then"] = _asked(rng, town, 0.5), _asked(rng, town, 0.5)
            measure["within"] = _pick(rng, (10 * MINUTE, HOUR, 6 * HOUR))
            if family == "unanswered" and rng.random() < 0.2:
                measure["then"] = None
        case "ratio":
            measure |= {"first": _asked(rng, town, 0.6), "minimum": int(rng.integers(2, 6))}
        case "value":
            measure |= {"field": "water", "take": _pick(rng, ("last", "highest", "lowest"))}
        case "slope":
            measure |= {"field": "water", "sign": _pick(rng, (1, -1))}
            measure["minimum"] = int(rng.integers(2, 6))
        case "season":
            measure |= {"minimum": 2, "decay": 1 - 0.5 ** (1 / int(rng.integers(1, 9)))}
        case "silence":
            measure["every"] = _pick(rng, (HOUR, 6 * HOUR, DAY))
        case "near":
            measure["millimetres"] = 1000 * int(rng.integers(20, 400 if easy else 150))
    cooldown = _pick(rng, (None, None, HOUR, DAY)) if family != "near" else _pick(rng, (HOUR, DAY))
    key = "premises" if rng.random() < 0.75 else _pick(rng, ("area", "area", "channel"))
    plan = Drawn(
        model=SimpleNamespace(id=f"m{number}"), name=f"m{number}", key=key,
        where=_asked(rng, town, 0.7 if easy else 1.0), horizon=_window(rng, family, easy),
        measure=MeasurePlan(**measure), thresholds=_thresholds(rng, family, easy),
        cooldown=cooldown, digest=f"m{number}",
    )  # fmt: skip
    return cast(Plan, plan)
