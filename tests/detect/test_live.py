"""Live detection: idempotent, restartable, and never ahead of what is stored."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from anlan.detect.compiler.plan import Plan
from anlan.detect.live import detection as of_live, pace
from anlan.detect.live.detection import Detection
from anlan.govern.grants import service_grant
from anlan.standards.errors import Conflict
from anlan.standards.time import DAY, Instant, ManualClock
from anlan.store.facts import Fact
from anlan.store.query import Query
from anlan.store.store import Store
from anlan.store.unit_of_work import UnitOfWork
from tests.detect.declared import START, plan

GRANT = service_grant("test", "early-warning")


def write(store: Store, *days: float, first: int = 1, **data: object) -> None:
    with store.writing(actor="test", purpose="call-handling") as unit:
        for n, day in enumerate(days, start=first):
            at = Instant(START + int(day * DAY))
            fields = {"received": at, "category": "dispute.family", "premises": "P", **data}
            unit.append(Fact("call.received", "call", f"c{n}", 1, at, fields))


def findings(store: Store) -> list[tuple[str, int, str]]:
    rows = store.read(GRANT, Query("finding", ("trigger", "level", "status"), order=("raised",)))
    return [(row["trigger"], row["level"], row["status"]) for row in rows]


def detection(store: Store, clock: ManualClock, folder: Path, *plans: Plan) -> Detection:
    return Detection(store, plans or (plan(),), clock, folder / "detect")


def test_findings_and_position_are_stored_together(
    any_store: Store, clock: ManualClock, tmp_path: Path
) -> None:
    write(any_store, 1, 2, 3)
    live = detection(any_store, clock, tmp_path)
    assert live.catch_up() == 3
    assert live.catch_up() == 0
    assert findings(any_store) == [("c3", 3, "open")]
    assert any_store.followers.position("detect") >= 3


def test_a_finding_expires_when_the_time_of_its_source_has_passed(
    any_store: Store, clock: ManualClock, tmp_path: Path
) -> None:
    live = detection(any_store, clock, tmp_path)
    write(any_store, 1, 2, 3)
    live.catch_up()
    write(any_store, 33, first=4, premises="Q")
    live.catch_up()
    assert findings(any_store) == [("c3", 3, "expired")]


def test_a_finding_somebody_decided_on_does_not_expire(
    store: Store, clock: ManualClock, tmp_path: Path
) -> None:
    live = detection(store, clock, tmp_path)
    write(store, 1, 2, 3)
    live.catch_up()
    (row,) = store.read(GRANT, Query("finding"))
    with store.writing(actor="a", purpose="task-handling") as unit:
        decided = {"status": "dismissed", "decision_reason": "known works"}
        unit.append(Fact("finding.dismissed", "finding", row["id"], 2, START, decided))
    write(store, 40, first=4)
    live.catch_up()
    assert findings(store) == [("c3", 3, "dismissed")]


def test_the_checkpoint_spares_the_reading_of_what_was_read(
    store: Store, clock: ManualClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = detection(store, clock, tmp_path)
    write(store, 1, 2)
    live.catch_up()
    live.save()
    asked: list[int] = []
    changes = store.journal.changes

    def noted(after: int, kinds: Sequence[str], limit: int) -> object:
        asked.append(after)
        return changes(after, kinds, limit)

    monkeypatch.setattr(store.journal, "changes", noted)
    write(store, 3, first=3)
    again = detection(store, clock, tmp_path)
    again.catch_up()
    assert min(asked) == 2
    assert findings(store) == [("c3", 3, "open")]


def test_in_a_rush_a_checkpoint_waits_but_not_for_ever(
    store: Store, clock: ManualClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(of_live, "CHECKPOINT_EVERY", 0.0)
    monkeypatch.setattr(of_live, "CHECKPOINT_SHARE", 0)
    live = detection(store, clock, tmp_path)

    def saved(day: int, share: float) -> bool:
        """Whether a call more that comes, so much being worked, leaves a checkpoint."""
        for old in (tmp_path / "detect").glob("*.state"):
            old.unlink()
        live._pace.share = share
        write(store, day, first=day)
        live.catch_up()
        live._aside.wait()
        return any((tmp_path / "detect").glob("*.state"))

    assert saved(1, share=0.1)
    assert not saved(2, share=0.9)
    assert not saved(3, share=0.9)
    assert saved(4, share=0.1), "it was only put off"
    assert not saved(5, share=0.9)
    monkeypatch.setattr(of_live, "CHECKPOINT_FACTS", 1)
    monkeypatch.setattr(of_live, "RUSH", 3)
    assert not saved(6, share=0.9), "two facts"
    assert saved(7, share=0.9), "three: as many as may wait"


def test_a_round_is_one_transaction_up_to_the_head(
    store: Store, clock: ManualClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What other kinds wrote after the last fact is not stored as followed by another one."""
    live, followed, follow = detection(store, clock, tmp_path), list[int](), UnitOfWork.follow

    def watched(unit: UnitOfWork, name: str, position: int) -> None:
        followed.append(position)
        follow(unit, name, position)

    write(store, 1, 2, 3)
    store.read(GRANT, Query("call"))  # leaves an audit fact
    head = store.journal.head()
    monkeypatch.setattr(UnitOfWork, "follow", watched)
    live.catch_up()
    assert followed == [head]
    assert findings(store) != []


