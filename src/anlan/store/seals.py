"""The seal: facts are hashed one by one, and every transaction is one link of a chain.

hash(fact) = SHA-256 over its envelope and data as stored; hash(seal) = SHA-256 over the
previous seal's hash, the span, and the hashes of its facts. So a changed fact is found at
its own position, a removed or inserted one at the first position that is off.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import orjson

ALGORITHM = "sha-256"
GENESIS = bytes(32)

ENVELOPE = (
    "position",
    "kind",
    "record",
    "version",
    "type",
    "source",
    "time",
    "tz",
    "recorded",
    "actor",
    "purpose",
    "matter",
    "digest",
)
"""The journal columns before `data` and `hash`, in table order."""


def fact_hash(envelope: Sequence[Any], data: str) -> bytes:
    """The hash of one fact; `envelope` in the order of ENVELOPE."""
    return hashlib.sha256(orjson.dumps(envelope) + b"\n" + data.encode()).digest()


def seal_hash(previous: bytes, first: int, last: int, facts: Sequence[bytes]) -> bytes:
    """The hash of one seal."""
    head = previous + first.to_bytes(8, "big") + last.to_bytes(8, "big")
    return hashlib.sha256(head + b"".join(facts)).digest()
