"""Which spot a call of a category comes from."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from anlan.simulate.city import City
from anlan.simulate.demand import demand
from anlan.simulate.ground import Floats


class Attraction:
    """Chances of each spot per category: the share of its kind, within it by heat."""

    def __init__(self, city: City) -> None:
        wanted = demand()
        kinds = list(wanted.spots)
        heat = city.spots.heat
        in_kind = heat / np.bincount(city.spots.kind, heat, len(kinds))[city.spots.kind]
        share = np.zeros((len(wanted.categories), len(kinds)))
        for c, category in enumerate(wanted.categories.values()):
            for kind, weight in category.at.items():
                share[c, kinds.index(kind)] = weight / sum(category.at.values())
        self.chance: Floats = share[:, city.spots.kind] * in_kind
        """Categories × spots; each row sums to 1."""
        self._area = city.spots.area
        rows = np.cumsum(self.chance, axis=1)
        steps = rows / rows[:, -1:] + np.arange(len(rows))[:, None]
        self._steps = steps.ravel()

    def draw(self, rng: np.random.Generator, category: NDArray[np.int16]) -> NDArray[np.int32]:
        """A spot for each call of those categories."""
        # One search over all rows: row c of the cumulated chances lies in (c, c + 1].
        found = np.searchsorted(self._steps, category + rng.random(len(category)), side="right")
        return np.asarray(found - category.astype(np.int64) * self.chance.shape[1], np.int32)

    def within(
        self, rng: np.random.Generator, category: int, area: int, count: int
    ) -> NDArray[np.int32]:
        """`count` spots of one area for a category; anywhere when the area has none of them."""
        chance = np.where(self._area == area, self.chance[category], 0.0)
        if not chance.any():
            chance = self.chance[category]
        return rng.choice(len(chance), count, p=chance / chance.sum()).astype(np.int32)
