"""The desk on a store: permission, version, request id, and what is never shown."""

from __future__ import annotations

import pytest

from anlan.govern.roles import ROLES
from anlan.respond.call_commands import Archive, Dispatch, GradeCall, MarkDuplicate
from anlan.respond.desk import COMMANDS, Desk
from anlan.respond.task_commands import AcceptTask, CancelTask, DismissFinding, IssueTask, OpenTask
from anlan.standards.errors import Conflict, NotFound, Refused
from anlan.standards.kinds import Subject
from anlan.standards.time import ManualClock, parse_iso
from anlan.store.facts import Fact
from anlan.store.query import Query
from anlan.store.store import Store
from tests.respond.declared import command, grant, pseudonym, rules


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store, rules(), pseudonym=pseudonym)


def take(desk: Desk, record: str = "c1", **arguments: object) -> dict[str, object]:
    given = {"channel": "110", "summary": "争吵", "caller_number": "13800000000", **arguments}
    return desk.handle(command("take", record, **given), actor="desk", grant=grant())


def put_units(store: Store) -> None:
    with store.writing(actor="setup", purpose="stewardship") as unit:
        unit.append(
            Fact("area.stored", "area", "a1", 1, store.clock(), {"zone": "urban", "since": 0}),
            *(
                Fact(
                    "unit.stored", "unit", name, 1, store.clock(),
                    {"call_sign": name, "unit_kind": "patrol", "longitude": 116.4 + east,
                     "latitude": 39.9, "since": 0},
                )
                for name, east in (("p1", 0.01), ("p2", 0.02), ("p3", 0.03))
            ),
        )  # fmt: skip


def test_a_call_is_taken_and_its_personal_fields_are_not_shown(store: Store, desk: Desk) -> None:
    row = take(desk, area="a1")
    assert (row["status"], row["version"], row["level"]) == ("received", 1, 3)
    assert not {"summary", "caller", "raw"} & set(row)
    kept = store.read(grant(), Query("call", ("caller", "summary")))[0]
    assert kept["summary"] == "争吵"
    assert "13800000000" not in str(kept)
    assert kept["caller"] == pseudonym("13800000000")


def test_every_command_asks_for_a_permission_somebody_has() -> None:
    held = {permission for role in ROLES.values() for permission in role.may}
    for shapes in COMMANDS.values():
        for shape in shapes.values():
            assert shape.needs in held, shape.needs


def test_without_the_permission_the_refusal_names_it(desk: Desk) -> None:
    with pytest.raises(Refused, match=r"call\.take") as refused:
        desk.handle(command("take", channel="110", summary="x", refused=True), actor="e",
                    grant=grant("evaluator", "evaluation"))  # fmt: skip
    assert "duty-officer" in refused.value.way_out


def test_a_repeated_request_changes_nothing(store: Store, desk: Desk) -> None:
    first = take(desk, request="r1")
    assert take(desk, request="r1") == first
    grade = GradeCall(record="c1", category="dispute", request="r2", version=1)
    graded = desk.handle(grade, actor="desk", grant=grant())
    assert desk.handle(grade, actor="desk", grant=grant()) == graded
    assert [f.fact.version for f in store.journal.of_record("call", "c1")] == [1, 2]


def test_a_command_on_a_version_that_has_moved_on_is_refused(desk: Desk) -> None:
    take(desk)
    desk.handle(GradeCall(record="c1", category="dispute"), actor="desk", grant=grant())
    with pytest.raises(Conflict, match="changed since") as refused:
        desk.handle(
            GradeCall(record="c1", category="dispute", version=1), actor="desk", grant=grant()
        )
    assert refused.value.value == "version 1, now 2"
    with pytest.raises(Conflict, match="is graded"):
        desk.handle(Archive(record="c1"), actor="desk", grant=grant())
    with pytest.raises(NotFound):
        desk.handle(Archive(record="nowhere"), actor="desk", grant=grant())


def test_a_refused_command_leaves_nothing(store: Store, desk: Desk) -> None:
    put_units(store)
    take(desk, longitude=116.4, latitude=39.9)
    desk.handle(GradeCall(record="c1", category="dispute"), actor="desk", grant=grant())
    head = store.journal.head()
    with pytest.raises(NotFound, match="unit"):
        desk.handle(Dispatch(record="c1", unit="p9"), actor="desk", grant=grant())
    assert store.journal.head() == head


