"""Two workers of Spark find what the reference finds, in a history and in a stream that goes on."""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import pytest

from anlan.detect.compiler.compile import compile_model
from anlan.detect.compiler.plan import Plan
from anlan.detect.history.run import run_over_history
from anlan.detect.language.window import Window
from anlan.detect.reference import Reference
from anlan.detect.running.engine import Engine
from anlan.detect.running.finding import Correction, FindingDraft
from anlan.detect.spark.batch import run
from anlan.detect.spark.deployed import Asked, follow, over_history
from anlan.detect.spark.facts import facts_table
from anlan.detect.spark.job import Job, job
from anlan.detect.spark.session import missing, session
from anlan.detect.spark.stages import Clocking, Intaking, Stage, finished, modelling
from anlan.detect.spark.stream import Followed
from anlan.detect.spark.tables import (
    CORRECTED,
    FOUND,
    NOT_COUNTED,
    RAISED,
    arrow,
    draft_of,
)
from anlan.standards.errors import BadInput, Conflict
from anlan.store.facts import Recorded
from tests.detect import test_backtest
from tests.detect.declared import CODES, KINDS

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

lack = missing()
needs_spark = pytest.mark.skipif(lack is not None, reason=str(lack))
PARTS = 3


QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
"""Java that does not spend its time on code which runs a few times only."""
PLAIN = "--conf spark.sql.codegen.wholeStage=false --conf spark.sql.adaptive.enabled=false"


@pytest.fixture(scope="module")
def spark() -> Iterator[SparkSession]:
    with pytest.MonkeyPatch.context() as patched:
        words = f"--driver-java-options '{QUICK}' {PLAIN} pyspark-shell"
        patched.setenv("PYSPARK_SUBMIT_ARGS", words)
        with session(workers=2) as started:
            yield started


