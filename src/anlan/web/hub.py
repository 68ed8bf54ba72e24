"""One follower of the journal for all open streams of the process.

A thread reads what changed and hands it to the queues of the clients on the event loop. A
queue is bounded: a client that does not keep up is let go, and resumes where it was.
"""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress
from dataclasses import dataclass, field

from anlan.store.store import Store
from anlan.store.watch import Change, Watch

KINDS = ("call", "finding", "task", "model", "score", "batch", "quarantine")
"""What changes are told of."""
CHUNK = 500
PATIENCE = 0.5
"""Seconds after which the thread looks whether it should stop."""


@dataclass(eq=False, slots=True)
class Client:
    """One open stream: its queue, and what it may see. None in the queue means: over."""

    kinds: frozenset[str]
    loop: asyncio.AbstractEventLoop = field(repr=False)
    queue: asyncio.Queue[Change | None] = field(repr=False)

    def offer(self, changes: list[Change]) -> None:
        """Queue what this client may see; ends the stream when the queue is full."""
        for change in changes:
            if change.kind not in self.kinds:
                continue
            if self.queue.qsize() >= self.queue.maxsize - 1:
                self.end()
                return
            self.queue.put_nowait(change)

    def end(self) -> None:
        """Drop what waits and say that it is over."""
        self.kinds = frozenset()
        while not self.queue.empty():
            self.queue.get_nowait()
        self.queue.put_nowait(None)


class Hub:
    """Fans changes out. The thread runs while there are clients."""

    def __init__(self, store: Store, *, longest_queue: int, most_streams: int) -> None:
        self.watch = Watch(store)
        self._store = store
        self._longest = longest_queue
        self._most = most_streams
        self._clients: set[Client] = set()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._head = 0
        self._closed = False

    @property
    def full(self) -> bool:
        """Whether no more streams are taken."""
        return len(self._clients) >= self._most

    def join(self, kinds: frozenset[str], loop: asyncio.AbstractEventLoop) -> tuple[Client, int]:
        """A new client and the position from which on it is told of changes. Any thread."""
        client = Client(kinds, loop, asyncio.Queue(self._longest))
        with self._lock:
            self._clients.add(client)
            if self._closed:
                client.end()
            elif self._thread is None:
                self._head = self._store.journal.head()
                self._thread = threading.Thread(target=self._run, name="hub", daemon=True)
                self._thread.start()
            return client, self._head

    def leave(self, client: Client) -> None:
        """Forget a client."""
        with self._lock:
            self._clients.discard(client)

    def close(self) -> None:
        """End every stream, and take no more. To be called on the event loop."""
        with self._lock:
            self._closed = True
            clients = list(self._clients)
        for client in clients:
            client.end()

    def _run(self) -> None:
        while True:
            head = self._store.wait(self._head, PATIENCE)
            with self._lock:
                if self._closed or not self._clients:
                    self._thread = None
                    return
            while self._head < head:
                self._step(head)

    def _step(self, head: int) -> None:
        wanted = self._wanted()
        last, changes = self.watch.changes(self._head, sorted(wanted), CHUNK)
        with self._lock:
            if not self._wanted() <= wanted:
                return  # somebody joined meanwhile, who wants more: read again
            # Facts of other kinds lie between; an empty read means all up to the head are.
            self._head = last if changes else head
            clients = list(self._clients)
        if changes:
            for client in clients:
                with suppress(RuntimeError):  # its event loop is gone, and the client with it
                    client.loop.call_soon_threadsafe(client.offer, changes)

    def _wanted(self) -> frozenset[str]:
        """Kinds somebody looks at; the others, which may come by the thousand, are not read."""
        return frozenset[str]().union(*(client.kinds for client in list(self._clients)))
