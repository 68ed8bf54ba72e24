"""The build hook: when it builds, with which Node, and what it says when it cannot."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]

pytest.importorskip("hatchling", reason="hatchling is there only where the package is built")


@pytest.fixture(scope="module")
def hook() -> ModuleType:
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    sources = tmp_path / "portal" / "src"
    sources.mkdir(parents=True)
    (sources / "main.tsx").write_text("one")
    return tmp_path


def made(hook: ModuleType, tree: Path, target: str = "wheel") -> Any:
    return hook.PortalHook(str(tree), {}, None, None, str(tree / "dist"), target)


def node(tree: Path, version: str) -> Path:
    folder = tree / "bin"
    folder.mkdir(exist_ok=True)
    for name, says in (("node", version), ("npm", "10.0.0")):
        program = folder / name
        program.write_text(f"#!/bin/sh\necho {says}\n")
        program.chmod(0o755)
    return folder


def stamp(hook: ModuleType, tree: Path) -> None:
    output = tree / "src" / "anlan" / "web" / "static"
    output.mkdir(parents=True, exist_ok=True)
    (output / hook.STAMP).write_text(hook.digest(tree / "portal"))


@pytest.mark.parametrize(
    ("version", "wanted"),
    [
        *(("v18.20.0", True), ("v20.18.9", True), ("v20.19.0", False), ("v21.7.0", True)),
        *(("v22.11.0", True), ("v22.12.0", False), ("v26.0.0", False), ("nonsense", True)),
    ],
)
def test_node_comes_as_a_wheel_only_where_the_path_has_none_that_will_do(
    hook: ModuleType, tree: Path, monkeypatch: pytest.MonkeyPatch, version: str, wanted: bool
) -> None:
    monkeypatch.setenv("PATH", str(node(tree, version)))
    assert made(hook, tree).dependencies() == ([hook.NODE_WHEEL] if wanted else [])


def test_without_any_node_it_is_asked_for(
    hook: ModuleType, tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tree))
    assert made(hook, tree).dependencies() == [hook.NODE_WHEEL]


def test_what_was_made_from_these_sources_is_left_alone(
    hook: ModuleType, tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tree))
    stamp(hook, tree)
    (tree / "portal" / "node_modules").mkdir()
    (tree / "portal" / "node_modules" / "x.js").write_text("laid out by npm")
    assert made(hook, tree).dependencies() == []
    made(hook, tree).initialize("standard", {})  # would fail: there is no npm
    (tree / "portal" / "src" / "main.tsx").write_text("two")
    assert made(hook, tree).dependencies() == [hook.NODE_WHEEL]


def test_a_renamed_source_is_another_portal(hook: ModuleType, tree: Path) -> None:
    before = hook.digest(tree / "portal")
    (tree / "portal" / "src" / "main.tsx").rename(tree / "portal" / "src" / "start.tsx")
    assert hook.digest(tree / "portal") != before


def test_a_source_distribution_carries_the_sources_and_builds_nothing(
    hook: ModuleType, tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tree))
    assert made(hook, tree, "sdist").dependencies() == []
    made(hook, tree, "sdist").initialize("standard", {})


@pytest.mark.skipif(sys.platform == "win32", reason="stands a shell script in for npm")
def test_an_npm_that_fails_is_told_with_the_way_out(
    hook: ModuleType,
    tree: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = node(tree, "v22.12.0")
    (folder / "npm").write_text("#!/bin/sh\necho 'ENOTFOUND registry'\nexit 7\n")
    monkeypatch.setenv("PATH", f"{folder}:/bin:/usr/bin")
    with pytest.raises(SystemExit):
        made(hook, tree).initialize("standard", {})
    captured = capsys.readouterr()
    said = captured.out + captured.err
    assert "ENOTFOUND registry" in said
    assert "exit 7" in said
    assert "ANLAN_PORTAL=skip" in said
    assert not (tree / "src").exists()


def test_the_portal_can_be_left_out(
    hook: ModuleType, tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tree))
    monkeypatch.setenv("ANLAN_PORTAL", "skip")
    assert made(hook, tree).dependencies() == []
    made(hook, tree).initialize("standard", {})
