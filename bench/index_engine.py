"""How fast is the index engine, beside a plain loop of our own and what COINr needs?

    python bench/index_engine.py [FOLDER]

FOLDER holds COINr's ASEM example (default: $ANLAN_SHARED/data/index_reference, else that of
../shared); without it a generated study of the same size is taken. Every task runs in a process
of its own: its user CPU the first time (with what is loaded for it) and again, and the most
memory that process held. The seconds of COINr are those measured for the task, not measured here.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from _index_data import asem, generated
from anlan.evaluate import Study, Tree, build
from anlan.evaluate.analysis.uncertainty import sensitivity, uncertainty
from anlan.evaluate.method.arrays import significant
from anlan.evaluate.method.choices import Aggregation, Step, Weights
from anlan.evaluate.method.copeland import copeland
from anlan.evaluate.method.replications import Replications

NOISE = Weights(noise=0.25)
CHOICES = (
    NOISE,
    Step(vary="treat", options=tuple({"points": n} for n in range(1, 6))),
    Step(vary="normalise", options=(
        {"how": "minmax", "low": 1.0}, {"how": "zscore", "mean": 10.0, "sd": 2.0},
    )),
    Aggregation(options=("arithmetic", "geometric")),
)  # fmt: skip
SIZES = (50, 100, 200, 500, 1000)
PEER = 100
"""Replications the plain loop runs; its time is scaled to all of them."""


def weights(folder: Path) -> dict[str, Any]:
    """1,000 replications of the weights of ASEM: scores, ranks and rank intervals."""
    study, name = asem(folder)
    done = _twice(lambda: uncertainty(study, [NOISE], replications=1000))
    peer = _loop(study, done["result"].replications, done["result"].scores)
    return _told(done, f"{name}, 1,000 replications of the weights", (121, 161), 1000, peer * 10)


def sobol(folder: Path) -> dict[str, Any]:
    """3,000 rebuilds of ASEM for Sobol indices of four choices, with 1,000 bootstrap samples."""
    study, name = asem(folder)
    done = _twice(lambda: sensitivity(study, CHOICES, size=500, bootstrap=1000))
    plain = done["result"].uncertainty
    peer = _loop(study, plain.replications, plain.scores)
    return _told(
        done, f"{name}, Sobol indices of 4 choices, 3,000 rebuilds", (399,), 1000, peer * 30
    )


def copelands(_: Path) -> dict[str, Any]:
    """Copeland scores of 50 to 1,000 units by 60 indicators."""
    rng = np.random.default_rng(1)
    tables, ones = [rng.random((units, 60)) for units in SIZES], np.ones(60)
    done = _twice(lambda: [copeland(table, ones) for table in tables])
    began = _user()
    plain = [_one_against_all(table) for table in tables]
    peer = _user() - began
    for ours, theirs in zip(done["result"], plain, strict=True):
        np.testing.assert_array_equal(ours, theirs)
    return _told(done, "Copeland of 50, 100, 200, 500 and 1,000 units", (858,), 500, peer)


def large(_: Path) -> dict[str, Any]:
    """1,000 units × 60 indicators × 10 years from data to ranks."""
    study = generated(1000, 60, 10)
    done = _twice(lambda: build(study.panel, study.indicators, study.tree, study.recipe).ranks())
    return _told(done, "a build of 1,000 units × 60 × 10 years", (8,), 20, None)


TASKS: dict[str, Callable[[Path], dict[str, Any]]] = {
    "weights": weights, "sobol": sobol, "copeland": copelands, "large": large,
}  # fmt: skip


def _one_against_all(values: Any) -> Any:
    """Copeland as numpy does it unit by unit."""
    x = significant(values)
    return np.array([np.sign(np.sign(row - x).sum(axis=1)).sum() for row in x])


def _loop(study: Study, replications: Replications, scores: Any) -> float:
    """User CPU of a plain loop that builds each replication by itself; the results are the same."""
    began = _user()
    for n in range(PEER):
        setting = replications.settings[replications.setting[n]]
        ways = dict(setting.ways)
        branches = tuple(
            replace(b, weights=tuple(replications.weights[b.id][n]), way=ways.get(b.id, b.way))
            for b in study.tree.branches
        )
        tree = Tree(study.tree.leaves, branches)
        built = build(study.panel, study.indicators, tree, setting.recipe(study.recipe))
        built.ranks()
        np.testing.assert_allclose(built.scores[:, -1], scores[n], rtol=1e-9, atol=1e-9)
    return _user() - began


def _twice(task: Callable[[], Any]) -> dict[str, Any]:
    began = _user()
    task()
    first = _user() - began
    result = task()
    return {"result": result, "first": first, "again": _user() - began - first, "memory": _memory()}


def _told(
    done: dict[str, Any], what: str, coinr: tuple[int, ...], target: int, peer: float | None
) -> dict[str, Any]:
    kept = {name: done[name] for name in ("first", "again", "memory")}
    return {"what": what, **kept, "coinr": coinr, "target": target, "peer": peer}


def _user() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_utime


def _memory() -> float:
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**20


def main(folder: Path) -> int:
    missed = 0
    for name in TASKS:
        run = subprocess.run(
            [sys.executable, __file__, str(folder), name], check=True, capture_output=True
        )
        told = json.loads(run.stdout)
        factors = [told["coinr"][0] / told[when] for when in ("first", "again")]
        missed += factors[0] < told["target"] or told["memory"] > 300
        seconds = "–".join(map(str, told["coinr"]))
        peer = "" if told["peer"] is None else f"\n  plain loop of ours    {told['peer']:8.2f} s"
        print(
            f"{told['what']}\n"
            f"  anlan, first time     {told['first']:8.3f} s   again {told['again']:.3f} s"
            f"   at most {told['memory']:.0f} MB{peer}\n"
            f"  COINr (reference)     {seconds:>8} s   {factors[0]:,.0f} × the first time,"
            f" {factors[1]:,.0f} × again; wanted {told['target']:,} ×"
        )
    return missed


if __name__ == "__main__":
    shared = Path(os.environ.get("ANLAN_SHARED", Path(__file__).parents[2] / "shared"))
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else shared / "data/index_reference"
    if len(sys.argv) > 2:
        print(json.dumps(TASKS[sys.argv[2]](folder)))
        sys.exit(0)
    sys.exit(main(folder))
