"""How good is the demand forecast, on weeks it has not seen, beside last week's calls?

    python bench/forecast.py [FOLDER]

FOLDER holds the data sets (default: $ANLAN_SHARED/data, else ../shared/data); those that are
not there are left out. Where statsforecast is installed (it is no dependency of ours) some of
its models run beside ours; the slow ones only on few areas.
"""

from __future__ import annotations

import importlib.util
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np

import _forecast_data as data
from anlan.detect.forecast.contest import Contest, contest
from anlan.detect.forecast.demand import known_before, rankings
from anlan.detect.forecast.feedback import feedback
from anlan.detect.forecast.hot import hot
from anlan.detect.forecast.methods import METHODS, Method, mean
from anlan.detect.forecast.panel import Bools, Floats, Panel
from anlan.detect.forecast.spread import WITHIN, coverage, dispersion, limits, quantile

HELD_OUT = 12


def nothing(panel: Panel) -> Floats:
    """No call anywhere: what the absolute error likes best in quiet areas."""
    return np.zeros((len(panel.areas), panel.steps))


def median(panel: Panel) -> Floats:
    """The middle of the pooled model's counts, which is what the absolute error rewards."""
    made = METHODS["pooled"](panel)
    return quantile(made, np.ones_like(made), 0.5)


def statsforecast_models(steps: int, areas: int) -> dict[str, Method]:
    """Its models as candidates; unobserved steps are filled with the mean, which favours them."""
    if importlib.util.find_spec("statsforecast") is None:
        return {}
    from statsforecast import models

    makers: dict[str, Callable[[], Any]] = {
        "sf:seasonal-smoothing": lambda: models.SeasonalExponentialSmoothingOptimized(steps),
        "sf:seasonal-window-8": lambda: models.SeasonalWindowAverage(steps, 8),
        "sf:imapa": models.IMAPA,
        "sf:tsb": lambda: models.TSB(0.1, 0.1),
    }
    if steps == 168 and areas == 1:  # 7 s a series: an area more is a minute and a half more
        trend = models.SimpleExponentialSmoothingOptimized()
        makers["sf:mstl"] = lambda: models.MSTL([24, 168], trend_forecaster=trend)
    if steps == 1 or (steps == 7 and areas <= 20):  # a second and more for an area by day
        makers["sf:auto-ets"] = lambda: models.AutoETS(season_length=steps)
        makers["sf:theta"] = lambda: models.DynamicOptimizedTheta(season_length=steps)
    if steps == 1:
        del makers["sf:seasonal-smoothing"], makers["sf:seasonal-window-8"]
    return {name: _one_by_one(make) for name, make in makers.items()}


def _one_by_one(make: Callable[[], Any]) -> Method:
    def method(panel: Panel) -> Floats:
        whole = np.where(panel.observed, panel.counts, mean(panel)[:, None, :])
        series = whole.reshape(len(panel.areas), -1)
        made = [make().forecast(y=each, h=panel.steps)["mean"] for each in series]
        return cast(Floats, np.maximum(np.stack(made), 0.0))

    return method


def table(label: str, panel: Panel, others: Mapping[str, Method], held_out: int) -> None:
    """Errors of every candidate on the held-out weeks, and how many areas each wins."""
    methods = {**METHODS, "pooled, its median": median, "nothing": nothing, **others}
    began = time.process_time()
    held = contest(panel, methods, held_out=held_out)
    used = time.process_time() - began
    wins = {name: held.winners.count(name) for name in methods}
    print(f"\n{label}: {len(panel.areas)} areas, {panel.weeks} weeks, {used:.1f} s of processor")
    for name, scores in held.scores.items():
        print(
            f"  {name:24} MASE {scores.mean_mase:6.3f}   RMSSE {scores.all_rmsse:6.4f}"
            f"   best of {wins[name]} areas"
        )


def intervals(label: str, panel: Panel) -> None:
    """Coverage week by week, of intervals made on the eight weeks before each."""
    winner = contest(panel, METHODS, held_out=HELD_OUT).winner
    held = contest(panel, {winner: METHODS[winner]}, held_out=HELD_OUT + 8)
    made, seen = held.forecasts[winner], np.broadcast_to(held.observed, held.actual.shape[1:])
    inside, wide = [], []
    for week in range(8, HELD_OUT + 8):
        past = slice(week - 8, week)
        known = np.broadcast_to(seen[past], made[:, past].shape)
        spread = dispersion(held.actual[:, past], made[:, past], known)
        low, high = limits(made[:, week], np.broadcast_to(spread[:, None], made[:, week].shape))
        inside.append(coverage(held.actual[:, week], low, high, seen[week]))
        wide.append((high - low).mean())
    print(
        f"  {label:24} {np.mean(inside):6.1%} within the {WITHIN:.0%} interval,"
        f" {np.mean(wide):.1f} calls wide about {made[:, 8:].mean():.2f}"
    )


def nested(label: str, panel: Panel) -> None:
    """Does a method chosen for each area beat one chosen for all, on still later weeks?"""
    earlier = contest(panel.before(panel.weeks - 8), METHODS, held_out=8)
    later = contest(panel, METHODS, held_out=8)
    off = _error(later, _chosen(later, earlier.winners))
    same = _error(later, later.forecasts[earlier.winner])
    print(
        f"  {label:24} each area its own: {off / same:.4f} times the error"
        f" of {earlier.winner} for all"
    )


