"""An invented city for demos, tests and scoring: deterministic by seed, nobody lives in it.

`City.invent` makes it, `simulate` lives a span of it, `Run` steps through it while somebody
acts, `score_findings` compares findings with the `Truth` that never enters the stream.
"""

from anlan.simulate.areas import Area
from anlan.simulate.city import City
from anlan.simulate.events import CallEvent, Event, StepEvent
from anlan.simulate.run import Run
from anlan.simulate.scoring import Raised, Scores, score_findings
from anlan.simulate.table import CallTable
from anlan.simulate.truth import Attempt, Cause, Truth
from anlan.simulate.units import Unit
from anlan.simulate.world import World, simulate

__all__ = [
    "Area",
    "Attempt",
    "CallEvent",
    "CallTable",
    "Cause",
    "City",
    "Event",
    "Raised",
    "Run",
    "Scores",
    "StepEvent",
    "Truth",
    "Unit",
    "World",
    "score_findings",
    "simulate",
]
