"""The distributed run over the journal of a deployment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from anlan.detect.language.model import Model
from anlan.detect.running.finding import FindingDraft
from anlan.detect.spark.batch import run
from anlan.detect.spark.facts import export_facts
from anlan.detect.spark.job import Job, job
from anlan.detect.spark.session import session
from anlan.detect.spark.stream import Followed
from anlan.detect.spark.tables import NOT_COUNTED, RAISED, draft_of
from anlan.standards.codes import Codes
from anlan.standards.errors import Conflict
from anlan.store.store import Store

if TYPE_CHECKING:
    from pyspark.sql import DataFrame


@dataclass(frozen=True, slots=True)
class Spent:
    """What a run came to."""

    facts: int
    """That were brought to Spark."""
    findings: list[FindingDraft]
    """All so far, by when they were raised."""
    missed: dict[tuple[str, str], int]
    """(reason, model or record kind) → facts that could not count."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Where to run, and on how many workers."""

    workers: int = 2
    master: str | None = None
    """Of a cluster; None for this machine."""
    scratch: Path | None = None
    """Where facts are put for the workers to read; on a cluster a folder they all share."""


def over_history(store: Store, codes: Codes, models: Sequence[Model], asked: Asked) -> Spent:
    """What some models find in the whole journal; stores nothing."""
    told = job(models, store.kinds, codes, parts=2 * asked.workers)
    with (
        TemporaryDirectory(dir=asked.scratch) as folder,
        session(asked.workers, asked.master) as spark,
    ):
        facts, _ = export_facts(store, _heard(told), Path(folder))
        return _spent(facts, run(spark.read.parquet(folder), told) if facts else None)


def follow(
    store: Store, codes: Codes, models: Sequence[Model], folder: Path, asked: Asked
) -> Spent:
    """Go on from where the last run in this folder stopped, to the end of the journal.

    Conflict when the folder follows other models, or was spread over another number of workers.
    """
    told = job(models, store.kinds, codes, parts=2 * asked.workers)
    _keep_to(folder, told)
    facts, _ = export_facts(store, _heard(told), folder / "facts")
    with session(asked.workers, asked.master) as spark:
        followed = Followed(spark, str(folder / "facts"), str(folder), told)
        if not any((folder / "facts").glob("*.parquet")):
            return _spent(facts, None)
        followed.catch_up()
        return _spent(facts, spark.read.parquet(followed.found))


def _heard(told: Job) -> set[str]:
    spread = told.spread
    return {kind for number in range(len(spread.sources)) for kind in spread.heard(number)}


def _keep_to(folder: Path, told: Job) -> None:
    """Write down what a folder follows, or refuse what it does not."""
    digest = sha256(repr(told).encode()).hexdigest()
    path = folder / "follows"
    if path.exists() and path.read_text() != digest:
        raise Conflict(
            "the folder follows other models, declarations or numbers of workers",
            place=str(folder),
            way_out="name a new folder: the models then start from the beginning of the journal",
        )
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(digest)


def _spent(facts: int, found: DataFrame | None) -> Spent:
    findings, missed = list[FindingDraft](), dict[tuple[str, str], int]()
    rows: list[dict[str, Any]] = [] if found is None else [row.asDict() for row in found.collect()]
    for row in rows:
        if row["what"] == RAISED:
            findings.append(draft_of(row))
        elif row["what"] == NOT_COUNTED:
            name = (row["reason"], row["model"])
            missed[name] = missed.get(name, 0) + row["times"]
    return Spent(facts, sorted(findings, key=lambda each: (each.raised, each.id)), missed)
