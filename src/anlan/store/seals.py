"""The seal: facts are hashed one by one, and every transaction is one link of a chain.

hash(fact) = SHA-256 over its envelope and data as stored; hash(seal) = SHA-256 over the
previous seal's hash, the span, and the hashes of its facts. So a changed fact is found at
its own position, a removed or inserted one at the first position that is off.

A fact that lawfully lost its personal values keeps its hash, and so the chain. What remains
of it is hashed the same way, and one fact of kind `erasure` carries the digest over the
positions and remains of all facts it names: it is to them what a seal is to new facts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
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
    return fact_hashes([envelope], [data])[0]


def fact_hashes(envelopes: Iterable[Sequence[Any]], data: Iterable[str]) -> list[bytes]:
    """The hashes of many facts."""
    texts = zip(map(orjson.dumps, envelopes), map(str.encode, data), strict=True)
    return [digest.digest() for digest in map(hashlib.sha256, map(b"\n".join, texts))]


def seal_hash(previous: bytes, first: int, last: int, facts: Sequence[bytes]) -> bytes:
    """The hash of one seal."""
    head = previous + first.to_bytes(8, "big") + last.to_bytes(8, "big")
    return hashlib.sha256(head + b"".join(facts)).digest()


class ErasureDigest:
    """What an erasure says of the facts it names: over position and hash of what remains of
    each, in the order of positions."""

    def __init__(self) -> None:
        self._digest = hashlib.sha256()

    def add(self, position: int, remains: bytes) -> None:
        self._digest.update(position.to_bytes(8, "big") + remains)

    def __str__(self) -> str:
        return f"{ALGORITHM}:{self._digest.hexdigest()}"
