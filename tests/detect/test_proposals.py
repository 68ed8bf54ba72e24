"""A model goes live, and stops, only when two people want it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from anlan.detect.checking.budget import Budget
from anlan.detect.judging import proposals
from anlan.detect.judging.historian import Historian
from anlan.detect.judging.roster import Roster
from anlan.detect.judging.workshop import Workshop
from anlan.detect.language.model import Model
from anlan.detect.live.detection import Detection
from anlan.standards.errors import AnlanError, BadDeclaration, Conflict, NotFound, Refused
from anlan.standards.time import Instant, ManualClock
from anlan.store.facts import Fact
from anlan.store.query import Query
from anlan.store.store import Store
from tests.detect.declared import START, model
from tests.detect.test_live import GRANT, findings, write

pytestmark = pytest.mark.usefixtures("both_languages")

NOW = Instant(START)
LOWER = {"levels": [{"level": 2, "at_least": 2}], "expires_after": "30d"}
SOUND = {
    "raise_": LOWER,
    "examples": {
        "must_raise": [
            {
                "title": {"zh": "两起", "en": "two calls"},
                "records": [
                    {"received": f"2026-01-0{day}T08:00:00+08:00", "category": "dispute.family",
                     "premises": "P"}
                    for day in (1, 2)
                ],
                "findings": [{"key": "P", "level": 2, "count": 2}],
            }
        ],
        "must_not_raise": [
            {
                "title": {"zh": "一起", "en": "one call"},
                "records": [{"received": "2026-01-01T08:00:00+08:00", "category": "dispute.family"}],
            }
        ],
    },
}  # fmt: skip
"""What makes of the model of the other tests one that raises from two calls."""


def fold(row: dict[str, Any] | None, *facts: Fact) -> dict[str, Any]:
    kept = dict.fromkeys(("ended", "origin", "declared", "instead_of"))
    for fact in facts:
        row = {**kept, **(row or {}), **fact.data, "id": fact.record, "version": fact.version}
    assert row is not None
    return row


def proposed(declared: Model | None = None, **changes: Any) -> dict[str, Any]:
    given: dict[str, Any] = {
        "standing": None, "origin": "workshop", "actor": "li", "note": "try it", "now": NOW,
        "cost": {}, "backtest": {}, **changes,
    }  # fmt: skip
    return fold(None, proposals.propose(None, declared or model(), **given))


def approved(
    row: dict[str, Any], *others: dict[str, Any], pack: Model | None = None
) -> list[dict[str, Any]]:
    standing = proposals.standing(row["model"], [pack] if pack else [], [row, *others])
    facts = proposals.approve(
        row, others, standing=standing, actor="wang", reason="it helps", now=NOW
    )
    known = {each["id"]: each for each in (row, *others)}
    return [fold(known[fact.record], fact) for fact in facts]


def names(running: tuple[list[Model], list[Any]]) -> tuple[list[str], list[str]]:
    kept, records = running
    return [proposals.record_of(each) for each in kept], [each["id"] for each in records]


def test_the_one_who_proposes_does_not_decide() -> None:
    row = proposed()
    for decide in (
        lambda **how: proposals.approve(row, [], standing=None, **how),
        lambda **how: proposals.reject(row, **how),
    ):
        with pytest.raises(Conflict) as caught:
            decide(actor="li", reason="I am sure", now=NOW)
        assert "second person" in caught.value.problem
        assert "chief" in caught.value.way_out


def test_what_does_not_wait_is_not_decided() -> None:
    (live,) = approved(proposed())
    with pytest.raises(Conflict, match="live"):
        proposals.approve(live, [], standing=model(), actor="wang", reason="again", now=NOW)
    with pytest.raises(Conflict, match="live"):
        proposals.reject(live, actor="wang", reason="after all", now=NOW)


def test_a_version_waits_once_and_runs_once() -> None:
    row = proposed()
    how: dict[str, Any] = {
        "origin": "workshop", "actor": "li", "note": "n", "now": NOW, "cost": {}, "backtest": {},
    }  # fmt: skip
    with pytest.raises(Conflict, match="waits"):
        proposals.propose(row, model(), standing=None, **how)
    (live,) = approved(row)
    with pytest.raises(Conflict, match="runs already"):
        proposals.propose(live, model(), standing=model(), **how)


def test_a_rejected_version_may_be_mended_but_one_that_ran_may_not() -> None:
    row = proposed()
    no = fold(row, proposals.reject(row, actor="wang", reason="too many", now=NOW))
    assert no["status"] == "rejected"
    again = proposals.propose(
        no, model(raise_=LOWER), standing=None, origin="workshop", actor="li", note="fewer",
        now=NOW, cost={}, backtest={},
    )  # fmt: skip
    assert fold(no, again)["status"] == "proposed"
    assert fold(no, again)["decided_by"] is None
    (live,) = approved(proposed())
    asked = fold(live, proposals.retire(live, model(), actor="li", note="idle", now=NOW))
    (gone,) = approved(asked)
    with pytest.raises(Conflict, match="another content"):
        proposals.propose(
            gone, model(raise_=LOWER), standing=None, origin="workshop", actor="li", note="n",
            now=NOW, cost={}, backtest={},
        )  # fmt: skip


def test_retirement_takes_two_people_and_runs_on_until_then() -> None:
    pack = model()
    asked = fold(None, proposals.retire(None, pack, actor="li", note="idle", now=NOW))
    assert names(proposals.running([pack], [asked])) == (["repeat@1"], [])
    with pytest.raises(Conflict, match="second person"):
        proposals.approve(asked, [], standing=pack, actor="li", reason="r", now=NOW)
    kept = fold(asked, proposals.reject(asked, actor="wang", reason="wait", now=NOW))
    assert kept["status"] == "live"
    assert names(proposals.running([pack], [kept])) == (["repeat@1"], [])
    (gone,) = approved(asked, pack=pack)
    assert names(proposals.running([pack], [gone])) == ([], [])


def test_a_retired_model_of_a_pack_stays_silent_while_its_return_waits() -> None:
    pack = model()
    asked = fold(None, proposals.retire(None, pack, actor="li", note="n", now=NOW))
    (gone,) = approved(asked, pack=pack)
    back = fold(
        gone,
        proposals.propose(
            gone, pack, standing=None, origin="pack", actor="li", note="n", now=NOW,
            cost={}, backtest={},
        ),
    )  # fmt: skip
    assert names(proposals.running([pack], [back])) == ([], [])
    (live,) = approved(back, pack=pack)
    assert names(proposals.running([pack], [live])) == (["repeat@1"], [])


def test_an_approved_version_takes_the_place_of_the_others() -> None:
    pack = model()
    second = proposed(model(version="2"), standing=pack)
    assert second["change"] == "change"
    assert names(proposals.running([pack], [second])) == (["repeat@1"], [])
    (second,) = approved(second, pack=pack)
    assert names(proposals.running([pack], [second])) == ([], ["repeat@2"])
    third, second = approved(proposed(model(version="3"), standing=model(version="2")), second)
    assert (second["status"], second["replaced_by"]) == ("retired", "3")
    assert names(proposals.running([pack], [second, third])) == ([], ["repeat@3"])
    (gone,) = approved(fold(third, proposals.retire(third, pack, actor="a", note="n", now=NOW)))
    assert names(proposals.running([pack], [second, gone])) == ([], [])


def test_what_runs_has_changed_since_it_was_proposed() -> None:
    """An older proposal does not undo a newer decision, or a newer pack, behind their backs."""
    pack, newer = model(), model(version="1.1")
    change = proposed(model(version="2"), standing=pack)
    idle = fold(None, proposals.retire(None, pack, actor="li", note="idle", now=NOW))
    third, *_ = approved(proposed(model(version="3"), standing=pack), pack=pack)
    for stale, others, now, runs in (
        (change, [third], pack, "version 3"),
        (change, [], newer, "version 1.1"),
        (idle, [], newer, "version 1.1"),
        (change, [], None, "no version"),
        (proposed(model(version="2")), [], pack, "version 1"),
    ):
        with pytest.raises(Conflict, match=runs) as caught:
            approved(stale, *others, pack=now)
        assert "propose again" in caught.value.way_out
        assert proposals.reject(stale, actor="wang", reason="out of date", now=NOW)


class Bench:
    """A store with a workshop, its roster and live detection."""

    def __init__(
        self,
        store: Store,
        clock: ManualClock,
        folder: Path,
        *,
        packs: Sequence[Model] | None = None,
        **budget: float,
    ) -> None:
        self.roster = Roster(store, [model()] if packs is None else packs)
        most = Budget(**{"memory_mb": 200.0, "seconds_a_day": 8_640.0, **budget})
        self.historian = Historian(store)
        self.workshop = Workshop(
            store,
            self.roster,
            self.historian,
            budget=most,
            flows={"repeat"},
            zone="Asia/Shanghai",
        )
        self.detection = Detection(store, self.roster.plans, clock, folder / "detect")
        self.roster.changed = self.detection.use

    def settle(self) -> None:
        while self.roster.catch_up() + self.detection.catch_up():
            pass


@pytest.fixture
def bench(store: Store, clock: ManualClock, tmp_path: Path) -> Iterator[Bench]:
    made = Bench(store, clock, tmp_path)
    yield made
    made.historian.close()


def test_an_approved_model_runs_at_once_over_history_and_after_a_restart(
    store: Store, clock: ManualClock, tmp_path: Path, bench: Bench
) -> None:
    write(store, 1, 2)
    bench.settle()
    assert findings(store) == []
    text = model(id="twice", **SOUND).to_yaml()
    record = bench.workshop.propose(text, "two are enough", actor="li")["id"]
    bench.settle()
    assert findings(store) == []
    bench.workshop.approve(record, "agreed", actor="wang")
    bench.settle()
    assert findings(store) == [("c2", 2, "open")]
    write(store, 3, first=3)
    again = Bench(store, clock, tmp_path)
    again.settle()
    assert findings(store) == [("c2", 2, "open"), ("c3", 3, "open")]
    assert set(again.roster.models) == {"repeat", "twice"}


def test_retired_means_silent_also_after_a_restart(
    store: Store, clock: ManualClock, tmp_path: Path, bench: Bench
) -> None:
    bench.workshop.retire("repeat", "no effect", actor="li")
    bench.workshop.approve("repeat@1", "agreed", actor="wang")
    bench.settle()
    write(store, 1, 2, 3)
    bench.settle()
    Bench(store, clock, tmp_path).settle()
    assert findings(store) == []
    with pytest.raises(NotFound):
        bench.workshop.retire("repeat", "again", actor="li")


def test_who_may_not_decide_is_told_so_whatever_else_is_wrong(
    store: Store, clock: ManualClock, tmp_path: Path, bench: Bench
) -> None:
    text = model(id="twice", **SOUND).to_yaml()
    record = bench.workshop.propose(text, "note", actor="li")["id"]
    write(store, *(number / 50 for number in range(200)))
    small = Bench(store, clock, tmp_path, memory_mb=0.01)  # it would be refused here
    with pytest.raises(Conflict, match="second person"):
        small.workshop.approve(record, "fine", actor="li")
    with pytest.raises(Conflict, match="waits"):
        small.workshop.propose(text, "once more", actor="li")
    bench.workshop.approve(record, "fine", actor="wang")
    for decide in (small.workshop.approve, small.workshop.reject):
        with pytest.raises(Conflict, match="nothing about it waits"):
            decide(record, "second thoughts", actor="zhou")
    small.historian.close()


@pytest.mark.parametrize(
    ("changes", "error", "said"),
    [
        ({"key": "caller"}, Refused, "about a person"),
        ({"flow": "nowhere"}, BadDeclaration, "no flow"),
        ({"raise_": LOWER}, BadDeclaration, "must raise"),
        ({"where": {"field": "mood", "equals": "bad"}}, BadDeclaration, "no field of this name"),
    ],
)
def test_what_cannot_run_is_not_proposed(
    store: Store, bench: Bench, changes: Any, error: type[AnlanError], said: str
) -> None:
    text = model(id="other", **changes).to_yaml()
    with pytest.raises(error, match=said):
        bench.workshop.propose(text, "note", actor="li")
    assert store.read(GRANT, Query("model")) == []


def test_a_model_above_the_budget_is_refused_when_proposed_and_when_approved(
    store: Store, clock: ManualClock, tmp_path: Path, bench: Bench
) -> None:
    write(store, *(number / 50 for number in range(200)))
    text = model(id="other").to_yaml()
    record = bench.workshop.propose(text, "note", actor="li")["id"]
    (row,) = store.read(GRANT, Query("model"))
    assert row["cost"]["records_per_day"] == pytest.approx(50, rel=0.1)
    assert row["cost"]["matched_per_day"] == row["cost"]["records_per_day"]
    assert row["cost"]["keys"] == 1
    assert row["backtest"]["findings"] > 0
    assert row["backtest"]["matched"] == 200
    small = Bench(store, clock, tmp_path, memory_mb=0.01)
    for command in (
        lambda: small.workshop.propose(text.replace("other", "third"), "note", actor="li"),
        lambda: small.workshop.approve(record, "fine", actor="wang"),
    ):
        with pytest.raises(BadDeclaration, match="MB") as caught:
            command()
        assert "shorten the window" in caught.value.way_out
    small.settle()
    assert set(small.roster.models) == {"repeat"}


def stored(store: Store, row: dict[str, Any], **changes: Any) -> None:
    (live,) = approved(row)
    data = {n: value for n, value in (live | changes).items() if n not in ("id", "version")}
    with store.writing(actor="test", purpose="stewardship") as unit:
        unit.append(Fact("model.proposed", "model", row["id"], 1, NOW, data))


@pytest.mark.parametrize("mistake", ["key: building", "measure: {guess: {}}"])
def test_an_approved_model_that_compiles_no_more_is_told_and_retired_by_two(
    store: Store, clock: ManualClock, tmp_path: Path, mistake: str
) -> None:
    """Whether it names a field that is gone, or cannot be read at all."""
    row, old = proposed(model(id="other")), mistake.split(":")[0]
    text = "\n".join(
        mistake if line.startswith(f"{old}:") else line
        for line in row["declaration"]
        .replace("measure:\n  count: {}", "measure: {count: {}}")
        .splitlines()
    )
    stored(store, row, declaration=text)
    bench = Bench(store, clock, tmp_path)
    assert set(bench.roster.models) == {"repeat"}
    told = bench.roster.broken["other"]
    assert (told.record, told.version, told.title.en) == ("other@1", "1", "repeat calls")
    assert mistake.split()[-1].strip("{}:") in str(told.error)
    assert bench.workshop.retire("other", "it cannot run", actor="li")["status"] == "retiring"
    with pytest.raises(Conflict, match="second person"):
        bench.workshop.approve("other@1", "agreed", actor="li")
    assert bench.workshop.approve("other@1", "agreed", actor="wang")["status"] == "retired"
    bench.settle()
    assert bench.roster.broken == {}
    with pytest.raises(NotFound):
        bench.workshop.retire("other", "again", actor="li")
    bench.historian.close()


def test_a_model_of_a_pack_that_compiles_no_more_is_told_and_retired_by_two(
    store: Store, clock: ManualClock, tmp_path: Path
) -> None:
    packs = [model(), model(id="other", key="building")]
    bench = Bench(store, clock, tmp_path, packs=packs)
    assert (set(bench.roster.models), set(bench.roster.broken)) == ({"repeat"}, {"other"})
    assert "building" in bench.roster.troubles["other"]
    bench.workshop.retire("other", "it cannot run", actor="li")
    bench.workshop.approve("other@1", "agreed", actor="wang")
    again = Bench(store, clock, tmp_path, packs=packs)
    assert (set(again.roster.models), again.roster.broken) == ({"repeat"}, {})
    bench.historian.close()


def over(name: str, *others: str) -> Model:
    """A model over the findings of others."""
    asked = [
        {"field": "model", "one_of": list(others)}, {"field": "subject", "equals": "premises"},
    ]  # fmt: skip
    finding = {"raised": "2026-01-01T08:00:00+08:00", "subject": "premises", "key": "P"}
    records = [finding | {"model": others[0], "level": 3}] * 2
    return model(
        id=name, source="finding", key="key", where={"all": asked}, raise_=LOWER,
        kind_of_model="composite", because={"zh": "{key}", "en": "{key}"},
        examples={
            "must_raise": [
                {"title": {"zh": "两条", "en": "two"}, "records": records,
                 "findings": [{"key": "P", "level": 2}]}
            ],
            "must_not_raise": [{"title": {"zh": "一条", "en": "one"}, "records": records[:1]}],
        },
    )  # fmt: skip


def test_a_model_that_closes_a_circle_is_refused_when_proposed_and_when_approved(
    store: Store, bench: Bench
) -> None:
    first, second = over("first", "repeat", "second"), over("second", "repeat", "first")
    told = "first reads second reads first|second reads first reads second"
    records = [
        bench.workshop.propose(each.to_yaml(), "note", actor="li")["id"] for each in (first, second)
    ]
    bench.workshop.approve(records[0], "fine", actor="wang")
    with pytest.raises(BadDeclaration, match=told):
        bench.workshop.approve(records[1], "fine", actor="wang")
    with pytest.raises(BadDeclaration, match=told) as caught:
        again = over("second", "first").model_copy(update={"version": "2"})
        bench.workshop.propose(again.to_yaml(), "note", actor="chen")
    assert "read the records" in caught.value.way_out
    assert set(bench.roster.models) == {"repeat", "first"}


def test_a_start_leaves_out_the_models_of_a_circle_and_runs_the_rest(
    store: Store, clock: ManualClock, tmp_path: Path
) -> None:
    """Of packs, or of packs and records together, as after an upgrade of a pack."""
    stored(store, proposed(over("second", "first")))
    packs = [model(), over("first", "second"), over("third", "first", "repeat")]
    bench = Bench(store, clock, tmp_path, packs=packs)
    assert set(bench.roster.models) == {"repeat", "third"}
    assert set(bench.roster.broken) == {"first", "second"}
    assert "circle: first reads second reads first" in bench.roster.troubles["first"]
    write(store, 1, 2, 3)
    bench.settle()
    assert findings(store) == [("c3", 3, "open")]
    bench.workshop.retire("second", "it closes a circle", actor="li")
    bench.workshop.approve("second@1", "agreed", actor="wang")
    bench.settle()
    assert set(bench.roster.models) == {"repeat", "first", "third"}
    bench.historian.close()
