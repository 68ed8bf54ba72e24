"""mapping.md, model.md …: the shape of each declaration a pack can hold, with an example."""

from __future__ import annotations

import ast
import inspect
import textwrap
from functools import cache
from typing import Any

from pydantic import BaseModel

from anlan.packs.loader import SHAPES, library
from anlan.standards.declaration import read_text
from reference import MADE, table

PAGES = {
    "kinds": "kind-declaration",
    "codes": "code-table-declaration",
    "mappings": "mapping",
    "crosswalks": "crosswalk",
    "models": "model",
    "flows": "flow",
    "standards": "standard",
    "frameworks": "framework",
    "maturity": "maturity-model",
    "triage": "triage",
    "profiles": "profile",
}
"""Folder of a pack → page. kinds.md and codes.md list what is declared already."""

LONGEST_EXAMPLE = 6_000
"""Characters of an example; a longer file is named instead of shown."""


def pages() -> dict[str, str]:
    return {f"{PAGES[folder]}.md": _page(folder) for folder in SHAPES}


def _page(folder: str) -> str:
    shape = SHAPES[folder]
    schema = shape.model_json_schema(by_alias=True)
    parts = {shape.__name__: schema, **schema.get("$defs", {})}
    head = f"# Declaring a {PAGES[folder].removesuffix('-declaration')}\n"
    where = f"A YAML file in the folder `{folder}/` of a pack. {_example(folder)}".strip() + "\n"
    meanings = {name: texts for name, texts in _meanings(shape).items() if name in parts}
    sections = [_section(each, part, meanings.get(each, {})) for each, part in parts.items()]
    return "\n".join([MADE, head, where, *sections])


def _example(folder: str) -> str:
    files = sorted(file for pack in library() for file in (pack / folder).glob("*.yaml"))
    if not files:
        return ""
    file = min(files, key=lambda each: (each.stat().st_size, each.name))
    place = f"`{file.parents[1].name}/{folder}/{file.name}` in the library"
    text = read_text(file)
    if len(text) > LONGEST_EXAMPLE:
        return f"See {place}."
    return f"An example, {place}:\n\n```yaml\n{text.rstrip()}\n```"


def _section(name: str, part: dict[str, Any], meanings: dict[str, str]) -> str:
    head = f"## {name}\n\n{_sentence(part.get('description', ''))}\n"
    if "enum" in part:
        return head + "\nOne of: " + ", ".join(f"`{value}`" for value in part["enum"]) + "\n"
    if "properties" not in part:
        return head
    rows: list[list[object]] = [
        [
            f"`{field}`",
            _type(about),
            _default(field, about, part),
            _sentence(about.get("description") or meanings.get(field, "")),
        ]
        for field, about in part["properties"].items()
    ]
    return head + "\n" + table(["field", "type", "default", "meaning"], rows)


def _default(field: str, about: dict[str, Any], part: dict[str, Any]) -> str:
    if field in part.get("required", ()):
        return "required"
    value = about.get("default")
    if value in (None, [], {}):
        return "none"
    return "see its own" if isinstance(value, dict) else f"`{value}`"


def _type(about: dict[str, Any]) -> str:
    if "$ref" in about:
        name = about["$ref"].rsplit("/", 1)[-1]
        return f"[{name}](#{name.lower()})"
    for union in ("anyOf", "oneOf"):
        if union in about:
            kinds = [_type(each) for each in about[union] if each.get("type") != "null"]
            return " or ".join(dict.fromkeys(kinds))
    if "enum" in about:
        return ", ".join(f"`{value}`" for value in about["enum"])
    if "const" in about:
        return f"`{about['const']}`"
    kind = str(about.get("type", "anything"))
    if kind == "array" and "prefixItems" in about:
        return "[" + ", ".join(_type(each) for each in about["prefixItems"]) + "]"
    if kind == "array":
        return f"list of {_type(about.get('items', {}))}"
    if kind == "object":
        inner = [about.get("additionalProperties"), *about.get("patternProperties", {}).values()]
        return next((f"map of {_type(each)}" for each in inner if isinstance(each, dict)), "map")
    return kind + _bounds(about)


def _bounds(about: dict[str, Any]) -> str:
    ends = [f"≥ {about['minimum']}" if "minimum" in about else ""]
    ends += [f"> {about['exclusiveMinimum']}" if "exclusiveMinimum" in about else ""]
    ends += [f"≤ {about['maximum']}" if "maximum" in about else ""]
    ends += [f"matching `{about['pattern']}`" if "pattern" in about else ""]
    said = [end for end in ends if end]
    return f" ({', '.join(said)})" if said else ""


def _sentence(text: str) -> str:
    return " ".join(text.split("\n\n    ")[0].split())


def _meanings(shape: type[BaseModel]) -> dict[str, dict[str, str]]:
    """Of every class that may be part of a shape: the text under each field, bases included."""
    package = ".".join(shape.__module__.split(".")[:2])
    return {
        part.__name__: {
            field: text
            for base in reversed(part.__mro__)
            if base.__module__.startswith("anlan.")
            for field, text in _texts_under_fields(base).items()
        }
        for part in _descendants(BaseModel)
        if part.__module__.startswith(("anlan.standards.", package + "."))
    }


@cache
def _texts_under_fields(declared: type) -> dict[str, str]:
    body = ast.parse(textwrap.dedent(inspect.getsource(declared))).body[0]
    assert isinstance(body, ast.ClassDef)
    return {
        field.target.id.rstrip("_"): text.value.value
        for field, text in zip(body.body, body.body[1:], strict=False)
        if isinstance(field, ast.AnnAssign)
        and isinstance(field.target, ast.Name)
        and isinstance(text, ast.Expr)
        and isinstance(text.value, ast.Constant)
        and isinstance(text.value.value, str)
    }


def _descendants(base: type[BaseModel]) -> list[type[BaseModel]]:
    below = base.__subclasses__()
    return below + [deeper for each in below for deeper in _descendants(each)]
