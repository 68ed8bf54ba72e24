"""What workers are told: the declarations, which each compiles for itself, and how to spread."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from anlan.detect.compiler.compile import compile_model
from anlan.detect.fast.shared import SharedPlan
from anlan.detect.language.model import Model
from anlan.detect.spark.running import Plainly
from anlan.detect.spark.spread import Spread
from anlan.detect.steps.runner import MakeRunner
from anlan.standards.codes import Codes, CodeTable
from anlan.standards.kinds import Kinds, RecordKind


@dataclass(frozen=True)
class Job:
    """Models to run, in the declarations they are written in; travels as it is."""

    models: tuple[str, ...]
    kinds: tuple[str, ...]
    codes: tuple[str, ...]
    parts: int
    """Into how many parts records and keys are spread."""
    reference: bool = False
    """Run the reference interpreter instead of the fast engine."""

    @property
    def spread(self) -> Spread:
        """The models compiled and spread; once in a process."""
        return _spread(self)

    @property
    def runner(self) -> MakeRunner:
        """What runs the models of a unit."""
        return Plainly if self.reference else SharedPlan


def job(
    models: Iterable[Model], kinds: Kinds, codes: Codes, *, parts: int, reference: bool = False
) -> Job:
    """The job of some models; refused like a model that does not compile."""
    made = Job(
        tuple(model.model_dump_json(by_alias=True, exclude_none=True) for model in models),
        tuple(kind.model_dump_json(by_alias=True) for kind in kinds),
        tuple(table.model_dump_json(by_alias=True) for table in codes),
        parts,
        reference,
    )
    _ = made.spread
    return made


@lru_cache(maxsize=4)
def _spread(told: Job) -> Spread:
    kinds = Kinds(map(RecordKind.model_validate_json, told.kinds))
    codes = Codes(map(CodeTable.model_validate_json, told.codes))
    plans = [compile_model(Model.model_validate_json(one), kinds, codes) for one in told.models]
    return Spread(plans, told.parts)
