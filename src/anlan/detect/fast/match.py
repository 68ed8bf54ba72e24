"""Which filters a row meets: a bit for each filter, asked once per combination of values."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from anlan.detect.compiler.filter import Filter
from anlan.detect.fast.batch import Batch, Codes, Side
from anlan.detect.fast.columns import Columns
from anlan.detect.fast.kernels import combine, list_slots
from anlan.detect.fast.room import roomy

Bits = npt.NDArray[np.uint64]
Accepts = Callable[[Any], bool]

_MEMORY = 8 << 20
"""What remembered combinations may take; bytes."""
_FEWEST, _MOST = 1 << 14, 1 << 16
"""So many are remembered, whatever they take."""


@dataclass(frozen=True, slots=True)
class Matches:
    """The combination each row has, −1 where there is no row, and the filters each meets."""

    old: Codes
    new: Codes
    bits: Bits
    """[combinations, words]: filter f is bit f % 64 of word f // 64."""


class Slots:
    """For each combination the slots of a group whose filter it meets: items[start[c]:start[c+1]].

    The arrays are renewed by every `Matcher.match`; read them anew for each batch.
    """

    def __init__(self, filters: Sequence[int], number_of_filters: int) -> None:
        """`filters`: the filter of each slot; several slots may have the same."""
        self.by_filter = np.argsort(np.array(filters, np.int64), kind="stable").astype(np.int32)
        counts = np.bincount(np.array(filters, np.int64), minlength=number_of_filters)
        self.first = np.concatenate(([0], np.cumsum(counts))).astype(np.int32)
        self.mask = np.zeros(max(1, -(-number_of_filters // 64)), np.uint64)
        for number in set(filters):
            self.mask[number >> 6] |= np.uint64(1 << (number & 63))
        self.start = np.zeros(1024, np.int64)
        self.items = np.zeros(1024, np.int32)
        self.forget()

    def forget(self) -> None:
        """Begin anew, as combinations have other numbers from now on."""
        self._known = 0

    def extend(self, bits: Bits, narrowest: Codes, filled: Codes, combinations: int) -> None:
        """List the slots of combinations that are new."""
        self.start = roomy(self.start, self._known + 1, combinations - self._known)
        while self._known < combinations:
            self._known = list_slots(
                bits, narrowest, filled, self._known, combinations, self.mask, self.first,
                self.by_filter, self.start, self.items,
            )  # fmt: skip
            if self._known < combinations:
                self.items = roomy(self.items, len(self.items), 1)


class Matcher:
    """All filters of some models. Filters of the same form are one."""

    def __init__(self, filters: Sequence[Filter], columns: Columns) -> None:
        self._columns = columns
        self._numbers: dict[str, int] = {}
        for asked in sorted(filters, key=_neighbours(filters)):
            self._numbers.setdefault(asked.form, len(self._numbers))
        self.words = max(1, -(-len(self._numbers) // 64))
        every = np.arange(self.words * 64) < len(self._numbers)
        self._all = np.packbits(every, bitorder="little").view(np.uint64)
        self._slots: list[Slots] = []
        self._questions = self._ask({asked.form: asked for asked in filters})
        names = sorted(self._questions)
        self._at = np.array([columns.attributes[name] for name in names], np.int64)
        self._attributes = [(name, columns.values[columns.attributes[name]]) for name in names]
        self._rows = np.zeros((0, self.words), np.uint64)
        self._filled = np.zeros((0, self.words + 1), np.int32)
        """For each class how many of its words have a bit, and which."""
        self._row_numbers: dict[bytes, int] = {}
        self._numbered(self._all)  # the class of rows of which nothing is asked
        self._classes = np.zeros((len(names), 64), np.int32)
        self._known = [0] * len(names)
        self._bits = np.zeros((0, self.words), np.uint64)
        self._forget(min(_MOST, max(_FEWEST, _MEMORY // (self.words * 8))))

    def number(self, asked: Filter) -> int:
        """The number of a filter."""
        return self._numbers[asked.form]

    def slots(self, filters: Sequence[Filter]) -> Slots:
        """Slot lists for a group whose slot n has the n-th filter."""
        slots = Slots([self.number(asked) for asked in filters], len(self._numbers))
        self._slots.append(slots)
        return slots

    def match(self, batch: Batch) -> Matches:
        """The filters that every row of a batch meets."""
        self._learn()
        self._make_room(2 * len(batch))
        old, new = self._combine(batch.old), self._combine(batch.new)
        for slots in self._slots:
            slots.extend(self._bits, self._narrowest, self._filled, self._count)
        return Matches(old, new, self._bits)

    def _ask(self, filters: dict[str, Filter]) -> dict[str, list[tuple[Accepts, Bits]]]:
        """For each attribute its conjuncts, each with the filters that fail where it fails."""
        failing: dict[str, dict[str, tuple[Accepts, Bits]]] = {}
        for form, asked in filters.items():
            number = self._numbers[form]
            for part in asked.conjuncts:
                none = (part.accepts, np.zeros(self.words, np.uint64))
                parts = failing.setdefault(part.attribute, {})
                mask = parts.setdefault(part.form, none)[1]
                mask[number >> 6] |= np.uint64(1 << (number & 63))
        return {name: list(parts.values()) for name, parts in failing.items()}

    def _learn(self) -> None:
        """Ask the conjuncts of values that are new. Values that answer alike are one class."""
        for place, (name, values) in enumerate(self._attributes):
            while self._known[place] < len(values.all):
                number = self._known[place]
                if number >= self._classes.shape[1]:
                    self._classes = np.concatenate((self._classes, np.zeros_like(self._classes)), 1)
                self._classes[place, number] = self._class(name, values.all[number])
                self._known[place] += 1

    def _class(self, name: str, value: object) -> int:
        row = self._all.copy()
        for accepts, mask in self._questions[name]:
            if not _accepts(accepts, value):
                row &= ~mask
        return self._numbered(row)

    def _numbered(self, row: Bits) -> int:
        """The class of values that meet just these filters, as far as they are asked."""
        number = self._row_numbers.setdefault(row.tobytes(), len(self._row_numbers))
        if number >= len(self._rows):
            room = np.zeros((max(16, len(self._rows)), self.words), np.uint64)
            self._rows = np.concatenate((self._rows, room))
            more = np.zeros((len(room), self.words + 1), np.int32)
            self._filled = np.concatenate((self._filled, more))
        self._rows[number] = row
        words = np.flatnonzero(row)
        self._filled[number, 0] = len(words)
        self._filled[number, 1 : len(words) + 1] = words
        return number

    def _make_room(self, rows: int) -> None:
        if self._count + rows > len(self._bits):
            self._forget(max(2 * rows, len(self._bits)))

    def _forget(self, room: int) -> None:
        """Begin anew, with room for so many combinations."""
        self._count = 0
        if room > len(self._bits):
            self._keys = np.zeros((room, max(1, len(self._at))), np.int32)
            self._bits = np.zeros((room, self.words), np.uint64)
            self._narrowest = np.zeros(room, np.int32)
            """For each combination the class that has the fewest words."""
        self._table = np.full(1 << (2 * room - 1).bit_length(), -1, np.int32)
        for slots in self._slots:
            slots.forget()

    def _combine(self, side: Side) -> Codes:
        combinations = np.full(len(side.there), -1, np.int32)
        self._count = combine(
            side.there, side.codes, self._at, self._classes, self._rows, self._filled, self._keys,
            self._bits, self._narrowest, self._table, self._count, combinations,
        )  # fmt: skip
        return combinations


def _neighbours(filters: Sequence[Filter]) -> Callable[[Filter], tuple[str, ...]]:
    """An order in which filters with the same conjunct on a telling attribute are neighbours.

    Then the bits of a value are few words. An attribute tells more, the more the filters differ
    in what they ask of it: the measure is the entropy of its conjuncts.
    """
    forms: dict[str, Counter[str]] = {}
    for asked in filters:
        for part in asked.conjuncts:
            forms.setdefault(part.attribute, Counter())[part.form] += 1

    def entropy(name: str) -> float:
        nothing = len(filters) - forms[name].total()
        shares = [n / len(filters) for n in (*forms[name].values(), nothing) if n]
        return -sum(share * math.log2(share) for share in shares)

    telling = sorted(forms, key=lambda name: (-entropy(name), name))

    def order(asked: Filter) -> tuple[str, ...]:
        parts = {part.attribute: part.form for part in asked.conjuncts}
        return tuple(parts.get(name, "") for name in telling)

    return order


def _accepts(accepts: Accepts, value: object) -> bool:
    """The answer of a conjunct; attributes that are never empty need not answer for None."""
    try:
        return accepts(value)
    except TypeError:
        if value is None:
            return False
        raise
