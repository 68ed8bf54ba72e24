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
from anlan.detect.fast.kernels import combine

Bits = npt.NDArray[np.uint64]
Accepts = Callable[[Any], bool]

_REMEMBERED = 1 << 14
"""So many combinations are remembered."""


@dataclass(frozen=True, slots=True)
class Matches:
    """The combination each row has, −1 where there is no row, and what each comes to."""

    old: Codes
    new: Codes
    bits: Bits
    """[combinations, words]: condition c is bit c % 64 of word c // 64."""
    start: Codes
    """[combinations + 1, groups]"""
    slots: Codes
    """[groups, …] A row of combination c belongs to slots[g, start[c, g]:start[c + 1, g]] of group
    g, ascending by filter."""


class Matcher:
    """All filters of some models. Filters of the same form are one."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._numbers, self._tested = _numbered(columns.filters, columns.conditions)
        self.words = max(1, -(-(max(self._numbers.values(), default=0) + 1) // 64))
        every = np.zeros(self.words * 64, np.bool_)
        every[list(self._numbers.values())] = True
        self._all = np.packbits(every, bitorder="little").view(np.uint64)
        self._questions = self._ask({asked.form: asked for asked in columns.filters})
        names = sorted(self._questions)
        self._at = np.array([columns.attributes[name] for name in names], np.int64)
        self._attributes = [(name, columns.values[columns.attributes[name]]) for name in names]
        self._rows = np.zeros((0, self.words), np.uint64)
        self._filled = np.zeros((0, self.words + 1), np.int32)
        """For each class how many of its words have a bit, and which."""
        self._row_numbers: dict[bytes, int] = {}
        self._class_of(self._all)  # the class of rows of which nothing is asked
        self._classes = np.zeros((len(names), 64), np.int32)
        self._known = [0] * len(names)
        self._groups: list[list[int]] = []
        """For each group the filter of each slot."""
        self._room = 0

    def number(self, asked: Filter) -> int:
        """The number of a filter."""
        return self._numbers[asked.form]

    def condition(self, asked: Filter | None) -> int:
        """The number among conditions of one that is `first` or `then` of a measure; −1: none."""
        return -1 if asked is None else self._numbers[asked.form] - 64 * self._tested

    def group(self, filters: Sequence[Filter]) -> int:
        """The number of a group whose slot n has the n-th filter."""
        self._groups.append([self.number(asked) for asked in filters])
        self._room = 0
        return len(self._groups) - 1

    def match(self, batch: Batch) -> Matches:
        """The filters that every row of a batch meets."""
        self._learn()
        if not self._room:
            self._index_slots()
        if self._count + 2 * len(batch) > self._room:
            self._forget(max(4 * len(batch), self._room))
        old, new = self._combine(batch.old), self._combine(batch.new)
        return Matches(old, new, self._bits, self._start, self._items)

    def _index_slots(self) -> None:
        """For each filter the slots of all groups that have it."""
        asked = np.array([number for group in self._groups for number in group], np.int64)
        by_filter = np.argsort(asked, kind="stable")
        sizes = [len(group) for group in self._groups]
        self._of_group = np.repeat(np.arange(len(sizes)), sizes).astype(np.int32)[by_filter]
        slots = [np.arange(size, dtype=np.int32) for size in sizes]
        self._of_slot = np.concatenate([*slots, np.zeros(0, np.int32)])[by_filter]
        counts = np.bincount(asked, minlength=self.words * 64)
        self._first = np.concatenate(([0], np.cumsum(counts))).astype(np.int32)
        self._listed = np.packbits(counts > 0, bitorder="little").view(np.uint64)
        self._items = np.zeros((len(sizes), 1024 + len(asked)), np.int32)
        self._forget(_REMEMBERED)

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
        return self._class_of(row)

    def _class_of(self, row: Bits) -> int:
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

    def _forget(self, room: int) -> None:
        """Begin anew, with room for so many combinations."""
        self._count = 0
        if room != self._room:
            self._room = room
            self._keys = np.zeros((room, max(1, len(self._at))), np.int32)
            self._bits = np.zeros((room, max(1, self.words - self._tested)), np.uint64)
            self._start = np.zeros((room + 1, len(self._groups)), np.int32)
            self._scratch = (
                np.zeros(self._keys.shape[1], np.int32),
                np.zeros(self._filled.shape[1], np.uint64),
            )
        self._table = np.full(1 << (2 * room - 1).bit_length(), -1, np.int32)

    def _combine(self, side: Side) -> Codes:
        combinations = np.full(len(side.there), -1, np.int32)
        row = 0
        while row < len(side.there):
            row, self._count = combine(
                row, side.there, side.codes, self._at, self._classes, self._rows, self._filled,
                self._listed, self._first, self._of_group, self._of_slot, self._tested, self._keys,
                self._bits, self._table, self._start, self._items, self._count, *self._scratch, combinations,
            )  # fmt: skip
            if row < len(side.there):
                self._items = np.concatenate((self._items, np.zeros_like(self._items)), axis=1)
        return combinations


def _numbered(
    filters: Sequence[Filter], conditions: Sequence[Filter]
) -> tuple[dict[str, int], int]:
    """Numbers of filters by form, and the word from which on those are that are conditions."""
    tested = {asked.form for asked in conditions}
    ordered = dict.fromkeys(asked.form for asked in sorted(filters, key=_neighbours(filters)))
    others = [form for form in ordered if form not in tested]
    word = -(-len(others) // 64)
    numbers = {form: number for number, form in enumerate(others)}
    last = [form for form in ordered if form in tested]
    return numbers | {form: 64 * word + number for number, form in enumerate(last)}, word


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
