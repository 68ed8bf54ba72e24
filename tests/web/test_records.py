"""What each resource promises: calls, findings, tasks, index, sources, audit, journal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from anlan.bootstrap import Deployment
from anlan.govern.grants import service_grant
from anlan.standards.time import DAY, Instant, ManualClock
from anlan.store.query import Both, Equals, Query
from tests.web.deployment import SECRET_NUMBER, SECRET_SUMMARY, account_of, take_call

NEW = {
    "channel": "110",
    "summary": SECRET_SUMMARY,
    "category": "dispute.neighbour",
    "area": "A01",
    "longitude": 120.01,
    "latitude": 30.01,
    "caller_number": SECRET_NUMBER,
}
AsRole = Callable[[str], TestClient]


def audited(deployment: Deployment, actor: str, target: str) -> list[dict[str, Any]]:
    where = Both(Equals("actor", actor), Equals("target", target))
    query = Query("audit", where=where, order=("position",))
    return deployment.store.read(service_grant("test", "audit"), query)


def test_situation_adds_up(as_role: AsRole) -> None:
    client = as_role("duty-officer")
    body = client.get("/api/situation").json()
    waiting = client.get("/api/calls?status=now&limit=500").json()
    counts = body["counts"]
    assert counts["valid_today"] + counts["invalid_today"] == counts["calls_today"] >= 5
    assert len(body["hourly"]) == 24
    assert sum(hour["calls"] for hour in body["hourly"]) >= 5
    assert body["hourly"][-1]["hour"] == "2026-03-01T12:00:00+08:00"
    area = body["areas"][0]
    assert area["name"] == {"zh": "东城", "en": "East"}
    assert area["boundary"]["type"] == "Polygon"
    assert counts["open_calls"] == waiting["total"]
    assert area["open_calls"] == sum(row["area"] == area["id"] for row in waiting["items"]) >= 4
    assert {code["code"] for code in body["by_category"]} == {"dispute", "traffic"}
    assert {unit["busy"] for unit in body["units"]} == {False}
    assert body["speed"] == 60.0


def test_calls_are_filtered_counted_and_paged(as_role: AsRole) -> None:
    client = as_role("duty-officer")
    everything = client.get("/api/calls?status=all").json()
    assert everything["total"] == len(everything["items"])
    disputes = client.get("/api/calls?category=dispute&limit=2").json()
    assert len(disputes["items"]) == 2
    assert disputes["total"] >= 4
    following = client.get("/api/calls?category=dispute&limit=2&offset=2").json()
    ids = [row["id"] for row in disputes["items"] + following["items"]]
    assert len(set(ids)) == 4
    assert client.get("/api/calls?area=A99").json() == {"items": [], "total": 0}
    row = everything["items"][0]
    assert row["received"].endswith("+08:00")
    assert not {"summary", "caller", "raw", "position", "tz"} & set(row)


def test_queues_part_the_open_calls_by_who_has_to_act(
    deployment: Deployment, as_role: AsRole
) -> None:
    client = as_role("duty-officer")
    for record, level in (("queue-1", 4), ("queue-2", 1)):
        take_call(deployment, record, level=level, level_reason="测试 test")
    command(client, "calls", "queue-1", 1, "grade")
    take_call(deployment, "queue-3", summary="小区停车 parking")
    command(client, "calls", "queue-3", 1, "divert", scope_item="12345.parking", reason="测试 test")
    pages = {
        name: client.get(f"/api/calls?status={name}&limit=500").json()
        for name in ("now", "diverted", "closing", "open")
    }
    states = {name: {row["status"] for row in page["items"]} for name, page in pages.items()}
    assert states["now"] >= {"received", "graded"}
    assert not states["now"] & {"diverted", "fed_back", "reviewed", "archived"}
    assert states["diverted"] == {"diverted"}
    assert "queue-3" in {row["id"] for row in pages["diverted"]["items"]}
    urgency = [(row["level"], row["received"]) for row in pages["now"]["items"]]
    assert urgency == sorted(urgency)
    assert len({level for level, _ in urgency}) > 1
    counts = client.get("/api/situation").json()["counts"]
    named = {"now": "open_calls", "diverted": "diverted_calls", "closing": "closing_calls"}
    assert {name: counts[count] for name, count in named.items()} == {
        name: pages[name]["total"] for name in named
    }
    assert sum(counts[count] for count in named.values()) == pages["open"]["total"]
    assert client.get("/api/calls?status=nonsense").status_code == 422


def test_a_call_is_taken_once_and_carried_along(deployment: Deployment, as_role: AsRole) -> None:
    client = as_role("duty-officer")
    first = client.post("/api/calls", json={**NEW, "request_id": "request-01"})
    assert first.status_code == 201
    again = client.post("/api/calls", json={**NEW, "request_id": "request-01"})
    assert again.json()["id"] == first.json()["id"]
    assert again.json()["version"] == 1
    id = first.json()["id"]
    detail = client.get(f"/api/calls/{id}").json()
    assert {c["command"] for c in detail["commands"]} >= {"grade", "divert", "void"}
    graded = command(client, "calls", id, 1, "grade")
    assert (graded["status"], graded["version"]) == ("graded", 2)
    detail = client.get(f"/api/calls/{id}").json()
    assert detail["suggestion"]["unit"].startswith("U-")
    assert set(detail["suggestion"]["reason"]) == {"zh", "en"}
    dispatch = next(c for c in detail["commands"] if c["command"] == "dispatch")
    unit = next(f for f in dispatch["fields"] if f["name"] == "unit")
    assert unit["type"] == "choice"
    assert {choice["value"] for choice in unit["choices"]} == {"U-1", "U-2"}
    wanted = detail["suggestion"]["unit"]
    sent = command(client, "calls", id, 2, "dispatch", unit=wanted)
    assert sent["unit"] == wanted
    units = client.get("/api/situation").json()["units"]
    assert {unit["id"] for unit in units if unit["busy"]} == {wanted}
    for version, name in enumerate(("acknowledge", "depart", "arrive", "handle"), sent["version"]):
        moved = command(client, "calls", id, version, name)
    assert moved["status"] == "handled"
    detail = client.get(f"/api/calls/{id}").json()
    assert [entry["type"] for entry in detail["history"]][:2] == ["call.received", "call.graded"]
    assert detail["responses"][0]["unit"] == wanted
    assert SECRET_SUMMARY not in str(detail)
    actors = {entry["actor"] for entry in detail["history"]}
    assert actors == {account_of("duty-officer")}


def command(client: TestClient, of: str, id: str, version: int, name: str, **given: Any) -> Any:
    body = {"command": name, "version": version, **given}
    answer = client.post(f"/api/{of}/{id}/commands", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_command_can_come_too_late_or_be_wrong(deployment: Deployment, as_role: AsRole) -> None:
    take_call(deployment, "late-1")
    client = as_role("duty-officer")
    orders: list[tuple[dict[str, Any], int]] = [
        ({"command": "grade", "version": 7}, 409),
        ({"command": "arrive", "version": 1}, 409),
        ({"command": "grade"}, 422),
        ({"command": "erase", "version": 1}, 422),
        ({"command": "grade", "version": 1, "level": 9}, 422),
        ({"command": "grade", "version": 1, "status": "archived"}, 422),
        ({"command": "grade", "version": 1, "category": "no-such"}, 422),
        ({"command": "void", "version": 1, "reason": " "}, 422),
    ]
    for order, status in orders:
        answer = client.post("/api/calls/late-1/commands", json=order)
        assert answer.status_code == status, (order, answer.text)
    assert client.get("/api/calls/late-1").json()["call"]["version"] == 1
    order = {"command": "grade", "version": 1}
    assert client.post("/api/calls/nothing/commands", json=order).status_code == 404
    assert (
        as_role("community-officer").post("/api/calls/late-1/commands", json=order).status_code
        == 403
    )


def test_ds06_personal_fields_need_a_matter_and_leave_a_record(
    deployment: Deployment, as_role: AsRole
) -> None:
    take_call(deployment, "reveal-1")
    client, actor = as_role("duty-officer"), account_of("duty-officer")
    reason = {"purpose": "call-handling", "matter": "C-2026-7", "reason": "报警人来电追问"}
    shown = client.post("/api/calls/reveal-1/reveal", json=reason).json()
    assert shown["summary"] == SECRET_SUMMARY
    assert shown["caller"]
    assert SECRET_NUMBER not in str(shown)
    record = audited(deployment, actor, "call")[-1]
    assert (record["matter"], record["purpose"]) == ("C-2026-7", "call-handling")
    assert "报警人来电追问" in record["reason"]
    assert "summary" in record["fields"]
    for missing in ("purpose", "matter", "reason"):
        for value in (None, "", "\x00"):
            body = {**reason, missing: value}
            assert client.post("/api/calls/reveal-1/reveal", json=body).status_code == 422
    other = {**reason, "purpose": "publication"}
    assert client.post("/api/calls/reveal-1/reveal", json=other).status_code == 403
    assert client.post("/api/calls/nothing/reveal", json=reason).status_code == 404


def test_a_finding_opens_with_its_evidence(as_role: AsRole) -> None:
    client = as_role("analyst")
    page = client.get("/api/findings?model=repeat").json()
    assert page["total"] >= 1
    detail = client.get(f"/api/findings/{page['items'][0]['id']}").json()
    finding = detail["finding"]
    assert "B-0001" in finding["because_zh"]
    assert "B-0001" in finding["because_en"]
    assert {row["id"] for row in detail["evidence"]} == set(finding["evidence"])
    assert all(row["premises"] == "B-0001" for row in detail["evidence"])
    assert SECRET_SUMMARY not in str(detail)
    assert sum(day["count"] for day in detail["timeline"]) == len(detail["evidence"])
    last = {"time": "2026-03-01T00:00:00+08:00", "count": len(detail["evidence"])}
    assert detail["timeline"][-1] == last
    card = detail["model"]
    assert card["id"] == "repeat"
    assert card["limits"]["zh"]
    assert "window:" in card["yaml"]
    assert detail["task"]["finding"] == finding["id"]
    assert client.get("/api/findings/nothing").status_code == 404


def test_findings_in_hand_are_the_open_and_the_tasked(
    deployment: Deployment, as_role: AsRole, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = as_role("analyst")
    everything = client.get("/api/findings?limit=500").json()["items"]
    wanted = {row["id"] for row in everything if row["status"] in ("open", "tasked")}
    in_hand = client.get("/api/findings?status=in-hand&days=14&limit=500").json()["items"]
    assert {row["id"] for row in in_hand} == wanted != set()
    later = Instant(deployment.clock() + 15 * DAY)
    monkeypatch.setattr(deployment, "clock", ManualClock(later))
    assert client.get("/api/findings?status=in-hand&days=14").json()["total"] == 0


def test_pi04_a_named_person_decides_on_a_finding(deployment: Deployment, as_role: AsRole) -> None:
    """Every suggestion carries its explanation; whoever decides is named and says why."""
    for number in range(3):
        take_call(deployment, f"pi04-{number}", premises="B-0002", category="dispute.family")
    while deployment.detection.catch_up():
        pass
    client = as_role("analyst")
    open_ones = client.get("/api/findings?status=open&model=repeat").json()["items"]
    finding = next(row for row in open_ones if row["key"] == "B-0002")
    assert finding["because_zh"]
    assert finding["because_en"]
    order = {"command": "dismiss", "version": finding["version"]}
    path = f"/api/findings/{finding['id']}/commands"
    assert client.post(path, json=order).status_code == 422  # no reason
    refused = as_role("community-officer").post(path, json={**order, "reason": "施工"})
    assert refused.status_code == 403
    decided = client.post(path, json={**order, "reason": "施工 works"}).json()
    assert decided["status"] == "dismissed"
    assert decided["decided_by"] == account_of("analyst")
    assert decided["decision_reason"] == "施工 works"
    history = client.get(f"/api/findings/{finding['id']}").json()["history"]
    assert history[-1]["actor"] == account_of("analyst")


def test_a_task_is_worked_step_by_step(deployment: Deployment, as_role: AsRole) -> None:
    deployment.catch_up()
    client = as_role("community-officer")
    tasks = client.get("/api/tasks?status=open").json()["items"]
    task = next(row for row in tasks if row["standard"] == "edge-visit")
    id = task["id"]
    detail = client.get(f"/api/tasks/{id}").json()
    assert [step["id"] for step in detail["standard"]["steps"]] == ["read", "visit"]
    assert "7" in detail["standard"]["acceptance"]["en"]
    assert detail["finding"]["id"] == task["finding"]
    row = command(client, "tasks", id, task["version"], "accept")
    row = command(client, "tasks", id, row["version"], "start")
    row = command(client, "tasks", id, row["version"], "step", step="read")
    steps = next(
        c for c in client.get(f"/api/tasks/{id}").json()["commands"] if c["command"] == "step"
    )
    choices = next(f for f in steps["fields"] if f["name"] == "step")["choices"]
    assert [choice["value"] for choice in choices] == ["visit"]
    row = command(client, "tasks", id, row["version"], "step", step="visit", evidence="R-1")
    row = command(client, "tasks", id, row["version"], "finish", result="谈妥 settled", minutes=40)
    assert row["status"] == "done"
    assert row["verify_at"] > row["done_at"]


def test_ix04_a_score_opens_down_to_records(as_role: AsRole) -> None:
    client = as_role("evaluator")
    framework = client.get("/api/index").json()["frameworks"][0]
    assert framework["periods"] == ["2026-03"]
    report = client.get(f"/api/index/{framework['id']}?period=2026-03").json()
    ids = {node["id"] for node in report["nodes"]}
    assert all(node["parent"] in ids | {"index"} for node in report["nodes"])
    total = report["total"]
    assert 0 <= total["coverage"] <= 1
    assert total["history"] == [{"period": "2026-03", "score": total["score"]}]
    for node in report["nodes"]:
        assert node["assessed"] or node["note"], node
    opened = [
        client.get(f"/api/index/{framework['id']}/nodes/{node['id']}?period=2026-03&limit=2").json()
        for node in report["nodes"]
        if node["assessed"] and node["kind"] != "branch"
    ]
    with_records = [measure for measure in opened if measure["records"]]
    assert with_records
    for measure in with_records:
        assert measure["query"]
        assert len(measure["records"]) <= 2 <= measure["total"] or measure["total"] < 2
        assert {"id", "in_numerator", "at"} <= set(measure["records"][0])
        assert SECRET_SUMMARY not in str(measure)
    assert client.get("/api/index/nothing").status_code == 404
    assert client.get(f"/api/index/{framework['id']}?period=1999-01").status_code == 404
    assert client.get(f"/api/index/{framework['id']}/nodes/nothing").status_code == 404


def test_sources_show_quarantine_without_the_row_itself(as_role: AsRole) -> None:
    client = as_role("steward")
    body = client.get("/api/sources").json()
    totals = body["totals"]
    assert totals["read"] == totals["stored"] + totals["duplicates"] + totals["quarantined"]
    detail = client.get("/api/sources/batch-1").json()
    assert detail["reasons"] == [{"reason": "bad-time", "field": "received", "count": 1}]
    assert (detail["rows"][0]["row"], detail["total"]) == (7, 1)
    retry = "anlan ingest --retry batch-1 --map MAP.yaml --home "
    assert detail["retry_command"].startswith(retry)
    assert SECRET_SUMMARY not in str(detail)
    assert client.get("/api/sources/nothing").status_code == 404


def test_every_read_leaves_an_audit_record(deployment: Deployment, as_role: AsRole) -> None:
    before = len(audited(deployment, account_of("station-chief"), "task"))
    as_role("station-chief").get("/api/tasks")
    after = audited(deployment, account_of("station-chief"), "task")
    assert len(after) == before + 1
    found = (
        as_role("auditor")
        .get(f"/api/audit?actor={account_of('station-chief')}&target=task&result=allowed")
        .json()
    )
    assert found["total"] == len(after)
    assert found["items"][0]["role"] == "station-chief"


def test_the_journal_is_verified_on_demand(as_role: AsRole) -> None:
    client = as_role("auditor")
    before = client.get("/api/journal").json()
    assert before["facts"] > 0
    assert len(before["head_hash"]) == 64
    found = client.post("/api/journal/verify").json()
    assert found["ok"] is True
    assert found["facts"] >= before["facts"]
    assert client.get("/api/journal").json()["last_verified"]


def test_rgt03_the_public_register_needs_no_sign_in_and_names_everything(
    app: Any, deployment: Deployment
) -> None:
    body = TestClient(app, "http://localhost").get("/api/public/register").json()
    assert {row["id"] for row in body["datasets"]} == {kind.id for kind in deployment.kinds}
    for row in body["datasets"]:
        assert row["purpose"]
        assert row["legal_basis"]
        assert row["retention"]
    assert {row["id"] for row in body["models"]} == {p.name for p in deployment.detection.plans}
    for row in body["models"]:
        assert set(row["known_error"]) == {"zh", "en"}
        assert all(count is None or count == 0 or count >= 5 for count in row["outcomes"].values())


def test_the_vocabulary_is_there_for_everybody(as_role: AsRole) -> None:
    for role in ("security-administrator", "auditor", "community-officer"):
        tables = as_role(role).get("/api/codes").json()["tables"]
        assert tables["category"]["codes"]["dispute.neighbour"]["parent"] == "dispute"
        kinds = as_role(role).get("/api/kinds").json()["kinds"]
        call = next(kind for kind in kinds if kind["id"] == "call")
        assert call["fields"]["summary"]["data_class"] == "personal"
    models = as_role("auditor").get("/api/models").json()["items"]
    assert {model["id"] for model in models} >= {"repeat"}
