"""The register judges models by what came of their findings, and proposes; it decides nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from anlan.detect.compiler.plan import Plan
from anlan.detect.judging.judge import Judgement, judged
from anlan.detect.judging.looks import plain
from anlan.detect.live.detection import Detection
from anlan.govern.grants import service_grant
from anlan.standards.time import DAY, Instant, ManualClock
from anlan.store.facts import Fact
from anlan.store.query import Query
from anlan.store.store import Store
from tests.detect.calls import write
from tests.detect.declared import START, plan

GRANT = service_grant("register", "stewardship")
READ = service_grant("test", "early-warning")
COOLED = {"levels": [{"level": 3, "at_least": 2}], "cooldown": "1d", "expires_after": "9d"}


def judge(store: Store, plans: list[Plan], day: float) -> list[Judgement]:
    return judged(store, plans, GRANT, Instant(START + int(day * DAY)))


def detect(
    store: Store, plans: list[Plan], clock: ManualClock, folder: Path
) -> list[dict[str, Any]]:
    Detection(store, plans, clock, folder / "c").catch_up()
    return store.read(READ, Query("finding", order=("raised",)))


def decide(store: Store, rows: list[dict[str, Any]], **data: Any) -> None:
    with store.writing(actor="a", purpose="task-handling") as unit:
        for row in rows:
            unit.append(
                Fact("finding.decided", "finding", row["id"], row["version"] + 1, START, data)
            )


def finish(store: Store, days: list[float]) -> None:
    with store.writing(actor="a", purpose="task-handling") as unit:
        for number, day in enumerate(days):
            at = Instant(START + int(day * DAY))
            unit.append(Fact("task.done", "task", f"T{number}", 1, at, {"done_at": at}))


def test_a_year_without_effect_is_a_proposal_to_retire(
    store: Store, clock: ManualClock, tmp_path: Path
) -> None:
    clock.advance_to(Instant(START + 420 * DAY))
    write(
        store, [(0, {"premises": "X"}), (100, {}), (110, {}), (120, {}), (400, {"premises": "X"})]
    )
    rows = detect(store, [plan()], clock, tmp_path)
    (before,) = judge(store, [plan()], 420)
    assert [advice.what for advice in before.advice] == ["retire"]
    (told,) = plain(before)["advice"]
    assert told["called"] == {"zh": "停用", "en": "retire"}
    assert told["why"]["en"].endswith("findings in 12 months, and none was verified.")
    assert "核验闭环" in told["why"]["zh"]
    decide(store, rows, status="verified", task="T")
    (after,) = judge(store, [plan()], 420)
    assert after.advice == ()
    assert (after.findings, after.confirmed, after.acted_on, after.year_confirmed) == (1, 1, 1, 1)


def test_a_young_source_is_not_judged_yet(store: Store, clock: ManualClock, tmp_path: Path) -> None:
    clock.advance_to(Instant(START + 60 * DAY))
    write(store, [(0, {}), (1, {}), (2, {}), (50, {"premises": "X"})])
    detect(store, [plan()], clock, tmp_path)
    assert judge(store, [plan()], 60)[0].advice == ()


def test_a_model_that_never_ran_live_is_not_judged(store: Store) -> None:
    write(store, [(0, {}), (1, {}), (2, {}), (500, {"premises": "X"})])
    assert judge(store, [plan()], 500)[0].advice == ()


def test_more_than_the_staff_can_take_is_a_proposal_to_raise_the_level(
    store: Store, clock: ManualClock, tmp_path: Path
) -> None:
    clock.advance_to(Instant(START + 60 * DAY))
    busy = [(30 + n * 1.1, {}) for n in range(10)]
    quiet = [(30 + n * 2.4, {"premises": f"Q{n // 2}"}) for n in range(8)]
    write(store, sorted([(0, {"premises": "X"}), *busy, *quiet], key=lambda call: call[0]))
    model = plan(raise_=COOLED, window={"sliding": "9d"})
    rows = detect(store, [model], clock, tmp_path)
    assert len(rows) == 13
    weak = [row for row in rows if row["measure"] == 2][:1]
    decide(store, weak, status="verified", task="T1")
    assert judge(store, [model], 57)[0].advice == ()  # nobody knows what the staff can take
    finish(store, [40, 41, 42, 43, 44, 45])
    (said,) = judge(store, [model], 57)
    (advice,) = said.advice
    assert (advice.what, advice.capacity, advice.per_week) == ("raise-level", 1.5, 3.25)
    quieter = advice.quieter
    assert quieter is not None
    kept = [row for row in rows if row["measure"] >= quieter.then]
    assert 0 < len(kept) <= 13 * 1.5 / 3.25
    assert quieter.loses == 13 - len(kept)
    assert f"would lose {quieter.loses} a year" in advice.why.en
    assert advice.called.zh == "提高阈值"
    assert (quieter.now, quieter.loses_confirmed, quieter.loses_acted_on) == (2.0, 1, 1)


def test_models_on_the_same_records_overlap(
    store: Store, clock: ManualClock, tmp_path: Path
) -> None:
    clock.advance_to(Instant(START + 60 * DAY))
    write(store, [(0, {}), (1, {}), (2, {}), (3, {"premises": "Q"}), (4, {"premises": "Q"})])
    plans = [plan(), plan(id="two", raise_={"levels": [{"level": 3, "at_least": 2}], "expires_after": "9d"}),
             plan(id="alarms", where={"field": "category", "under": "alarm"})]  # fmt: skip
    detect(store, plans, clock, tmp_path)
    three, two, alarms = judge(store, plans, 60)
    assert [(each.model, round(each.share, 3)) for each in three.overlaps] == [("two", 0.667)]
    assert [(each.model, each.share) for each in two.overlaps] == [("repeat", 0.5)]
    assert alarms.overlaps == ()


def test_drift_and_the_time_there_was_to_act(
    store: Store, clock: ManualClock, tmp_path: Path
) -> None:
    clock.advance_to(Instant(START + 60 * DAY))
    calls = [(n * 2.0, {"premises": f"P{n}"}) for n in range(14)]
    calls += [(28 + n * 0.5, {"premises": f"R{n}"}) for n in range(50)]
    calls += [(n * 0.5, {"category": "traffic"}) for n in range(112)]
    calls += [(54, {}), (54.5, {}), (55, {}), (55.75, {})]
    write(store, sorted(calls, key=lambda call: call[0]))
    detect(store, [plan()], clock, tmp_path)
    (said,) = judge(store, [plan()], 60)
    assert said.lead_days == 0.75
    assert said.drift is not None
    assert said.drift.recent > said.drift.before >= 13
    assert said.drift.low > 1
    assert said.drift.changed
    assert said.lately == said.drift.recent


def test_nobody_is_named(store: Store, clock: ManualClock, tmp_path: Path) -> None:
    clock.advance_to(Instant(START + 60 * DAY))
    write(store, [(0, {}), (1, {}), (2, {})])
    rows = detect(store, [plan()], clock, tmp_path)
    decide(store, rows, status="dismissed", decided_by="officer Wang", decision_reason="because")
    assert "Wang" not in repr(judge(store, [plan()], 60))
