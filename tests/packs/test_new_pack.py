"""A new pack works as it is made; broken ones are told what to mend, and where."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from anlan.packs.lint import Problem, lint_pack
from anlan.packs.loader import find_mapping, find_pack, load_pack
from anlan.packs.new import make_pack
from anlan.packs.test import Ran, run_pack
from anlan.standards.errors import BadInput, Conflict, NotFound
from anlan.standards.time import DAY, Instant, parse_iso

NOW = parse_iso("2026-03-01T12:00:00+08:00")


@pytest.fixture
def made(tmp_path: Path) -> Path:
    return make_pack("night-noise", tmp_path, now=NOW)


def lint(path: Path, now: Instant = NOW) -> list[Problem]:
    return lint_pack(path, now=now)


def ran(path: Path) -> list[Ran]:
    return list(run_pack(path, now=NOW))


def test_a_new_pack_has_nothing_to_mend(made: Path) -> None:
    assert lint(made) == []


def test_the_examples_of_a_new_pack_pass(made: Path) -> None:
    results = ran(made)
    assert len(results) == 5
    assert [each.problem for each in results] == [None] * 5


def test_a_new_pack_holds_a_mapping_and_a_model(made: Path) -> None:
    pack = load_pack(made)
    assert pack.id == "night-noise"
    assert list(pack.mappings) == ["calls"]
    assert [model.id for model in pack.models.values()] == ["night-noise-repeat-noise"]
    assert find_mapping([pack], "night-noise/calls") is pack.mappings["calls"]


@pytest.mark.parametrize(
    "name", ["Night", "night noise", "../night", "night_noise", "-n", "a" * 41]
)
def test_a_name_that_is_no_pack_id_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadInput):
        make_pack(name, tmp_path, now=NOW)
    assert list(tmp_path.iterdir()) == []


def test_a_pack_is_never_written_over(made: Path) -> None:
    with pytest.raises(Conflict):
        make_pack("night-noise", made.parent, now=NOW)


def test_a_pack_is_found_by_its_folder_or_by_its_id_in_the_home(tmp_path: Path) -> None:
    made = make_pack("night-noise", tmp_path / "packs", now=NOW)
    assert find_pack(str(made)) == made
    assert find_pack("night-noise", tmp_path) == made
    with pytest.raises(NotFound):
        find_pack("night-noise")


Change = Callable[[Path], None]


def change(file: str, old: str, new: str) -> Change:
    def apply(pack: Path) -> None:
        text = (pack / file).read_text("utf-8")
        assert old in text
        (pack / file).write_text(text.replace(old, new), "utf-8")

    return apply


def write(file: str, text: str = "") -> Change:
    def apply(pack: Path) -> None:
        (pack / file).parent.mkdir(exist_ok=True)
        (pack / file).write_text(text, "utf-8")

    return apply


MODEL, MAPPING = "models/repeat-noise.yaml", "mappings/calls.yaml"

BROKEN: dict[str, tuple[Change, str, str]] = {
    "not YAML": (write(MODEL, "a: [1"), MODEL, "not YAML"),
    "unknown field": (change("pack.yaml", "owner:", "ownr:"), "pack.yaml", "owner"),
    "another id than its folder": (
        change("pack.yaml", "id: night-noise", "id: other"),
        "pack.yaml",
        "name of its folder",
    ),
    "one language only": (
        change("pack.yaml", "zh: 新薄应用（night-noise）", "zh: new"),
        "pack.yaml",
        "title.zh is not Chinese",
    ),
    "a title outside the law": (
        change(MAPPING, "en: table of calls", "en: face register"),
        MAPPING,
        "`face`",
    ),
    "a key that is no subject": (change(MODEL, "key: premises", "key: caller"), MODEL, "person"),
    "a code that is not there": (
        change(MAPPING, "noise: public_order.noise", "noise: loud"),
        MAPPING,
        "loud",
    ),
    "a flow that is not there": (
        change(MODEL, "flow: night-noise-visit", "flow: elsewhere"),
        MODEL,
        "elsewhere",
    ),
    "a standard that is not there": (
        change("flows/visit.yaml", "standard: night-noise-visit", "standard: elsewhere"),
        "flows/visit.yaml",
        "no such task standard",
    ),
    "a pack that is not there": (
        change("pack.yaml", "requires: []", "requires: [elsewhere]"),
        "pack.yaml",
        "no such pack",
    ),
    "an example that does not hold": (
        change(MODEL, "count: 3}]", "count: 4}]"),
        MODEL,
        "must raise",
    ),
    "a mapping without examples": (
        lambda pack: (pack / "examples/calls.yaml").unlink(),
        MAPPING,
        "it has no examples",
    ),
    "one id twice": (
        lambda pack: write("models/z.yaml", (pack / MODEL).read_text("utf-8"))(pack),
        "models/z.yaml",
        "has the id night-noise-repeat-noise too",
    ),
    "a misspelt folder": (write("model/x.yaml"), "model", "not a folder of a pack"),
    "a file that is no declaration": (write("models/x.yml"), "models/x.yml", "not a declaration"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_what_is_broken_is_said_with_its_place_and_the_way_out(made: Path, what: str) -> None:
    breaks, file, said = BROKEN[what]
    breaks(made)
    errors = [problem for problem in lint(made) if problem.grade == "error"]
    assert any(
        problem.place.startswith(str(made / file)) and said in problem.text and problem.way_out
        for problem in errors
    ), errors


def test_a_review_that_is_overdue_is_a_warning(made: Path) -> None:
    later = lint(made, Instant(NOW + 366 * DAY))
    assert {(Path(each.place).name, each.grade) for each in later} == {
        ("repeat-noise.yaml", "warning"),
        ("visit.yaml", "error"),
    }


def test_an_example_that_comes_out_otherwise_says_how(made: Path) -> None:
    change("examples/calls.yaml", "category: public_order.noise", "category: dispute")(made)
    change("examples/calls.yaml", "reason: bad-time", "reason: missing")(made)
    problems = [each.problem for each in ran(made) if each.problem]
    assert problems == [
        "call night-noise-1, category: wanted 'dispute', made 'public_order.noise'",
        "quarantined with reason 'bad-time', wanted 'missing'",
    ]


def test_models_of_two_packs_that_raise_each_other_are_told_of_in_both(tmp_path: Path) -> None:
    strain = find_pack("area-watch") / "models" / "area-under-strain.yaml"
    text, read = strain.read_text("utf-8"), "area-hour-surge, hazard-spread"
    assert read in text
    for name, other in (("one", "two"), ("two", "one")):
        pack = make_pack(name, tmp_path / "packs", now=NOW)
        own = text.replace("id: area-under-strain", f"id: {name}-strain")
        (pack / "models" / "strain.yaml").write_text(
            own.replace(read, f"{other}-strain, {read}"), "utf-8"
        )

    def circles(name: str) -> list[tuple[str, str]]:
        found = lint_pack(tmp_path / "packs" / name, home=tmp_path, now=NOW)
        return [(Path(each.place).name, each.text) for each in found if "circle" in each.text]

    said = "where: models raise each other in a circle: {0} reads {1} reads {0} (got '{0}')"
    assert circles("one") == [("strain.yaml", said.format("one-strain", "two-strain"))]
    assert circles("two") == [("strain.yaml", said.format("two-strain", "one-strain"))]
    (tmp_path / "packs" / "two" / "models" / "strain.yaml").unlink()
    assert circles("one") == []
