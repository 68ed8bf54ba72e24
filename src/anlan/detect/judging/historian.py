"""The historian: a process of its own that tries models on history, so that live work goes on.

While nobody asks, it follows the journal, so that the first answer comes soon. It answers one
question at a time. A question of the same person takes the place of the one
before; one that takes too long or too much memory is given up, and the process with it.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import threading
import time
import traceback
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from importlib import import_module
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import orjson

from anlan.detect.compiler.compile import compile_model
from anlan.detect.history.warm import warm
from anlan.detect.language.model import Model
from anlan.standards.codes import Codes
from anlan.standards.errors import AnlanError, BadInput, Conflict
from anlan.standards.kinds import Kinds, RecordKind
from anlan.standards.time import Instant, ManualClock
from anlan.standards.title import Title
from anlan.store.store import Store

LONGEST = 60.0
"""Seconds one question may take. The first one may have to turn all of history into columns."""
PATIENCE = 90.0
"""Seconds a question waits for its turn."""
GRACE = 2.0
"""Seconds after which a question is given up for a newer one, and at least as long as a new
process would take to start; before, it is sooner done."""
GLANCE = 0.05
MEMORY = 3_000_000_000
"""Bytes the process may use."""
IDLE = 5.0
"""Seconds between two looks at the journal while nobody asks."""
NICE = 5
"""How far it steps back behind the live work. On a busy machine it still gets a quarter."""


class Historian:
    """Asks the process; starts it when it is first asked, and again after it was given up."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._turn = threading.Lock()
        self._latest: dict[str, int] = {}
        self._kinds: frozenset[str] = frozenset()
        self._process: BaseProcess | None = None
        self._line: Connection | None = None

    def ask(self, asker: str, look: Callable[..., Any], *models: Model, **given: Any) -> Any:
        """What `look(store, *plans, **given)`, a function of a module, says. Conflict when the
        same asker has asked anew since, BadInput when it takes too long or too much memory."""
        number = self._latest[asker] = self._latest.get(asker, 0) + 1

        def overtaken() -> bool:
            return self._latest[asker] != number

        self._wait(overtaken)
        try:
            trees = [model.tree() for model in models]
            kind, said = self._answer((look, trees, given, self._store.clock()), overtaken)
        finally:
            self._turn.release()
        if overtaken():
            raise _overtaken()
        if kind == "error":
            shape, problem, told = said
            raise shape(problem, **told)
        if kind == "defect":
            raise AssertionError(f"the historian met a defect of ours:\n{said}")
        return said

    def prepare(self, kinds: Iterable[str] = ()) -> None:
        """Start the process, unless somebody is asking it; from then on it follows some record
        kinds while it has nothing else to do, and the first answer comes sooner."""
        if self._turn.acquire(blocking=False):
            try:
                self._kinds = frozenset(kinds)
                self._ready()
            finally:
                self._turn.release()

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process.join()
        self._process = self._line = None

    def _wait(self, overtaken: Callable[[], bool]) -> None:
        """Wait for one's turn."""
        begun = time.monotonic()
        while not self._turn.acquire(timeout=GLANCE):
            if overtaken():
                raise _overtaken()
            if time.monotonic() - begun > PATIENCE:
                raise Conflict(
                    Title(zh="别人正在试他们的模型", en="others are trying their models"),
                    way_out=Title(zh="一分钟后再试", en="try again in a minute"),
                )

    def _answer(self, question: Any, overtaken: Callable[[], bool]) -> tuple[str, Any]:
        line = self._ready()
        line.send(question)
        start = self._hear(line, lambda _took: False)  # it has started, and begins
        answer: tuple[str, Any] = self._hear(
            line, lambda took: took > max(GRACE, start) and overtaken()
        )
        return answer

    def _hear(self, line: Connection, given_up: Callable[[float], bool]) -> Any:
        """What the process says next."""
        begun = time.monotonic()
        while not line.poll(GLANCE):
            took = time.monotonic() - begun
            if given_up(took):
                self.close()
                raise _overtaken()
            if took > LONGEST:
                self.close()
                raise _too_much(
                    Title(zh=f"要超过 {LONGEST:.0f} 秒", en=f"takes more than {LONGEST:.0f} s")
                )
        try:
            return line.recv()
        except (EOFError, ConnectionError):  # the process is gone
            self.close()
            raise _too_much(
                Title(zh="用的内存超过了允许的量", en="took more memory than it may")
            ) from None

    def _ready(self) -> Connection:
        if self._process is None or not self._process.is_alive() or self._line is None:
            self.close()
            context = multiprocessing.get_context("spawn")
            self._line, theirs = context.Pipe()
            store = self._store
            url = store.engine.sql.url.render_as_string(hide_password=False)
            given = (url, store.kinds, store.codes, store.lake.folder, self._kinds)
            self._process = context.Process(
                target=_work,
                args=(theirs, time.monotonic(), *given),
                name="anlan-historian",
                daemon=True,
            )
            self._process.start()
            theirs.close()
        return self._line


