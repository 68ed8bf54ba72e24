"""The portal asks nobody but its own server, and its lock names no registry."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

PORTAL = Path(__file__).parents[2] / "portal"
KINDS = {".ts", ".tsx", ".css", ".svg"}
SOURCES = [
    PORTAL / "index.html",
    *sorted(p for f in ("src", "public") for p in (PORTAL / f).rglob("*") if p.suffix in KINDS),
]
ADDRESS = re.compile(r"https?://(?!www\.w3\.org/2000/svg)|(?<![:/\w])//[a-z0-9-]+\.[a-z]{2,}")


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(PORTAL).as_posix())
def test_no_source_names_an_outside_address(path: Path) -> None:
    assert not ADDRESS.findall(path.read_text(encoding="utf-8"))


def test_there_are_sources_to_look_at() -> None:
    assert len(SOURCES) > 50


def test_the_lock_names_no_host_and_every_package_has_its_digest() -> None:
    lock = json.loads((PORTAL / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages
    assert [name for name, entry in packages.items() if "resolved" in entry] == []
    assert [name for name, entry in packages.items() if "integrity" not in entry] == []


def test_nothing_is_installed_by_a_script_of_its_own() -> None:
    lock = json.loads((PORTAL / "package-lock.json").read_text(encoding="utf-8"))
    with_scripts = [n for n, e in lock["packages"].items() if e.get("hasInstallScript")]
    assert [name for name in with_scripts if not lock["packages"][name].get("optional")] == []


def test_versions_are_pinned() -> None:
    declared = json.loads((PORTAL / "package.json").read_text(encoding="utf-8"))
    versions = declared["dependencies"] | declared["devDependencies"]
    assert [
        name for name, version in versions.items() if not re.fullmatch(r"[\d.]+", version)
    ] == []
