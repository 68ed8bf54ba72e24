"""What the analyses of an index promise at the edge: what-if."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.web.test_problems import is_problem

AsRole = Callable[[str], TestClient]
INDEX = "/api/index/smart-policing"


@pytest.fixture
def client(as_role: AsRole) -> TestClient:
    return as_role("evaluator")


def what_if(client: TestClient, **supposed: Any) -> dict[str, Any]:
    answer = client.post(f"{INDEX}/what-if", json=supposed)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def city(workings: dict[str, Any]) -> dict[str, Any]:
    return next(unit for unit in workings["units"] if unit["whole"])


def test_the_workings_are_those_of_the_scores_there_are(client: TestClient) -> None:
    made = what_if(client)
    assert made["period"] == "2026-03"
    assert made["alone"]
    assert made["branches"][-1]["id"] == "index"
    whole = client.get(INDEX).json()["total"]["score"]
    assert city(made)["scores"]["index"] == pytest.approx(whole, abs=1e-6)
    assert city(made)["ranks"] == {}


def test_a_supposed_value_and_weight_move_the_score(client: TestClient) -> None:
    before = what_if(client)
    leaf = next(leaf for leaf in city(before)["leaves"] if leaf["score"] > 1)
    nodes = {node["id"]: node for node in client.get(INDEX).json()["nodes"]}
    bad = 1e9 if nodes[leaf["node"]]["direction"] == "negative" else 0.0
    worst = [{"area": None, "node": leaf["node"], "value": bad}]
    after = what_if(client, values=worst)
    assert city(after)["scores"][leaf["node"]] < leaf["score"]
    assert city(after)["scores"]["index"] < city(before)["scores"]["index"]
    branch = next(each for each in before["branches"] if leaf["node"] in each["children"])
    lighter = what_if(client, values=worst, weights={leaf["node"]: branch["weights"][0] / 10})
    assert city(lighter)["scores"][branch["id"]] >= city(after)["scores"][branch["id"]]
    assert what_if(client) == before, "nothing was stored"


@pytest.mark.parametrize(
    ("supposed", "status"),
    [
        ({"weights": {"nothing": 1}}, 404),
        ({"weights": {"index": -1}}, 422),
        ({"values": [{"area": "nowhere", "node": "CALL-1", "value": 1}]}, 404),
        ({"values": [{"area": None, "node": "nothing", "value": 1}]}, 404),
        ({"period": "1999-01"}, 404),
        ({"weight": {}}, 422),
    ],
)
def test_what_cannot_be_supposed_is_a_problem_with_a_way_out(
    client: TestClient, supposed: dict[str, Any], status: int
) -> None:
    is_problem(client.post(f"{INDEX}/what-if", json=supposed), status)


def test_an_unknown_framework_is_not_found(client: TestClient) -> None:
    is_problem(client.post("/api/index/nothing/what-if", json={}), 404)
