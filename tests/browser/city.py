"""A small invented city behind the real server, whose clock moves when it is told to.

Run as a process: `python -m tests.browser.city HOME`. It prints `ready ADDRESS`, then
answers each line of JSON on standard input with `ok`.
"""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console

from anlan.cli.demo.stage import Stage
from anlan.ingest.load import ingest_file
from anlan.ingest.mapping import read_mapping
from anlan.standards.time import HOUR, Instant
from anlan.web.serve import serve
from tests.web.deployment import FLOW, PASSWORD, declare_pack, take_call

DAYS = 33
POPULATION = 20_000
CHIEF = "chen.jing"


class City:
    """The stage, with its clock standing still between orders."""

    def __init__(self, home: Path) -> None:
        declare_pack(home / "packs" / "edge-test", FLOW + "guards: {by_hand: true}\n")
        self.stage = Stage(home, speed=1, days=DAYS, population=POPULATION)
        self.stage.prepare(Console(stderr=True))
        self.deployment = self.stage.deployment
        self.deployment.accounts.create(CHIEF, PASSWORD, "station-chief", by="test")
        self._load()
        self._places = [
            {
                "premises": f"J-{id}",
                **{name: data[name] for name in ("area", "longitude", "latitude")},
            }
            for kind, id, data in self.stage.run.city.records()
            if kind == "premises"
        ]

    def obey(self, order: dict[str, Any]) -> None:
        match order:
            case {"call": record, "place": number, "address": address}:
                place = self._places[number]
                take_call(self.deployment, record, address=address, **place)
            case {"compute": framework}:
                self.deployment.indices[framework].compute()
            case {"hours": hours}:
                now = self.deployment.clock()
                self.stage.clock.set_to(Instant(now + hours * HOUR))
        self.deployment.react()

    @contextmanager
    def open(self) -> Iterator[None]:
        threading.Thread(target=self._listen, daemon=True).start()
        with self.deployment.following():
            yield
        self.deployment.close()

    def _listen(self) -> None:
        for line in sys.stdin:
            self.obey(json.loads(line))
            print("ok", flush=True)

    def _load(self) -> None:
        """A file with a row that cannot be taken."""
        files = Path(__file__).parent / "files"
        mapping = read_mapping(files / "calls.yaml")
        store = self.deployment.store
        ingest_file(store, mapping.kind, mapping, files / "calls.csv", actor="test")


def main(home: Path) -> None:
    city = City(home)
    serve(
        city.deployment,
        "127.0.0.1",
        0,
        background=city.open(),
        ready=lambda address: print(f"ready {address}", flush=True),
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
