"""Who came when: the names and times of records by their orders, of those that came lately."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Some = Ints | Sequence[int]
ROOM = 1 << 10


class Arrivals:
    """Records by order, as columns: asking for thousands of them costs little."""

    def __init__(self) -> None:
        self._names: list[str] = []
        self._came = np.zeros((2, ROOM), np.int64)
        """[2, room] Orders, rising, and times."""
        self._begin = 0
        """Where the columns begin that are still of use, as many as there are names."""

    @property
    def _orders(self) -> Ints:
        return self._came[0, self._begin : self._begin + len(self._names)]

    @property
    def _times(self) -> Ints:
        return self._came[1, self._begin : self._begin + len(self._names)]

    def add(self, names: Sequence[str], orders: Some, times: Some) -> None:
        """Records whose orders are higher than all before."""
        end = self._begin + len(self._names)
        if end + len(names) > self._came.shape[1]:
            room = max(ROOM, 2 * (len(self._names) + len(names)))
            grown = np.zeros((2, room), np.int64)
            grown[:, : len(self._names)] = self._came[:, self._begin : end]
            self._came, self._begin, end = grown, 0, len(self._names)
        self._came[0, end : end + len(names)] = orders
        self._came[1, end : end + len(names)] = times
        self._names += names

    def let_go(self, order: int) -> None:
        """Forget those whose orders are lower."""
        self._let_go(int(np.searchsorted(self._orders, order)))

    def let_go_older(self, floor: int) -> None:
        """Forget the first of them, up to one whose time lies after an instant."""
        later = self._times > floor
        self._let_go(int(np.argmax(later)) if later.any() else len(later))

    def _let_go(self, gone: int) -> None:
        del self._names[:gone]
        self._begin += gone

    def places(self, orders: Ints) -> Ints:
        """Where some orders stand, −1 where they are not known."""
        known = self._orders
        if not len(known):
            return np.full(len(orders), -1, np.int64)
        places = np.searchsorted(known, orders)
        places[places == len(known)] = 0
        return np.where(known[places] == orders, places, -1)

    def names(self, places: Ints) -> list[str]:
        """The names at some places."""
        return list(map(self._names.__getitem__, places.tolist()))

    def times(self, places: Ints) -> Ints:
        """The times at some places, as the records came."""
        return self._times[places]
