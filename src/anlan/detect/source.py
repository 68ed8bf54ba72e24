"""The plans over one record kind, and what they know of its records."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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


Remembered = tuple[Values, Instant, str, int]
"""What is known of a record while a window may hold it: its values; its event time, or when it
was written down when it has none that can be used; its zone; and as bit n whether plan n had
already let go of it when it was amended. A plain tuple, which the garbage collector lets be."""


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
        self._time = kind.time
        self._windows = [plan.window for plan in plans]
        self._filtered = 1 + len(filtered)
        self._keys = [self._slot[plan.model.key] for plan in plans]
        self._local_time = any(plan.where.local_time for plan in plans)
        self._matches: dict[Values, tuple[int, ...]] = {}
        self._longest = max(plan.window for plan in plans)
        self.swept: Instant = EARLIEST

    def take(self, recorded: Recorded) -> Sequence[FindingDraft]:
        """What one fact of this kind raises."""
        fact = recorded.fact
        time = fact.data.get(self._time)
        usable = time is None or time <= self.clock or self._move_clock(recorded, time)
        known = self.records.get(fact.record)
        if known is not None and known[1] <= self.clock - self._longest:
            del self.records[fact.record]
            known = None
        if known is not None:
            return self._amend(recorded, known, usable)
        if fact.version > 1:
            return self._forgotten(recorded)
        at = recorded.recorded if time is None or not usable else time
        values = (*map(fact.data.get, self._names), time if usable else None)
        known = self.records[fact.record] = (values, at, fact.zone, 0)
        return self._count(recorded, known, None)

    def _move_clock(self, recorded: Recorded, time: Instant) -> bool:
        """Move the clock on to the time a fact writes; False when that time cannot be used."""
        if time > recorded.recorded + AHEAD:
            self._log("ahead", None, recorded, time)
            return False
        self.clock = time
        return True

    def _amend(
        self, recorded: Recorded, before: Remembered, usable: bool
    ) -> Sequence[FindingDraft]:
        old, at, zone, lost = before
        values = self._amended(old, recorded.fact.data, usable)
        if values == old:
            return ()
        for number, window in enumerate(self._windows):
            if at <= self.clock - window:
                lost |= 1 << number
        before = (old, at, zone, lost)
        if values[-1] is not None:
            at = values[-1]
        elif old[-1] is not None:
            at = recorded.recorded
        known = self.records[recorded.fact.record] = (values, at, zone, lost)
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
        values, at, _, lost = now
        clock, entry = self.clock, (at, recorded.fact.record)
        held = {} if before is None else self._keys_of(before)
        found: list[FindingDraft] = []
        for number in self._matching(now):
            key = values[self._keys[number]]
            if key is None:
                continue
            if at <= clock - self._windows[number]:
                self._log("late", self.plans[number], recorded, at)
                continue
            if lost >> number & 1:
                self._log("forgotten", self.plans[number], recorded, at)
                continue
            tally = self.tallies[number]
            if before is not None and held.get(number) == key:
                del held[number]
                if before[1] != at:
                    tally.move(key, (before[1], entry[1]), entry, clock)
                continue
            level = tally.add(key, entry, clock)
            if level is not None:
                found.append(self._finding(number, key, level, now, entry[1]))
        for number, key in held.items():
            assert before is not None
            self.tallies[number].remove(key, (before[1], entry[1]), clock)
        if clock - self.swept > self._longest // 2:
            self.sweep()
        return found

    def _keys_of(self, known: Remembered) -> dict[int, str]:
        """Plan number → the key under which the record counts, if its window still holds it."""
        values, _, _, lost = known
        keys = {
            number: values[self._keys[number]]
            for number in self._matching(known)
            if not lost >> number & 1
        }
        return {number: key for number, key in keys.items() if key is not None}

    def _matching(self, known: Remembered) -> tuple[int, ...]:
        """Numbers of the plans whose conditions a record meets; each case is asked once."""
        values = known[0]
        if values[0] or values[-1] is None:
            return ()
        case, minute = values[: self._filtered], 0
        if self._local_time:
            minute = minute_of_week(known[1], known[2])
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
        self, number: int, key: str, level: int, now: Remembered, record: str
    ) -> FindingDraft:
        plan, entries = self.plans[number], self.tallies[number].entries(key)
        values, _, zone, _ = now
        model, row = plan.model, dict(zip(self._names, values, strict=False))
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
                zone=zone,
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
            zone=zone,
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

    def restore(self, records: dict[str, Remembered]) -> None:
        """Put back the records as they were when the state was saved."""
        self.records = records
        for record, known in records.items():
            for number, key in self._keys_of(known).items():
                self.tallies[number].restore(key, (known[1], record))
        for tally in self.tallies:
            tally.restored()

    def sweep(self) -> None:
        """Let go of what no window can hold any more; changes no answer."""
        self.swept = self.clock
        floor = self.clock - self._longest
        self.records = {name: known for name, known in self.records.items() if known[1] > floor}
        for tally in self.tallies:
            tally.forget(self.clock)
