"""What was raised close by and silences a level: marks in the cells of the grid."""

from __future__ import annotations

from typing import Any

import numpy as np

from anlan.detect.fast.compiled import compiled
from anlan.detect.fast.near_grid import close
from anlan.detect.fast.near_parts import EIGHTHS
from anlan.detect.fast.nodes import give

NOTHING = np.float64(np.inf)
ANY_LEVEL = np.int64(1 << 32)


@compiled
def drop_marks(cell: Any, at: Any, cooldown: Any, points: Any, nodes: Any, used: Any) -> None:
    """Forget the marks of a cell that silence nothing any more.

    A mark is a node: `at` when it was made, `tie` its level, `what` its point, `child` its model.
    """
    before, mark = -1, cell.marks
    while mark >= 0:
        following = nodes[mark].next
        if at < nodes[mark].at + cooldown[nodes[mark].child]:
            before = mark
        else:
            if before < 0:
                cell.marks = following
            else:
                nodes[before].next = following
            points[nodes[mark].what].marks -= 1
            give(nodes, used, mark)
        mark = following


@compiled
def loudest(
    slot: Any, here: Any, at: Any, most: Any, models: Any, cooldown: Any, cells: Any, around: Any,
    points: Any, nodes: Any, used: Any, quiet: Any,
) -> None:  # fmt: skip
    """For each model of a slot the most urgent level raised close by that still silences."""
    quiet[: models[slot + 1] - models[slot]] = ANY_LEVEL
    home = here.part // EIGHTHS
    for n in range(cells[home].touching):
        cell = cells[around[home, n]]
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
