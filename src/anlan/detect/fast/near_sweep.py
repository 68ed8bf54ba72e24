"""Sweeping the near family: what no window holds and what silences nothing is let go of."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from anlan.detect.fast.compiled import compiled
from anlan.detect.fast.floors import floor_at
from anlan.detect.fast.near_grid import CELLS_N, POINTS_N, trim
from anlan.detect.fast.near_marks import drop_marks
from anlan.detect.fast.near_parts import EIGHTHS, FIRST, NO_ROW

GONE = -1


@njit(cache=True, nogil=True)
def sweep(
    clock: Any, slots: Any, windows: Any, starts: Any, cooldown: Any, cells: Any, around: Any,
    parts: Any, since: Any, points: Any, nodes: Any, used: Any,
) -> None:  # fmt: skip
    """Move what still counts or silences to the front of the arrays, cells and points in the order
    they have. The tables are to be filled anew."""
    for n in range(used[CELLS_N]):
        drop_marks(cells[n], clock, cooldown, points, nodes, used)
    moved = np.full(used[POINTS_N], GONE, np.int32)
    homes = np.full(used[CELLS_N], GONE, np.int32)
    kept = 0
    for n in range(len(moved)):
        point = points[n]
        floor = floor_at(slots[point.slot].window, clock, windows, starts)
        trim(point, floor, cells, parts, nodes, used)
        if point.rows > 0 or point.marks > 0:
            moved[n] = kept
            homes[point.part // EIGHTHS] = 0
            kept += 1
    used[POINTS_N] = kept
    used[CELLS_N] = _move_cells(homes, moved, cells, around, parts, since, nodes)
    _move_points(homes, moved, parts, since, points, nodes)


@compiled
def _move_cells(
    homes: Any, moved: Any, cells: Any, around: Any, parts: Any, since: Any, nodes: Any
) -> Any:
    """Give each cell that stays its new place; how many they are."""
    kept = 0
    for n in range(len(homes)):
        if homes[n] != GONE:
            homes[n] = kept
            kept += 1
    for n in range(len(homes)):
        home = homes[n]
        if home == GONE:
            continue
        touching, cells[home] = cells[n].touching, cells[n]
        cells[home].touching = 0
        for beside in range(touching):
            other = homes[around[n, beside]]
            if other != GONE:
                around[home, cells[home].touching] = other
                cells[home].touching += 1
        for part in range(EIGHTHS):
            parts[home, part], parts[home, FIRST + part] = parts[n, part], -1
            since[home, part] = NO_ROW
        mark = cells[home].marks
        while mark >= 0:
            nodes[mark].what = moved[nodes[mark].what]
            mark = nodes[mark].next
    return kept


@compiled
def _move_points(homes: Any, moved: Any, parts: Any, since: Any, points: Any, nodes: Any) -> None:
    """Move the points that stay, and list them in their cells."""
    for n in range(len(moved)):
        place = moved[n]
        if place == GONE:
            continue
        points[place] = points[n]
        point = points[place]
        cell, part = homes[point.part // EIGHTHS], point.part % EIGHTHS
        point.part = cell * EIGHTHS + part
        point.near = -1  # how many came to the cells around is told without those that went
        point.next = parts[cell, FIRST + part]
        parts[cell, FIRST + part] = place
        if point.oldest >= 0:
            since[cell, part] = min(since[cell, part], nodes[point.oldest].at)
