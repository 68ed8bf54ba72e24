"""Time: integers inside, ISO 8601 with its offset at the edges."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, strategies as st

from anlan.standards.errors import BadDeclaration, BadInput
from anlan.standards.time import (
    DAY,
    EARLIEST,
    LATEST,
    Instant,
    ManualClock,
    instant,
    iso,
    moment,
    parse_iso,
    zone_named,
)

ZONES = st.sampled_from(["UTC", "Asia/Shanghai", "Asia/Urumqi", "America/New_York", "Asia/Kolkata"])


@given(st.integers(EARLIEST, LATEST), ZONES)
def test_text_and_back_is_the_same_instant_in_every_zone(at: int, zone: str) -> None:
    # Offsets before standard time had seconds; datetime writes and reads those too.
    assert parse_iso(iso(Instant(at), zone)) == at


@given(st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)))
def test_instants_keep_every_microsecond_and_the_order(when: datetime) -> None:
    aware = when.replace(tzinfo=UTC)
    assert moment(instant(aware)) == aware


@pytest.mark.parametrize(
    "text", ["", "yesterday", "2026-13-01T00:00:00+08:00", "2026-01-01T00:00:00", "2026-01-01"]
)
def test_text_without_a_whole_time_and_offset_is_refused(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse_iso(text)
    assert caught.value.way_out


@pytest.mark.parametrize("zone", ["", "Mars/One", "Asia", "../../etc/passwd", "x\x00y", "+08:00"])
def test_an_unknown_zone_is_named(zone: str) -> None:
    with pytest.raises(BadDeclaration, match="no such time zone"):
        zone_named(zone)


@pytest.mark.parametrize("at", [2**62, -(2**62)])
def test_a_time_outside_the_calendar_is_an_error_one_can_read(at: int) -> None:
    with pytest.raises(BadInput, match="calendar"):
        iso(Instant(at))


def test_the_same_hour_twice_in_autumn_is_two_instants() -> None:
    first, second = "2026-11-01T01:30:00-04:00", "2026-11-01T01:30:00-05:00"
    assert parse_iso(second) - parse_iso(first) == DAY // 24
    assert [iso(parse_iso(text), "America/New_York") for text in (first, second)] == [first, second]


def test_a_manual_clock_never_goes_back() -> None:
    clock = ManualClock(Instant(10))
    clock.advance_to(Instant(5))
    assert clock() == 10
    clock.advance_to(Instant(11))
    assert clock() == 11
