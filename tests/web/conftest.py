"""One seeded deployment and one signed-in client per role for the whole session."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from anlan.bootstrap import Deployment
from anlan.govern.roles import ROLES
from anlan.web.app import create_app
from anlan.web.edge import Edge
from tests.web.deployment import PASSWORD, account_of, small_deployment

EDGE = Edge(signs_in_per_minute=100)


@pytest.fixture(scope="session")
def deployment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    built = small_deployment(tmp_path_factory.mktemp("deployment"))
    yield built
    built.store.close()


@pytest.fixture(scope="session")
def app(deployment: Deployment) -> FastAPI:
    return create_app(deployment, EDGE)


def visitor(app: FastAPI) -> TestClient:
    """A browser that has opened the portal: it has the cookie and the CSRF token."""
    client = TestClient(
        app, "http://localhost", raise_server_exceptions=False, client=("127.0.0.1", 50_000)
    )
    client.headers["X-CSRF-Token"] = client.get("/api/session").json()["csrf"]
    return client


def sign_in(app: FastAPI, name: str, password: str = PASSWORD) -> TestClient:
    client = visitor(app)
    answer = client.post("/api/session", json={"username": name, "password": password})
    assert answer.status_code == 200, answer.text
    client.headers["X-CSRF-Token"] = answer.json()["csrf"]
    return client


@pytest.fixture(scope="session")
def as_role(app: FastAPI) -> Callable[[str], TestClient]:
    """A client signed in with a role."""
    clients: dict[str, TestClient] = {}

    def client_of(role: str) -> TestClient:
        if role not in clients:
            if role == "demo":
                clients[role] = visitor(app)
                answer = clients[role].post("/api/session/demo")
                clients[role].headers["X-CSRF-Token"] = answer.json()["csrf"]
            else:
                clients[role] = sign_in(app, account_of(role))
        return clients[role]

    assert set(ROLES)
    return client_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path
