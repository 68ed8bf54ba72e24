"""The fast engine: all models over one record kind in one pass, with compiled inner loops.

It raises exactly what `reference/` raises. How the work is divided:

* `columns.py`  which attributes are looked at, and the numbers their values have (interning)
* `batch.py`    steps as columns: `Batch` with two `Side`s, the removed rows and the added ones
* `match.py`    `Matcher`: which filters a row meets and which slots it belongs to, asked once per
  combination of values
* `floors.py`   `Floors`: how far back the windows of all models reach from a clock
* `log.py`      `Log`: what is remembered of added rows; others hold their numbers in it (refs)
* `found.py`    `Found` and `Missed`: what was raised, what could not count; as columns
* `group.py`    `Group`: the models of one or more families, and `Frame`, what a group is given
* `shared.py`   `SharedPlan`: matching, then group after group, over the steps
* `cites.py`    `Cites`: which findings rest on a row

Models are independent of each other, so the groups take a batch one after the other.
A row is known by its `order`; evidence is orders, and whoever holds the records maps them back.

To write a group: subclass `Group`, give it the (number, plan) pairs of its families, ask the
matcher for a number with `group(filters)`, by which `Matches` says for every combination of values
which of the group's slots a row belongs to, and turn a `Frame` into a `Found`. State lives in flat
arrays; `save` gives them by name and `restore` takes them back. `sweep` lets go of what no window
holds; then the log drops its oldest rows and `moved` says by how much all refs are less.

Loops are `compiled` (`compiled.py`): nothing in them counts references. What the next events need is
asked for ahead (`index.py`, `near_ahead.py`, `prefetch.py`).

A compiled loop cannot make its arrays longer, so it looks before each operation whether there
is room, returns where it stands if not, and is called again once there is.
"""
