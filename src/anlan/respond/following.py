"""What the followers of this room share: the next facts of the kinds they care for."""

from __future__ import annotations

from collections.abc import Sequence

from anlan.store.facts import Recorded
from anlan.store.store import Store

FAR_BEHIND = 10_000
"""Facts of other kinds that may lie between a follower and the head before it skips them."""


def next_facts(store: Store, name: str, kinds: Sequence[str], limit: int) -> list[Recorded]:
    """The next facts of some kinds after a follower's position.

    Where there are none for long, the follower moves up to the head, so that it does not
    look through the same foreign facts at every turn.
    """
    after, head = store.followers.position(name), store.journal.head()
    entries = store.journal.read(after, kinds=kinds, limit=limit)
    if not entries and head - after > FAR_BEHIND:
        with store.writing(actor="respond", purpose="task-handling") as unit:
            unit.follow(name, head)
    return entries