def test_call13_the_desk_suggests_the_nearest_free_unit(store: Store, desk: Desk) -> None:
    put_units(store)
    for record in ("c1", "c2"):
        take(desk, record, longitude=116.4, latitude=39.9, area="a1")
        desk.handle(GradeCall(record=record, category="dispute"), actor="desk", grant=grant())
    found = desk.suggest("c1", grant=grant())
    assert found is not None
    assert found.unit == "p1"
    row = desk.handle(Dispatch(record="c1", unit="p1"), actor="desk", grant=grant())
    assert (row["unit"], row["nearest_unit"]) == ("p1", "p1")
    second = desk.suggest("c2", grant=grant())
    assert second is not None
    assert (second.unit, second.nearest_unit) == ("p2", "p1")
    response = store.read(grant(), Query("unit_response"))[0]
    assert (response["call"], response["unit"], response["sequence"]) == ("c1", "p1", 1)


def test_call04_the_limit_follows_the_zone_of_the_area(store: Store, desk: Desk) -> None:
    put_units(store)
    row = take(desk, area="a1")
    assert row["due"] == store.clock() + 5 * 60_000_000


def test_the_offers_are_what_is_legal_and_say_who_may(desk: Desk) -> None:
    row = take(desk)
    offers = {offer.name: offer for offer in desk.offers("call", row, grant=grant())}
    assert set(offers) == {
        "grade",
        "change-level",
        "mark-duplicate",
        "mark-invalid",
        "void",
        "divert",
    }
    assert offers["void"].allowed
    officer = desk.offers("call", row, grant=grant("community-officer"))
    assert not any(offer.allowed for offer in officer)
    assert offers["grade"].title.zh == "定级定类"


def test_a_duplicate_names_a_call_that_exists(desk: Desk) -> None:
    take(desk)
    with pytest.raises(NotFound, match="no such call"):
        desk.handle(MarkDuplicate(record="c1", duplicate_of="c7"), actor="desk", grant=grant())


def test_task01_no_task_without_a_standard(store: Store, desk: Desk) -> None:
    chief = grant("station-chief", "task-handling")
    issue = {"record": "T-9", "subject": Subject.PREMISES, "key": "h1"}
    with pytest.raises(NotFound, match="standard"):
        desk.handle(IssueTask(**issue, standard="whatever"), actor="chief", grant=chief)
    row = desk.handle(
        IssueTask(**issue, standard="premises-problem-visit"), actor="chief", grant=chief
    )
    assert (row["status"], row["typed"], row["place"]) == ("open", 2, "h1")
    named = IssueTask(
        **issue | {"record": "T-10"}, standard="premises-problem-visit", place="和平路8号"
    )
    row = desk.handle(named, actor="chief", grant=chief)
    assert (row["typed"], row["place"]) == (3, "和平路8号")
    row = desk.handle(AcceptTask(record="T-9"), actor="officer", grant=grant())
    assert row["status"] == "accepted"
    with pytest.raises(Refused, match=r"task\.cancel"):
        desk.handle(
            CancelTask(record="T-9", reason="x"), actor="o", grant=grant("community-officer")
        )


def test_an_expired_standard_is_not_issued(store: Store, desk: Desk, clock: ManualClock) -> None:
    clock.advance_to(parse_iso("2031-01-01T00:00:00+00:00"))
    issue = IssueTask(
        record="T", standard="premises-problem-visit", subject=Subject.PREMISES, key="h"
    )
    with pytest.raises(Refused, match="expired"):
        desk.handle(issue, actor="chief", grant=grant())


def test_a_person_dismisses_or_opens_a_task_on_a_finding(store: Store, desk: Desk) -> None:
    raised = {"status": "open", "subject": "premises", "key": "h1", "raised": store.clock(),
              "because_zh": "三次", "because_en": "three calls"}  # fmt: skip
    with store.writing(actor="detect", purpose="early-warning") as unit:
        for record in ("F-1", "F-2"):
            unit.append(Fact("finding.raised", "finding", record, 1, store.clock(), raised))
    row = desk.handle(DismissFinding(record="F-1", reason="fair"), actor="chief", grant=grant())
    assert (row["status"], row["decided_by"]) == ("dismissed", "chief")
    open_task = OpenTask(record="F-2", standard="premises-problem-visit", request="r")
    row = desk.handle(open_task, actor="chief", grant=grant())
    assert (row["status"], row["task"]) == ("tasked", "T-2")
    assert desk.handle(open_task, actor="chief", grant=grant()) == row
    assert store.read(grant(purpose="task-handling"), Query("task"))[0]["finding"] == "F-2"
