"""How fast does an event log become a process map, and beside parsing it into a tree?

    python bench/process_map.py [LOG.xes.gz] [--cases 150000]

Without a log: the road traffic fines (RTFMP, 561,470 events) where the shared data are, else an
invented log of that size. Each way reads in a process of its own: ours (bytes scanned, after one
small log so that nothing is compiled meanwhile); ElementTree and, if installed, lxml as full
trees, walked for the same four attributes; lxml.iterparse. Times are processor seconds.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import os
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

SHARED = Path(os.environ.get("ANLAN_SHARED", Path(__file__).resolve().parents[2] / "shared"))
REAL = SHARED / "data/event_logs/RTFMP.xes.gz"
Row = tuple[str | None, str | None, str | None]


def invented(path: Path, cases: int) -> Path:
    """A log of about four events a case."""
    draw = random.Random(7)
    steps = ("create", "send", "notify", "penalty", "pay", "appeal")
    with gzip.open(path, "wt", compresslevel=1, encoding="utf-8") as out:
        out.write('<?xml version="1.0" encoding="UTF-8"?>\n<log xes.version="1.0">\n')
        for case in range(cases):
            out.write(f'\t<trace>\n\t\t<string key="concept:name" value="C{case}"/>\n')
            for number, step in enumerate(steps[: draw.choice((2, 3, 5, 5))]):
                out.write(
                    "\t\t<event>\n"
                    f'\t\t\t<string key="org:resource" value="{draw.randrange(150)}"/>\n'
                    f'\t\t\t<float key="amount" value="{draw.randrange(900) / 10}"/>\n'
                    f'\t\t\t<string key="concept:name" value="{step}"/>\n'
                    '\t\t\t<string key="lifecycle:transition" value="complete"/>\n'
                    f'\t\t\t<date key="time:timestamp" value="2026-01-{number + 1:02d}'
                    f'T0{draw.randrange(10)}:00:00.000+02:00"/>\n\t\t</event>\n'
                )
            out.write("\t</trace>\n")
        out.write("</log>\n")
    return path


def ours(path: Path) -> dict[str, float]:
    from anlan.evaluate.process.courses import courses
    from anlan.evaluate.process.hand_overs import hand_overs
    from anlan.evaluate.process.map import map_of
    from anlan.evaluate.process.opening import read_log

    with tempfile.TemporaryDirectory() as folder:
        small = read_log(invented(Path(folder) / "small.xes.gz", 50))
        courses(small), map_of(small)
    begin = time.process_time()
    log = read_log(path)
    read = time.process_time()
    found, kinds = map_of(log), courses(log)
    hand_overs(log)
    return {
        "load": read - begin,
        "map": time.process_time() - read,
        "events": found.events,
        "cases": found.cases,
        "variants": len(kinds),
    }


def _rows(traces: Iterable[Any]) -> list[Row]:
    rows: list[Row] = []
    for trace in traces:
        for event in trace.iter("{*}event"):
            told = {each.get("key"): each.get("value") for each in event}
            rows.append(
                (told.get("concept:name"), told.get("time:timestamp"), told.get("org:group"))
            )
    return rows


def element_tree(path: Path) -> dict[str, float]:
    begin = time.process_time()
    with gzip.open(path) as file:
        rows = _rows(ElementTree.parse(file).getroot().iter("{*}trace"))
    return {"load": time.process_time() - begin, "events": len(rows)}


def lxml_tree(path: Path) -> dict[str, float]:
    from lxml import etree

    begin = time.process_time()
    with gzip.open(path) as file:
        rows = _rows(etree.parse(file).getroot().iter("{*}trace"))
    return {"load": time.process_time() - begin, "events": len(rows)}


def lxml_iterparse(path: Path) -> dict[str, float]:
    from lxml import etree

    begin, rows = time.process_time(), []
    with gzip.open(path) as file:
        for _, trace in etree.iterparse(file, tag="{*}trace"):
            rows += _rows([trace])
            trace.clear()
            while trace.getprevious() is not None:
                del trace.getparent()[0]
    return {"load": time.process_time() - begin, "events": len(rows)}


def _apart(way: Callable[[Path], dict[str, float]], path: Path) -> dict[str, float]:
    """Run it in a fresh process; peak memory in MB besides."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        done = pool.submit(way, path).result()
        return done | {"memory": pool.submit(_peak).result()}


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("log", type=Path, nargs="?")
    parser.add_argument("--cases", type=int, default=150_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = asked.log or (REAL if REAL.exists() else None)
        path = path or invented(Path(folder) / "invented.xes.gz", asked.cases)
        ways = [("anlan", ours), ("ElementTree, full tree", element_tree)]
        if importlib.util.find_spec("lxml"):
            ways += [("lxml, full tree", lxml_tree), ("lxml.iterparse", lxml_iterparse)]
        print(f"{path.name}\n{'way':<24}{'load s':>8}{'times ours':>12}{'peak MB':>9}")
        first = 0.0
        for name, way in ways:
            done = _apart(way, path)
            first = first or done["load"]
            print(
                f"{name:<24}{done['load']:>8.2f}{done['load'] / first:>12.1f}{done['memory']:>9.0f}"
            )
            if way is ours:
                mine = done
        print(
            f"map, variants and hand-overs of {mine['events']:.0f} events in {mine['cases']:.0f} "
            f"cases, {mine['variants']:.0f} variants: {mine['map']:.2f} s after load"
        )


if __name__ == "__main__":
    main()
