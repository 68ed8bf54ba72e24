"""Every error raised for a user says the way out, and nothing escapes the family by accident."""

from __future__ import annotations

import ast

from tests.laws.repository import SOURCE, python_files, shown

ROOTS = {"AnlanError"}
BILINGUAL = [
    *(
        SOURCE / "detect" / room
        for room in ("checking", "compiler", "forecast", "judging", "language")
    ),
    SOURCE / "standards" / "declaration.py",
    SOURCE / "standards" / "time.py",
    SOURCE / "store" / "columns.py",
    SOURCE / "store" / "where.py",
    SOURCE / "web" / "access.py",
    *(
        SOURCE / "web" / "routes" / f"{name}.py"
        for name in ("models", "proposals", "trials", "workshop")
    ),
]
"""What an officer in the workshop of models can be told."""


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


def test_what_the_workshop_is_told_is_said_in_both_languages() -> None:
    family, english = _family(), []
    for path in python_files():
        if not any(path.is_relative_to(each) for each in BILINGUAL):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            if _name(node.func) in family:
                ways = [keyword.value for keyword in node.keywords if keyword.arg == "way_out"]
                plain = any(
                    isinstance(each, (ast.Constant, ast.JoinedStr)) for each in [*node.args, *ways]
                )
            else:
                plain = _name(node.func) == "ValueError"
            if plain:
                english.append(f"{shown(path)}:{node.lineno}")
    assert english == []


def test_the_rooms_of_the_workshop_are_there() -> None:
    assert [shown(path) for path in BILINGUAL if not path.exists()] == []


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
