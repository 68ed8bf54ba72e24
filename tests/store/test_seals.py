"""The hash of a fact is over its envelope and its data, however many are hashed at once."""

from __future__ import annotations

import hashlib

import orjson

from anlan.store.seals import fact_hash, fact_hashes

ENVELOPES = [(n, "call", f"c{n}", 1, "call.received", "", n, "UTC", 9, "wang", "p", None, None)
             for n in range(3)]  # fmt: skip
DATA = ['{"level":1}', "{}", '{"address":"安澜路"}']


def test_facts_hashed_together_have_the_hashes_they_have_alone() -> None:
    apart = [
        hashlib.sha256(orjson.dumps(envelope) + b"\n" + data.encode()).digest()
        for envelope, data in zip(ENVELOPES, DATA, strict=True)
    ]
    assert fact_hashes(ENVELOPES, DATA) == apart
    assert [fact_hash(*each) for each in zip(ENVELOPES, DATA, strict=True)] == apart
    assert fact_hashes([], []) == []
