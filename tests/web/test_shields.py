"""Headers of every answer, whose host it is, and the description of the API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from anlan.web.access import doors

WANTED = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
}


@pytest.mark.parametrize("path", ["/", "/situation", "/healthz", "/openapi.json", "/api/calls"])
def test_every_answer_carries_the_headers(app: FastAPI, path: str) -> None:
    headers = TestClient(app, "http://localhost").get(path).headers
    policy = headers["content-security-policy"]
    for directive in (
        "default-src 'self'",
        "worker-src 'self' blob:",
        "img-src 'self' data: blob:",
        "style-src 'self' 'unsafe-inline'",
        "frame-ancestors 'none'",
    ):
        assert directive in policy.split("; ")
    assert "script-src" not in policy  # falls back to 'self'
    for name, value in WANTED.items():
        assert headers[name] == value
    if path.startswith("/api"):
        assert headers["cache-control"] == "no-store"


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "localhost:8711", "LOCALHOST"])
def test_our_own_names_are_answered(app: FastAPI, host: str) -> None:
    answer = TestClient(app, "http://localhost").get("/healthz", headers={"host": host})
    assert answer.status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "localhost.", "x]"])
def test_other_names_are_not(app: FastAPI, host: str) -> None:
    answer = TestClient(app, "http://localhost").get("/healthz", headers={"host": host})
    assert answer.status_code == 421
    assert answer.headers["content-type"] == "application/problem+json"


def test_over_https_the_cookie_is_secure_and_transport_strict(app: FastAPI) -> None:
    answer = TestClient(app, "https://localhost").get("/api/session")
    assert "Secure" in answer.headers["set-cookie"]
    assert "max-age" in answer.headers["strict-transport-security"]


def test_there_are_no_pages_that_load_scripts_from_elsewhere(app: FastAPI) -> None:
    client = TestClient(app, "http://localhost")
    for path in ("/docs", "/redoc"):
        answer = client.get(path)
        for host in ("jsdelivr", "unpkg", "fastapi.tiangolo"):
            assert host not in answer.text


def references(node: Any) -> list[str]:
    if isinstance(node, dict):
        own = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
        return own + [ref for value in node.values() for ref in references(value)]
    if isinstance(node, list):
        return [ref for value in node for ref in references(value)]
    return []


def test_the_description_is_complete_and_refers_to_nothing_outside(app: FastAPI) -> None:
    document = TestClient(app, "http://localhost").get("/openapi.json").json()
    found = references(document)
    assert found
    for reference in found:
        assert reference.startswith("#/components/schemas/")
        assert reference.rsplit("/", 1)[-1] in document["components"]["schemas"]
    described = {
        (method.upper(), path) for path, methods in document["paths"].items() for method in methods
    }
    assert described == {(m, p) for m, p, _ in doors(app)} - {("GET", "/openapi.json")}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            where = f"{method} {path}"
            good = next(v for s, v in operation["responses"].items() if s.startswith("2"))
            schema = next(iter(good["content"].values()))["schema"]
            assert schema, where
            assert operation["summary"], where
            assert operation["responses"]["422"]["content"]["application/json"]["schema"] == {
                "$ref": "#/components/schemas/Problem"
            }, where
            if method == "post" and "requestBody" in operation:
                body = operation["requestBody"]["content"]["application/json"]["schema"]
                for reference in references(body):
                    shape = document["components"]["schemas"][reference.rsplit("/", 1)[-1]]
                    assert shape.get("additionalProperties") is False, where


def test_no_personal_field_in_any_response_but_the_revealed_one(
    app: FastAPI, as_role: Callable[[str], TestClient]
) -> None:
    kinds = as_role("demo").get("/api/kinds").json()["kinds"]
    personal = {
        (kind["id"], name)
        for kind in kinds
        for name, field in kind["fields"].items()
        if field["data_class"] in ("personal", "sensitive")
    }
    schemas = app.openapi()["components"]["schemas"]
    shown = {"call": "Call", "quarantine": "QuarantinedRow"}
    assert {kind for kind, _ in personal} >= set(shown)
    for kind, name in personal:
        if kind in shown:
            assert name not in schemas[shown[kind]]["properties"]
