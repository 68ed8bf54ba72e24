"""How long an invented year takes: `python bench/simulate_city.py [population] [days]`.

One core. Prints seconds on the clock, seconds of the core and the peak of memory; the promise is one year of 500 000 people in
less than 60 s.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from typing import TypeVar

from anlan.simulate import City, Run, simulate
from anlan.standards.time import DAY, HOUR, Instant, parse_iso

START = parse_iso("2026-01-01T00:00:00+08:00")
Made = TypeVar("Made")


def main(population: int = 500_000, days: int = 365) -> None:
    city = timed("invent the city", lambda: City.invent(7, population))
    world = timed(f"simulate {days} days", lambda: simulate(7, population, days, start=START))
    print(f"  {len(world.calls):,} calls in {world.calls.nbytes / 1e6:.0f} MB of columns")
    events = timed("give the stream out as objects", lambda: sum(1 for _ in world.events))
    print(f"  {events:,} events")
    run = timed("live 30 days hour by hour", lambda: stepped(city))
    timed("save and restore it", lambda: Run.restore(run.state()))


def timed(what: str, make: Callable[[], Made]) -> Made:
    begun, used = time.perf_counter(), time.process_time()
    made = make()
    took, core = time.perf_counter() - begun, time.process_time() - used
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{what}: {took:.1f} s ({core:.1f} s of a core), peak {peak:.0f} MB")
    return made


def stepped(city: City) -> Run:
    run = Run(city, 7, START)
    while run.now < START + 30 * DAY:
        run.advance(Instant(run.now + HOUR))
    return run


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
