"""The kernel of the near family: records close in space and time."""

from __future__ import annotations

from typing import Any

import numpy as np

from anlan.detect.fast.compiled import compiled
from anlan.detect.fast.events import IN_TIME, in_time
from anlan.detect.fast.floors import floor_at
from anlan.detect.fast.near_ahead import AHEAD, ask
from anlan.detect.fast.near_grid import (
    CELLS_N,
    POINTS_N,
    close,
    point_at,
    put_row,
    row_of,
    spot,
    take_out,
    tidy,
)
from anlan.detect.fast.near_marks import loudest, needed
from anlan.detect.fast.near_parts import EIGHTHS, FIRST, bounds
from anlan.detect.fast.nodes import take
from anlan.detect.fast.output import (
    EVIDENCE_N,
    MISSED_N,
    NODES_N,
    OTHERS_N,
    RAISED_N,
    WANTED_N,
    miss,
    tell,
)

SLOT = np.dtype([("most", "i8"), ("side", "i8"), ("reach", "i8"), ("window", "i8")])
"""The square of the distance, the width of the cells, the reach of the plan, its window."""


@compiled
def look_around(
    here: Any, floor: Any, side: Any, most: Any, cells: Any, around: Any, parts: Any, since: Any,
    points: Any, nodes: Any, used: Any, partly: Any, wholly: Any,
) -> Any:  # fmt: skip
    """For each cell around a point the eighths that are close in part and those that are close as
    a whole, as bits; gives how many rows are close at most."""
    at_most, home = np.int64(0), here.part // EIGHTHS
    for n in range(cells[home].touching):
        place = around[home, n]
        partly[n] = wholly[n] = 0
        if cells[place].rows == 0:
            continue
        within, inside = bounds(here, cells[place], side, most)
        for part in range(EIGHTHS):
            if not (within >> part) & 1 or parts[place, part] == 0:
                continue
            tidy(place, part, floor, cells, parts, since, points, nodes, used)
            at_most += parts[place, part]
            if (inside >> part) & 1:
                wholly[n] |= 1 << part
            elif parts[place, part]:
                partly[n] |= 1 << part
    return at_most


@compiled
def counted(
    here: Any, at_most: Any, need: Any, most: Any, cells: Any, around: Any, parts: Any,
    points: Any, partly: Any,
) -> Any:  # fmt: skip
    """How many rows are close, or −1 − (how many at most) as soon as these are too few."""
    home = here.part // EIGHTHS
    for n in range(cells[home].touching):
        for part in range(EIGHTHS if partly[n] else 0):
            place = (
                parts[around[home, n], FIRST + part] if (partly[n] >> part) & 1 else np.int32(-1)
            )
            while place >= 0:
                point = points[place]
                place = point.next
                if point.rows > 0 and not close(point, here, most):
                    at_most -= point.rows
                    if at_most < need:
                        return -1 - at_most
    return at_most


@compiled
def write_down(
    here: Any, most: Any, cells: Any, around: Any, parts: Any, points: Any, nodes: Any,
    evidence: Any, used: Any, partly: Any, wholly: Any,
) -> None:  # fmt: skip
    """The rows that are close as evidence."""
    home = here.part // EIGHTHS
    for n in range(cells[home].touching):
        bits = partly[n] | wholly[n]
        for part in range(EIGHTHS):
            place = parts[around[home, n], FIRST + part] if (bits >> part) & 1 else np.int32(-1)
            while place >= 0:
                point = points[place]
                place = point.next
                node = point.newest if close(point, here, most) else np.int32(-1)
                while node >= 0:
                    row = evidence[used[EVIDENCE_N]]
                    row.time, row.order = nodes[node].at, nodes[node].tie
                    used[EVIDENCE_N] += 1
                    node = nodes[node].next


