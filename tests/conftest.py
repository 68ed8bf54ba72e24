"""Fixtures every room's tests share: a clock that stands still and a store on each engine."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from anlan.standards.codes import Codes, base_codes
from anlan.standards.kinds import Kinds, base_kinds
from anlan.standards.time import Instant, ManualClock, parse_iso
from anlan.store.store import Store

NOON = parse_iso("2026-03-01T12:00:00+08:00")
os.environ["LC_ALL"] = "C.UTF-8"  # the command line is read in English, whoever runs the tests


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(Instant(NOON))


@pytest.fixture
def store(tmp_path: Path, clock: ManualClock) -> Iterator[Store]:
    """A store on the embedded default."""
    yield from _opened(f"sqlite:///{tmp_path}/anlan.db", tmp_path, clock)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def any_store(
    request: pytest.FixtureRequest, tmp_path: Path, clock: ManualClock
) -> Iterator[Store]:
    """The same tests run on every engine through this fixture."""
    url = f"sqlite:///{tmp_path}/anlan.db"
    if request.param == "postgres":
        url = request.getfixturevalue("postgres_url")
    yield from _opened(url, tmp_path, clock)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A PostgreSQL server of our own on a socket in a temporary folder."""
    binaries = _postgres_binaries()
    if binaries is None:
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    with tempfile.TemporaryDirectory(prefix="anlan-pg-") as folder:
        data = Path(folder) / "data"
        as_user: list[str] = []
        if os.geteuid() == 0:  # the server refuses to run as root
            shutil.chown(folder, "postgres", "postgres")
            as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
        run = lambda *words: subprocess.run(  # noqa: E731
            [*as_user, *words], check=True, capture_output=True, cwd=folder
        )
        run(f"{binaries}/initdb", "-D", str(data), "-U", "anlan", "-A", "trust", "-E", "UTF8")
        options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
        log = f"{folder}/log"
        run(f"{binaries}/pg_ctl", "-D", str(data), "-o", options, "-l", log, "-w", "start")
        try:
            yield f"postgresql://anlan@/postgres?host={folder}"
        finally:
            run(f"{binaries}/pg_ctl", "-D", str(data), "-m", "immediate", "stop")


@pytest.fixture
def postgres_url(postgres_server: str) -> str:
    """An empty database on the server."""
    import uuid

    import sqlalchemy as sa

    name = f"t{uuid.uuid4().hex[:12]}"
    admin = sa.create_engine(
        postgres_server.replace("postgresql://", "postgresql+psycopg://"),
        isolation_level="AUTOCOMMIT",
    )
    with admin.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    admin.dispose()
    return postgres_server.replace("/postgres?", f"/{name}?")


def _postgres_binaries() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


def _opened(url: str, folder: Path, clock: ManualClock) -> Iterator[Store]:
    opened = Store.open(
        url,
        kinds=Kinds(base_kinds()),
        codes=Codes(base_codes()),
        clock=clock,
        lake=folder / "lake",
    )
    yield opened
    opened.close()
