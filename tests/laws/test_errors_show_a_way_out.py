"""Every error raised for a user says the way out, and nothing escapes the family by accident."""

from __future__ import annotations

import ast

from tests.laws.repository import python_files, shown

ROOTS = {"AnlanError"}


def test_every_error_of_the_family_has_a_way_out() -> None:
    family = _family()
    assert {"BadInput", "BadDeclaration", "Refused", "NotFound", "Conflict", "Broken"} <= family
    silent = []
    for path in python_files():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and _name(node.func) in family:
                given = {keyword.arg: keyword.value for keyword in node.keywords}
                if None not in given and not _says_something(given.get("way_out")):
                    silent.append(f"{shown(path)}:{node.lineno}")
    assert silent == []


def test_no_bare_exception_is_raised() -> None:
    bare = [
        f"{shown(path)}:{node.lineno}"
        for path in python_files()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Raise)
        and _name(node.exc.func if isinstance(node.exc, ast.Call) else node.exc)
        in {"Exception", "BaseException", "RuntimeError"}
    ]
    assert bare == []


def _family() -> set[str]:
    """Names of the classes that descend from AnlanError, wherever they are declared."""
    bases = {
        node.name: {_name(base) for base in node.bases}
        for path in python_files()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ClassDef)
    }
    family = set(ROOTS)
    while more := {name for name, above in bases.items() if above & family} - family:
        family |= more
    return family


def _name(node: ast.expr | None) -> str | None:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else None


def _says_something(node: ast.expr | None) -> bool:
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and bool(node.value.strip())
    return node is not None
