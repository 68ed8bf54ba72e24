"""Worlds that several tests look at. They are never changed, so one of each is enough."""

from __future__ import annotations

import pytest

from anlan.simulate import City, World, simulate
from anlan.standards.time import Instant, parse_iso

START: Instant = parse_iso("2026-03-02T00:00:00+00:00")
"""A Monday."""


@pytest.fixture(scope="session")
def city() -> City:
    return City.invent(11, 120_000)


@pytest.fixture(scope="session")
def world() -> World:
    """Twelve whole weeks."""
    return simulate(11, 120_000, 84, start=START)
