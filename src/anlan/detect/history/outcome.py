"""What came after: how right findings were, how early, and how often it happens anyway.

A finding is *right* when the outcome comes at its key within so long after it; an outcome is
*found* when a finding of its key came at most so long before it. Shares carry Wilson's interval
(E. B. Wilson, JASA 22, 1927). The base rate is the share of key-windows, stretches of that
length in which a key had any matching record, that the outcome followed anyway: the precision of
somebody who warns about every key all the time.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf, sqrt
from pathlib import Path

import numpy as np

from anlan.detect.history.diary import Alerts, Diary
from anlan.detect.language.condition import Condition
from anlan.standards.errors import BadInput
from anlan.standards.time import DAY, Instant, parse_iso

_Z = 1.959964
"""Of a 95 % interval."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a model should have warned of: a later record of the same key."""

    where: Condition
    """Which records of the source are the outcome."""
    within: int
    """At most so long after the finding; µs."""


@dataclass(frozen=True, slots=True)
class Planted:
    """A cause that is known to have been there, as in a simulated city."""

    key: str
    since: Instant
    """The first moment a finding about it is right."""
    until: float
    """The last one; infinite when it never ends."""
    harm: Instant | None = None
    """When it ended badly, if it did."""


def read_planted(path: Path) -> list[Planted]:
    """The causes in a CSV file with the columns key, since, until and harm (ISO 8601 times; an
    empty until never ends)."""
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            return [
                Planted(
                    row["key"],
                    parse_iso(row["since"]),
                    parse_iso(row["until"]) if row.get("until") else inf,
                    parse_iso(row["harm"]) if row.get("harm") else None,
                )
                for row in csv.DictReader(file)
            ]
    except (OSError, KeyError, UnicodeDecodeError, csv.Error) as error:
        raise BadInput(
            f"not a list of planted causes: {error!r}",
            place=str(path),
            way_out="give a CSV file with the columns key,since,until,harm",
        ) from None


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its interval; None of nothing."""

    part: int
    whole: int

    @property
    def value(self) -> float | None:
        """The share itself."""
        return self.part / self.whole if self.whole else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's 95 % interval."""
        if not self.whole:
            return None
        n, p = self.whole, self.part / self.whole
        middle = (p + _Z * _Z / (2 * n)) / (1 + _Z * _Z / n)
        half = _Z * sqrt(p * (1 - p) / n + _Z * _Z / (4 * n * n)) / (1 + _Z * _Z / n)
        return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True, slots=True)
class Scored:
    """How findings did against what came after."""

    precision: Share
    recall: Share
    lead_days: float | None
    """Median, from a right finding to the first outcome after it."""


def scored(alerts: Alerts, harms: Diary, within: int, end: Instant) -> Scored:
    """How alerts did against the outcome. Those too late to be judged by `end` do not count,
    unless the outcome has come already."""
    came = harms.next_after(alerts.keys, alerts.at)
    right = came <= alerts.at + within
    judged = right | (alerts.at + within <= end)
    before = Diary(alerts).next_after(harms.keys, harms.at - within - 1)
    return Scored(
        Share(int(right.sum()), int(judged.sum())),
        Share(int((before < harms.at).sum()), len(harms.at)),
        float(np.median((came - alerts.at)[right])) / DAY if right.any() else None,
    )


def base_rate(records: Diary, harms: Diary, within: int, since: Instant, end: Instant) -> Share:
    """The share of key-windows that the outcome follows anyway."""
    stretch = (records.at - since) // within
    fresh = np.ones(len(stretch), bool)
    fresh[1:] = (np.diff(stretch) != 0) | (np.diff(records.keys) != 0)
    fresh &= (records.at >= since) & (since + (stretch + 2) * within <= end)
    ends = since + (stretch[fresh] + 1) * within
    follows = harms.next_after(records.keys[fresh], ends - 1) < ends + within
    return Share(int(follows.sum()), len(ends))


def against_truth(alerts: Alerts, planted: Sequence[Planted], numbers: Mapping[str, int]) -> Scored:
    """How alerts did against causes that are known: the same, when the truth was planted.

    The lead time is that from the first right finding of a cause to its harm.
    """
    by_key: dict[int, list[Planted]] = {}
    for cause in planted:
        by_key.setdefault(numbers.get(cause.key, -1), []).append(cause)
    right, first = 0, dict[Planted, int]()
    for at, key in sorted(zip(alerts.at.tolist(), alerts.keys.tolist(), strict=True)):
        causes = [cause for cause in by_key.get(key, ()) if cause.since <= at <= cause.until]
        right += bool(causes)
        for cause in causes:
            first.setdefault(cause, at)
    leads = [c.harm - at for c, at in first.items() if c.harm is not None and at < c.harm]
    return Scored(
        Share(right, len(alerts.at)),
        Share(len(first), len(planted)),
        float(np.median(leads)) / DAY if leads else None,
    )
