"""What the edge is told about where it stands."""

from __future__ import annotations

from dataclasses import dataclass

LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]", "::1"})


@dataclass(frozen=True, slots=True)
class Edge:
    """Settings of the web edge."""

    hosts: frozenset[str] = LOOPBACK
    """Names in the Host header that are answered; others may be a DNS rebinding attack."""
    largest_body: int = 262_144
    """Bytes a request body may have."""
    signs_in_per_minute: int = 20
    """Sign-in attempts one address may make in a minute before it must wait."""
    longest_queue: int = 1_000
    """Events one stream may lag behind before it is closed, to resume when it can."""
    most_streams: int = 200
    """Open streams the process serves at once."""
