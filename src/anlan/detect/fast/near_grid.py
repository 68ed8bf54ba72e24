"""A grid of cubes around the earth in which compiled loops find points that are close.

Each slot has cells of its own, as wide as its distance at least, so that whatever is close lies
in the same cell or in one that touches it. Equal points of a slot are one. A cell knows how many
rows its points have at most (rows that left the window are taken out when somebody looks), so
that a quiet neighbourhood costs a few additions.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from anlan.detect.fast.compiled import compiled, inlined
from anlan.detect.fast.near_parts import EIGHTHS, FIRST, NO_ROW, part_of
from anlan.detect.fast.nodes import give, take
from anlan.detect.fast.output import MOST_N
from anlan.detect.fast.prefetch import prefetch
from anlan.detect.fast.table import AHEAD, FREE

SITE = [("slot", "i4"), ("x", "i8"), ("y", "i8"), ("z", "i8")]
CELL = np.dtype([*SITE, ("came", "i8"), ("rows", "i4"), ("marks", "i4"), ("touching", "i4")])
"""A cube: how many rows ever came, at most how many it has, the list of its marks, how many
cells touch it."""
POINT = np.dtype(
    [*SITE, ("part", "i4"), ("rows", "i4"), ("marks", "i4"), ("newest", "i4"), ("oldest", "i4"),
     ("next", "i4"), ("near", "i4"), ("came", "i8")]
)  # fmt: skip
"""A point: 8 × its cell + the eighth of it, how many rows and marks it has, its rows by time, the
next of that eighth; how many rows were close at most when they were last counted (−1: never), and
how many had come to the cells around by then."""
AROUND = 27
"""Cells that touch a cell, at most, itself included."""
NARROWEST = 8_000
"""No cell is narrower, millimetres."""

CELLS_N, POINTS_N = MOST_N - 2, MOST_N - 1
"""Places in `used`."""


@inlined
def _scattered(slot: Any, x: Any, y: Any, z: Any) -> Any:
    mixed = (
        np.uint64(slot) * np.uint64(0xD6E8FEB86659FD93) + np.uint64(x) * np.uint64(0x9E3779B97F4A7C15)
        + np.uint64(y) * np.uint64(0xC2B2AE3D27D4EB4F) + np.uint64(z) * np.uint64(0x165667B19E3779F9)
    )  # fmt: skip
    mixed = (mixed ^ (mixed >> np.uint64(32))) * np.uint64(0xBF58476D1CE4E5B9)
    return mixed ^ (mixed >> np.uint64(29))


@inlined
def home_of(table: Any, slot: Any, x: Any, y: Any, z: Any) -> Any:
    """The row of the table at which it is begun to look for a site."""
    return np.int64(_scattered(slot, x, y, z) & np.uint64(len(table) - 1))


@compiled
def spot(table: Any, sites: Any, slot: Any, x: Any, y: Any, z: Any) -> Any:
    """The row of the table for a site, or the free one it would go to."""
    last = np.int64(len(table) - 1)
    row = home_of(table, slot, x, y, z)
    while table[row] != FREE:
        site = sites[table[row]]
        if site.x == x and site.y == y and site.z == z and site.slot == slot:
            break
        row = (row + 1) & last
    return row


@inlined
def _bit(hints: Any, slot: Any, x: Any, y: Any, z: Any) -> Any:
    """The bit that is set if there is such a cell: a small array tells that there is none."""
    return np.int64((_scattered(slot, x, y, z) >> np.uint64(20)) & np.uint64(64 * len(hints) - 1))


@compiled
def cell_at(
    slot: Any, x: Any, y: Any, z: Any, cell_table: Any, hints: Any, cells: Any, around: Any,
    parts: Any, since: Any, used: Any,
) -> Any:  # fmt: skip
    """The cell with some coordinates, which is made if there is none."""
    row = spot(cell_table, cells, slot, x, y, z)
    if cell_table[row] != FREE:
        return cell_table[row]
    made = used[CELLS_N]
    used[CELLS_N] += 1
    cell_table[row] = made
    cell = cells[made]
    cell.slot, cell.x, cell.y, cell.z = slot, x, y, z
    cell.rows, cell.marks, cell.touching, cell.came = 0, -1, 1, 0
    for part in range(EIGHTHS):
        parts[made, part], parts[made, FIRST + part], since[made, part] = 0, -1, NO_ROW
    around[made, 0] = made
    _hint(hints, cell)
    _ask_around(slot, x, y, z, cell_table, hints, cells)
    for n in range(AROUND):
        a, b, c = x + n // 9 - 1, y + n // 3 % 3 - 1, z + n % 3 - 1
        if n == AROUND // 2 or not _hinted(hints, slot, a, b, c):
            continue
        other = cell_table[spot(cell_table, cells, slot, a, b, c)]
        if other != FREE:
            around[made, cell.touching] = other
            cell.touching += 1
            around[other, cells[other].touching] = made
            cells[other].touching += 1
    return made


@compiled
def _ask_around(slot: Any, x: Any, y: Any, z: Any, cell_table: Any, hints: Any, cells: Any) -> None:
    """Ask ahead for what tells which cells there are around one."""
    for n in range(AROUND):
        a, b, c = x + n // 9 - 1, y + n // 3 % 3 - 1, z + n % 3 - 1
        prefetch(hints, _bit(hints, slot, a, b, c) >> 6)
    for n in range(AROUND):
        a, b, c = x + n // 9 - 1, y + n // 3 % 3 - 1, z + n % 3 - 1
        if _hinted(hints, slot, a, b, c):
            prefetch(cell_table, home_of(cell_table, slot, a, b, c))
    for n in range(AROUND):
        a, b, c = x + n // 9 - 1, y + n // 3 % 3 - 1, z + n % 3 - 1
        if _hinted(hints, slot, a, b, c):
            prefetch(cells, cell_table[home_of(cell_table, slot, a, b, c)])


@inlined
def _hinted(hints: Any, slot: Any, x: Any, y: Any, z: Any) -> Any:
    bit = _bit(hints, slot, x, y, z)
    return (hints[bit >> 6] >> np.uint64(bit & 63)) & np.uint64(1) != np.uint64(0)


@compiled
def _hint(hints: Any, cell: Any) -> None:
    bit = _bit(hints, cell.slot, cell.x, cell.y, cell.z)
    hints[bit >> 6] |= np.uint64(1) << np.uint64(bit & 63)


@compiled
def all_hints(hints: Any, cells: Any, count: Any) -> Any:
    """Set the bits of the first cells of an array."""
    for place in range(count):
        _hint(hints, cells[place])
    return hints


@compiled
def point_at(
    slot: Any, side: Any, x: Any, y: Any, z: Any, cell_table: Any, hints: Any, cells: Any,
    around: Any, parts: Any, since: Any, point_table: Any, points: Any, used: Any,
) -> Any:  # fmt: skip
    """The point with some coordinates, which is made if there is none."""
    row = spot(point_table, points, slot, x, y, z)
    if point_table[row] != FREE:
        return point_table[row]
    cell = cell_at(
        slot, x // side, y // side, z // side, cell_table, hints, cells, around, parts, since, used
    )
    made = used[POINTS_N]
    used[POINTS_N] += 1
    point_table[row] = made
    point = points[made]
    part = part_of(x, y, z, side)
    point.slot, point.x, point.y, point.z, point.part = slot, x, y, z, cell * EIGHTHS + part
    point.rows, point.marks, point.newest, point.oldest, point.near = 0, 0, -1, -1, -1
    point.next = parts[cell, FIRST + part]
    parts[cell, FIRST + part] = made
    return made


@compiled
def close(one: Any, other: Any, most: Any) -> Any:
    """Whether the square of the distance of two points is at most something."""
    x, y, z = one.x - other.x, one.y - other.y, one.z - other.z
    return x * x + y * y + z * z <= most


@compiled
def put_row(
    point: Any, time: Any, order: Any, cells: Any, parts: Any, since: Any, nodes: Any, used: Any
) -> None:
    """A row more at a point. `next` of a node is the older row, `child` the newer one."""
    node = take(nodes, used, time, order, 0)
    newer, older = np.int32(-1), point.newest
    while older >= 0 and nodes[older].at > time:
        newer, older = older, nodes[older].next
    nodes[node].next, nodes[node].child = older, newer
    if newer < 0:
        point.newest = node
    else:
        nodes[newer].next = node
    if older < 0:
        point.oldest = node
    else:
        nodes[older].child = node
    point.rows += 1
    cell, part = point.part // EIGHTHS, point.part % EIGHTHS
    cells[cell].rows += 1
    cells[cell].came += 1
    parts[cell, part] += 1
    since[cell, part] = min(since[cell, part], time)


@compiled
def take_out(point: Any, node: Any, cells: Any, parts: Any, nodes: Any, used: Any) -> None:
    """A row less at a point."""
    newer, older = nodes[node].child, nodes[node].next
    if newer < 0:
        point.newest = older
    else:
        nodes[newer].next = older
    if older < 0:
        point.oldest = newer
    else:
        nodes[older].child = newer
    give(nodes, used, node)
    point.rows -= 1
    cells[point.part // EIGHTHS].rows -= 1
    parts[point.part // EIGHTHS, point.part % EIGHTHS] -= 1


@compiled
def row_of(point: Any, order: Any, nodes: Any) -> Any:
    """The node of a row that is at a point."""
    node = point.newest
    while nodes[node].tie != order:
        node = nodes[node].next
    return node


@compiled
def trim(point: Any, floor: Any, cells: Any, parts: Any, nodes: Any, used: Any) -> None:
    """Take out the rows of a point that left the window."""
    while point.oldest >= 0 and nodes[point.oldest].at <= floor:
        take_out(point, point.oldest, cells, parts, nodes, used)


@compiled
def tidy(
    cell: Any, part: Any, floor: Any, cells: Any, parts: Any, since: Any, points: Any, nodes: Any,
    used: Any,
) -> None:  # fmt: skip
    """Take the rows of an eighth out that left the window, if there may be any."""
    if since[cell, part] > floor:
        return
    oldest, place = NO_ROW, parts[cell, FIRST + part]
    while place >= 0:
        point = points[place]
        trim(point, floor, cells, parts, nodes, used)
        if point.oldest >= 0:
            oldest = min(oldest, nodes[point.oldest].at)
        place = point.next
    since[cell, part] = oldest


@compiled
def fill(table: Any, sites: Any, count: Any) -> Any:
    """Fill an empty table with the first sites of an array, no two of which are the same."""
    for place in range(count):
        if place + AHEAD < count:
            site = sites[place + AHEAD]
            prefetch(table, home_of(table, site.slot, site.x, site.y, site.z))
        site = sites[place]
        row = home_of(table, site.slot, site.x, site.y, site.z)
        while table[row] != FREE:
            row = (row + 1) & (len(table) - 1)
        table[row] = place
    return table
