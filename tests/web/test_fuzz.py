"""MLPS04: whatever is sent, the answer is a result or a problem; never a defect."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings, strategies as st
from starlette.testclient import TestClient

from anlan.web.access import doors

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats()
    | st.text(max_size=40)
    | st.sampled_from(
        [
            "\x00",
            "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
            "'--",
            "../..",
            "%s",
            "{{7*7}}",
            "=cmd()",
            "9" * 300,
        ]
    )
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)


def members(app: FastAPI) -> dict[str, list[str]]:
    """Names that mean something to some route, so that the fuzz gets past the door."""
    schemas = app.openapi()["components"]["schemas"]
    return {name: list(schema.get("properties", {})) for name, schema in schemas.items()}


def test_mlps04_any_body(app: FastAPI, as_role: Callable[[str], TestClient]) -> None:
    client = as_role("demo")
    known = sorted({name for names in members(app).values() for name in names})
    commands = ["grade", "dispatch", "void", "dismiss", "open-task", "accept", "step", "finish"]
    posts = [
        path
        for method, path, permission in doors(app)
        if method == "POST" and permission and "session" not in path and "verify" not in path
    ]
    filled = [path.replace("{id}", "c-0004").replace("{name}", "x") for path in posts]

    @given(
        path=st.sampled_from(filled),
        body=st.dictionaries(st.sampled_from(known), VALUES, max_size=8) | VALUES,
        command=st.sampled_from(commands),
        version=st.integers(-1, 3),
    )
    @settings(
        max_examples=200,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    def run(path: str, body: Any, command: str, version: int) -> None:
        if isinstance(body, dict) and path.endswith("commands"):
            body = {**body, "command": command, "version": version}
        check(client.post(path, json=body) if finite(body) else post_raw(client, path, body))

    run()


def test_mlps04_any_query(app: FastAPI, as_role: Callable[[str], TestClient]) -> None:
    client = as_role("demo")
    paths = [
        path.replace("{framework}", "smart-policing")
        for method, path, permission in doors(app)
        if method == "GET" and permission and "stream" not in path
    ]
    names = ["limit", "offset", "area", "category", "status", "period", "model", "actor", "x"]

    @given(
        path=st.sampled_from(paths),
        part=st.text(min_size=1, max_size=30).filter(lambda text: text not in (".", "..")),
        query=st.dictionaries(st.sampled_from(names), st.text(max_size=20), max_size=3),
    )
    @settings(
        max_examples=150,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    def run(path: str, part: str, query: dict[str, str]) -> None:
        from urllib.parse import quote

        for name in ("{id}", "{batch}", "{node}", "{name}"):
            path = path.replace(name, quote(part, safe=""))
        check(client.get(path, params=query))

    run()


def check(answer: Any) -> None:
    assert answer.status_code < 500 or "not been built" in answer.text, answer.text
    if answer.status_code >= 400 and answer.status_code != 503:
        assert answer.headers["content-type"] == "application/problem+json"


def finite(body: Any) -> bool:
    import json

    try:
        json.dumps(body, allow_nan=False)
    except ValueError:
        return False
    return True


def post_raw(client: TestClient, path: str, body: Any) -> Any:
    """NaN and infinity, as some clients write them."""
    import json

    content = json.dumps(body).encode()
    return client.post(path, content=content, headers={"content-type": "application/json"})


@pytest.mark.parametrize("depth", [100, 50_000])
def test_deep_nesting_and_huge_numbers(as_role: Callable[[str], TestClient], depth: int) -> None:
    client = as_role("demo")
    json = {"content-type": "application/json"}
    for content in ("[" * depth + "]" * depth, '{"level": ' + "9" * depth + "}"):
        check(client.post("/api/calls", content=content.encode(), headers=json))
