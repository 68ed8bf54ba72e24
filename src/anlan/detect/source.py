"""The plans over one record kind, and what they know of its records."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from anlan.detect.compile import Plan
from anlan.detect.filter import minute_of_week
from anlan.detect.finding import FindingDraft, finding_id
from anlan.detect.missed import Missed
from anlan.detect.tally import Tally
from anlan.standards.kinds import RecordKind
from anlan.standards.time import DAY, EARLIEST, Instant
from anlan.store.facts import Recorded

AHEAD = DAY
"""A record this much later than the moment it was written down has a wrong time: it neither
counts nor moves the clock, or one typing error would empty every window."""

REMEMBERED_MATCHES = 65_536

Values = tuple[Any, ...]
"""Of the fields that any plan looks at, and last the event time, None when it has none."""


@dataclass(slots=True)
class Remembered:
    """What is known of a record while a window may hold it."""

    values: Values
    at: Instant
    """Its event time, or when it was written down when it has none that can be used."""
    zone: str
    lost: int = 0
    """Bit n: plan n had already let go of it when it was amended."""


class Source:
    """The plans over one record kind: they share its clock, its records and their filters."""

    def __init__(
        self, kind: RecordKind, plans: Sequence[Plan], miss: Callable[[Missed], None]
    ) -> None:
        self._kind = kind
        self._miss = miss
        self.plans = tuple(plans)
        self.clock: Instant = EARLIEST
        self.records: dict[str, Remembered] = {}
        self.tallies = [Tally(plan.window, plan.thresholds, plan.cooldown) for plan in plans]
        filtered = sorted({name for plan in plans for name in plan.where.fields})
        others = {name for plan in plans for name in (plan.model.key, *plan.where_it_is)}
        others |= {name for plan in plans for name in plan.sentence.fields}
        self._names = ("withdrawn", *filtered, *sorted(others - set(filtered)))
        self._slot = {name: number for number, name in enumerate(self._names)}
        self._filtered = 1 + len(filtered)
        self._keys = [self._slot[plan.model.key] for plan in plans]
        self._local_time = any(plan.where.local_time for plan in plans)
        self._matches: dict[Values, tuple[int, ...]] = {}
        self._longest = max(plan.window for plan in plans)
        self.swept: Instant = EARLIEST

    def take(self, recorded: Recorded) -> Sequence[FindingDraft]:
        """What one fact of this kind raises."""
        fact = recorded.fact
        usable = self._move_clock(recorded)
        known = self.records.get(fact.record)
        if known is not None and known.at <= self.clock - self._longest:
            del self.records[fact.record]
            known = None
        if known is not None:
            return self._amend(recorded, known, usable)
        if fact.version > 1:
            return self._forgotten(recorded)
        time = fact.data.get(self._kind.time) if usable else None
        values = (*map(fact.data.get, self._names), time)
        at = recorded.recorded if values[-1] is None else values[-1]
        known = self.records[fact.record] = Remembered(values, at, fact.zone)
        return self._count(recorded, known, None)

    def _move_clock(self, recorded: Recorded) -> bool:
        """Move the clock to the time a fact writes; False when that time cannot be used."""
        time = recorded.fact.data.get(self._kind.time)
        if time is not None and time > self.clock:
            if time > recorded.recorded + AHEAD:
                self._log("ahead", None, recorded, time)
                return False
            self.clock = time
        return True

    def _amend(self, recorded: Recorded, known: Remembered, usable: bool) -> Sequence[FindingDraft]:
        old, values = known.values, self._amended(known.values, recorded.fact.data, usable)
        if values == old:
            return ()
        for number, plan in enumerate(self.plans):
            if known.at <= self.clock - plan.window:
                known.lost |= 1 << number
        before = Remembered(old, known.at, known.zone, known.lost)
        known.values = values
        if values[-1] is not None:
            known.at = values[-1]
        elif old[-1] is not None:
            known.at = recorded.recorded
        return self._count(recorded, known, before)

    def _amended(self, old: Values, data: Mapping[str, Any], usable: bool) -> Values:
        values = list(old)
        for name in data.keys() & self._slot.keys():
            values[self._slot[name]] = data[name]
        if self._kind.time in data:
            values[-1] = data[self._kind.time] if usable else None
        return tuple(values)

    def _count(
        self, recorded: Recorded, now: Remembered, before: Remembered | None
    ) -> Sequence[FindingDraft]:
        record = recorded.fact.record
        held = {} if before is None else self._keys_of(before)
        found: list[FindingDraft] = []
        for number in self._matching(now):
            plan, key = self.plans[number], now.values[self._keys[number]]
            if key is None:
                continue
            if now.at <= self.clock - plan.window:
                self._log("late", plan, recorded, now.at)
                continue
            if now.lost >> number & 1:
                self._log("forgotten", plan, recorded, now.at)
                continue
            tally, entry = self.tallies[number], (now.at, record)
            if before is not None and held.get(number) == key:
                del held[number]
                if before.at != now.at:
                    tally.move(key, (before.at, record), entry, self.clock)
                continue
            level = tally.add(key, entry, self.clock)
            if level is not None:
                found.append(self._finding(plan, tally, key, level, record, now))
        for number, key in held.items():
            assert before is not None
            self.tallies[number].remove(key, (before.at, record), self.clock)
        if self.clock - self.swept > self._longest // 2:
            self.sweep()
        return found

    def _keys_of(self, known: Remembered) -> dict[int, str]:
        """Plan number → the key under which the record counts, if its window still holds it."""
        keys = {
            number: known.values[self._keys[number]]
            for number in self._matching(known)
            if not known.lost >> number & 1
        }
        return {number: key for number, key in keys.items() if key is not None}

    def _matching(self, known: Remembered) -> tuple[int, ...]:
        """Numbers of the plans whose conditions a record meets; each case is asked once."""
        values = known.values
        if values[0] or values[-1] is None:
            return ()
        case, minute = values[: self._filtered], 0
        if self._local_time:
            minute = minute_of_week(known.at, known.zone)
            case = (*case, minute)
        matching = self._matches.get(case)
        if matching is None:
            row = dict(zip(self._names, values, strict=False))
            matching = tuple(
                number for number, plan in enumerate(self.plans) if plan.where.holds(row, minute)
            )
            if len(self._matches) >= REMEMBERED_MATCHES:
                self._matches.clear()
            self._matches[case] = matching
        return matching

    def _finding(
        self, plan: Plan, tally: Tally, key: str, level: int, record: str, now: Remembered
    ) -> FindingDraft:
        model, entries = plan.model, tally.entries(key)
        row = dict(zip(self._names, now.values, strict=False))
        span = (entries[0][0], entries[-1][0])
        place = next((row[name] for name in plan.address if row[name]), key)
        zh, en = (
            plan.sentence.say(
                language,
                count=len(entries),
                key=key,
                place=place,
                level=level,
                span=span,
                zone=now.zone,
                row=row,
            )
            for language in ("zh", "en")
        )
        return FindingDraft(
            id=finding_id(model.id, model.version, key, level, record),
            model=model.id,
            model_version=model.version,
            subject=plan.subject,
            key=key,
            place=place,
            level=level,
            area=row.get("area"),
            longitude=row.get("longitude"),
            latitude=row.get("latitude"),
            window_start=Instant(self.clock - plan.window),
            window_end=self.clock,
            raised=self.clock,
            expires=Instant(self.clock + plan.expires_after),
            trigger=record,
            source=plan.kind.id,
            evidence=tuple(record for _, record in entries),
            count=len(entries),
            because_zh=zh,
            because_en=en,
            flow=model.flow,
            zone=now.zone,
        )

    def _forgotten(self, recorded: Recorded) -> Sequence[FindingDraft]:
        """An amendment of a record that every window had let go of; only a telling one counts."""
        data, time = recorded.fact.data, self._kind.time
        if time in data or not self._slot.keys().isdisjoint(data):
            self._log("forgotten", None, recorded, data.get(time))
        return ()

    def _log(
        self, reason: str, plan: Plan | None, recorded: Recorded, time: Instant | None
    ) -> None:
        model = None if plan is None else plan.model.id
        fact = recorded.fact
        self._miss(
            Missed(reason, model, fact.kind, fact.record, recorded.position, time, self.clock)
        )

    def remember(self, record: str, values: Values, at: Instant, zone: str, lost: int) -> None:
        """Put back a record as it was when the state was saved."""
        known = self.records[record] = Remembered(values, at, zone, lost)
        for number, key in self._keys_of(known).items():
            self.tallies[number].restore(key, (at, record))

    def sweep(self) -> None:
        """Let go of what no window can hold any more; changes no answer."""
        self.swept = self.clock
        floor = self.clock - self._longest
        self.records = {name: known for name, known in self.records.items() if known.at > floor}
        for tally in self.tallies:
            tally.forget(self.clock)
