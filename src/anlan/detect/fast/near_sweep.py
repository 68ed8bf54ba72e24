"""Sweeping the near family: what no window holds and what silences nothing is let go of."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from anlan.detect.fast.floors import floor_at
from anlan.detect.fast.near_grid import CELLS_N, POINTS_N, point_at, trim
from anlan.detect.fast.near_marks import drop_marks
from anlan.detect.fast.near_parts import EIGHTHS, FIRST


@njit(cache=True, nogil=True)
def sweep(
    clock: Any, slots: Any, windows: Any, starts: Any, cooldown: Any, cells: Any, parts: Any,
    points: Any, nodes: Any, used: Any, cell_table: Any, hints: Any, new_cells: Any, around: Any,
    new_parts: Any, new_since: Any, point_table: Any, new_points: Any,
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
                    new_cells, around, new_parts, new_since, point_table, new_points,
                    used,
                )  # fmt: skip
                kept = new_points[moved[place]]
                kept.rows, kept.marks = point.rows, point.marks
                kept.newest, kept.oldest = point.newest, point.oldest
                cell, part = kept.part // EIGHTHS, kept.part % EIGHTHS
                new_cells[cell].rows += point.rows
                new_parts[cell, part] += point.rows
                if point.oldest >= 0:
                    new_since[cell, part] = min(new_since[cell, part], nodes[point.oldest].at)
            place = point.next
    for n in range(old_cells):
        mark = cells[n].marks
        while mark >= 0:
            following = nodes[mark].next
            nodes[mark].what = moved[nodes[mark].what]
            cell = new_cells[new_points[nodes[mark].what].part // EIGHTHS]
            nodes[mark].next, cell.marks = cell.marks, mark
            mark = following