def _work(
    line: Connection,
    born: float,
    url: str,
    kinds: Kinds,
    codes: Codes,
    lake: Path,
    followed: frozenset[str],
) -> None:
    """The process: answers until nobody is there to ask. Before each answer it says how many
    seconds it took to start."""
    os.nice(NICE)
    with suppress(ValueError, OSError):  # a limit of the system's may be lower
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    import_module("anlan.detect.judging.looks")  # with all it needs, before anybody asks
    clock = ManualClock(Instant(0))
    store = Store.open(url, kinds=kinds, codes=codes, clock=clock, lake=lake)
    start = time.monotonic() - born
    with suppress(EOFError, KeyboardInterrupt):
        while True:
            _follow(line, store, [kind for kind in kinds if kind.id in followed])
            look, trees, given, now = line.recv()
            line.send(start)
            clock.advance_to(now)
            followed |= {tree["source"] for tree in trees}
            line.send(_looked(store, look, trees, given))


def _follow(line: Connection, store: Store, kinds: Sequence[RecordKind]) -> None:
    """Until somebody asks, follow the journal."""
    behind = True
    while kinds and not line.poll(0 if behind else IDLE):
        try:
            behind = warm(store, kinds)
        except Exception:  # noqa: BLE001 - whoever asks is told
            return


def _looked(
    store: Store, look: Callable[..., Any], trees: list[Any], given: dict[str, Any]
) -> tuple[str, Any]:
    try:
        models = [Model.model_validate_json(orjson.dumps(tree)) for tree in trees]
        plans = [compile_model(model, store.kinds, store.codes) for model in models]
        return "answer", look(store, *plans, **given)
    except AnlanError as error:
        value = None if error.value is None else str(error.value)
        told = {"place": error.place, "value": value, "way_out": error.way}
        return "error", (type(error), error.what, told)
    except Exception as defect:  # noqa: BLE001 - told to the process that asked
        if isinstance(defect, MemoryError) or "OutOfMemory" in type(defect).__name__:
            refusal = _too_much(
                Title(zh="要用的内存超过允许的量", en="takes more memory than it may")
            )
            return "error", (BadInput, refusal.what, {"way_out": refusal.way})
        return "defect", traceback.format_exc()


def _overtaken() -> Conflict:
    return Conflict(
        Title(zh="您已重新提问", en="you have asked anew since"),
        way_out=Title(zh="看较新的回答", en="look at the newer answer"),
    )


def _too_much(problem: Title) -> BadInput:
    return BadInput(
        Title(zh=f"试这个模型{problem.zh}", en=f"trying this model {problem.en}"),
        way_out=Title(
            zh="把哪些记录算数写得更具体，或缩短时间窗、历史长度",
            en="say more closely which records count, or take a shorter window or stretch of time",
        ),
    )
