"""Replications: drawn by a seed, kept in a file, run again to the bit."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from anlan.evaluate.method.build import build
from anlan.evaluate.method.choices import (
    Aggregation,
    Choice,
    Choices,
    Goalposts,
    Removal,
    Step,
    Weights,
)
from anlan.evaluate.method.indicator import Indicator
from anlan.evaluate.method.panel import Panel
from anlan.evaluate.method.recipe import Normalise, Recipe, Treat
from anlan.evaluate.method.replications import read_replications
from anlan.evaluate.method.tree import Branch, Tree
from anlan.evaluate.method.vary import Variation
from anlan.standards.declaration import parse_declaration
from anlan.standards.errors import BadDeclaration, BadInput

LEAVES = ("a", "b", "c", "d", "e")
LEFT = Branch("left", ("a", "b", "c"), (1, 2, 3))
TREE = Tree(LEAVES, (LEFT, Branch("whole", ("left", "d", "e"), (5, 3, 2))))
RECIPE = Recipe(treat=Treat(), normalise=Normalise(how="minmax", low=1))
WEIGHTS = Weights(noise=0.25)
EVERY: tuple[Choice, ...] = (
    WEIGHTS,
    Weights(name="anew", branches=("whole",), dirichlet=20.0),
    Weights(name="panel", sets=({"a": 4.0, "b": 0.5}, {"a": 1.0})),
    Step(vary="normalise", options=({"how": "minmax", "low": 1.0}, {"how": "goalposts"})),
    Step(vary="treat", options=(None, {"points": 1}, {"points": 3})),
    Step(vary="impute", options=(None, {"how": "column"}, {"how": "row"})),
    Aggregation(options=("arithmetic", "geometric", "minimum")),
    Goalposts(noise=0.1),
    Removal(nodes=("a", "left", "e")),
)


def parts(rows: int = 20) -> tuple[Panel, list[Indicator]]:
    values = np.random.default_rng(1).lognormal(0, 1, (rows, 5))
    values[3, 1] = values[5, 4] = np.nan
    units = tuple(f"u{n:02d}" for n in range(rows))
    periods = tuple("12"[n % 2] for n in range(rows))
    panel = Panel(units, periods, LEAVES, values, {}, {})
    return panel, [Indicator(id, posts=(0.0, 6.0)) for id in LEAVES]


def variation() -> Variation:
    return Variation(*parts(), TREE, RECIPE)


@settings(deadline=None, max_examples=25)
@given(st.sets(st.sampled_from(range(len(EVERY))), min_size=1), st.randoms())
def test_a_replication_depends_on_nothing_but_itself(which: set[int], random) -> None:  # type: ignore[no-untyped-def]
    choices, varied = [EVERY[n] for n in sorted(which)], variation()
    all_of_them = varied.draw(choices, 24, seed=7)
    scores = varied.run(all_of_them, "whole").scores
    order = list(range(24))
    random.shuffle(order)
    again = variation().run(all_of_them.some(np.array(order)), "whole").scores
    np.testing.assert_array_equal(again, scores[order])
    alone = variation().run(all_of_them.some(np.array([17])), "whole").scores
    np.testing.assert_array_equal(alone[0], scores[17])


@settings(deadline=None, max_examples=25)
@given(which=st.sets(st.sampled_from(range(len(EVERY))), min_size=1))
def test_a_file_of_replications_gives_the_same_to_the_bit(tmp_path_factory, which) -> None:  # type: ignore[no-untyped-def]
    choices, varied = [EVERY[n] for n in sorted(which)], variation()
    drawn = varied.draw(choices, 30, seed=3)
    file = tmp_path_factory.mktemp("kept") / "replications.jsonl"
    file.write_bytes(b"".join(drawn.lines(TREE)))
    again = read_replications(file, TREE)
    np.testing.assert_array_equal(
        variation().run(again, "whole").scores, varied.run(drawn, "whole").scores
    )
    assert b"".join(again.lines(TREE)) == file.read_bytes()


def test_a_replication_is_the_build_with_its_decisions() -> None:
    varied = variation()
    drawn = varied.draw(EVERY[:1] + EVERY[4:7], 8, seed=1)
    found = varied.run(drawn, "whole").scores
    for n, line in enumerate(map(json.loads, drawn.lines(TREE))):
        recipe = RECIPE.model_copy(
            update={k: getattr(Recipe.model_validate(line["recipe"]), k) for k in line["recipe"]}
        )
        branches = tuple(
            Branch(
                b.id,
                b.children,
                tuple(line["weights"][c] for c in b.children),
                line["aggregation"][b.id],
            )
            for b in TREE.branches
        )
        wanted = build(*parts(), Tree(LEAVES, branches), recipe).scores[:, -1]
        np.testing.assert_allclose(found[n], wanted, rtol=1e-12)


def test_the_same_seed_draws_the_same_and_another_does_not() -> None:
    one, same, other = (
        b"".join(variation().draw(EVERY, 5, seed).lines(TREE)) for seed in (1, 1, 2)
    )
    assert one == same != other


def test_no_noise_is_the_nominal_score() -> None:
    varied = variation()
    told = varied.run(varied.at([WEIGHTS], np.full((1, 6), 0.5)), "whole")
    np.testing.assert_allclose(told.scores[0], told.nominal, rtol=1e-12)
    assert told.rank_shift().tolist() == [0]
    assert sorted(told.nominal_ranks()) == [n // 2 + 1 for n in range(20)]  # within each period


def test_noise_and_dirichlet_stay_where_they_said() -> None:
    varied = variation()
    noisy = varied.draw([WEIGHTS], 2000, seed=1).weights["left"] / np.array([1, 2, 3])
    assert noisy.min() >= 0.75
    assert noisy.max() <= 1.25
    np.testing.assert_allclose(noisy.mean(axis=0), 1, atol=0.02)
    drawn = varied.draw([Weights(dirichlet=20.0)], 2000, seed=1).weights["left"]
    np.testing.assert_allclose(drawn.sum(axis=1), 6)
    np.testing.assert_allclose(drawn.mean(axis=0), [1, 2, 3], atol=0.05)
    spread = np.sqrt(1 / 6 * 5 / 6 / 21) * 6  # of a Dirichlet share with 20 points in all
    assert drawn[:, 0].std() == pytest.approx(spread, rel=0.06)


def test_what_is_removed_has_no_weight() -> None:
    varied = variation()
    drawn = varied.at([Removal(nodes=("a", "left"))], np.array([[0.0], [0.4], [0.9]]))
    assert drawn.weights["left"].tolist() == [[0, 2, 3], [1, 2, 3], [1, 2, 3]]
    assert drawn.weights["whole"].tolist() == [[5, 3, 2], [0, 3, 2], [5, 3, 2]]


def test_a_file_of_choices_is_checked() -> None:
    text = "choices:\n  - {vary: treat, options: [null, {points: 3}]}\n  - {vary: weights, noise: 0.25}\n"
    read = parse_declaration(text, Choices, place="choices.yaml").choices
    assert read == (Step(vary="treat", options=(None, Treat(points=3))), WEIGHTS)
    for wrong in ("{vary: weights}", "{vary: treat, options: [{point: 3}]}", "{vary: mood}",
                  "{vary: weights, noise: -0.1}"):  # fmt: skip
        with pytest.raises(BadDeclaration):
            parse_declaration(f"choices: [{wrong}]", Choices, place="choices.yaml")


@pytest.mark.parametrize(
    "choice",
    [
        Weights(branches=("nowhere",), noise=0.1),
        Aggregation(branches=("a",), options=("geometric",)),
        Removal(nodes=("z",)),
        Weights(sets=({"z": 1.0},)),
        Goalposts(indicators=("z",), noise=0.1),
    ],
)
def test_a_choice_about_what_is_not_there_is_told(choice: Choice) -> None:
    with pytest.raises(BadDeclaration):
        variation().draw([choice], 2, seed=1)


@pytest.mark.parametrize(
    "line",
    [
        "not json",
        '{"weights": {"a": -0.1}}',
        '{"weights": {"z": 1}}',
        '{"recipe": {"treat": {"points": "x"}}}',
        '{"recipe": {"screen": {"values": 0.5}}}',
    ],
)
def test_a_line_that_is_no_replication_is_told_with_its_place(tmp_path: Path, line: str) -> None:
    file = tmp_path / "kept.jsonl"
    file.write_text('{"replication": 1}\n' + line)
    with pytest.raises(BadInput) as told:
        read_replications(file, TREE)
    assert str(file) in str(told.value.place)
