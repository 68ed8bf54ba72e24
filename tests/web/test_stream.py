"""The stream: live, resumable, bounded, audited once, ended with its session."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from anlan.bootstrap import Deployment
from anlan.web.app import create_app
from anlan.web.edge import Edge
from anlan.web.hub import Client
from anlan.web.routes import stream as module
from tests.web.deployment import PASSWORD, SECRET_SUMMARY, account_of, take_call
from tests.web.server import serving
from tests.web.test_records import audited

Event = tuple[str, dict[str, Any], int | None]


@pytest.fixture(scope="module")
def address(deployment: Deployment) -> Iterator[str]:
    with serving(create_app(deployment, Edge(signs_in_per_minute=100))) as address:
        yield address


@contextmanager
def signed_in(address: str, role: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, timeout=10) as client:
        csrf = client.get("/api/session").json()["csrf"]
        body = {"username": account_of(role), "password": PASSWORD}
        answer = client.post("/api/session", json=body, headers={"X-CSRF-Token": csrf})
        assert answer.status_code == 200, answer.text
        yield client


def events(response: httpx.Response) -> Iterator[Event]:
    name, data, id = "", {}, None
    for line in response.iter_lines():
        if line.startswith("event: "):
            name = line[7:]
        elif line.startswith("data: "):
            data = json.loads(line[6:])
        elif line.startswith("id: "):
            id = int(line[4:])
        elif not line and name:
            yield name, data, id
            name, data, id = "", {}, None


def changes(told: Iterator[Event], count: int) -> list[Event]:
    found: list[Event] = []
    for event in told:
        if event[0] == "changed":
            found.append(event)
            if len(found) == count:
                break
    return found


def test_says_hello_ticks_and_tells_of_changes(deployment: Deployment, address: str) -> None:
    with (
        signed_in(address, "duty-officer") as client,
        client.stream("GET", "/api/stream") as response,
    ):
        assert response.headers["content-type"].startswith("text/event-stream")
        told = events(response)
        name, hello, _ = next(told)
        assert (name, hello["complete"]) == ("hello", True)
        name, clock, _ = next(told)
        assert (name, clock["speed"]) == ("clock", 60.0)
        assert clock["now"] == "2026-03-01T12:00:00+08:00"
        take_call(deployment, "live-1")
        change = next(event for event in told if event[0] == "changed")
        body = change[1]
        assert (body["kind"], body["id"], body["type"]) == ("call", "live-1", "call.received")
        assert body["position"] == change[2] > hello["position"]
        assert body["row"]["premises"] == "B-0001"
        assert body["row"]["received"].endswith("+08:00")
        assert SECRET_SUMMARY not in json.dumps(body)
        assert not {"summary", "caller", "raw"} & set(body["row"])


def test_resumes_where_it_was_without_loss_or_doubling(
    deployment: Deployment, address: str
) -> None:
    with signed_in(address, "duty-officer") as client:
        with client.stream("GET", "/api/stream") as response:
            told = events(response)
            next(told)
            take_call(deployment, "resume-1")
            last = changes(told, 1)[0][2]
        take_call(deployment, "resume-2")
        take_call(deployment, "resume-3")
        with client.stream("GET", "/api/stream", headers={"Last-Event-ID": str(last)}) as response:
            missed = changes(events(response), 2)
        assert [event[1]["id"] for event in missed] == ["resume-2", "resume-3"]


def test_who_missed_too_much_is_told_so(
    deployment: Deployment, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_MISSED", 1)
    take_call(deployment, "much-1")
    with (
        signed_in(address, "duty-officer") as client,
        client.stream("GET", "/api/stream", headers={"Last-Event-ID": "1"}) as response,
    ):
        assert next(events(response))[1]["complete"] is False
    with signed_in(address, "duty-officer") as client:
        headers = {"Last-Event-ID": "x"}
        assert client.get("/api/stream", headers=headers).status_code == 422


def test_tells_each_role_only_what_it_may_see(deployment: Deployment, address: str) -> None:
    with (
        signed_in(address, "security-administrator") as client,
        client.stream("GET", "/api/stream") as response,
    ):
        told = events(response)
        next(told)
        take_call(deployment, "hidden-1")
        assert {next(told)[0] for _ in range(3)} == {"clock"}


def test_one_audit_record_per_stream_not_per_event(deployment: Deployment, address: str) -> None:
    actor = account_of("station-chief")
    before = len(audited(deployment, actor, "stream"))
    with (
        signed_in(address, "station-chief") as client,
        client.stream("GET", "/api/stream") as response,
    ):
        told = events(response)
        next(told)
        for number in range(5):
            take_call(deployment, f"audit-{number}")
        changes(told, 5)
    records = audited(deployment, actor, "stream")
    assert len(records) == before + 1
    assert set(records[-1]["fields"]) == {"call", "finding", "task", "model", "score"}


def test_one_thread_serves_all_and_ends_with_the_last(deployment: Deployment, address: str) -> None:
    with signed_in(address, "duty-officer") as client:
        with (
            client.stream("GET", "/api/stream") as first,
            client.stream("GET", "/api/stream") as second,
        ):
            told = [events(first), events(second)]
            for each in told:
                next(each)
            assert sum(thread.name == "hub" for thread in threading.enumerate()) == 1
            take_call(deployment, "both-1")
            assert [changes(each, 1)[0][1]["id"] for each in told] == ["both-1", "both-1"]
        until = time.monotonic() + 10
        while any(t.name == "hub" for t in threading.enumerate()) and time.monotonic() < until:
            time.sleep(0.1)
        assert not any(thread.name == "hub" for thread in threading.enumerate())


def test_ends_when_its_session_does(
    deployment: Deployment, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LOOK_AGAIN", 0.0)
    with (
        signed_in(address, "evaluator") as client,
        client.stream("GET", "/api/stream") as response,
    ):
        told = events(response)
        next(told)
        deployment.accounts.lock(account_of("evaluator"), by="test")
        try:
            started = time.monotonic()
            assert {name for name, _, _ in told} <= {"clock"}  # and then it is over
            assert time.monotonic() - started < 5
        finally:
            deployment.accounts.unlock(account_of("evaluator"), by="test")


async def offered(count: int, longest: int) -> list[Any]:
    import asyncio

    client = Client(frozenset({"call"}), asyncio.get_running_loop(), asyncio.Queue(longest))
    change = type("Change", (), {"kind": "call"})()
    for _ in range(count):
        client.offer([change])
    return [client.queue.get_nowait() for _ in range(client.queue.qsize())]


def test_a_client_that_does_not_keep_up_is_let_go() -> None:
    import asyncio

    assert len(asyncio.run(offered(9, 10))) == 9
    assert asyncio.run(offered(50, 10)) == [None]


def test_no_more_streams_than_the_edge_allows(deployment: Deployment) -> None:
    with (
        serving(create_app(deployment, Edge(most_streams=1))) as address,
        signed_in(address, "duty-officer") as client,
        client.stream("GET", "/api/stream") as response,
    ):
        told = events(response)
        next(told)
        assert client.get("/api/stream").status_code == 429


def test_the_server_stops_at_once_with_open_streams(deployment: Deployment) -> None:
    with serving(create_app(deployment)) as address, signed_in(address, "duty-officer") as client:
        opened = [
            client.send(client.build_request("GET", "/api/stream"), stream=True) for _ in "123"
        ]
        told = [events(response) for response in opened]
        for each in told:
            next(each)
        stopping = time.monotonic()
    assert time.monotonic() - stopping < 2
    for response in opened:
        response.close()
