"""What does a matching record cost, family by family? The figures of the cost a model is expected.

    python bench/model_cost.py [--events 30000] [--models 400]

Draws models of one family and a Zipf-skewed stream with amendments and disorder, as
`bench/detect_engine.py` does, with the levels of the loud ones raised. The cost of a match is the
processor time more models add, over the matches they add (the best of three runs each, on one
core): what all share, such as looking up filters, is not counted. Prints the lines of
`src/anlan/detect/checking/costs.yaml`.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.detect.drawn import FAMILIES, TOWN, draw_models, draw_stream

from _quiet_models import quiet
from detect_engine import ACTED_ON, WARM, in_a_fresh_process, met, run


def microseconds(family: str, models: int, events: int) -> float:
    """Processor time of a matching record, from that of an eighth of the models and of all."""
    rng = np.random.default_rng(11)
    plans, stream = draw_models(rng, models, TOWN, [family]), draw_stream(rng, events, TOWN)
    quiet(plans, draw_stream(rng, events, TOWN), ACTED_ON)
    few = plans[: models // 8]
    run(few, draw_stream(rng, 2 * WARM, TOWN))  # compiled code is loaded
    seconds = [in_a_fresh_process(each, stream, 3).seconds for each in (few, plans)]
    matches = [met(each, stream) * (events - WARM) for each in (few, plans)]
    return (seconds[1] - seconds[0]) / (matches[1] - matches[0]) * 1e6


def main() -> int:
    asked = argparse.ArgumentParser()
    asked.add_argument("--events", type=int, default=30_000)
    asked.add_argument("--models", type=int, default=400)
    given = asked.parse_args()
    for family in FAMILIES:
        print(f"  {family}: {microseconds(family, given.models, given.events):.2f}", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