def _chosen(held: Contest, methods: Sequence[str]) -> Floats:
    return np.stack([held.forecasts[name][at] for at, name in enumerate(methods)])


def _error(held: Contest, made: Floats) -> float:
    return float(np.sqrt((((held.actual - made) * held.observed) ** 2).sum()))


def hot_places(label: str, held: Contest, known: Bools) -> None:
    """Hit rates of the areas each candidate and history choose; the best in hindsight below."""
    later = held.actual.sum(axis=2)
    every = {name: made.sum(axis=2) for name, made in held.forecasts.items()}
    ranks = {**every, **rankings(held), "(hindsight)": later}
    print(f"\n{label}: {known.sum()} areas, {later.sum():,.0f} later calls, "
          f"{held.held_out} weeks")  # fmt: skip
    for each in hot(ranks, later, known):
        print(
            f"  {each.share:4.0%} = {each.areas:5} areas {each.ranking:12}"
            f" hit rate {each.hit_rate:6.2%}  PAI {each.pai:6.2f}"
        )


def winston(folder: Path) -> None:
    """Streets by hour, day and week; blocks for hot places; the patrols."""
    calls = data.winston(folder / data.WINSTON)
    before = calls.hour < calls.hour.max() - HELD_OUT * 168
    public = ~calls.officer & before  # which streets are busy is known from before, too
    everywhere = tuple("city" for _ in calls.hour)
    busy = data.grouped(calls.street, public, 54 * 20)
    streets = data.grouped(calls.street, public, 54)
    areas = {"city": everywhere, "busy streets": busy, "streets": streets}
    panels = {
        label: data.winston_panel(calls, names, officer=False, steps=168)
        for label, names in areas.items()
    }
    for label, panel in panels.items():
        for steps, unit in ((168, "hour"), (7, "day"), (1, "week")):
            others = statsforecast_models(steps, len(panel.areas))
            table(f"Winston-Salem, {label} by {unit}", panel.by(steps), others, HELD_OUT)
    print("\nintervals")
    for label, panel in panels.items():
        intervals(f"{label} by hour", panel)
        intervals(f"{label} by week", panel.by(1))
    print("\nchosen on 8 weeks, scored on the next 8")
    for label, panel in panels.items():
        nested(f"{label} by hour", panel)
        nested(f"{label} by week", panel.by(1))
    blocks = data.winston_panel(calls, calls.block, officer=False, steps=1)
    held = contest(blocks, {**METHODS}, held_out=HELD_OUT)
    hot_places("Winston-Salem, blocks by week", held, known_before(held))
    patrols(calls, streets, panels["streets"])


def patrols(calls: data.Calls, streets: tuple[str, ...], panel: Panel) -> None:
    """The feedback check on the rows officers began."""
    officer = data.winston_panel(calls, streets, officer=True, steps=168)
    held = contest(panel, METHODS, held_out=HELD_OUT)
    weeks = panel.weeks - officer.weeks
    rows = np.pad(officer.counts.sum(axis=2), ((0, 0), (max(0, weeks), 0)))[:, -panel.weeks :]
    found = feedback(
        panel.counts.sum(axis=2),
        rows,
        held.forecasts[held.winner].sum(axis=2),
        panel.observed.mean(axis=1) > 0.5,
    )
    print(f"\nfeedback check, Winston-Salem, {int(calls.officer.sum()):,} rows begun by officers")
    print(f"  {found.verdict}: {found.sentence.en}")
    print(f"  officers' share in chosen areas {np.mean(found.in_chosen):.1%},"
          f" elsewhere {np.mean(found.elsewhere):.1%}")  # fmt: skip
    print(f"  drift a week {found.drift:+.4f} {found.drift_within}")
    print(f"  public calls after patrols: r = {found.follows} {found.follows_within}")
    print(f"  chosen areas that would be others if they counted: {found.displaced:.1%}")


def portland(folder: Path) -> None:
    """Four weeks of cells by day; no year before, no hours, no word on who began a row."""
    panel = data.portland(folder / data.PORTLAND, folder / data.DISTRICTS)
    for steps, unit in ((7, "day"), (1, "week")):
        table(f"Portland, cells of {data.CELL_FEET} ft by {unit}", panel.by(steps), {}, 2)
    for weeks in (1, 2):
        held = contest(panel.by(1), dict(METHODS), held_out=weeks)
        every = np.ones(len(panel.areas), dtype=bool)  # the whole city is the ground, as NIJ has it
        hot_places(f"Portland, cells of {data.CELL_FEET} ft", held, every)


def main() -> None:
    """Every data set that is there."""
    shared = os.environ.get("ANLAN_SHARED") or Path(__file__).parents[2] / "shared"
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(shared) / "data"
    for file, run in ((data.PORTLAND, portland), (data.WINSTON, winston)):
        if (folder / file).is_file():
            run(folder)
        else:
            print(f"not there: {file}")


if __name__ == "__main__":
    main()
