"""Reading declarations: YAML into strict types, every error with file, line and column."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from io import StringIO
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.constructor import SafeConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from anlan.standards.errors import BadDeclaration, NotFound
from anlan.standards.expected import expected
from anlan.standards.parsed import tree_of
from anlan.standards.slips import slip
from anlan.standards.title import Title

Declared = TypeVar("Declared", bound=BaseModel)

LARGEST = 2_000_000
"""Bytes, and values once aliases are followed. A larger one was not written by hand."""
DEEPEST = 40
"""Levels. Nothing declared needs more."""


def read_declaration(path: Path, shape: type[Declared]) -> Declared:
    """The declaration in a YAML file.

    NotFound when there is no such file; BadDeclaration naming `file:line:column`, the value
    and what was expected, when it is not YAML or not of the shape.
    """
    return parse_declaration(read_text(path), shape, place=str(path))


def parse_declaration(text: str, shape: type[Declared], *, place: str) -> Declared:
    """The declaration in YAML text; `place` names the text in errors."""

    def parse() -> bytes:
        return _json(_quickly(text, place), place)

    # JSON mode: YAML has no tuples, enums or frozensets; strictness is kept for scalars.
    with suppress(ValidationError):
        return shape.model_validate_json(tree_of(text, parse), strict=True)
    try:
        return shape.model_validate_json(parse(), strict=True)  # what is remembered may be spoilt
    except ValidationError as error:
        raise _located(error, parse_yaml(text, place=place), place) from None


def read_text(path: Path) -> str:
    """The text of a declaration file (UTF-8)."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise NotFound(
            Title(
                zh=f"读不到这份声明（{error.strerror}）",
                en=f"cannot read the declaration ({error.strerror})",
            ),
            place=str(path),
            way_out=Title(zh="检查路径", en="check the path"),
        ) from None
    if len(raw) > LARGEST:
        raise BadDeclaration(
            Title(zh="这份声明太大", en="too large for a declaration"),
            place=str(path),
            value=len(raw),
            way_out=Title(zh="拆成几份", en="split it"),
        )
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadDeclaration(
            Title(
                zh=f"第 {error.start} 字节起不是 UTF-8 文本",
                en=f"not UTF-8 text at byte {error.start}",
            ),
            place=str(path),
            way_out=Title(zh="存为 UTF-8", en="save it as UTF-8"),
        ) from None


def parse_yaml(text: str, *, place: str) -> Any:
    """The tree of a YAML text, with positions kept for error messages."""
    yaml = YAML(typ="rt")
    yaml.allow_duplicate_keys = False
    try:
        tree = yaml.load(StringIO(text))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"{place}:{mark.line + 1}:{mark.column + 1}" if mark else place
        raise BadDeclaration(
            slip(error.problem or "cannot be read"),
            place=where,
            way_out=Title(zh="改正这一行", en="mend the line"),
        ) from None
    except RecursionError:
        raise _too_much(place) from None
    except (YAMLError, ValueError) as error:  # control characters carry no position
        raise BadDeclaration(
            slip(str(error)),
            place=place,
            way_out=Title(zh="写成 YAML 文本", en="write it as YAML text"),
        ) from None
    if tree is None:
        raise BadDeclaration(
            Title(zh="声明是空的", en="empty declaration"),
            place=place,
            way_out=Title(zh="把它写上", en="fill it in"),
        )
    return tree


class _Plain(SafeConstructor):
    """Plain values; a date stays the text it is written as."""


_Plain.add_constructor("tag:yaml.org,2002:timestamp", SafeConstructor.construct_yaml_str)


def _quickly(text: str, place: str) -> Any:
    """The tree without positions, eight times as fast; only errors need to know where they are."""
    yaml = YAML(typ="safe")
    yaml.Constructor = _Plain
    yaml.allow_duplicate_keys = False
    try:
        tree = yaml.load(text)
    except Exception:  # noqa: BLE001 - read again by the parser that can say where
        return parse_yaml(text, place=place)
    return parse_yaml(text, place=place) if tree is None else tree


def position(tree: Any, path: Sequence[str | int], place: str) -> str:
    """`place:line:column` of the node that `path` leads to, or of its nearest ancestor."""
    where = place
    node = tree
    for step in path:
        mark = getattr(node, "lc", None)
        try:
            line, column = mark.key(step) if isinstance(node, dict) else mark.item(step)  # type: ignore[union-attr]
            where = f"{place}:{line + 1}:{column + 1}"
            node = node[step]
        except (AttributeError, KeyError, IndexError, TypeError):
            break
    return where


def _located(error: ValidationError, tree: Any, place: str) -> BadDeclaration:
    first = error.errors(include_url=False)[0]
    path = [step for step in first["loc"] if not isinstance(step, str) or "[" not in step]
    name = ".".join(map(str, path))
    said, more = expected(first), error.error_count() - 1
    if more:
        said = Title(zh=f"{said.zh}（另有 {more} 处）", en=f"{said.en} (and {more} more)")
    value = None if first["type"] == "missing" else first["input"]
    return BadDeclaration(
        Title(zh=f"{name or '声明'}：{said.zh}", en=f"{name or 'the declaration'}: {said.en}"),
        place=position(tree, path, place),
        value=value if isinstance(value, (str, int, float, bool)) else None,
        way_out=Title(
            zh="见 docs/reference 中对这种声明的说明",
            en="see the reference for this declaration in docs/reference",
        ),
    )


def _check_size(tree: Any, place: str) -> None:
    """Aliases let a few lines mean billions of values, or one that contains itself."""
    level, values = [tree], 0
    for _ in range(DEEPEST):
        inner: list[Any] = []
        for node in level:
            if isinstance(node, dict):
                inner.extend(node.values())
            elif isinstance(node, list):
                inner.extend(node)
            if len(inner) > LARGEST:
                raise _too_much(place)
        values += len(inner)
        if not inner:
            return
        if values > LARGEST:
            break
        level = inner
    raise _too_much(place)


def _too_much(place: str) -> BadDeclaration:
    return BadDeclaration(
        Title(zh="声明的层次太深，或值太多", en="too deep or too many values for a declaration"),
        place=place,
        way_out=Title(zh="写得平直些", en="write it plainly"),
    )


def _json(tree: Any, place: str) -> bytes:
    import orjson

    _check_size(tree, place)

    def default(node: Any) -> Any:
        if isinstance(node, dict):
            return {str(key): value for key, value in node.items()}
        if isinstance(node, (list, set)):
            return list(node)
        if isinstance(node, bool):
            return bool(node)
        if isinstance(node, int):
            return int(node)
        if isinstance(node, float):
            return float(node)
        return str(node)

    try:
        return orjson.dumps(
            tree,
            default=default,
            option=orjson.OPT_NON_STR_KEYS | orjson.OPT_PASSTHROUGH_SUBCLASS,
        )
    except TypeError as error:  # a number beyond 64 bits, a tree that contains itself
        raise BadDeclaration(
            Title(zh="不能作为声明：有的值太大或无法表示", en=f"cannot be a declaration: {error}"),
            place=place,
            way_out=Title(zh="写普通的值", en="write plain values"),
        ) from None
