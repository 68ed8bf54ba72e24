"""Setting the stage and playing: one process, stopped with Ctrl-C, gone on with later."""

from __future__ import annotations

import json
import os
import threading
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from anlan.bootstrap import SETTINGS, Deployment
from anlan.cli.demo.calls import Calls
from anlan.cli.demo.clock import CityClock
from anlan.cli.demo.past import declare_city, fill
from anlan.cli.demo.staff import Staff
from anlan.cli.server import portal_server
from anlan.simulate import City, Run
from anlan.standards.time import DAY, HOUR, MINUTE, Instant, parse_iso

ZONE = "Asia/Shanghai"
SEED = 2026
POPULATION = 200_000
BEGINS = parse_iso("2026-01-01T00:00:00+08:00")
SLICE = 10 * MINUTE
HOST = "127.0.0.1"
_HOUR_OF_OPENING = 7 * HOUR
_PAUSE = 0.05


class Stage:
    """The invented city in a deployment folder, with where the play stands."""

    def __init__(
        self, home: Path, *, speed: float, days: int, seed: int = SEED, population: int = POPULATION
    ) -> None:
        self._file = home / "demo.json"
        saved = self._saved()
        self._days = saved.get("days", days)
        if not (home / SETTINGS).exists():
            Deployment.create(home, zone=ZONE, profile="city").close()
        state = saved.get("run")
        run = Run.restore(state) if state else Run(City.invent(seed, population), seed, BEGINS)
        self.run = run
        self.clock = CityClock(Instant(saved.get("now", run.now)), speed)
        self.deployment = Deployment(
            home, clock=self.clock, speed=speed, demo=True, index_every=6 * HOUR
        )
        self._staff = Staff(self.deployment, run, saved.get("felt", 0))
        self._calls = Calls(self.deployment)

    @property
    def opens(self) -> Instant:
        """When the past ends and the play begins."""
        return Instant(BEGINS + self._days * DAY + _HOUR_OF_OPENING)

    def prepare(self, console: Console) -> None:
        """Declare the city and fill its past, unless that was done before."""
        declare_city(self.deployment, self.run.city, BEGINS)
        with Progress(
            TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), console=console
        ) as bar:
            task = bar.add_task(f"{self._days} days of the city's past", total=1.0)
            if self.run.now < self.opens:
                fill(
                    self.deployment,
                    self.clock,
                    self.run,
                    self._staff,
                    self.opens,
                    lambda: self._save(past=True),
                    lambda part: bar.update(task, completed=part),
                )
                self._save()
            bar.update(task, completed=1.0)
            scores = bar.add_task("findings, tasks, index", total=None)
            self.deployment.catch_up()
            bar.update(scores, total=1.0, completed=1.0)
        self.clock.run_from_here()

    @contextmanager
    def playing(self) -> Iterator[None]:
        """The play goes on in a thread of its own meanwhile."""
        stop = threading.Event()
        thread = threading.Thread(target=self._play, args=(stop,), name="anlan-city")
        thread.start()
        try:
            with self.deployment.following():
                yield
        finally:
            stop.set()
            thread.join()
            self.deployment.close()

    def play_until(self, until: Instant, stop: threading.Event) -> None:
        """Play one slice: its events at their times, the staff's work before them."""
        self._staff.act(self.clock())
        self._save()  # before the events: cut short, they are given again and fall away
        for event in self.run.advance(until):
            self.clock.hold = max(self.clock.hold, event.time)
            while self.clock.wished() < event.time:
                if stop.wait(_PAUSE):
                    return
            self.clock.set_to(event.time)
            self._calls.play(event)
        self.clock.hold = max(self.clock.hold, until)

    def _play(self, stop: threading.Event) -> None:
        while not stop.is_set():
            until = Instant(self.run.now + SLICE)
            self.play_until(until, stop)
            while self.clock() < until:
                if stop.wait(_PAUSE):
                    return

    def _save(self, *, past: bool = False) -> None:
        run = self.run.state()
        if past:  # a past cut short is taken in again from its start; what was done there stays
            run["now"] = run["start"]
        state = {"days": self._days, "run": run, "now": self.clock(), "felt": self._staff.felt}
        partial = self._file.with_suffix(".partial")
        with open(partial, "w", encoding="utf-8") as file:
            json.dump(state, file)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(self._file)

    def _saved(self) -> dict[str, Any]:
        if not self._file.exists():
            return {}
        saved: dict[str, Any] = json.loads(self._file.read_text("utf-8"))
        return saved


def run(home: Path, port: int, speed: float, days: int, open_browser: bool) -> None:
    """Set the stage in a folder, play, and serve the portal until Ctrl-C."""
    console = Console(stderr=True)
    home.mkdir(parents=True, exist_ok=True)
    stage = Stage(home, speed=speed, days=days)
    stage.prepare(console)

    def ready(address: str) -> None:
        console.print(f"\n[bold]安澜 Anlan[/bold]: {address}\n", highlight=False)
        console.print(f"One second here is {_lasting(speed)} there. Stop with Ctrl-C.")
        if open_browser:
            webbrowser.open(address)

    portal_server()(stage.deployment, HOST, port, background=stage.playing(), ready=ready)


def _lasting(seconds: float) -> str:
    return f"{seconds:g} s" if seconds < 120 else f"{seconds / 60:g} minutes"