def test_a_pace_is_the_share_of_the_time_that_was_work(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(pace.time, "monotonic", lambda: now[0])
    told = pace.Pace()
    for work, rest in ((0.25, 0.75), (0.25, 0.75)):
        with told.working():
            now[0] += work
        assert told.share == 0.0, "too short a time to say"
        now[0] += rest
    with told.working():
        now[0] += 0.5
    assert told.share == 1.0 / 2.5
    now[0] += 7.0
    with told.working():
        now[0] += 1.0
    assert told.share == 1.0 / 8.0


@pytest.mark.parametrize(
    "spoilt",
    [
        lambda _: b"",
        lambda _: b"\xff\x00",
        lambda _: b"{}",
        lambda _: b"nothing\n[1]",
        lambda _: b'x\n{"format":1}',
        lambda content: content[:-1],
        lambda content: content[: len(content) // 2],
        lambda content: content + b" ",
    ],
)
def test_a_checkpoint_that_cannot_be_read_is_replaced_by_a_replay(
    spoilt: Callable[[bytes], bytes], store: Store, clock: ManualClock, tmp_path: Path
) -> None:
    live = detection(store, clock, tmp_path)
    write(store, 1, 2)
    live.catch_up()
    live.save()
    (saved,) = (tmp_path / "detect").glob("*.state")
    saved.write_bytes(spoilt(saved.read_bytes()))
    write(store, 3, first=3)
    detection(store, clock, tmp_path).catch_up()
    assert findings(store) == [("c3", 3, "open")]


def test_a_checkpoint_of_another_journal_is_not_believed(
    store: Store, clock: ManualClock, tmp_path: Path
) -> None:
    other = Store.open(
        f"sqlite:///{tmp_path}/other.db",
        kinds=store.kinds,
        codes=store.codes,
        clock=clock,
        lake=tmp_path / "other",
    )
    write(other, 1, 2, first=7)
    strange = detection(other, clock, tmp_path)
    strange.catch_up()
    strange.save()
    other.close()
    write(store, 1, 2, 3)
    detection(store, clock, tmp_path).catch_up()
    assert findings(store) == [("c3", 3, "open")]


def test_a_new_version_starts_from_history_and_the_old_one_raises_nothing_again(
    store: Store, clock: ManualClock, tmp_path: Path
) -> None:
    live = detection(store, clock, tmp_path)
    write(store, 1, 2, 3)
    live.catch_up()
    live.save()
    newer = plan(
        id="repeat",
        version="2",
        raise_={"levels": [{"level": 2, "at_least": 2}], "expires_after": "30d"},
    )
    other = plan(id="other", key="area")
    detection(store, clock, tmp_path, newer, other).catch_up()
    assert findings(store) == [("c2", 2, "open"), ("c3", 3, "open")]
    detection(store, clock, tmp_path).catch_up()
    assert findings(store) == [("c2", 2, "open"), ("c3", 3, "open")]


def test_when_storing_fails_nothing_is_lost(
    store: Store, clock: ManualClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = detection(store, clock, tmp_path)
    write(store, 1, 2, 3)

    def full(*_words: object, **_named: object) -> None:
        raise Conflict("the disk is full", way_out="make room")

    with monkeypatch.context() as broken:
        broken.setattr(UnitOfWork, "append_new", full)
        with pytest.raises(Conflict):
            live.catch_up()
    assert findings(store) == []
    live.catch_up()
    assert findings(store) == [("c3", 3, "open")]


def test_facts_of_other_kinds_only_move_the_position(
    store: Store, clock: ManualClock, tmp_path: Path
) -> None:
    live = detection(store, clock, tmp_path)
    store.read(GRANT, Query("call"))
    assert live.catch_up() == 0
    assert store.followers.position("detect") == store.journal.head() > 0
