"""Two workers of Spark find what the reference finds, in a history and in a stream that goes on."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import pytest

from anlan.detect.compile import compile_model
from anlan.detect.engine import Engine
from anlan.detect.finding import Correction, FindingDraft
from anlan.detect.plan import Plan
from anlan.detect.reference import Reference
from anlan.detect.spark.batch import run
from anlan.detect.spark.facts import export_facts, facts_table
from anlan.detect.spark.job import Job, job
from anlan.detect.spark.session import missing, session
from anlan.detect.spark.stream import stream
from anlan.detect.spark.tables import CORRECTED, FACT, NOT_COUNTED, RAISED, draft_of
from anlan.detect.window import Window
from anlan.store.facts import Recorded
from tests.detect import test_backtest
from tests.detect.declared import CODES, KINDS

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

lack = missing()
needs_spark = pytest.mark.skipif(lack is not None, reason=str(lack))
PARTS = 3


@pytest.fixture(scope="module")
def spark() -> Iterator[SparkSession]:
    with session(workers=2) as started:
        yield started


def drawn_models(pick: random.Random) -> list[Plan]:
    """A model of every family, window and condition, each beside one with another window."""
    plans = test_backtest.plans()
    others = [
        plan.model.model_copy(
            update={
                "id": f"{plan.name}-other",
                "window": Window(sliding=f"{pick.randrange(12, 400)}h"),
            }
        )
        for plan in plans
        if plan.horizon.sliding
    ]
    return [*plans, *(compile_model(model, KINDS, CODES) for model in others)]


def drawn_facts(pick: random.Random, size: int) -> list[Recorded]:
    """Late calls, amendments, withdrawals, typing errors, premises and heartbeats."""
    return [
        Recorded(position, fact, now, "test", "call-handling", None)
        for position, (now, fact) in enumerate(test_backtest.stream(pick, size), start=1)
    ]


class Expected:
    """What the reference finds, fact by fact."""

    def __init__(self, plans: Sequence[Plan], facts: Sequence[Recorded]) -> None:
        engine = Engine(plans, runner=Reference)
        self.raised: dict[str, FindingDraft] = {}
        self.corrected: dict[str, Correction] = {}
        for recorded in facts:
            found = engine.take([recorded])
            self.corrected |= {one.finding: one for one in found.corrected}
            for finding in found.raised:
                self.raised.setdefault(finding.id, finding)
        self.missed = Counter(engine.unusable)
        for source in engine.sources:
            for lost in source.runner.not_counted:
                self.missed[lost.reason, source.plans[lost.model].name] += 1


def agrees(rows: Sequence[Any], expected: Expected) -> None:
    """Whether rows of the distributed run say the same, nothing twice."""
    sorts: dict[str, list[dict[str, Any]]] = {RAISED: [], CORRECTED: [], NOT_COUNTED: []}
    for row in rows:
        sorts[row["what"]].append(row.asDict())
    raised = [draft_of(row) for row in sorts[RAISED]]
    assert len({finding.id for finding in raised}) == len(raised)
    assert {finding.id: finding for finding in raised} == expected.raised
    last = sorted(sorts[CORRECTED], key=lambda row: (row["position"], row["turn"]))
    corrected = {
        row["id"]: Correction(row["id"], tuple(row["evidence"]), row["measure"], row["holds"])
        for row in last
    }
    assert corrected == expected.corrected
    lost: Counter[tuple[str, str]] = Counter()
    for row in sorts[NOT_COUNTED]:
        lost[row["reason"], row["model"]] += row["times"]
    assert lost == expected.missed


def declared(plans: Sequence[Plan], **told: Any) -> Job:
    return job((plan.model for plan in plans), KINDS, CODES, parts=PARTS, **told)


def write(folder: Path, facts: Sequence[Recorded]) -> None:
    folder.mkdir(exist_ok=True)
    table = facts_table(facts, {kind.id: kind for kind in KINDS})
    pq.write_table(table, folder / f"{facts[-1].position:015d}.parquet")


@needs_spark
@pytest.mark.parametrize("reference", [False, True])
def test_two_workers_find_in_a_history_what_the_reference_finds(
    spark: SparkSession, tmp_path: Path, reference: bool
) -> None:
    pick = random.Random(11 + reference)
    plans, facts = drawn_models(pick), drawn_facts(pick, 500)
    shuffled = facts[:]
    pick.shuffle(shuffled)
    write(tmp_path, shuffled[:200])
    write(tmp_path, shuffled[200:])
    expected = Expected(plans, facts)
    assert len(expected.raised) > 500
    assert len(expected.corrected) > 50
    assert {reason for reason, _ in expected.missed} == {"late", "ahead", "forgotten"}
    frame = spark.read.parquet(str(tmp_path))
    agrees(run(frame, declared(plans, reference=reference)).collect(), expected)
