"""The kernel of the near family: records close in space and time."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from anlan.detect.fast.compiled import compiled
from anlan.detect.fast.events import IN_TIME, in_time
from anlan.detect.fast.floors import floor_at
from anlan.detect.fast.near_grid import (
    CELLS_N,
    POINTS_N,
    close,
    drop_marks,
    point_at,
    put_row,
    row_of,
    spot,
    take_out,
    trim,
)
from anlan.detect.fast.near_parts import EIGHTHS, FIRST, all_close, rows_within_reach, within_reach
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
NOTHING = np.float64(np.inf)
ANY_LEVEL = np.int64(1 << 32)


@compiled
def loudest(
    slot: Any, here: Any, at: Any, most: Any, models: Any, cooldown: Any, cells: Any, around: Any,
    points: Any, nodes: Any, used: Any, quiet: Any,
) -> None:  # fmt: skip
    """For each model of a slot the most urgent level raised close by that still silences."""
    quiet[: models[slot + 1] - models[slot]] = ANY_LEVEL
    for n in range(cells[here.cell].touching):
        cell = cells[around[here.cell, n]]
        if cell.marks < 0:
            continue
        drop_marks(cell, at, cooldown, points, nodes, used)
        mark = cell.marks
        while mark >= 0:
            model = nodes[mark].child - models[slot]
            if nodes[mark].tie < quiet[model] and close(points[nodes[mark].what], here, most):
                quiet[model] = nodes[mark].tie
            mark = nodes[mark].next


@compiled
def needed(slot: Any, models: Any, first: Any, at_least: Any, level: Any, quiet: Any) -> Any:
    """The lowest count that would raise something."""
    need = NOTHING
    for model in range(models[slot], models[slot + 1]):
        for n in range(first[model + 1] - 1, first[model] - 1, -1):
            if level[n] < quiet[model - models[slot]]:
                need = min(need, at_least[n])
                break
    return need


@compiled
def counted(
    here: Any, at_most: Any, need: Any, floor: Any, side: Any, most: Any, cells: Any, around: Any,
    parts: Any, points: Any, nodes: Any, used: Any,
) -> Any:  # fmt: skip
    """How many rows are close, or −1 − (how many at most) as soon as these are too few.

    Eighths of which only a part is close come first: what they have too far away may be enough.
    """
    count = 0
    for inside in range(2):
        for n in range(cells[here.cell].touching):
            number = around[here.cell, n]
            cell = cells[number]
            if cell.rows == 0:
                continue
            bits = all_close(here, cell, side, most)
            if not inside:
                bits = within_reach(here, cell, side, most) & ~bits
            for part in range(EIGHTHS):
                place = parts[number, FIRST + part] if (bits >> part) & 1 else np.int32(-1)
                while place >= 0:
                    point = points[place]
                    place = point.next
                    at_most -= point.rows
                    if point.rows > 0 and close(point, here, most):
                        trim(point, floor, cells, parts, nodes, used)
                        count += point.rows
                    if at_most + count < need:
                        return -1 - (at_most + count)
    return count


@compiled
def write_down(
    here: Any, side: Any, most: Any, cells: Any, around: Any, parts: Any, points: Any, nodes: Any,
    evidence: Any, used: Any,
) -> None:  # fmt: skip
    """The rows that are close as evidence."""
    for n in range(cells[here.cell].touching):
        number = around[here.cell, n]
        bits = within_reach(here, cells[number], side, most)
        for part in range(EIGHTHS):
            place = parts[number, FIRST + part] if (bits >> part) & 1 else np.int32(-1)
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
    around: Any, parts: Any, points: Any, nodes: Any, raised: Any, evidence: Any, used: Any,
    quiet: Any,
) -> Any:  # fmt: skip
    """Raise what is reached around a row that came in; False when there is no room for it."""
    slot, at_most, came = event.slot, 0, 0
    for n in range(cells[here.cell].touching):
        at_most += cells[around[here.cell, n]].rows
        came += cells[around[here.cell, n]].came
    bound = at_most if here.near < 0 else min(at_most, here.near + came - here.came)
    if bound < lowest[slot]:
        return True
    loudest(slot, here, clock, most, models, cooldown, cells, around, points, nodes, used, quiet)
    need = needed(slot, models, first, at_least, level, quiet)
    if bound < need:
        return True
    at_most = rows_within_reach(here, side, most, cells, around, parts)
    if at_most < need:
        here.near, here.came = at_most, came
        return True
    count = counted(
        here, at_most, need, floor, side, most, cells, around, parts, points, nodes, used
    )
    here.near, here.came = count if count >= 0 else -1 - count, came
    if count < need:
        return True
    used[WANTED_N], start = count, used[EVIDENCE_N]
    if start + count > len(evidence):
        return False
    write_down(here, side, most, cells, around, parts, points, nodes, evidence, used)
    for model in range(models[slot], models[slot + 1]):
        n = first[model]
        while n < first[model + 1] and count < at_least[n]:
            n += 1
        if n < first[model + 1] and level[n] < quiet[model - models[slot]]:
            tell(raised, used, event.step, model, n, event.new, clock, float(count), order, start)
            mark = take(nodes, used, clock, level[n], place)
            nodes[mark].child, nodes[mark].next = model, cells[here.cell].marks
            cells[here.cell].marks = mark
            here.marks += 1
    return True


@compiled
def run(
    events: Any, number: Any, clocks: Any, old_located: Any, old_time: Any, old_gap: Any,
    old_point: Any, located: Any, time: Any, order: Any, gap: Any, new_point: Any, slots: Any,
    windows: Any, starts: Any, models: Any, first: Any, at_least: Any, level: Any, cooldown: Any,
    lowest: Any, widest: Any, cell_table: Any, hints: Any, cells: Any, around: Any, parts: Any,
    point_table: Any, points: Any, nodes: Any, raised: Any, evidence: Any, missed: Any, used: Any, quiet: Any,
) -> Any:  # fmt: skip
    """Take events from `number` on; gives the number of the first that there is no room for.

    `used[OTHERS_N]` is 1 when the rows of that event are in place already, but not judged.
    """
    while number < len(events):
        event = events[number]
        at, slot = event.step, event.slot
        if (
            used[CELLS_N] + 1 > len(cells) or used[POINTS_N] + 1 > len(points)
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
                slot, settings.side, x, y, z, cell_table, hints, cells, around, parts,
                point_table, points, used,
            )  # fmt: skip
            if not used[OTHERS_N]:
                put_row(points[place], time[at], order[at], cells, parts, nodes, used)
            used[OTHERS_N] = 1
            if not judge(
                event, points[place], place, clock, floor, order[at], settings.side, settings.most,
                models, first, at_least, level, cooldown, lowest, cells, around, parts, points, nodes,
                raised, evidence, used, quiet,
            ):  # fmt: skip
                return number
        used[OTHERS_N] = 0
        number += 1
    return number + 1


@njit(cache=True)
def sweep(
    clock: Any, slots: Any, windows: Any, starts: Any, cooldown: Any, cells: Any, parts: Any,
    points: Any, nodes: Any, used: Any, cell_table: Any, hints: Any, new_cells: Any, around: Any,
    new_parts: Any, point_table: Any, new_points: Any,
) -> None:  # fmt: skip
    """Build the grid anew from what still counts or silences; the points of a cell stand together."""
    old_cells, old_points = used[CELLS_N], used[POINTS_N]
    used[CELLS_N], used[POINTS_N] = 0, 0
    for n in range(old_cells):
        drop_marks(cells[n], clock, cooldown, points, nodes, used)
    moved = np.full(old_points, -1, np.int64)
    for n in range(old_cells * EIGHTHS):
        place = parts[n // EIGHTHS, FIRST + n % EIGHTHS]
        while place >= 0:
            point = points[place]
            settings = slots[point.slot]
            floor = floor_at(settings.window, clock, windows, starts)
            trim(point, floor, cells, parts, nodes, used)
            if point.rows > 0 or point.marks > 0:
                moved[place] = point_at(
                    point.slot, settings.side, point.x, point.y, point.z, cell_table, hints,
                    new_cells, around, new_parts, point_table, new_points, used,
                )  # fmt: skip
                kept = new_points[moved[place]]
                kept.rows, kept.marks = point.rows, point.marks
                kept.newest, kept.oldest = point.newest, point.oldest
                new_cells[kept.cell].rows += point.rows
                new_parts[kept.cell, kept.part] += point.rows
            place = point.next
    for n in range(old_cells):
        mark = cells[n].marks
        while mark >= 0:
            following = nodes[mark].next
            nodes[mark].what = moved[nodes[mark].what]
            cell = new_cells[new_points[nodes[mark].what].cell]
            nodes[mark].next, cell.marks = cell.marks, mark
            mark = following
