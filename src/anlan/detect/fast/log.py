"""The log of rows: what groups remember of an added row, once for all of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from anlan.detect.fast.batch import Batch, Codes, Floats, Ints

COLUMNS = ("clock", "time", "order", "gap", "codes", "numbers")


class Log:
    """Added rows in order of arrival. A row's number in it is its ref.

    Every step has a ref, whether or not it adds a row, so that step i of a frame has the ref
    `frame.ref + i`. Refs fit 29 bits. A row amended has a new ref; one may go on holding the
    old ref as long as time and what is measured are the same.
    """

    def __init__(self, attributes: Ints, measured: int) -> None:
        """`attributes`: rows of the codes of a batch that are remembered."""
        self.size = 0
        self._attributes = attributes
        self.clock: Ints = np.zeros(0, np.int64)
        """Of the step; never falls."""
        self.time: Ints = np.zeros(0, np.int64)
        self.order: Ints = np.zeros(0, np.int64)
        self.gap: Ints = np.zeros(0, np.int64)
        self.codes: Codes = np.zeros((len(attributes), 0), np.int32)
        self.numbers: Floats = np.zeros((measured, 0), np.float64)

    def append(self, batch: Batch) -> int:
        """Remember the added rows of a batch; the ref of its first step."""
        n, ref = len(batch), self.size
        if ref + n > len(self.time):
            self._room(max(1 << 14, 2 * (ref + n)))
        self.size = ref + n
        part, new = slice(ref, ref + n), batch.new
        self.clock[part] = batch.clock
        self.time[part], self.order[part], self.gap[part] = new.time, new.order, new.gap
        self.codes[:, part], self.numbers[:, part] = new.codes[self._attributes], new.numbers
        return ref

    def older(self, floor: int) -> int:
        """How many rows at its beginning have come at or before an instant."""
        return int(np.searchsorted(self.clock[: self.size], floor, side="right"))

    def drop(self, rows: int) -> None:
        """Let go of rows at its beginning; all refs are less by so many from now on."""
        self.size -= rows
        room = max(1 << 14, self.size + self.size // 2)
        for name in COLUMNS:
            column = getattr(self, name)
            kept = np.zeros((*column.shape[:-1], room), column.dtype)
            kept[..., : self.size] = column[..., rows : rows + self.size]
            setattr(self, name, kept)

    def save(self) -> dict[str, npt.NDArray[Any]]:
        """The columns by name."""
        return {name: getattr(self, name)[..., : self.size] for name in COLUMNS}

    def restore(self, state: Mapping[str, npt.NDArray[Any]]) -> None:
        """Go on from columns that were saved."""
        for name in COLUMNS:
            setattr(self, name, state[name])
        self.size = len(self.time)
        self._room(max(1 << 14, self.size + self.size // 2))

    def _room(self, room: int) -> None:
        for name in COLUMNS:
            column = getattr(self, name)
            longer = np.zeros((*column.shape[:-1], room), column.dtype)
            longer[..., : self.size] = column[..., : self.size]
            setattr(self, name, longer)
