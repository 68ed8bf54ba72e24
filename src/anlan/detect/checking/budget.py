"""What one model may take of the machine, and what a new one would."""

from __future__ import annotations

from dataclasses import dataclass

from anlan.detect.checking.cost import expected_cost
from anlan.detect.checking.measured import Measured
from anlan.detect.compiler.plan import Plan
from anlan.standards.errors import BadDeclaration
from anlan.standards.title import Title


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a model is expected to cost."""

    records_per_day: float
    matched_per_day: float
    keys: int
    microseconds_a_match: float
    """Of its family, as it was measured, and for a near repeat the neighbours looked at."""
    microseconds_per_day: float
    memory_mb: float
    share_of_budget: float
    """Of the time or of the memory one model may take, whichever is more."""

    @property
    def refused(self) -> bool:
        """Whether it would take more than one model may."""
        return self.share_of_budget > 1


@dataclass(frozen=True, slots=True)
class Budget:
    """The most one model may take."""

    memory_mb: float
    seconds_a_day: float

    def estimate(self, plan: Plan, found: Measured) -> Estimate:
        """The cost of a model, from what it would look at here."""
        cost = expected_cost(plan, found.matched)
        memory = cost.bytes / 1e6
        share = max(memory / self.memory_mb, cost.a_day / (self.seconds_a_day * 1e6))
        return Estimate(
            records_per_day=found.per_day,
            matched_per_day=found.matched.per_day,
            keys=found.matched.keys,
            microseconds_a_match=cost.microseconds,
            microseconds_per_day=cost.a_day,
            memory_mb=memory,
            share_of_budget=share,
        )

    def refusal(self, plan: Plan, cost: Estimate) -> BadDeclaration:
        """Why a model that costs too much does not run, and what would be cheaper."""
        memory, seconds = f"{cost.memory_mb:,.0f}", f"{cost.microseconds_per_day / 1e6:,.0f}"
        most, longest = f"{self.memory_mb:,.0f}", f"{self.seconds_a_day:,.0f}"
        return BadDeclaration(
            Title(
                zh=f"它要占 {memory} MB 内存，每日计算 {seconds} 秒；"
                f"一个模型至多 {most} MB、{longest} 秒",
                en=f"it would take {memory} MB and {seconds} s of computing a day;"
                f" one model may take {most} MB and {longest} s",
            ),
            place=f"model {plan.name}",
            way_out=Title(
                zh="缩短时间窗，把哪些记录算数写得更具体，或减少米数；"
                "预算本身在 anlan.yaml（model_memory_mb、model_seconds_a_day）",
                en="shorten the window, say more closely which records count, or take fewer"
                " metres; the budget itself is in anlan.yaml (model_memory_mb,"
                " model_seconds_a_day)",
            ),
        )
