"""A heap of nodes in arrays (a pairing heap), earliest first, for kernels.

Many heaps share the nodes; each is known by its root, −1 when empty. A node has an instant, a
number that breaks ties, its first child and its next sibling; free nodes are linked by `next`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

NODE = np.dtype([("at", "i8"), ("tie", "i8"), ("what", "i8"), ("child", "i4"), ("next", "i4")])
NONE = -1


@njit(cache=True)
def meld(nodes: Any, one: Any, other: Any) -> Any:
    """Two heaps as one."""
    if one == NONE:
        return other
    if other == NONE:
        return one
    a, b = nodes[one], nodes[other]
    if b.at < a.at or (b.at == a.at and b.tie < a.tie):
        one, other = other, one
    nodes[other].next = nodes[one].child
    nodes[one].child = other
    return one


@njit(cache=True)
def push(nodes: Any, root: Any, node: Any, at: Any, tie: Any, what: Any) -> Any:
    """Put a node in; gives the new root."""
    nodes[node].at = at
    nodes[node].tie = tie
    nodes[node].what = what
    nodes[node].child = NONE
    nodes[node].next = NONE
    return meld(nodes, root, node)


@njit(cache=True)
def pop(nodes: Any, root: Any) -> Any:
    """Take the root out; gives the new root."""
    pairs = NONE
    child = nodes[root].child
    while child != NONE:
        other = nodes[child].next
        following = NONE
        nodes[child].next = NONE
        if other != NONE:
            following = nodes[other].next
            nodes[other].next = NONE
        pair = meld(nodes, child, other)
        nodes[pair].next = pairs
        pairs = pair
        child = following
    heap = NONE
    while pairs != NONE:
        following = nodes[pairs].next
        nodes[pairs].next = NONE
        heap = meld(nodes, heap, pairs)
        pairs = following
    return heap
