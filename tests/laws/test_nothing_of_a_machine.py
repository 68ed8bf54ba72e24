"""No committed file names a package registry, a mirror, or a path of somebody's machine."""

from __future__ import annotations

import re

from tests.laws.repository import shown, tracked_files

# Written with brackets so that this file does not accuse itself.
REGISTRIES = re.compile(
    r"pypi[.]org|pythonhosted[.]org|registry[.]npmjs|[n]pmmirror|npmjs[.]org/|registry[.]yarnpkg"
    r"|deb[.]debian[.]org|archive[.]ubuntu|--(?:extra-)?index-url[ =]+\S*//|tuna[.]tsinghua"
)
MACHINE_PATHS = re.compile(r"(?<![\w.~$})\]>*-])/(?:work|root|home|Users)/[A-Za-z0-9_.-]+")


def test_no_registry_is_named() -> None:
    assert _found(REGISTRIES) == []


def test_no_path_of_a_machine_is_named() -> None:
    assert _found(MACHINE_PATHS) == []


def test_the_scans_do_find() -> None:
    host = "https://" + "pypi" + ".org/simple"
    assert REGISTRIES.search(host)
    assert MACHINE_PATHS.search('open("' + "/ho" + 'me/somebody/file")')
    assert not MACHINE_PATHS.search("see ~/work/notes and api/home/page")


def _found(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{shown(path)}:{number}: {match.group()}"
        for path in tracked_files()
        for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1)
        if (match := pattern.search(line))
    ]
