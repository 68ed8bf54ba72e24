"""Compiled loops over what is known of the keys of slots."""

from __future__ import annotations

from typing import Any

from anlan.detect.fast.compiled import compiled
from anlan.detect.fast.levels import ALWAYS, QUIET


@compiled
def silent(
    number: Any, block: Any, blocks: Any, models: Any, first: Any, cooldown: Any, clock: Any
) -> Any:
    """Whether the block of an entry silences no level any more."""
    if block < 0:
        return True
    slot = number >> 32
    base = first[models[slot]]
    for model in range(models[slot], models[slot + 1]):
        for level in range(first[model], first[model + 1]):
            since = blocks[block + level - base]
            if since != QUIET and (cooldown[model] == ALWAYS or clock < since + cooldown[model]):
                return False
    return True


@compiled
def pack(
    entries: Any, idle: Any, blocks: Any, packed: Any, models: Any, first: Any, cooldown: Any,
    clock: Any, moved: Any,
) -> Any:  # fmt: skip
    """Move the entries that are kept to the beginning, and their blocks to `packed`; gives how
    many there are of both."""
    kept, end = 0, 0
    for entry in range(len(idle)):
        number, block = entries[entry].number, entries[entry].block
        quiet = silent(number, block, blocks, models, first, cooldown, clock)
        if idle[entry] and quiet:
            moved[entry] = -1
            continue
        moved[entry] = kept
        entries[kept] = entries[entry]
        if quiet:
            entries[kept].block = -1
        else:
            slot = number >> 32
            width = first[models[slot + 1]] - first[models[slot]]
            for n in range(width):
                packed[end + n] = blocks[block + n]
            entries[kept].block = end
            end += width
        kept += 1
    return kept, end