@compiled
def judge(
    event: Any, here: Any, place: Any, clock: Any, floor: Any, order: Any, side: Any, most: Any,
    models: Any, first: Any, at_least: Any, level: Any, cooldown: Any, lowest: Any, cells: Any,
    around: Any, parts: Any, since: Any, points: Any, nodes: Any, raised: Any, evidence: Any,
    used: Any, quiet: Any, partly: Any, wholly: Any,
) -> Any:  # fmt: skip
    """Raise what is reached around a row that came in; False when there is no room for it."""
    slot, home, at_most, came = event.slot, here.part // EIGHTHS, 0, 0
    for n in range(cells[home].touching):
        at_most += cells[around[home, n]].rows
        came += cells[around[home, n]].came
    bound = at_most if here.near < 0 else min(at_most, here.near + came - here.came)
    if bound < lowest[slot]:
        return True
    loudest(slot, here, clock, most, models, cooldown, cells, around, points, nodes, used, quiet)
    need = needed(slot, models, first, at_least, level, quiet)
    if bound < need:
        return True
    at_most = look_around(
        here, floor, side, most, cells, around, parts, since, points, nodes, used, partly, wholly
    )
    count = at_most
    if at_most >= need:
        count = counted(here, at_most, need, most, cells, around, parts, points, partly)
    here.near, here.came = count if count >= 0 else -1 - count, came
    if count < need:
        return True
    used[WANTED_N], start = count, used[EVIDENCE_N]
    if start + count > len(evidence):
        return False
    write_down(here, most, cells, around, parts, points, nodes, evidence, used, partly, wholly)
    for model in range(models[slot], models[slot + 1]):
        n = first[model]
        while n < first[model + 1] and count < at_least[n]:
            n += 1
        if n < first[model + 1] and level[n] < quiet[model - models[slot]]:
            tell(raised, used, event.step, model, n, event.new, clock, float(count), order, start)
            mark = take(nodes, used, clock, level[n], place)
            nodes[mark].child, nodes[mark].next = model, cells[home].marks
            cells[home].marks = mark
            here.marks += 1
    return True


@compiled
def run(
    events: Any, number: Any, clocks: Any, old_located: Any, old_time: Any, old_gap: Any,
    old_point: Any, located: Any, time: Any, order: Any, gap: Any, new_point: Any, slots: Any,
    windows: Any, starts: Any, models: Any, first: Any, at_least: Any, level: Any, cooldown: Any,
    lowest: Any, widest: Any, cell_table: Any, hints: Any, cells: Any, around: Any, parts: Any,
    since: Any, point_table: Any, points: Any, nodes: Any, raised: Any, evidence: Any, missed: Any,
    used: Any, quiet: Any, partly: Any, wholly: Any,
) -> Any:  # fmt: skip
    """Take events from `number` on; gives the number of the first that there is no room for.

    `used[OTHERS_N]` is 1 when the rows of that event are in place already, but not judged.
    """
    asked = number
    while number < len(events):
        if number >= asked:
            asked = min(number + AHEAD, len(events))
            ask(
                events, number, asked, slots, new_point, cell_table, cells, around, parts, since,
                point_table, points, nodes,
            )  # fmt: skip
        event = events[number]
        at, slot = event.step, event.slot
        if (
            used[CELLS_N] + 1 > min(len(cells), len(cell_table) // 2)
            or used[POINTS_N] + 1 > min(len(points), len(point_table) // 2)
            or used[NODES_N] + 1 + widest > len(nodes) or used[RAISED_N] + widest > len(raised)
            or used[MISSED_N] + 1 > len(missed)
        ):  # fmt: skip
            return number
        settings, clock = slots[slot], clocks[at]
        floor = floor_at(settings.window, clock, windows, starts)
        added, removed = event.new >= 0 and located[at], event.old >= 0 and old_located[at]
        x, y, z = new_point[0, at], new_point[1, at], new_point[2, at]
        if added:
            reason = in_time(time[at], gap[at], floor, settings.reach)
            if reason != IN_TIME:
                if not used[OTHERS_N] and not (
                    removed and event.old == event.new and old_time[at] == time[at]
                ):
                    miss(missed, used, slot, at, reason)
                added = False
        if (
            not used[OTHERS_N]
            and removed
            and (in_time(old_time[at], old_gap[at], floor, settings.reach) == IN_TIME)
        ):
            a, b, c = old_point[0, at], old_point[1, at], old_point[2, at]
            if (
                added and event.old == event.new and old_time[at] == time[at]
                and a == x and b == y and c == z
            ):  # fmt: skip
                number += 1
                continue
            point = points[point_table[spot(point_table, points, slot, a, b, c)]]
            take_out(point, row_of(point, order[at], nodes), cells, parts, nodes, used)
        if added:
            place = point_at(
                slot, settings.side, x, y, z, cell_table, hints, cells, around, parts, since,
                point_table, points, used,
            )  # fmt: skip
            if not used[OTHERS_N]:
                put_row(points[place], time[at], order[at], cells, parts, since, nodes, used)
            used[OTHERS_N] = 1
            if not judge(
                event, points[place], place, clock, floor, order[at], settings.side, settings.most,
                models, first, at_least, level, cooldown, lowest, cells, around, parts, since, points,
                nodes, raised, evidence, used, quiet, partly, wholly,
            ):  # fmt: skip
                return number
        used[OTHERS_N] = 0
        number += 1
    return number + 1
