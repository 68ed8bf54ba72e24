"""Laws over all routes: who gets in, what goes out (GOV.UK Notify's habit)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from anlan.govern.roles import ROLES
from anlan.standards.lawful import forbidden_word
from anlan.web.access import OPEN, doors
from tests.web.conftest import visitor

BODIES: dict[str, Any] = {
    "POST /api/session": {"username": "nobody", "password": "x"},
    "POST /api/session/password": {"password": "wrong", "new_password": "Autumn-2027-Wind"},
    "POST /api/calls": {
        "channel": "110",
        "summary": "x",
        "refused": True,
        "request_id": "law-0001",
    },
    "POST /api/calls/{id}/commands": {"command": "arrive", "version": 999},
    "POST /api/calls/{id}/reveal": {"purpose": "call-handling", "matter": "m", "reason": "law"},
    "POST /api/findings/{id}/commands": {"command": "dismiss", "version": 999, "reason": "law"},
    "POST /api/tasks/{id}/commands": {"command": "accept", "version": 999},
    "POST /api/index/lint": {"yaml": "id: law"},
    "POST /api/index/{framework}/what-if": {"weights": {}},
    "POST /api/models/check": {"yaml": "id: law"},
    "POST /api/models/trace": {"model": {"id": "law"}, "days": 7},
    "POST /api/models/backtest": {"model": {"id": "law"}},
    "POST /api/models/proposals": {"yaml": "id: law", "note": "law"},
    "POST /api/models/proposals/{id}/approve": {"reason": "law"},
    "POST /api/models/proposals/{id}/reject": {"reason": "law"},
    "POST /api/models/{id}/retire": {"reason": "law"},
    "POST /api/accounts": {"name": "X", "password": "x", "role": "analyst"},
    "POST /api/accounts/{name}/role": {"role": "analyst"},
    "POST /api/accounts/{name}/password": {"new_password": "x"},
}


def ask(client: TestClient, method: str, path: str, **headers: str) -> Any:
    address = re.sub(r"\{\w+\}", "nothing", path)
    body = BODIES.get(f"{method} {path}")
    return client.request(method, address, json=body, headers=headers)


def test_there_are_routes(app: FastAPI) -> None:
    assert len(list(doors(app))) >= 30


def test_every_route_names_its_permission_or_is_open(app: FastAPI) -> None:
    known = {permission for role in ROLES.values() for permission in role.may}
    for method, path, permission in doors(app):
        if permission is None:
            assert (method, path) in OPEN
        else:
            assert permission in known, f"{method} {path}: no role has {permission}"


def test_nothing_open_is_forgotten(app: FastAPI) -> None:
    paths = {(method, path) for method, path, _ in doors(app)}
    assert paths >= OPEN


def test_anonymous_gets_401_everywhere_else(app: FastAPI) -> None:
    client = visitor(app)
    bare = TestClient(app, base_url="http://localhost")
    for method, path, _ in doors(app):
        if (method, path) not in OPEN:
            for anonymous in (client, bare):
                answer = ask(anonymous, method, path)
                assert answer.status_code == 401, f"{method} {path}"
                assert answer.json()["code"] == "not-signed-in"


@pytest.mark.parametrize("role", ROLES)
def test_each_role_may_exactly_what_the_table_says(
    app: FastAPI, as_role: Callable[[str], TestClient], role: str
) -> None:
    client = as_role(role)
    for method, path, permission in doors(app):
        if permission is None or path == "/api/stream":  # it does not end
            continue
        answer = ask(client, method, path)
        refused = answer.status_code == 403 and "lacks the permission" in answer.json()["detail"]
        assert refused == (permission not in ROLES[role].may), f"{role}: {method} {path}"
        assert answer.status_code < 500, answer.text
        if not refused and method == "GET":
            # What a role may see, its purposes must let through the door, too.
            assert answer.status_code in (200, 404), f"{role}: {path}: {answer.text}"


def test_a_command_without_its_csrf_token_is_403(
    app: FastAPI, as_role: Callable[[str], TestClient]
) -> None:
    client, other = as_role("demo"), as_role("security-administrator")
    for method, path, permission in doors(app):
        if method == "GET":
            continue
        seen = permission is None or permission in ROLES["demo"].may
        asked = client if seen else other
        for wrong in ("", "0" * 64, other.headers["X-CSRF-Token"] if asked is client else "x"):
            answer = ask(asked, method, path, **{"X-CSRF-Token": wrong})
            assert answer.status_code == 403, f"{method} {path}"
            assert answer.json()["place"] == "X-CSRF-Token"


def test_other_methods_are_405(app: FastAPI) -> None:
    client = visitor(app)
    known: dict[str, set[str]] = {}
    for method, path, _ in doors(app):
        known.setdefault(path, set()).add(method)
    for path, methods in known.items():
        for method in {"PUT", "PATCH", "DELETE", "POST"} - methods:
            answer = ask(client, method, path)
            assert answer.status_code == 405, f"{method} {path}"
            assert answer.headers["content-type"] == "application/problem+json"


def test_rgt01_no_route_or_field_is_about_what_the_law_excludes(app: FastAPI) -> None:
    document = app.openapi()
    names = [part for path in document["paths"] for part in path.split("/")]
    for name, schema in document["components"]["schemas"].items():
        names += [name, *schema.get("properties", {})]
    for name in names:
        assert forbidden_word(name) is None, name


def test_call15_no_way_to_list_or_rank_by_caller(app: FastAPI) -> None:
    document = app.openapi()
    for path, methods in document["paths"].items():
        assert "caller" not in path
        for operation in methods.values():
            for parameter in operation.get("parameters", ()):
                assert "caller" not in parameter["name"], path
    schemas = document["components"]["schemas"]
    carrying = {name for name, s in schemas.items() if "caller" in s.get("properties", {})}
    assert carrying == {"Revealed"}
