"""Nodes in one array, of which kernels make lists and heaps.

A node has an instant, a number that breaks ties, something it is about, and two links to other
nodes, −1 for none. A heap (a pairing heap) is known by its root: the earliest node; there the
links are the first child and the next sibling.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from anlan.detect.fast.compiled import compiled
from anlan.detect.fast.output import FREE_N, NODES_N

NODE = np.dtype([("at", "i8"), ("tie", "i8"), ("what", "i8"), ("child", "i4"), ("next", "i4")])


@compiled
def take(nodes: Any, used: Any, at: Any, tie: Any, what: Any) -> Any:
    """A node that was free."""
    node = used[FREE_N]
    if node >= 0:
        used[FREE_N] = nodes[node].next
    else:
        node = used[NODES_N]
        used[NODES_N] += 1
    taken = nodes[node]
    taken.at, taken.tie, taken.what, taken.child, taken.next = at, tie, what, -1, -1
    return node


@compiled
def give(nodes: Any, used: Any, node: Any) -> None:
    """A node is free again."""
    nodes[node].what, nodes[node].next = 0, used[FREE_N]
    used[FREE_N] = node


@compiled
def give_all(nodes: Any, used: Any, node: Any) -> None:
    """A node and all that follow it are free again."""
    while node >= 0:
        following = nodes[node].next
        give(nodes, used, node)
        node = following


@compiled
def insert(nodes: Any, top: Any, node: Any) -> Any:
    """Put a node into a list that begins with the latest; gives the new top."""
    new = nodes[node]
    later, earlier = -1, top
    while earlier >= 0 and (
        nodes[earlier].at > new.at or (nodes[earlier].at == new.at and nodes[earlier].tie > new.tie)
    ):
        later, earlier = earlier, nodes[earlier].next
    new.next = earlier
    if later < 0:
        return node
    nodes[later].next = node
    return top


@compiled
def remove(nodes: Any, used: Any, top: Any, at: Any, tie: Any) -> Any:
    """Take what is at an instant out of such a list, if it is there; gives the new top."""
    later, node = -1, top
    while node >= 0 and (nodes[node].at > at or (nodes[node].at == at and nodes[node].tie > tie)):
        later, node = node, nodes[node].next
    if node < 0 or nodes[node].at != at or nodes[node].tie != tie:
        return top
    following = nodes[node].next
    give(nodes, used, node)
    if later < 0:
        return following
    nodes[later].next = following
    return top


@compiled
def cut(nodes: Any, used: Any, top: Any, floor: Any) -> Any:
    """Let go of what such a list holds at or before an instant; gives the new top."""
    later, node = -1, top
    while node >= 0 and nodes[node].at > floor:
        later, node = node, nodes[node].next
    give_all(nodes, used, node)
    if later < 0:
        return -1
    nodes[later].next = -1
    return top


@compiled
def meld(nodes: Any, one: Any, other: Any) -> Any:
    """Two heaps as one."""
    if one < 0:
        return other
    if other < 0:
        return one
    a, b = nodes[one], nodes[other]
    if b.at < a.at or (b.at == a.at and b.tie < a.tie):
        one, other = other, one
    nodes[other].next = nodes[one].child
    nodes[one].child = other
    return one


@compiled
def without_root(nodes: Any, root: Any) -> Any:
    """What is left of a heap without its earliest node."""
    pairs, child = np.int32(-1), nodes[root].child
    while child >= 0:
        other, following = nodes[child].next, np.int32(-1)
        nodes[child].next = -1
        if other >= 0:
            following = nodes[other].next
            nodes[other].next = -1
        pair = meld(nodes, child, other)
        nodes[pair].next = pairs
        pairs, child = pair, following
    heap = np.int32(-1)
    while pairs >= 0:
        following = nodes[pairs].next
        nodes[pairs].next = -1
        heap = meld(nodes, heap, pairs)
        pairs = following
    return heap
