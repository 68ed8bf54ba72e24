"""Signing in and out over the wire (MLPS01), and what a security administrator may (MLPS02)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from anlan.bootstrap import Deployment
from anlan.govern.roles import ROLES
from anlan.standards.time import MINUTE, Instant, ManualClock
from anlan.web.app import create_app
from anlan.web.edge import Edge
from anlan.web.problems import TooMany
from anlan.web.throttle import Throttle
from tests.web.conftest import sign_in, visitor
from tests.web.deployment import PASSWORD, account_of


def test_a_visitor_is_told_the_clock_and_a_token(app: FastAPI) -> None:
    body = visitor(app).get("/api/session").json()
    assert (body["signed_in"], body["user"]) == (False, None)
    assert body["now"] == "2026-03-01T12:00:00+08:00"
    assert body["zone"] == "Asia/Shanghai"
    assert len(body["csrf"]) == 64


def test_signs_in_and_out(app: FastAPI) -> None:
    client = sign_in(app, account_of("analyst"))
    body = client.get("/api/session").json()
    assert body["user"]["role"] == "analyst"
    assert set(body["user"]["role_title"]) == {"zh", "en"}
    assert set(body["user"]["permissions"]) == ROLES["analyst"].may
    assert client.get("/api/findings").status_code == 200
    token = client.cookies["anlan_session"]
    assert client.delete("/api/session").json()["signed_in"] is False
    assert client.cookies["anlan_session"] != token
    client.cookies.set("anlan_session", token)
    assert client.get("/api/findings").status_code == 401


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(app: FastAPI) -> None:
    client = visitor(app)
    answer = client.post(
        "/api/session", json={"username": account_of("steward"), "password": PASSWORD}
    )
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert "Path=/" in cookie


def test_signing_in_makes_a_new_token(app: FastAPI) -> None:
    client = visitor(app)
    before = client.cookies["anlan_session"]
    client.post("/api/session", json={"username": account_of("steward"), "password": PASSWORD})
    assert client.cookies["anlan_session"] != before


def test_a_wrong_password_is_401_and_says_no_more(app: FastAPI) -> None:
    client = visitor(app)
    answers = [
        client.post("/api/session", json={"username": name, "password": "Wrong-2027-Rain"})
        for name in (account_of("evaluator"), "nobody.test")
    ]
    assert [answer.status_code for answer in answers] == [401, 401]
    assert answers[0].json() == answers[1].json()


def test_too_many_attempts_from_one_address_have_to_wait(deployment: Deployment) -> None:
    client = visitor(create_app(deployment, Edge(signs_in_per_minute=2)))
    wrong = {"username": "nobody.test", "password": "x"}
    found = [client.post("/api/session", json=wrong).status_code for _ in range(4)]
    assert found == [401, 401, 429, 429]


def test_the_throttle_forgets_after_a_minute_and_keeps_addresses_apart() -> None:
    clock = ManualClock(Instant(0))
    throttle = Throttle(2, clock)
    throttle.admit("a")
    throttle.admit("a")
    throttle.admit("b")
    with pytest.raises(TooMany):
        throttle.admit("a")
    clock.advance_to(Instant(MINUTE))
    throttle.admit("a")


def test_the_demonstration_seat_is_for_demos_on_this_machine(
    app: FastAPI, deployment: Deployment
) -> None:
    assert visitor(app).post("/api/session/demo").json()["user"]["role"] == "demo"
    far = TestClient(app, "http://localhost", client=("192.0.2.7", 5_000))
    far.headers["X-CSRF-Token"] = far.get("/api/session").json()["csrf"]
    assert far.post("/api/session/demo").status_code == 403
    deployment.demo = False
    try:
        assert visitor(app).post("/api/session/demo").status_code == 403
    finally:
        deployment.demo = True


def test_ones_own_password(app: FastAPI, deployment: Deployment) -> None:
    deployment.accounts.create("zhao.min", PASSWORD, "steward", by="test")
    client = sign_in(app, "zhao.min")
    poor = {"password": PASSWORD, "new_password": "short"}
    assert client.post("/api/session/password", json=poor).status_code == 422
    good = {"password": PASSWORD, "new_password": "Autumn-2027-Wind"}
    assert client.post("/api/session/password", json=good).json()["signed_in"] is False
    assert sign_in(app, "zhao.min", "Autumn-2027-Wind").get("/api/sources").status_code == 200


def test_accounts_are_managed_by_the_security_administrator(
    app: FastAPI, as_role: Callable[[str], TestClient]
) -> None:
    manager = as_role("security-administrator")
    new = {"name": "qian.wei", "password": PASSWORD, "role": "analyst"}
    assert manager.post("/api/accounts", json=new).status_code == 201
    assert manager.post("/api/accounts", json=new).status_code == 409
    client = sign_in(app, "qian.wei")
    assert manager.post("/api/accounts/qian.wei/role", json={"role": "steward"}).status_code == 200
    assert client.get("/api/sources").status_code == 401
    row = manager.post("/api/accounts/qian.wei/lock").json()
    assert (row["role"], row["disabled"]) == ("steward", True)
    assert manager.post("/api/accounts/qian.wei/unlock").json()["disabled"] is False
    reset = {"new_password": "Autumn-2027-Wind"}
    assert manager.post("/api/accounts/qian.wei/password", json=reset).status_code == 200
    listed = manager.get("/api/accounts")
    assert "qian.wei" in {row["name"] for row in listed.json()["items"]}
    assert "argon2" not in listed.text
    own = account_of("security-administrator")
    assert manager.post(f"/api/accounts/{own}/role", json={"role": "auditor"}).status_code == 403
    assert manager.post("/api/accounts/nobody/lock").status_code == 404


def test_the_audit_administrator_sees_what_happened_to_accounts(
    as_role: Callable[[str], TestClient],
) -> None:
    found = as_role("auditor").get("/api/audit/accounts?event=created&limit=500").json()
    assert {row["by"] for row in found["items"]} >= {"test"}
    assert found["total"] == len(found["items"])


def test_mlps02_three_administrators_are_three_posts() -> None:
    own = {
        "system-administrator": "system.manage",
        "security-administrator": "account.manage",
        "auditor": "audit.see",
    }
    for role, permission in own.items():
        for other in own:
            assert (permission in ROLES[other].may) == (other == role)
    handling = {"call.take", "call.handle", "finding.decide", "task.work", "call.reveal"}
    for role in own:
        assert not ROLES[role].may & handling
