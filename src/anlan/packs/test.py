"""Running the examples of a pack: mappings, models and frameworks must do as they say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from anlan.detect.checking.examples import run_examples as run_model_examples
from anlan.evaluate.checking.examples import run_examples as run_index_examples
from anlan.packs.examples import ForFramework, ForMapping, examples_of
from anlan.packs.mapping_examples import differences
from anlan.packs.surroundings import Surroundings, surroundings
from anlan.standards.errors import AnlanError
from anlan.standards.time import Instant


@dataclass(frozen=True, slots=True)
class Ran:
    """One example that ran; `problem` says what came out otherwise, None when nothing did."""

    place: str
    example: str
    problem: str | None


def run_pack(path: Path, *, home: Path | None = None, now: Instant) -> Iterator[Ran]:
    """Run every example of the pack in a folder. AnlanError when the pack cannot be read."""
    around = surroundings(path, home=home, now=now)
    for each in examples_of(around.pack):
        if isinstance(each, ForMapping):
            yield from _mapping(each, around)
        else:
            yield from _framework(each, around)
    yield from _models(around)


def _mapping(each: ForMapping, around: Surroundings) -> Iterator[Ran]:
    for example in each.examples.examples:
        try:
            found = [*differences(each.mapping, example, kinds=around.kinds, codes=around.codes)]
        except AnlanError as error:
            found = [str(error)]
        yield Ran(str(each.file), example.title.en, "; ".join(found) or None)


def _framework(each: ForFramework, around: Surroundings) -> Iterator[Ran]:
    results = run_index_examples(
        each.framework, [each.example], kinds=around.kinds, codes=around.codes
    )
    for result in results:
        yield Ran(str(each.file), result.title.en, "; ".join(result.problems) or None)


def _models(around: Surroundings) -> Iterator[Ran]:
    pack = around.pack
    for name, model in pack.models.items():
        file = str(pack.file("models", name))
        try:
            results = run_model_examples(model, around.kinds, around.codes)
        except AnlanError as error:
            yield Ran(file, model.title.en, str(error))
            continue
        for result in results:
            problem = None if result.ok else f"wanted {result.expected}, found {result.found}"
            yield Ran(file, result.title.en, problem)
