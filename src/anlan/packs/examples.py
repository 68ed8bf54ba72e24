"""The examples of a pack: files in `examples/`, each of a mapping or of a framework.

A file that begins with `mapping:` holds rows for that mapping; one with `expect:` holds
records and the scores they come to. Models carry their examples in themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from anlan.evaluate.checking.examples import IndexExample
from anlan.evaluate.declaration.framework import Framework
from anlan.ingest.mapping import Mapping
from anlan.packs.loader import Pack
from anlan.packs.mapping_examples import MappingExamples
from anlan.standards.declaration import parse_declaration, parse_yaml, read_text
from anlan.standards.errors import BadDeclaration

EXAMPLES = "examples"


@dataclass(frozen=True, slots=True)
class ForMapping:
    """Examples of a mapping of this pack."""

    file: Path
    mapping: Mapping
    examples: MappingExamples


@dataclass(frozen=True, slots=True)
class ForFramework:
    """An example of a framework of this pack."""

    file: Path
    framework: Framework
    example: IndexExample


def examples_of(pack: Pack) -> Iterator[ForMapping | ForFramework]:
    """The examples of a pack, file by file; BadDeclaration when one belongs to nothing in it."""
    for file in sorted((pack.path / EXAMPLES).glob("*.yaml")):
        text = read_text(file)
        if "mapping" in parse_yaml(text, place=str(file)):
            yield _for_mapping(pack, file, text)
        else:
            yield _for_framework(pack, file, text)


def _for_mapping(pack: Pack, file: Path, text: str) -> ForMapping:
    examples = parse_declaration(text, MappingExamples, place=str(file))
    for mapping in pack.mappings.values():
        if mapping.id == examples.mapping:
            return ForMapping(file, mapping, examples)
    ids = ", ".join(mapping.id for mapping in pack.mappings.values())
    raise BadDeclaration(
        "no such mapping in this pack",
        place=str(file),
        value=examples.mapping,
        way_out=f"use one of {ids or '(the pack has none)'}",
    )


def _for_framework(pack: Pack, file: Path, text: str) -> ForFramework:
    example = parse_declaration(text, IndexExample, place=str(file))
    nodes = {expected.node for expected in example.expect}
    for framework in pack.frameworks.values():
        if example.framework not in (None, framework.id):
            continue
        if nodes <= {"index", *framework.parents}:
            return ForFramework(file, framework, example)
    raise BadDeclaration(
        "no framework of this pack has all the nodes it expects",
        place=str(file),
        value=", ".join(sorted(nodes)),
        way_out="use the ids of nodes and measures of one framework",
    )
