"""Is a pack whole? Every declaration reads, compiles, refers to what exists, and has examples."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from anlan.detect.compiler.compile import compile_model
from anlan.detect.compiler.composition import FINDING, refuse_circle
from anlan.detect.compiler.plan import Plan
from anlan.detect.language.model import Model
from anlan.packs.checks import CHECKS, Grade, Remark, remark_of
from anlan.packs.examples import EXAMPLES, ForMapping, examples_of
from anlan.packs.loader import SHAPES, Pack, installed, read_about, read_one
from anlan.packs.surroundings import Surroundings, surroundings
from anlan.packs.words import wrong_words
from anlan.standards.errors import AnlanError
from anlan.standards.time import Instant

NEED_EXAMPLES = ("mappings", "frameworks")
"""Models carry their examples in themselves."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to mend or to look at: where, how bad, what, and the way out."""

    place: str
    grade: Grade
    text: str
    way_out: str


def lint_pack(path: Path, *, home: Path | None = None, now: Instant) -> list[Problem]:
    """Everything there is to say about the pack in a folder; errors first."""
    unread = [*_unread(path)]
    if unread:
        return unread
    try:
        around = surroundings(path, home=home, now=now)
    except AnlanError as error:
        return [_problem(path / "pack.yaml", error)]
    found = [
        *_astray(path),
        *_of_declarations(around),
        *_in_circles(around, home),
        *_without_examples(around.pack),
    ]
    return sorted(found, key=lambda problem: ("error", "warning", "note").index(problem.grade))


def _unread(path: Path) -> Iterator[Problem]:
    """What cannot even be read, file by file, and ids given twice."""
    try:
        read_about(path)
    except AnlanError as error:
        yield _problem(path / "pack.yaml", error)
    for folder in SHAPES:
        ids: dict[str, Path] = {}
        for file in sorted((path / folder).glob("*.yaml")):
            try:
                id = getattr(read_one(file, folder), "id", file.stem)
            except AnlanError as error:
                yield _problem(file, error)
                continue
            if (first := ids.setdefault(id, file)) is not file:
                yield Problem(str(file), "error", f"{first.name} has the id {id} too", "rename one")


def _astray(path: Path) -> Iterator[Problem]:
    """Folders and files a pack does not have, so that a misspelt one is not passed over."""
    folders = {*SHAPES, EXAMPLES}
    for entry in sorted(path.iterdir()):
        if entry.is_dir() and entry.name not in folders:
            choice = f"use one of {', '.join(sorted(folders))}"
            yield Problem(str(entry), "error", "not a folder of a pack", choice)
    for folder in sorted(folders):
        for file in sorted((path / folder).glob("*")):
            if file.suffix != ".yaml":
                yield Problem(str(file), "error", "not a declaration", "end its name in .yaml")


def _of_declarations(around: Surroundings) -> Iterator[Problem]:
    pack = around.pack
    for error in wrong_words(pack.about):
        yield _problem(pack.path / "pack.yaml", error)
    for folder in SHAPES:
        for name, declared in getattr(pack, folder).items():
            file = pack.file(folder, name)
            if folder != "codes":  # a table must be able to say what a law calls things
                yield from (_problem(file, error) for error in wrong_words(declared))
            if check := CHECKS.get(folder):
                yield from _checked(file, partial(check, declared, around))


def _checked(file: Path, check: Callable[[], Iterator[Remark]]) -> Iterator[Problem]:
    try:
        for remark in check():
            yield Problem(str(file), remark.grade, remark.text, remark.way_out)
    except AnlanError as error:
        yield _problem(file, error)


def _in_circles(around: Surroundings, home: Path | None) -> Iterator[Problem]:
    """Models over findings that raise each other, those of every other pack included."""
    pack = around.pack
    own = {model.id: name for name, model in pack.models.items() if model.source == FINDING}
    if not own:
        return
    known = {model.id: model for each in _installed(home) for model in each.models.values()}
    known |= around.named("models")
    plans = {model.id: plan for model in known.values() if (plan := _composed(model, around))}
    for id in own.keys() & plans.keys():
        try:
            refuse_circle(plans[id], plans.values())
        except AnlanError as error:
            yield _problem(pack.file("models", own[id]), error)


def _installed(home: Path | None) -> list[Pack]:
    """The packs of the library and the deployment; a broken one is told when it is looked at."""
    with suppress(AnlanError):
        return installed(home)
    return []


def _composed(model: Model, around: Surroundings) -> Plan | None:
    """The plan of a model over findings; what does not compile is told elsewhere."""
    if model.source == FINDING:
        with suppress(AnlanError):
            return compile_model(model, around.kinds, around.codes)
    return None


def _without_examples(pack: Pack) -> Iterator[Problem]:
    shown: set[int] = set()
    try:
        for each in examples_of(pack):
            shown.add(id(each.mapping if isinstance(each, ForMapping) else each.framework))
    except AnlanError as error:
        yield _problem(pack.path / EXAMPLES, error)
        return
    for folder in NEED_EXAMPLES:
        for name, declared in getattr(pack, folder).items():
            if id(declared) not in shown:
                place, way_out = str(pack.file(folder, name)), f"write a file in {EXAMPLES}/"
                yield Problem(place, "error", "it has no examples", way_out)


def _problem(file: Path, error: AnlanError) -> Problem:
    remark = remark_of(error)
    place = error.place if error.place and error.place.startswith(str(file)) else str(file)
    return Problem(place, remark.grade, remark.text, remark.way_out)
