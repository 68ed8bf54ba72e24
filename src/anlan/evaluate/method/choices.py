"""Choices: what somebody could have decided otherwise when making an index.

A choice takes some coordinates of a point in [0, 1) and says what they decide. Everything it
needs stands in its declaration, so a file of choices and a seed are a whole experiment.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field as Bounded, field_validator, model_validator

from anlan.evaluate.method.recipe import Recipe
from anlan.evaluate.method.tree import Tree, Way
from anlan.standards.errors import BadDeclaration
from anlan.standards.kinds import Declaration

Several = Bounded(min_length=1)


class Named(Declaration):
    """What every choice may have: a name to tell it by, where one way to vary is there twice."""

    name: str | None = None


class Weights(Named):
    """The weights of some branches' children: by `noise`, by `dirichlet`, or one of some `sets`.

    noise: each off by up to this share of itself, uniformly (COINr's noise factor)
    dirichlet: shares drawn around the given ones, the closer the greater the number
    sets: one of several sets of weights by node, all as likely
    """

    vary: Literal["weights"] = "weights"
    branches: tuple[str, ...] = ()
    """Left out: all; for `sets` the nodes say it."""
    noise: Annotated[float, Bounded(gt=0, le=1)] | None = None
    dirichlet: Annotated[float, Bounded(ge=1)] | None = None
    sets: Annotated[tuple[dict[str, Annotated[float, Bounded(ge=0)]], ...], Several] | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Weights:
        if sum(way is not None for way in (self.noise, self.dirichlet, self.sets)) != 1:
            raise ValueError("say one of `noise`, `dirichlet` and `sets`")
        return self


class Step(Named):
    """One of several ways to take a step of the recipe, all as likely; `null` leaves it out.

    An indicator that has a way of its own keeps it.
    """

    vary: Literal["impute", "treat", "normalise", "base"]
    options: Annotated[tuple[Any, ...], Several]

    @field_validator("options")
    @classmethod
    def _of_the_step(cls, options: tuple[Any, ...], info: Any) -> tuple[Any, ...]:
        step = info.data.get("vary")
        recipes = [Recipe.model_validate({step: option}) for option in options] if step else []
        return tuple(getattr(recipe, step) for recipe in recipes)


class Aggregation(Named):
    """One of several ways to aggregate some branches, all as likely."""

    vary: Literal["aggregation"] = "aggregation"
    branches: tuple[str, ...] = ()
    """Left out: all."""
    options: Annotated[tuple[Way, ...], Several]


class Goalposts(Named):
    """Both goalposts of some indicators, each off by up to a share of the way between them."""

    vary: Literal["goalposts"] = "goalposts"
    indicators: tuple[str, ...] = ()
    """Left out: all that have goalposts."""
    noise: Annotated[float, Bounded(gt=0, lt=0.5)]


class Removal(Named):
    """One of some nodes left out (its weight is 0), or none of them; all as likely."""

    vary: Literal["removal"] = "removal"
    nodes: Annotated[tuple[str, ...], Several]


Choice = Annotated[
    Weights | Step | Aggregation | Goalposts | Removal, Bounded(discriminator="vary")
]


class Choices(Declaration):
    """A file of choices."""

    choices: Annotated[tuple[Choice, ...], Several]


COMMON = Choices(
    choices=(
        Weights(noise=0.25),
        Step(vary="normalise", options=({"how": "minmax", "low": 1.0}, {"how": "rank"})),
        Aggregation(options=("arithmetic", "geometric")),
    )
)
"""What most audits of an index vary, where nobody says otherwise."""


def label(choice: Any) -> str:
    """What a choice is called."""
    return str(choice.name or choice.vary)


def on_tree(choice: Any, tree: Tree) -> tuple[str, ...]:
    """The branches a choice is about; BadDeclaration where it names what the tree has not."""
    known = {branch.id for branch in tree.branches}
    if isinstance(choice, Weights) and choice.sets is not None:
        asked = {node for each in choice.sets for node in each}
        _required(asked - set(tree.place), label(choice), "node", tree.place)
        return tuple(b.id for b in tree.branches if asked & set(b.children))
    if isinstance(choice, Removal):
        _required(set(choice.nodes) - set(tree.place), label(choice), "node", tree.place)
        return tuple(b.id for b in tree.branches if set(choice.nodes) & set(b.children))
    named = getattr(choice, "branches", ())
    _required(set(named) - known, label(choice), "branch", known)
    return tuple(b.id for b in tree.branches if b.id in named or not named)


def _required(unknown: set[str], place: str, what: str, known: Any) -> None:
    if unknown:
        raise BadDeclaration(
            f"the framework has no such {what}",
            place=f"choice {place}",
            value=", ".join(sorted(unknown)),
            way_out=f"use one of {', '.join(sorted(known)[:20])}",
        )
