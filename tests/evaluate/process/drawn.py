"""Event logs as hypothesis draws them."""

from __future__ import annotations

from hypothesis import HealthCheck, settings, strategies as st

TEXT = st.text(st.sampled_from("ab 阿&<>\"';é"), min_size=1, max_size=6).map(str.strip).filter(bool)
TIMES = st.builds(
    lambda second, zone: (
        f"2026-01-{1 + second // 86400:02d}T{second // 3600 % 24:02d}:"
        f"{second // 60 % 60:02d}:{second % 60:02d}.{second % 1000:03d}{zone}"
    ),
    st.integers(0, 27 * 86400),
    st.sampled_from(["Z", "+08:00", "-0530", "+02:00"]),
)
EVENTS = st.lists(st.tuples(TEXT, TIMES, st.sampled_from(["", "desk", "bank"])), max_size=5)
CASES = st.dictionaries(TEXT, EVENTS, min_size=1, max_size=6).filter(lambda c: any(c.values()))
SHORT = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
