"""One error shape on every error path, and nothing internal in any of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from anlan.bootstrap import Deployment
from anlan.standards import errors
from anlan.standards.title import Title
from anlan.web import problems
from anlan.web.app import create_app
from anlan.web.edge import Edge
from anlan.web.problems import Problem
from tests.han import in_chinese
from tests.web.conftest import visitor

MEMBERS = set(Problem.model_fields)
FAMILY = [
    (errors.AnlanError, 400),
    (errors.BadDeclaration, 422),
    (errors.BadInput, 422),
    (errors.Refused, 403),
    (errors.NotFound, 404),
    (errors.Conflict, 409),
    (errors.Broken, 500),
    (problems.NotSignedIn, 401),
    (problems.TooMany, 429),
]


def is_problem(answer: Any, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert set(body) == MEMBERS
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    assert body["way_out"]
    assert body["type"] == f"urn:anlan:problem:{body['code']}"
    return dict(body)


@pytest.fixture(scope="module")
def failing(deployment: Deployment) -> TestClient:
    """The app with routes that fail in every way we know."""
    app = create_app(deployment, Edge(largest_body=10_000))

    def raising(kind: type[errors.AnlanError]) -> Callable[[], None]:
        def route() -> None:
            raise kind("it failed", place="here:1", value="x" * 500, way_out="mend it")

        return route

    for kind, _ in FAMILY:
        app.add_api_route(f"/fails/{kind.__name__}", raising(kind))

    def in_both() -> None:
        raise errors.Refused(Title(zh="不行", en="no"), way_out=Title(zh="去问", en="ask"))

    app.add_api_route("/fails/in-both", in_both)

    def defect() -> None:
        raise RuntimeError("the password of the database is hunter2")

    app.add_api_route("/fails/defect", defect)
    return visitor(app)


@pytest.mark.parametrize(("kind", "status"), FAMILY)
def test_every_error_of_ours(
    failing: TestClient, kind: type[errors.AnlanError], status: int
) -> None:
    body = is_problem(failing.get(f"/fails/{kind.__name__}"), status)
    assert body["place"] == "here:1"
    assert len(body["value"]) <= 80
    assert body["way_out"] == "mend it"
    assert body["code"] == kind.code


def test_an_error_said_in_both_languages_goes_out_in_both(failing: TestClient) -> None:
    body = is_problem(failing.get("/fails/in-both"), 403)
    assert (body["detail"], body["detail_zh"]) == ("no", "不行")
    assert (body["way_out"], body["way_out_zh"]) == ("ask", "去问")
    body = is_problem(failing.get("/fails/Refused"), 403)
    assert (body["detail_zh"], body["way_out_zh"]) == (body["detail"], body["way_out"])


def test_every_error_of_ours_is_listed() -> None:
    def family(kind: type[errors.AnlanError]) -> set[type[errors.AnlanError]]:
        return {kind}.union(*(family(child) for child in kind.__subclasses__()))

    listed = {kind for kind, _ in FAMILY}
    for kind in family(errors.AnlanError):
        assert set(kind.__mro__) & listed


def test_an_unexpected_failure_tells_a_number_and_nothing_else(
    failing: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    answer = failing.get("/fails/defect")
    body = is_problem(answer, 500)
    assert "hunter2" not in answer.text
    assert "Traceback" not in answer.text
    number = body["detail"].rsplit(" ", 1)[-1]
    assert number in caplog.text


def test_what_starlette_and_fastapi_refuse(app: FastAPI, failing: TestClient) -> None:
    client = visitor(app)
    is_problem(client.get("/api/nothing"), 404)
    is_problem(client.get("/missing.js"), 404)
    is_problem(client.delete("/healthz"), 405)
    bad: list[tuple[dict[str, Any], str]] = [
        ({"content": b"{", "headers": {"content-type": "application/json"}}, "body"),
        ({"content": b"\xff\xfe", "headers": {"content-type": "application/json"}}, ""),
        ({"content": b"a=b", "headers": {"content-type": "application/x-www-form-urlencoded"}}, ""),
        ({"json": []}, "body"),
        ({"json": {}}, "body.username"),
        ({"json": {"username": 1, "password": "x"}}, "body.username"),
        ({"json": {"username": "a", "password": "x", "admin": True}}, "body.admin"),
        ({"json": {"username": "a" * 65, "password": "x"}}, "body.username"),
    ]
    for request, place in bad:
        answer = client.post("/api/session", **request)
        body = is_problem(answer, 400 if answer.status_code == 400 else 422)
        assert (body["place"] or "").startswith(place)
        assert in_chinese(Title(zh=body["detail_zh"], en=body["detail"]))
        assert in_chinese(Title(zh=body["way_out_zh"], en=body["way_out"]))


def test_a_body_too_large_is_413_announced_or_not(failing: TestClient) -> None:
    is_problem(failing.post("/api/session", content=b"x" * 20_000), 413)
    parts = iter([b"x" * 6_000, b"x" * 6_000])
    json = {"content-type": "application/json"}
    is_problem(failing.post("/api/session", content=parts, headers=json), 413)


def test_a_password_is_never_repeated(app: FastAPI) -> None:
    secret = "hunter2" * 100
    answer = visitor(app).post("/api/session", json={"username": "a", "password": secret})
    body = is_problem(answer, 422)
    assert body["place"] == "body.password"
    assert "hunter2" not in answer.text


def test_query_parameters_are_strict(as_role: Callable[[str], TestClient]) -> None:
    client = as_role("demo")
    for query in (
        "limit=0",
        "limit=501",
        "limit=x",
        "offset=-1",
        "status=closed",
        "caller=p-1",
        "area=",
        "area=" + "a" * 201,
        "area=%00",
    ):
        is_problem(client.get(f"/api/calls?{query}"), 422)
    is_problem(client.get("/api/calls?category=no-such-class"), 422)
    is_problem(client.get("/api/calls/" + "x" * 300), 422)
    is_problem(client.get("/api/calls/nothing"), 404)
