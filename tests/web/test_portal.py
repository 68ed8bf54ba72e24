"""The portal's files: pages, assets, and what is said when nobody built them."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from anlan.web import portal, problems


@pytest.fixture
def built(tmp_path: Path) -> TestClient:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<title>portal</title>")
    (tmp_path / "assets" / "app-3f2a.js").write_text("let a = 1;" * 200)
    (tmp_path / "favicon.svg").write_text("<svg/>")
    return client_of(tmp_path)


def client_of(folder: Path) -> TestClient:
    app = Starlette()
    problems.install(app)
    app.router.default = portal.files(folder)
    return TestClient(app)


def test_every_page_is_the_one_page(built: TestClient) -> None:
    for path in ("/", "/situation", "/findings/F-1", "/index/policing"):
        answer = built.get(path)
        assert answer.text == "<title>portal</title>"
        assert answer.headers["cache-control"] == "no-cache"


def test_hashed_files_are_kept_and_others_asked_for_again(built: TestClient) -> None:
    answer = built.get("/assets/app-3f2a.js", headers={"accept-encoding": "gzip"})
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-encoding"] == "gzip"
    assert "javascript" in answer.headers["content-type"]
    assert built.get("/favicon.svg").headers["cache-control"] == "no-cache"


def test_what_is_not_there_is_not_a_page(built: TestClient) -> None:
    for path in ("/assets/gone.js", "/api/nothing", "/api", "/x.map", "/../pyproject.toml"):
        answer = built.get(path)
        assert answer.status_code == 404, path
        assert answer.headers["content-type"] == "application/problem+json"
    assert built.post("/situation").status_code == 405


def test_nobody_built_it(tmp_path: Path) -> None:
    client = client_of(tmp_path)
    answer = client.get("/situation")
    assert answer.status_code == 503
    assert "make demo" in answer.text
    assert "门户还没有构建" in answer.text
    assert "has not been built" in answer.text
    assert client.get("/api/nothing").status_code == 404
