"""/api/stream: server-sent events. A clock every second, and every change as it happens.

The id of an event is its journal position. A client that comes back with Last-Event-ID gets
what it missed; one that missed too much is told so in `hello`, and reads its pages again.
Opening a stream leaves one audit record.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from typing import Annotated, Any

import orjson
from anyio import to_thread
from fastapi import APIRouter, Header, Request
from fastapi.responses import StreamingResponse

from anlan.bootstrap import Deployment
from anlan.standards.time import iso
from anlan.store.watch import Change
from anlan.web.access import COOKIE, Caller, needs
from anlan.web.hub import CHUNK, KINDS, Client, Hub
from anlan.web.problems import TooMany
from anlan.web.shapes import present

router = APIRouter(prefix="/api/stream", tags=["stream"])

PERMISSIONS = {
    "call": "call.see",
    "finding": "finding.see",
    "task": "task.see",
    "model": "model.see",
    "score": "index.see",
    "batch": "source.see",
    "quarantine": "source.see",
}
"""What one must be allowed to see to be told of its changes."""
TICK = 1.0
LOOK_AGAIN = 30.0
"""Seconds after which the session behind a stream is looked at again."""
MOST_MISSED = 2_000
"""Facts a client may have missed and still get one by one."""
RETRY_MS = 2_000

EVENT_STREAM: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}
}


@router.get("", response_class=StreamingResponse, responses=EVENT_STREAM)
async def stream(
    request: Request,
    caller: Annotated[Caller, needs("stream.follow")],
    last_event_id: Annotated[int | None, Header(ge=0, le=2**62)] = None,
) -> StreamingResponse:
    """Events `hello` {position, complete}, `clock` {now, speed}, `changed` {position, kind, …}."""
    hub: Hub = request.app.state.hub
    if hub.full:
        raise TooMany("too many open streams", way_out="close a window, or wait a minute")
    kinds = await to_thread.run_sync(_admitted, caller, hub)
    loop = asyncio.get_running_loop()
    client, head = await to_thread.run_sync(hub.join, kinds, loop)
    token = request.cookies.get(COOKIE)
    live = _Live(hub, client, caller.deployment, token)
    return StreamingResponse(live.events(head, last_event_id), media_type="text/event-stream")


class _Live:
    """One open stream."""

    def __init__(self, hub: Hub, client: Client, deployment: Deployment, token: str | None) -> None:
        self._hub = hub
        self._client = client
        self._deployment = deployment
        self._token = token
        self._look_again = time.monotonic() + LOOK_AGAIN

    async def events(self, head: int, resume: int | None) -> AsyncIterator[bytes]:
        try:
            missed = head - resume if resume is not None else 0
            complete = 0 <= missed <= MOST_MISSED
            yield _event("hello", {"position": head, "complete": complete}, retry=RETRY_MS)
            if resume is not None and complete:
                yield await to_thread.run_sync(self._missed, resume, head)
            async for part in self._following():
                yield part
        finally:
            self._hub.leave(self._client)

    async def _following(self) -> AsyncIterator[bytes]:
        tick = time.monotonic()
        while True:
            wait = tick - time.monotonic()
            if wait <= 0:
                tick = max(tick + TICK, time.monotonic())
                if not await self._still_signed_in():
                    return
                yield self._clock()
                continue
            changes, over = await self._next(wait)
            if changes:
                yield b"".join(self._told(changes))
            if over:
                return

    async def _next(self, wait: float) -> tuple[list[Change], bool]:
        """What came within the wait, and whether the stream is over."""
        queue = self._client.queue
        changes: list[Change] = []
        try:
            change = await asyncio.wait_for(queue.get(), wait)
            while change is not None:
                changes.append(change)
                change = queue.get_nowait()
        except (TimeoutError, asyncio.QueueEmpty):
            return changes, False
        return changes, True

    def _missed(self, after: int, head: int) -> bytes:
        told: list[Change] = []
        while after < head:
            after, changes = self._hub.watch.changes(after, KINDS, CHUNK)
            told += [c for c in changes if c.position <= head and c.kind in self._client.kinds]
            if not changes:
                break
        return b"".join(self._told(told))

    def _told(self, changes: list[Change]) -> Iterator[bytes]:
        zone, kinds = self._deployment.zone, self._deployment.kinds
        for change in changes:
            body = {
                "position": change.position,
                "kind": change.kind,
                "id": change.record,
                "type": change.type,
                "time": iso(change.time, zone),
                "row": present(change.row, kinds[change.kind], zone),
            }
            yield _event("changed", body, id=change.position)

    def _clock(self) -> bytes:
        now = iso(self._deployment.clock(), self._deployment.zone)
        return _event("clock", {"now": now, "speed": self._deployment.speed})

    async def _still_signed_in(self) -> bool:
        if time.monotonic() < self._look_again:
            return True
        self._look_again = time.monotonic() + LOOK_AGAIN
        session = await to_thread.run_sync(self._deployment.accounts.peek, self._token)
        return session is not None


def _admitted(caller: Caller, hub: Hub) -> frozenset[str]:
    allowed = [kind for kind, permission in PERMISSIONS.items() if caller.grant().may(permission)]
    return hub.watch.admit((kind, caller.grant(kind)) for kind in allowed)


def _event(name: str, body: Any, *, id: int | None = None, retry: int | None = None) -> bytes:
    head = b"" if retry is None else b"retry: %d\n" % retry
    head += b"" if id is None else b"id: %d\n" % id
    # a column named like a word of SQL comes as a subclass of str, which orjson takes only if told
    data = orjson.dumps(body, option=orjson.OPT_NON_STR_KEYS)
    return head + b"event: " + name.encode() + b"\ndata: " + data + b"\n\n"
