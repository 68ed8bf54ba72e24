"""The record of a load: a batch opens, moves on with every chunk, and is closed.

A batch that is still open when its file is loaded again was cut off; the new one
supersedes it, and its rows count as duplicates there.
"""

from __future__ import annotations

import hashlib
import re
import shlex
from collections import Counter
from collections.abc import Mapping as Values
from dataclasses import dataclass, field
from typing import Any

from anlan.ingest.mapping import Mapping
from anlan.standards.time import Instant
from anlan.store.facts import Fact
from anlan.store.query import Equals, Query
from anlan.store.unit_of_work import UnitOfWork

PURPOSE = "stewardship"


@dataclass(slots=True)
class Counts:
    """Rows so far. read = stored + duplicates + quarantined; amended are among the stored."""

    stored: int = 0
    amended: int = 0
    duplicates: int = 0
    quarantined: int = 0
    reasons: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(reason, field) → rows."""

    @property
    def read(self) -> int:
        return self.stored + self.duplicates + self.quarantined

    def add(self, other: Counts) -> None:
        """Count a chunk in."""
        self.stored += other.stored
        self.amended += other.amended
        self.duplicates += other.duplicates
        self.quarantined += other.quarantined
        self.reasons.update(other.reasons)

    def listed(self) -> list[dict[str, Any]]:
        """Reasons, the most frequent first."""
        return [
            {"reason": reason, "field": name, "count": count}
            for (reason, name), count in self.reasons.most_common()
        ]

    def columns(self) -> dict[str, Any]:
        """The counts as fields of a batch."""
        return {
            "rows_read": self.read,
            "rows_stored": self.stored,
            "rows_amended": self.amended,
            "rows_duplicate": self.duplicates,
            "rows_quarantined": self.quarantined,
            "reasons": self.listed(),
        }


@dataclass(slots=True)
class Batch:
    """A batch being loaded."""

    id: str
    version: int = 0

    def fact(self, happened: str, at: Instant, data: Values[str, Any]) -> Fact:
        """The next fact of the batch."""
        self.version += 1
        return Fact(f"batch.{happened}", "batch", self.id, self.version, at, data)


def open_batch(
    unit: UnitOfWork,
    mapping: Mapping,
    *,
    name: str,
    digest: str,
    form: str,
    at: Instant,
    mapping_name: str | None,
    retries: str | None = None,
) -> Batch:
    """A new open batch; open ones of the same file and mapping are superseded.

    `mapping_name` is what `--map` was given; `retries` the batch whose rows are tried again.
    """
    earlier = unit.select(Query("batch", where=Equals("file_digest", digest)))
    batch = Batch(f"{_slug(name)}-{digest[:10]}-{len(earlier) + 1}")
    for old in earlier:
        if old["status"] == "open" and old["mapping"] == mapping.id:
            data = {"status": "superseded", "ended": at, "problem": f"cut off; see {batch.id}"}
            unit.append(Fact("batch.superseded", "batch", old["id"], old["version"] + 1, at, data))
    data = {
        "file": name,
        "file_digest": digest,
        "format": form,
        "mapping": mapping.id,
        "mapping_digest": mapping_digest(mapping),
        "target": mapping.kind,
        "status": "open",
        "started": at,
        "retry_command": retry_command(retries or batch.id, mapping_name),
        **Counts().columns(),
    }
    unit.append(batch.fact("opened", at, data))
    return batch


def retry_command(batch: str, mapping_name: str | None) -> str:
    """The command that tries the quarantined rows of a batch again, for a mapping without a
    name with MAP.yaml in its place. Whoever shows it adds the folder of the deployment, which
    may name a person and so is not for the journal."""
    return shlex.join(["anlan", "ingest", "--retry", batch, "--map", mapping_name or "MAP.yaml"])


def mapping_digest(mapping: Mapping) -> str:
    """SHA-256 of what a mapping says, its crosswalks included."""
    return hashlib.sha256(mapping.model_dump_json().encode()).hexdigest()


def _slug(name: str) -> str:
    stem = name.split(".")[0].lower()
    return re.sub(r"[^a-z0-9]+", "-", stem).strip("-")[:40] or "file"
