"""The composition root: the one file that knows which engine, which packs, which clock.

A deployment is a folder: `anlan.yaml` (settings), `secret.key` (keys the pseudonyms),
`anlan.db` (unless another database is named), `lake/`, `checkpoints/`, `packs/`.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

from pydantic import Field as Bounded
from ruamel.yaml import YAML

from anlan.detect.checking.budget import Budget
from anlan.detect.judging.historian import Historian
from anlan.detect.judging.roster import Roster
from anlan.detect.judging.workshop import Workshop
from anlan.detect.live.detection import Detection
from anlan.evaluate.deployment.follower import EVERY, IndexFollower
from anlan.evaluate.deployment.index import Index
from anlan.packs.loader import codes_with, installed, kinds_with
from anlan.respond.acceptance import Acceptance
from anlan.respond.clocks import Clocks
from anlan.respond.desk import Desk
from anlan.respond.opening import OpenTasks
from anlan.respond.rules import Rules
from anlan.standards.declaration import read_declaration
from anlan.standards.errors import AnlanError, BadDeclaration, Conflict, NotFound
from anlan.standards.kinds import Declaration
from anlan.standards.parsed import remembering
from anlan.standards.time import Clock, system_clock, zone_named
from anlan.standards.title import Title
from anlan.store.accounts import Accounts
from anlan.store.followers import Follower
from anlan.store.retention import Retention
from anlan.store.store import Store

SETTINGS = "anlan.yaml"
_SLOW = 2.0
"""Seconds between two rounds of lake and index; the rest follows at once."""
_LONGEST_PAUSE = 30.0


class Settings(Declaration):
    """What `anlan.yaml` says."""

    title: Title = Title(zh="安澜", en="Anlan")
    zone: str
    """IANA zone of the city: where its days and months begin."""
    database: str | None = None
    """`postgresql://user@host/name`; left out: SQLite in the folder."""
    triage: str = "city"
    """Which triage rules of the packs grade calls."""
    profile: str = "national"
    """Which region profile sets the limits."""
    model_memory_mb: Annotated[float, Bounded(gt=0)] = 200.0
    """Memory one model may take: a fifth of the 1 GB that thousands share."""
    model_seconds_a_day: Annotated[float, Bounded(gt=0)] = 8_640.0
    """Computing one model may take: a tenth of one of two cores."""


class Deployment:
    """Everything of one city, wired together."""

    def __init__(
        self,
        home: Path,
        *,
        clock: Clock = system_clock,
        speed: float = 1.0,
        demo: bool = False,
        index_every: int = EVERY,
    ) -> None:
        """`speed`: seconds of the clock in one of the wall's; `demo`: the demonstration seat."""
        self.home = home
        self.settings = read_declaration(home / SETTINGS, Settings)
        self.zone = zone_named(self.settings.zone).key
        self.clock = clock
        self.speed = speed
        self.demo = demo
        with remembering(home / "checkpoints" / "declarations.json"):
            self.packs = installed(home)
        self.kinds = kinds_with(self.packs)
        self.codes = codes_with(self.packs)
        self.store = Store.open(
            self.settings.database or f"sqlite:///{home.resolve() / 'anlan.db'}",
            kinds=self.kinds,
            codes=self.codes,
            clock=clock,
            lake=home / "lake",
        )
        self.rules = _rules(self)
        self.desk = Desk(self.store, self.rules, pseudonym=_pseudonyms(home / "secret.key"))
        self.accounts = Accounts(self.store, clock=system_clock)  # sessions live by the wall
        (home / "checkpoints" / "detect.checkpoint").unlink(missing_ok=True)  # of version 0.1
        models = (model for pack in self.packs for model in pack.models.values())
        self.roster = Roster(self.store, models)
        self.historian = Historian(self.store)
        self.workshop = Workshop(
            self.store,
            self.roster,
            self.historian,
            budget=Budget(self.settings.model_memory_mb, self.settings.model_seconds_a_day),
            flows=self.rules.flows.keys(),
            zone=self.zone,
        )
        self.detection = Detection(
            self.store, self.roster.plans, clock, home / "checkpoints" / "detect"
        )
        self.roster.changed = self.detection.use
        self.indices = {
            framework.id: Index(self.store, framework, clock=clock, zone=self.zone)
            for pack in self.packs
            for framework in pack.frameworks.values()
            if framework.measured  # one fed by tables alone is scored from them: `anlan index score`
        }
        self._acceptance = Acceptance(self.store, self.rules)
        self._clocks = Clocks(self.store, self.rules)
        self._prompt: list[Follower] = [
            self.roster,
            self.detection,
            OpenTasks(self.store, self.rules),
            self._acceptance,
        ]
        self._slow: list[Follower] = [
            _Lake(self.store),
            *(IndexFollower(i, clock=clock, every=index_every) for i in self.indices.values()),
            Retention(self.store),
        ]
        self.troubles: dict[str, str] = dict(self.roster.troubles)
        """Followers that cannot go on, and why; they wait where they are and try again. And
        approved models that cannot run any more."""

    @classmethod
    def create(
        cls,
        home: Path,
        *,
        zone: str,
        database: str | None = None,
        profile: str = "national",
        clock: Clock = system_clock,
    ) -> Deployment:
        """A new deployment in a folder; Conflict when there is one already."""
        zone_named(zone)
        settings = home / SETTINGS
        if settings.exists():
            raise Conflict(
                "there is a deployment here already",
                place=str(settings),
                way_out="use it as it is, or name another folder with --home",
            )
        (home / "packs").mkdir(parents=True, exist_ok=True)
        chosen = {"zone": zone, "profile": profile} | ({"database": database} if database else {})
        partial = settings.with_suffix(".partial")
        with partial.open("w", encoding="utf-8") as file:
            YAML().dump(chosen, file)
        partial.replace(settings)
        return cls(home, clock=clock)

    @classmethod
    def open(cls, home: Path, *, clock: Clock = system_clock) -> Deployment:
        """The deployment in a folder; NotFound when there is none."""
        if not (home / SETTINGS).is_file():
            raise NotFound(
                "no deployment here",
                place=str(home),
                way_out=f"make one with `anlan init --home {home}`, or name its folder with --home",
            )
        return cls(home, clock=clock)

    def __enter__(self) -> Deployment:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Save what speeds the next start, and let go of the database."""
        self.historian.close()
        self.detection.save()
        self.store.close()

    def catch_up(self, done: Callable[[int], None] | None = None) -> int:
        """Run every follower until nothing is new; how many facts they handled."""
        total = 0
        while handled := self.react() + _round(self._slow):
            total += handled
            if done is not None:
                done(total)
        return total

    def react(self) -> int:
        """One round of what must follow at once: findings, tasks, acceptance, clocks."""
        handled = _round(self._prompt)
        now = self.clock()
        return handled + self._acceptance.tick(now) + self._clocks.tick(now)

    @contextmanager
    def following(self) -> Iterator[None]:
        """Followers run in a thread of their own meanwhile."""
        stop = threading.Event()
        thread = threading.Thread(target=self._follow, args=(stop,), name="anlan-followers")
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()

    def _follow(self, stop: threading.Event) -> None:
        head, slow_at, pause = 0, 0.0, 0.0
        while not stop.is_set():
            try:
                handled = self.react()
                if time.monotonic() - slow_at >= _SLOW:
                    handled += _round(self._slow)
                    slow_at = time.monotonic()
                self.troubles = dict(self.roster.troubles)
                pause = 0.0
                if not handled:
                    head = self.store.wait(head, timeout=0.5)
            except Exception as error:  # noqa: BLE001 - parked, said aloud, tried again
                pause = min(_LONGEST_PAUSE, 2 * pause or 1.0)
                self.troubles["followers"] = str(error)
                print(f"followers wait {pause:.0f} s: {error}", file=sys.stderr)
                stop.wait(pause)


class _Lake:
    """The lake as a follower."""

    name = "lake"

    def __init__(self, store: Store) -> None:
        self._store = store

    def catch_up(self, limit: int = 100_000) -> int:
        return self._store.fill_lake(limit)


def _round(followers: Iterable[Follower]) -> int:
    return sum(follower.catch_up() for follower in followers)


def _rules(deployment: Deployment) -> Rules:
    settings, packs = deployment.settings, deployment.packs
    triage = {each.id: each for pack in packs for each in pack.triage.values()}
    profiles = {each.id: each for pack in packs for each in pack.profiles.values()}
    for word, name, known in (
        ("triage", settings.triage, triage),
        ("profile", settings.profile, profiles),
    ):
        if name not in known:
            raise BadDeclaration(
                f"no pack has this {word}",
                place=str(deployment.home / SETTINGS),
                value=name,
                way_out=f"write one of {', '.join(sorted(known))}",
            )
    rules = Rules(
        kinds=deployment.kinds,
        codes=deployment.codes,
        triage=triage[settings.triage],
        profile=profiles[settings.profile],
        flows={each.id: each for pack in packs for each in pack.flows.values()},
        standards={each.id: each for pack in packs for each in pack.standards.values()},
    )
    rules.check()
    return rules


def _pseudonyms(file: Path) -> Callable[[str], str]:
    """Keyed pseudonyms: the same number gives the same name here, and another elsewhere."""
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as made:
            made.write(secrets.token_bytes(32))
    except FileExistsError:
        pass
    key = file.read_bytes()
    if len(key) < 32:
        raise AnlanError(
            "the deployment's key is damaged", place=str(file), way_out="restore it from a backup"
        )
    return lambda text: hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:24]