def drawn_models(pick: random.Random) -> list[Plan]:
    """A model of every family, window and condition, each beside one with another window."""
    plans = test_backtest.plans()
    others = [
        plan.model.model_copy(
            update={
                "id": f"{plan.name}-other",
                "window": Window(sliding=f"{pick.randrange(120, 500)}h"),
            }
        )
        for plan in plans
        if plan.horizon.sliding and plan.model.window is not None  # a link has its own
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


def assert_same(rows: Sequence[dict[str, Any]], expected: Expected) -> None:
    """The rows of a distributed run say the same, and nothing twice."""
    sorts: dict[str, list[dict[str, Any]]] = {RAISED: [], CORRECTED: [], NOT_COUNTED: []}
    for row in rows:
        sorts[row["what"]].append(row)
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


@pytest.mark.parametrize("reference", [False, True])
def test_the_stages_by_themselves_find_what_the_reference_finds(reference: bool) -> None:
    pick = random.Random(3)
    plans, facts = drawn_models(pick), drawn_facts(pick, 300)
    told, rows = declared(plans, reference=reference), list(fact_rows(facts))
    assert_same(list(staged(told, rows, {}, kept=1.0)), Expected(plans, facts))


@pytest.mark.parametrize(("seed", "kept"), [(0, 0.0), (1, 0.5), (2, 1.0)])
def test_states_go_on_from_batch_to_batch_and_a_batch_that_comes_again_changes_nothing(
    seed: int, kept: float
) -> None:
    """Whether a worker goes on with a stage it kept or with one restored from its state."""
    pick = random.Random(seed)
    plans, facts = drawn_models(pick), drawn_facts(pick, 250)
    told, rows = declared(plans), list(fact_rows(facts))
    found, hosted, begin = list[Any](), dict[Any, Hosted](), 0
    while begin < len(rows):
        end = begin + pick.randrange(1, 80)
        found += staged(told, rows[max(begin - 5, 0) : end], hosted, kept)
        begin = end
    assert_same(found, Expected(plans, facts))


@needs_spark
def test_two_workers_find_in_a_history_what_the_reference_finds(
    spark: SparkSession, tmp_path: Path
) -> None:
    pick = random.Random(11)
    plans, facts = drawn_models(pick), drawn_facts(pick, 400)
    shuffled = facts[:]
    pick.shuffle(shuffled)
    write(tmp_path, 1, shuffled[:200])
    write(tmp_path, 2, shuffled[200:])
    expected = Expected(plans, facts)
    assert len(expected.raised) > 500
    assert len(expected.corrected) > 50
    assert {reason for reason, _ in expected.missed} == {"late", "ahead", "forgotten"}
    assert_same(collected(run(spark.read.parquet(str(tmp_path)), declared(plans))), expected)


@needs_spark
def test_over_the_journal_of_a_store_at_once_and_going_on(
    spark: SparkSession, tmp_path: Path
) -> None:
    pick, plans = random.Random(2), test_backtest.plans()[::5]
    models = [plan.model for plan in plans]
    with test_backtest.opened(tmp_path) as (store, clock):
        for number, (now, fact) in enumerate(test_backtest.stream(pick, 80)):
            clock.advance_to(now)
            with store.writing(actor="test", purpose="call-handling") as unit:
                unit.append(fact)
            if number == 50:
                follow(store, CODES, models, tmp_path / "run", Asked())
        expected = {finding.id: finding for finding in run_over_history(store, plans)}
        assert len(expected) > 10
        for said in (
            over_history(store, CODES, models, Asked()),
            follow(store, CODES, models, tmp_path / "run", Asked()),
        ):
            assert {finding.id: finding for finding in said.findings} == expected
            assert len(said.findings) == len(expected)
        with pytest.raises(Conflict, match="new folder"):
            follow(store, CODES, models[1:], tmp_path / "run", Asked())


def test_without_spark_or_java_the_way_out_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(BadInput, match=r"Java 17|anlan\[spark\]"), session():
        pass


@needs_spark
def test_a_stream_stopped_in_the_middle_and_killed_finds_nothing_twice(
    spark: SparkSession, tmp_path: Path
) -> None:
    pick = random.Random(5)
    plans, facts = drawn_models(pick)[::3], drawn_facts(pick, 240)
    told, source = declared(plans), tmp_path / "facts"

    def catch_up() -> None:
        Followed(spark, str(source), str(tmp_path / "run"), told).catch_up(files=1)

    write(source, 1, facts[:100])
    write(source, 2, facts[100:170])
    catch_up()
    for stage in ("clocked", "found"):  # as if the machine had gone before the batch was done
        commits = tmp_path / "run" / "checkpoints" / stage / "commits"
        last = max(int(path.name) for path in commits.glob("[0-9]*"))
        for name in (f"{last}", f".{last}.crc"):
            (commits / name).unlink()
    write(source, 3, facts[160:])
    catch_up()
    found = collected(spark.read.parquet(str(tmp_path / "run" / "found")))
    assert_same(found, Expected(plans, facts))


Hosted = tuple[Stage, bytes]
"""A stage as a worker keeps it, and the state it saved."""


def staged(
    told: Job, rows: Sequence[tuple[Any, ...]], hosted: dict[Any, Hosted], kept: float
) -> Iterator[dict[str, Any]]:
    """One batch through the stages as the workers would run them, one after the other; of the
    stages a worker has, a share `kept` is gone on with, the others begin from their state."""
    pick = random.Random(len(rows))
    for name, start, slot, order in (
        ("clock", Clocking, None, itemgetter(0)),
        ("part", Intaking, 0, itemgetter(2)),
        ("unit", modelling, 0, itemgetter(1, 2)),
    ):
        groups: dict[int, list[tuple[Any, ...]]] = {}
        for row in rows:
            groups.setdefault(0 if slot is None else row[slot], []).append(row)
        rows = []
        for group, some in groups.items():
            stage, saved = hosted.get((name, group), (None, None))
            if stage is None or pick.random() >= kept:
                stage = start(told, group, saved)
            rows += finished(stage, sorted(some, key=order))
            if not told.reference:
                hosted[name, group] = stage, stage.save()
    for row in rows:
        yield dict(zip(arrow(FOUND).names, row, strict=True))


def collected(frame: DataFrame) -> list[dict[str, Any]]:
    return [row.asDict() for row in frame.collect()]


def fact_rows(facts: Sequence[Recorded]) -> Iterator[tuple[Any, ...]]:
    table = facts_table(facts, {kind.id: kind for kind in KINDS})
    return zip(*(column.to_pylist() for column in table.columns), strict=True)


def write(folder: Path, number: int, facts: Sequence[Recorded]) -> None:
    folder.mkdir(exist_ok=True)
    path = folder / f"{number}.parquet"
    pq.write_table(facts_table(facts, {kind.id: kind for kind in KINDS}), path)
    os.utime(path, (1_700_000_000 + number,) * 2)
