"""The audit record: one per read, refused reads too (GB/T 22239-2019 安全审计, DS06)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from anlan.govern.grants import Grant
from anlan.standards.time import Instant

ONE_IN = 20
"""One read of personal data in this many is drawn for review."""


@dataclass(frozen=True, slots=True)
class AuditRecord:
    """What was read, by whom, for what, and what came of it."""

    at: Instant
    grant: Grant
    target: str
    fields: tuple[str, ...]
    conditions: str
    rows: int
    result: str
    reason: str
    personal: bool

    @property
    def sampled(self) -> bool:
        """Drawn for review: by the content of the record, so nobody can choose it."""
        if not self.personal:
            return False
        text = f"{self.at}|{self.grant.actor}|{self.target}|{self.conditions}"
        return hashlib.sha256(text.encode()).digest()[0] % ONE_IN == 0

    def data(self) -> dict[str, object]:
        """The columns of kind `audit`."""
        return {
            "at": self.at,
            "actor": self.grant.actor,
            "role": self.grant.role,
            "purpose": self.grant.purpose,
            "matter": self.grant.matter,
            "target": self.target,
            "fields": list(self.fields),
            "conditions": self.conditions,
            "rows": self.rows,
            "result": self.result,
            "reason": self.reason,
            "sampled": self.sampled,
        }
