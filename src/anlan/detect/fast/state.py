"""The state of a shared plan as bytes: a line of JSON that says what follows, then arrays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from io import BufferedIOBase
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson

from anlan.detect.checkpoint import Part
from anlan.detect.fast.columns import Columns
from anlan.detect.fast.group import Group
from anlan.detect.fast.log import Log


def written_state(
    columns: Columns,
    log: Log,
    groups: Sequence[Group],
    counts: Counter[tuple[int, str]],
) -> list[Part]:
    """The state in parts, to be written one after the other."""
    states = [log.save(), *(dict(group.save()) for group in groups)]
    arrays = [
        (name, np.ascontiguousarray(array)) for state in states for name, array in state.items()
    ]
    head = {
        "values": [values.all[1:] for values in columns.values],
        "counts": [[*what, times] for what, times in counts.items()],
        "states": [len(state) for state in states],
        "arrays": [[name, _dtype(array), array.shape] for name, array in arrays],
    }
    return [orjson.dumps(head), b"\n", *(_bytes_of(array) for _, array in arrays)]


def read_state(
    saved: BufferedIOBase, columns: Columns, log: Log, groups: Sequence[Group],
    counts: Counter[tuple[int, str]],
) -> None:  # fmt: skip
    """Put a state where it belongs."""
    head = orjson.loads(saved.readline())
    for values, known in zip(columns.values, head["values"], strict=True):
        values.numbers(known)
    counts.clear()
    counts.update({(model, reason): times for model, reason, times in head["counts"]})
    arrays = []
    for name, dtype, shape in head["arrays"]:
        kind = np.dtype([tuple(part) for part in dtype] if isinstance(dtype, list) else dtype)
        arrays.append((name, np.empty(shape, kind)))
        saved.readinto(_bytes_of(arrays[-1][1]))
    keepers: tuple[Log | Group, ...] = (log, *groups)
    for keeper, count in zip(keepers, head["states"], strict=True):
        keeper.restore(dict(arrays[:count]))
        arrays = arrays[count:]


def _bytes_of(array: npt.NDArray[Any]) -> memoryview:
    return array.reshape(-1).view(np.uint8).data


def _dtype(array: np.ndarray[Any, Any]) -> Any:
    return array.dtype.descr if array.dtype.names else array.dtype.str
