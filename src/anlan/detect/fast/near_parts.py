"""Eighths of the cells of the grid, so that fewer points need be looked at.

Of the cells around a point much lies too far away, and some so near that nothing of it can be too
far. How many rows an eighth of a cell has at most is known, and where it lies is three additions.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from anlan.detect.fast.compiled import compiled, inlined

EIGHTHS = 8
FIRST, LENGTH, WIDTH = EIGHTHS, 2 * EIGHTHS, 3 * EIGHTHS
"""Of a cell, `parts` has how many rows its eighths have at most, then where the spots of each
begin, then how many they are. `since` has the time of the oldest row of each, or one before it."""
SPOT = np.dtype([("x", "i4"), ("y", "i4"), ("z", "i4"), ("rows", "i4"), ("point", "i4")])
"""A point in the stretch of its eighth: where it is in its cell, its rows. Spots stand one after the
other, so that many are compared quickly; a stretch has a power of two of
places, at least `FEWEST`."""
FEWEST = 4
NO_ROW = np.int64(1 << 62)
"""In place of that time."""


@compiled
def part_of(x: Any, y: Any, z: Any, side: Any) -> Any:
    """The eighth of its cell a place lies in."""
    half = side // 2
    return (x % side >= half) * 4 + (y % side >= half) * 2 + (z % side >= half) * 1


@compiled
def measure_halves(here: Any, home: Any, side: Any, nearest: Any, farthest: Any) -> None:
    """The squares of how far a point in a cell is, along each axis, from the nearest and from the
    farthest place of the halves of that cell and of the two beside it: six along each axis."""
    half = side // 2
    for n in range(6):
        first = (n // 2 - 1) * side + n % 2 * half
        last = first + (side - half if n % 2 else half) - 1
        for axis, at in enumerate(
            (here.x - home.x * side, here.y - home.y * side, here.z - home.z * side)
        ):
            nearest[axis, n] = max(first - at, at - last, 0) ** 2
            farthest[axis, n] = max(at - first, last - at) ** 2


@inlined
def off(squares: Any, cell: Any, home: Any, part: Any) -> Any:
    """The square of how far an eighth of a cell beside is, by what was measured of the halves."""
    return (
        squares[0, 2 * (cell.x - home.x + 1) + (part >> 2)]
        + squares[1, 2 * (cell.y - home.y + 1) + (part >> 1 & 1)]
        + squares[2, 2 * (cell.z - home.z + 1) + (part & 1)]
    )


@compiled
def most_spots(points: Any) -> Any:
    """Places that one more point may take, at most."""
    return FEWEST + 2 * points


@compiled
def put_spot(parts: Any, cell: Any, part: Any, spots: Any, end: Any, points: Any) -> Any:
    """A place more in the stretch of an eighth; gives it, and where the spots in use end."""
    begin, length = parts[cell, FIRST + part], parts[cell, LENGTH + part]
    if length == 0:
        parts[cell, FIRST + part], end = end, end + FEWEST
    elif length >= FEWEST and length & (length - 1) == 0:
        for n in range(length):
            spots[end + n] = spots[begin + n]
            points[spots[end + n].point].spot = end + n
        parts[cell, FIRST + part], end = end, end + 2 * length
    parts[cell, LENGTH + part] += 1
    return parts[cell, FIRST + part] + length, end
