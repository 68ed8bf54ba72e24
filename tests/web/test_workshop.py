"""The workshop over the wire: a model from its blocks to its retirement, by two people."""

from __future__ import annotations

import copy
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from anlan.bootstrap import Deployment
from anlan.govern.grants import role_grant
from anlan.govern.roles import ROLES
from anlan.standards.time import DAY, Instant, ManualClock
from anlan.standards.title import Title
from anlan.store.facts import Fact
from anlan.store.query import Query
from anlan.web.app import create_app
from tests.detect.declared import model
from tests.detect.test_proposals import SOUND
from tests.han import in_chinese
from tests.web.conftest import EDGE, sign_in
from tests.web.deployment import (
    NOON,
    PASSWORD,
    SECRET_SUMMARY,
    ZONE,
    account_of,
    declare_pack,
    take_call,
)

As = Callable[[str], TestClient]
TWICE: dict[str, Any] = {
    **model(id="twice", flow="edge-flow", **SOUND).tree(),
    "where": {"field": "category", "under": "dispute"},
}
"""Two dispute calls at one place: raises one finding over what the deployment holds."""


class City:
    """A deployment that can be closed and opened again, and its clients."""

    def __init__(self, home: Path) -> None:
        self.home = home
        declare_pack(home / "packs" / "edge-test")
        self.deployment = Deployment.create(home, zone=ZONE, clock=ManualClock(Instant(NOON)))
        for role in ("analyst", "station-chief", "steward"):
            self.deployment.accounts.create(account_of(role), PASSWORD, role, by="test")
        for number in range(4):
            take_call(self.deployment, f"c-{number:04d}")
        take_call(self.deployment, "c-0004", premises="B-0002", category="traffic")
        self._begin()

    def _begin(self) -> None:
        self.app = create_app(self.deployment, EDGE)
        self.clients: dict[str, TestClient] = {}

    def restart(self) -> None:
        self.deployment.close()
        self.deployment = Deployment(self.home, clock=ManualClock(Instant(NOON + DAY)))
        self._begin()

    def as_role(self, role: str) -> TestClient:
        if role not in self.clients:
            self.clients[role] = sign_in(self.app, account_of(role))
        return self.clients[role]

    def post(self, role: str, path: str, status: int = 200, **body: Any) -> Any:
        answer = self.as_role(role).post(f"/api/models{path}", json=body)
        assert answer.status_code == status, answer.text
        return answer.json()

    def get(self, role: str, path: str) -> Any:
        answer = self.as_role(role).get(path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def settle(self) -> None:
        while self.deployment.react():
            pass

    def found(self, model: str) -> list[str]:
        self.settle()
        items = self.get("analyst", f"/api/findings?model={model}")["items"]
        return sorted(item["key"] for item in items)


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    built = City(tmp_path)
    yield built
    built.deployment.close()


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """One whose models nobody changes."""
    built = City(tmp_path_factory.mktemp("town"))
    built.settle()
    yield built
    built.deployment.close()


def as_yaml(tree: dict[str, Any]) -> str:
    import orjson

    return orjson.dumps(tree).decode()


def changed(**members: Any) -> dict[str, Any]:
    return {**copy.deepcopy(TWICE), **members}


def test_a_model_lives_from_proposal_to_retirement(city: City) -> None:
    assert city.found("twice") == []
    proposal = city.post("analyst", "/proposals", 201, yaml=as_yaml(TWICE), note="two are enough")
    assert (proposal["kind"], proposal["status"]) == ("new", "proposed")
    assert (proposal["proposed_by"], proposal["decidable"]) == ("analyst.test", False)
    assert city.found("twice") == []

    path = f"/proposals/{proposal['id']}"
    (seen,) = city.get("station-chief", "/api/models/proposals")["items"]
    assert (seen["id"], seen["decidable"]) == (proposal["id"], True)
    approved = city.post("station-chief", f"{path}/approve", reason="it helps")
    assert (approved["status"], approved["decided_by"]) == ("live", "station-chief.test")
    assert city.found("twice") == ["B-0001"]  # from history

    for record in ("c-0010", "c-0011"):
        take_call(city.deployment, record, premises="B-0009")
    assert city.found("twice") == ["B-0001", "B-0009"]
    city.restart()
    assert city.found("twice") == ["B-0001", "B-0009"]

    retiring = city.post("analyst", "/twice/retire", 201, reason="no effect")
    assert (retiring["kind"], retiring["status"]) == ("retire", "retiring")
    take_call(city.deployment, "c-0012", premises="B-0010")
    take_call(city.deployment, "c-0013", premises="B-0010")
    assert city.found("twice") == ["B-0001", "B-0009", "B-0010"]
    city.post("steward", f"{path}/approve", reason="agreed")
    city.settle()
    take_call(city.deployment, "c-0014", premises="B-0011")
    take_call(city.deployment, "c-0015", premises="B-0011")
    city.restart()
    assert city.found("twice") == ["B-0001", "B-0009", "B-0010"]
    listed = {item["id"] for item in city.get("analyst", "/api/models")["items"]}
    assert "twice" not in listed
    (finding, *_) = city.get("analyst", "/api/findings?model=twice")["items"]
    told = city.get("analyst", f"/api/findings/{finding['id']}")["model"]
    assert (told["id"], told["version"]) == ("twice", "1")  # what it was when it raised this


def test_nobody_approves_what_they_proposed(city: City) -> None:
    city.deployment.accounts.create("both.test", PASSWORD, "analyst", by="test")
    both = city.clients["both"] = sign_in(city.app, "both.test")
    note = {"yaml": as_yaml(TWICE), "note": "n"}
    assert both.post("/api/models/proposals", json=note).status_code == 201
    city.deployment.accounts.change_role("both.test", "steward", by="test")
    both = city.clients["both"] = sign_in(city.app, "both.test")
    for verdict in ("approve", "reject"):
        answer = both.post(f"/api/models/proposals/twice@1/{verdict}", json={"reason": "r"})
        assert answer.status_code == 409
        assert "second person" in answer.json()["detail"]
        assert "chief" in answer.json()["way_out"]
    city.post("steward", "/proposals/twice@1/reject", reason="too many calls")
    assert city.found("twice") == []


def problem(city: City, role: str, path: str, **body: Any) -> dict[str, Any]:
    """What a command that conflicts is told, in the shape of RFC 9457."""
    answer = city.as_role(role).post(f"/api/models{path}", json=body)
    assert answer.headers["content-type"] == "application/problem+json"
    told: dict[str, Any] = answer.json()
    assert (answer.status_code, told["status"], told["code"]) == (409, 409, "conflict")
    assert in_chinese(Title(zh=told["detail_zh"], en=told["detail"]))
    assert in_chinese(Title(zh=told["way_out_zh"], en=told["way_out"]))
    return told


def test_what_was_decided_is_not_decided_again(city: City) -> None:
    city.post("analyst", "/proposals", 201, yaml=as_yaml(TWICE), note="n")
    city.post("steward", "/proposals/twice@1/approve", reason="it helps")
    for verdict in ("approve", "reject"):
        told = problem(city, "station-chief", f"/proposals/twice@1/{verdict}", reason="r")
        assert "is live" in told["detail"]
        assert told["place"] == "model twice@1"
        assert "those that wait" in told["way_out"]


def test_an_older_proposal_does_not_undo_a_newer_decision(city: City) -> None:
    second, third = (as_yaml(changed(version=version)) for version in ("2", "3"))
    city.post("analyst", "/proposals", 201, yaml=second, note="n")
    told = problem(city, "analyst", "/proposals", yaml=second, note="again")
    assert "waits" in told["detail"]
    city.post("analyst", "/proposals", 201, yaml=third, note="better")
    city.post("steward", "/proposals/twice@3/approve", reason="better")
    told = problem(city, "steward", "/proposals/twice@2/approve", reason="this too")
    assert (told["value"], "version 3" in told["detail"]) == ("3", True)
    assert "propose again" in told["way_out"]
    city.post("steward", "/proposals/twice@2/reject", reason="out of date")
    (running,) = (x for x in city.get("analyst", "/api/models")["items"] if x["id"] == "twice")
    assert running["version"] == "3"


def test_a_pack_model_retires_by_two_and_stays_retired(city: City) -> None:
    assert city.found("repeat") == ["B-0001"]
    asked = city.post("analyst", "/repeat/retire", 201, reason="no effect in 12 months")
    assert asked["id"] == "repeat@1"
    city.post("station-chief", "/proposals/repeat@1/approve", reason="agreed")
    city.restart()
    for number in range(4):
        take_call(city.deployment, f"c-01{number}", premises="B-0020")
    assert city.found("repeat") == ["B-0001"]
    city.post("analyst", "/repeat/retire", 404, reason="once more")


@pytest.mark.parametrize(
    ("members", "place", "said", "way_out"),
    [
        ({"key": "caller"}, "key", "about a person", "key on one of"),
        ({"where": {"field": "caller", "is_null": False}}, "where", "pseudonym", "premises"),
        ({"measure": {"distinct": {"field": "caller"}}}, "measure", "persons", "premises"),
        ({"flow": "nowhere"}, "flow", "no flow", "edge-flow"),
        ({"window": {"sliding": "soon"}}, "window", "pattern", "reference"),
        ({"measure": {"distance": {}}}, "measure", "there is no measure", "reference"),
    ],
)
def test_what_may_not_run_is_taught_and_refused(
    town: City, members: Any, place: str, said: str, way_out: str
) -> None:
    tree = changed(**members)
    checked = town.post("analyst", "/check", model=tree)
    assert checked["ok"] is False
    problem = checked["problems"][0]
    assert problem["place"].split(".")[0] == place
    assert said in problem["problem"]["en"]
    assert way_out in problem["way_out"]["en"]
    assert in_chinese(Title(**problem["problem"]))
    assert in_chinese(Title(**problem["way_out"]))
    answer = town.as_role("analyst").post(
        "/api/models/proposals", json={"yaml": as_yaml(tree), "note": "n"}
    )
    assert answer.status_code in (403, 422)
    told = answer.json()
    assert said in told["detail"]
    assert told["detail_zh"] == problem["problem"]["zh"]
    assert told["way_out_zh"] == problem["way_out"]["zh"]
    assert town.get("analyst", "/api/models/proposals")["total"] == 0


def test_a_model_to_look_at_is_told_so_in_both_languages(town: City) -> None:
    checked = town.post("analyst", "/check", model=changed(review_date="2020-01-01"))
    assert checked["ok"] is True
    (remark,) = [each for each in checked["remarks"] if each["field"] == "review_date"]
    assert "2020-01-01" in remark["text"]["zh"]
    assert in_chinese(Title(**remark["text"]))
    assert in_chinese(Title(**remark["way_out"]))


def test_an_example_that_fails_is_told_in_both_languages(town: City) -> None:
    levels = [{"level": 2, "at_least": 9}]
    checked = town.post(
        "analyst", "/check", model=changed(**{"raise": {**TWICE["raise"], "levels": levels}})
    )
    (problem, *_) = checked["problems"]
    assert problem["place"] == "examples"
    assert in_chinese(Title(**problem["problem"]))
    assert "must raise" in problem["problem"]["en"]


def test_a_sound_model_is_told_its_cost_and_its_yaml(town: City) -> None:
    checked = town.post("analyst", "/check", model=TWICE)
    assert checked["ok"] is True
    assert checked["problems"] == []
    assert 0 < checked["cost"]["share_of_budget"] < 1
    assert checked["cost"]["matched_per_day"] < checked["cost"]["records_per_day"]
    again = town.post("analyst", "/check", yaml=checked["yaml"])
    assert (again["model"], again["yaml"]) == (checked["model"], checked["yaml"])


def test_a_mistake_in_yaml_has_its_line(town: City) -> None:
    text = town.post("analyst", "/check", model=TWICE)["yaml"].replace("at_least: 2", "at_least: x")
    (problem,) = town.post("analyst", "/check", yaml=text)["problems"]
    line = 1 + text[: text.index("at_least: x")].count("\n")
    assert problem["place"].startswith("raise.levels")
    assert f"({line}:" in problem["place"]


@pytest.mark.parametrize("body", [{}, {"yaml": "id: x", "model": {}}, {"yaml": 3}, {"text": "x"}])
def test_a_check_takes_one_declaration(town: City, body: Any) -> None:
    town.post("analyst", "/check", 422, **body)


def test_blocks_grey_out_what_the_law_keeps_out(town: City) -> None:
    told = town.get("analyst", "/api/models/blocks")
    kinds = {kind["id"]: kind for kind in told["kinds"]}
    fields = {field["name"]: field for field in kinds["call"]["fields"]}
    for personal in town.deployment.kinds["call"].personal:
        assert fields[personal]["usable"] is False
        assert "person" in fields[personal]["why_not"]["en"]
        assert fields[personal]["why_not"]["zh"]
    assert fields["premises"]["usable"] is True
    assert fields["premises"]["key_of"] == "premises"
    assert not any(field["usable"] for field in kinds["task"]["fields"])
    families = {family["id"]: family for family in told["families"]}
    assert families["silence"]["windows"] == ["sliding"]
    assert "session" not in families["unanswered"]["windows"]
    assert families["unanswered"]["settings"]["properties"]["within"]
    assert [link["id"] for link in told["links"]] == ["same", "within", "matter"]
    assert told["schema"]["$defs"]["Within"]["properties"]["metres"]
    assert told["zones"][0] == town.deployment.zone
    assert told["schema"]["properties"]["measure"]
    assert "person" not in told["subjects"]


def test_a_back_test_says_what_live_would_find_and_leaves_its_trace(town: City) -> None:
    said = town.post("analyst", "/backtest", model=TWICE)
    assert said["findings"] == 1
    assert said["by_level"] == {"2": 1}
    assert (said["matched"], said["records"]) == (4, 5)
    assert sum(day["findings"] for day in said["per_day"]) == 1
    (item,) = said["items"]
    assert (item["key"], item["level"], len(item["evidence"])) == ("B-0001", 2, 2)
    assert item["raised"].startswith("2026-03-01T12:00:00")
    assert town.post("analyst", "/backtest", model=TWICE, since="2026-03-02")["findings"] == 0
    nothing = changed(where={"field": "category", "under": "alarm"})
    empty = town.post("analyst", "/backtest", model=nothing)
    assert (empty["findings"], empty["since"], empty["per_day"]) == (0, None, [])
    grant = role_grant("auditor.test", ROLES["auditor"])
    reasons = [row["reason"] for row in town.deployment.store.read(grant, Query("audit"))]
    assert any("back-test of model twice" in reason for reason in reasons)


@pytest.mark.parametrize("what", ["backtest", "trace"])
def test_history_is_not_asked_about_persons(town: City, what: str) -> None:
    days = {"days": 7} if what == "trace" else {}
    refused = town.post("analyst", f"/{what}", 403, model=changed(key="caller"), **days)
    assert "about a person" in refused["detail"]
    assert "key on one of" in refused["way_out"]


@pytest.mark.parametrize("body", [{"since": "soon"}, {"since": "2026-02-30"}, {"until": 3}])
def test_a_back_test_takes_times(town: City, body: Any) -> None:
    town.post("analyst", "/backtest", 422, model=TWICE, **body)


def test_a_proposal_shows_the_chief_what_it_would_find_and_cost(city: City) -> None:
    made = city.post("analyst", "/proposals", 201, yaml=as_yaml(TWICE), note="two are enough")
    (seen,) = city.get("station-chief", "/api/models/proposals")["items"]
    assert seen["backtest"] == made["backtest"]
    assert seen["backtest"]["findings"] == 1
    assert seen["cost"]["matched_per_day"] > 0
    assert seen["yaml"].startswith("id: twice")


def test_a_trace_counts_and_shows_rows_without_personal_columns(town: City) -> None:
    traced = town.post("analyst", "/trace", model=TWICE, days=30)
    blocks = {block["block"]: block for block in traced["blocks"]}
    assert [blocks[name]["records"] for name in ("source", "where", "key", "raise")] == [5, 4, 4, 1]
    assert (blocks["source"]["keys"], blocks["key"]["keys"]) == (None, 1)
    kind = town.deployment.kinds["call"]
    for block in blocks.values():
        assert block["sample"]
        for row in block["sample"]:
            assert not set(row) & set(kind.personal)
            assert SECRET_SUMMARY not in str(row)
    assert blocks["where"]["sample"][0]["category"] == "dispute.neighbour"
    bars = traced["measure"]["histogram"]
    assert sum(bar["keys"] for bar in bars) == 1
    assert traced["measure"]["max"] == 4


@pytest.mark.parametrize("days", [0, 4_000, "7", None])
def test_a_trace_takes_days(town: City, days: Any) -> None:
    town.post("analyst", "/trace", 422, model=TWICE, days=days)


def test_the_register_judges_the_models_that_run(town: City) -> None:
    def entry() -> Any:
        items = town.get("analyst", "/api/models")["items"]
        return next(item for item in items if item["id"] == "repeat")

    until = time.monotonic() + 60
    while entry()["judgement"] is None and time.monotonic() < until:
        time.sleep(0.2)
    told = entry()
    assert (told["findings"], told["open"] + told["tasked"]) == (1, 1)
    judgement = told["judgement"]
    assert judgement["family"] == "count"
    assert judgement["year"] == 1
    assert judgement["confirmed"] == 0
    assert judgement["advice"] == []
    assert judgement["cost"]["bytes"] > 0


def test_a_model_that_can_no_longer_run_is_on_the_register_and_retires_by_two(city: City) -> None:
    assert city.get("analyst", "/api/models")["broken"] == []
    asked = city.post("analyst", "/proposals", 201, yaml=as_yaml(TWICE), note="n")["id"]
    city.post("station-chief", f"/proposals/{asked}/approve", reason="agreed")
    store = city.deployment.store
    with store.writing(actor="test", purpose="stewardship") as unit:
        row = unit.get("model", asked)
        assert row is not None
        text = row["declaration"].replace("key: premises", "key: building")
        fact = Fact(
            "model.changed",
            "model",
            asked,
            row["version"] + 1,
            store.clock(),
            {"declaration": text},
        )
        unit.append(fact)
    city.restart()
    (told,) = city.get("analyst", "/api/models")["broken"]
    assert (told["id"], told["version"]) == ("twice", "1")
    assert "no field of this name" in told["problem"]["en"]
    assert "premises" in told["way_out"]["en"]
    assert in_chinese(Title(**told["problem"]))
    assert in_chinese(Title(**told["way_out"]))
    assert city.post("analyst", "/twice/retire", 201, reason="cannot run")["status"] == "retiring"
    city.post("station-chief", f"/proposals/{asked}/approve", reason="agreed")
    assert city.get("analyst", "/api/models")["broken"] == []
