"""What the analyses of an index promise at the edge: what-if, comparison, lint, report."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from anlan.bootstrap import Deployment
from anlan.store.facts import Fact
from tests.web.deployment import NOON, SECRET_SUMMARY
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


def test_two_scores_are_compared_and_split_without_residual(client: TestClient) -> None:
    told = client.get(f"{INDEX}/comparison?second_area=A01").json()
    assert (told["first"]["area"], told["second"]["area"]) == (None, "A01")
    assert told["difference"] == pytest.approx(told["second"]["score"] - told["first"]["score"])
    assert sum(told["parts"].values()) == pytest.approx(told["difference"], abs=1e-9)
    measures = sum(each["points"] for each in told["indicators"])
    assert measures == pytest.approx(told["parts"]["data"], abs=1e-9)
    assert all(each["title"]["zh"] for each in told["indicators"])


def test_ix05_another_version_is_refused_with_the_way_out(
    client: TestClient, deployment: Deployment
) -> None:
    with deployment.store.writing(actor="test", purpose="evaluation") as unit:
        unit.append(_old_score())
    earlier = client.get("/api/index").json()["frameworks"][0]["earlier"]
    assert earlier == {"2019": ["2026-02"]}
    answer = client.get(f"{INDEX}/comparison?first_version=2019&first_period=2026-02")
    assert "bridge" in is_problem(answer, 403)["way_out"]
    of_one = "first_version=2019&first_period=2026-02&second_version=2019&second_period=2026-02"
    told = client.get(f"{INDEX}/comparison?{of_one}").json()
    assert (told["difference"], told["parts"]) == (0, None)
    assert told["unsplit"]


@pytest.mark.parametrize(
    "query", ["node=nothing", "first_area=nowhere", "second_period=1999-01", "first_version=0"]
)
def test_what_cannot_be_compared_is_not_found(client: TestClient, query: str) -> None:
    is_problem(client.get(f"{INDEX}/comparison?{query}"), 404)


def test_a_framework_is_checked_as_it_is_written(client: TestClient) -> None:
    kept = client.get(f"{INDEX}/declaration").json()
    assert kept["file"] == "packs/policing-index/frameworks/smart-policing.yaml"
    linted = client.post("/api/index/lint", json={"yaml": kept["yaml"]}).json()
    assert linted["ok"]
    assert linted["id"] == "smart-policing"
    first = [node["share"] for node in linted["nodes"] if node["parent"] == "index"]
    assert sum(first) == pytest.approx(100)
    broken = kept["yaml"].replace("unit: min", 'unit: ""')
    linted = client.post("/api/index/lint", json={"yaml": broken}).json()
    assert not linted["ok"]
    error = linted["remarks"][0]
    assert (error["severity"], error["message"]) == ("error", "it has no unit")
    assert error["node"] in broken.splitlines()[error["line"] - 1]
    assert error["way_out"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", None),
        ("id: x\ntitle: {zh: 甲", 2),
        ("id: x\nnodes:\n  - {id: a, wieght: 3}\n", 3),
        ("&a [*a]", None),
    ],
)
def test_what_is_no_framework_yet_says_where(
    client: TestClient, text: str, line: int | None
) -> None:
    linted = client.post("/api/index/lint", json={"yaml": text}).json()
    assert (linted["ok"], linted["nodes"], linted["id"]) == (False, [], None)
    (remark,) = linted["remarks"]
    assert remark["severity"] == "error"
    assert remark["way_out"]
    assert remark["line"] == line


def _old_score() -> Fact:
    data = {
        "framework": "smart-policing",
        "framework_version": "2019",
        "node": "index",
        "area": None,
        "period": "2026-02",
        "period_start": NOON,
        "period_end": NOON + 1,
        "score": 50.0,
        "low": 49.0,
        "high": 51.0,
        "coverage": 1.0,
        "assessed": True,
        "computed": NOON,
    }
    record = "smart-policing/2019/index/*/2026-02"
    known = {name: value for name, value in data.items() if value is not None}
    return Fact("score.computed", "score", record, 1, NOON, known)


@pytest.mark.parametrize("role", ["evaluator", "steward"])
def test_whoever_sees_the_index_has_its_annual_report(as_role: AsRole, role: str) -> None:
    answer = as_role(role).get(f"{INDEX}/report?language=en&period=2026-03")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-disposition"].endswith('smart-policing-2026-03-en.html"')
    assert "2026-03" in answer.text
    assert SECRET_SUMMARY not in answer.text


def test_the_report_comes_as_a_document_to_print(client: TestClient) -> None:
    answer = client.get(f"{INDEX}/report?language=en&format=pdf")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    is_problem(client.get(f"{INDEX}/report?period=1999-01"), 404)
