"""Columns kept warm: whoever tries a model next finds most of the journal followed already."""

from __future__ import annotations

from collections.abc import Iterable

from anlan.detect.history.columns import Changes
from anlan.standards.kinds import RecordKind
from anlan.store.store import Store

BITE = 10_000
"""Facts that are followed at a time: a question waits for no more than that."""
FEW = 1_000
"""So few new facts are left to whoever asks; a file for each handful would be waste."""


def warm(store: Store, kinds: Iterable[RecordKind]) -> bool:
    """Follow one of the kinds a little way; whether there was anything to do."""
    head = store.journal.head()
    for kind in kinds:
        changes = Changes(store, kind)
        if head - changes.position >= FEW:
            changes.catch_up(most=BITE)
            return True
    return False
