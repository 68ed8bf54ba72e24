"""Framework files: what is refused, where the error points, and what the linter says."""

from __future__ import annotations

import jsonschema
import pytest
import ruamel.yaml

from anlan.evaluate.checking.lint import lint_framework, require_sound
from anlan.evaluate.declaration.framework import Framework, framework_schema, manual_share
from anlan.packs.loader import library
from anlan.standards.declaration import read_declaration
from anlan.standards.errors import BadDeclaration
from tests.evaluate.small import TEXT, codes, kinds, small

(SHIPPED,) = (path for path in library() if path.name == "policing-index")
FILE = SHIPPED / "frameworks" / "smart-policing.yaml"


@pytest.fixture(scope="module")
def shipped() -> Framework:
    return read_declaration(FILE, Framework)


def test_the_shipped_framework_is_the_published_one(shipped: Framework) -> None:
    assert [n.weight.value for n in shipped.nodes] == [12, 12, 10, 6, 6, 6, 15, 10, 18, 5]
    assert sum(len(node.nodes) for node in shipped.nodes) == 38
    assert manual_share(shipped) == 0
    assert [r for r in lint_framework(shipped, kinds(), codes()) if r.severity != "note"] == []


def test_the_shipped_framework_feeds_at_least_fifteen_measures(shipped: Framework) -> None:
    assert len(shipped.measured) >= 15
    for measure in shipped.measures.values():
        assert (measure.source is None) != (measure.not_collected is None)


def test_the_published_schema_accepts_the_shipped_framework() -> None:
    tree = ruamel.yaml.YAML(typ="safe").load(FILE.read_text("utf-8"))
    jsonschema.validate(tree, framework_schema())
    tree["nodes"][0]["nodes"][0]["measures"][0]["direction"] = "sideways"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(tree, framework_schema())


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("direction: positive", "direction: upwards", "Input should be 'positive'"),
        ("floor: 50, target: 0, source", "floor: 0, target: 50, source", "against the direction"),
        ("{floor: 30, target: 5, source", "{floor: 5, target: 5, source", "must differ"),
        ("of: {field: class, under: criminal}", "of: {field: class}", "exactly one of"),
        ("of: {field: class, under: criminal}", "of: {under: criminal}", "goes with a question"),
        ("field: typed}", "since: typed}", "a mean takes"),
        ("per: 10000 population", "per: 10000 policemen", "match pattern"),
        (
            "not_collected: {zh: 需要案件记录, en: needs case records}",
            "weight: {value: 1}",
            "solved",
        ),
        ("deducts: {slope: 2, most: 50, source: test}", "guard: {zh: 无, en: none}", "deducts"),
        ("title: {zh: 发案, en: crime}", "title: {en: crime}", "zh"),
    ],
)
def test_a_wrong_declaration_is_refused_at_its_place(old: str, new: str, says: str) -> None:
    assert old in TEXT
    with pytest.raises(BadDeclaration) as caught:
        small(TEXT.replace(old, new, 1))
    assert says in str(caught.value)
    name, line, column = str(caught.value.place).split(":")
    wrong = TEXT[: TEXT.index(old)].count("\n") + 1
    above = TEXT.splitlines()[int(line) - 1 : wrong]
    assert name == "small.yaml"
    assert int(column) >= 1
    # The line itself, or the first line of the node it belongs to.
    assert int(line) == wrong or sum("- id:" in text for text in above) == 1


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("value: 60,", "value: 59,", "add up to 99, not to 100"),
        ("- id: minutes", "- id: rate", "two nodes have the id rate"),
        ("- id: minutes", "- id: index", "two nodes have the id index"),
    ],
)
def test_a_wrong_tree_is_refused(old: str, new: str, says: str) -> None:
    with pytest.raises(BadDeclaration, match=says):
        small(TEXT.replace(old, new, 1))


def test_a_hollow_level_is_refused() -> None:
    with pytest.raises(BadDeclaration, match="either nodes or measures"):
        small(
            TEXT[: TEXT.index("    nodes:\n      - id: calls")]
            + TEXT[TEXT.index("  - id: service") :]
        )


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("field: class, under: criminal", "field: klass, under: criminal", "has no field `klass`"),
        ("under: criminal", "under: crimes", "not a code of table category 2026.1: `crimes`"),
        (
            "field: class, under: criminal",
            "field: premises, under: x",
            "`premises` is text, not a code",
        ),
        ("kind: task", "kind: tasks", "no record kind `tasks`"),
        ("time: opened_at", "time: status", "`status` is not a time"),
        (
            "of: {field: class, under: criminal}",
            "of: {field: caller, is_null: false}",
            "no field `caller`",
        ),
        ("kind: call, by: dispute", "kind: call, by: quarrel", "has no field `quarrel`"),
        ("en: solved", "en: cameras installed", "reward spending"),
        ("zh: 破案率,", "zh: 采购金额,", "reward spending"),
        ("en: typed fields", "en: hits of face recognition", "outside what this platform may hold"),
        ("unit: /10k", 'unit: " "', "it has no unit"),
    ],
)
def test_the_linter_names_what_cannot_be_measured(old: str, new: str, says: str) -> None:
    assert old in TEXT
    framework = small(TEXT.replace(old, new, 1))
    errors = [r for r in lint_framework(framework, kinds(), codes()) if r.severity == "error"]
    assert any(says in remark.message for remark in errors), errors
    assert all(remark.way_out for remark in errors)
    with pytest.raises(BadDeclaration):
        require_sound(framework, kinds(), codes())


def test_what_is_spent_may_be_held_against_a_unit() -> None:
    costly = small(TEXT.replace("en: typed fields", "en: money spent on a call", 1))
    assert not [r for r in lint_framework(costly, kinds(), codes()) if r.rule == "IX-spending"]


def test_the_linter_counts_second_level_parts_and_manual_entry() -> None:
    measure = TEXT[TEXT.index("      - id: minutes") : TEXT.index("      - id: typed")]
    more = "".join(measure.replace("id: minutes", f"id: m{n}") for n in range(9))
    crowded = small(TEXT.replace("      - id: typed", f"{more}      - id: typed"))
    assert any("second-level parts" in r.message for r in lint_framework(crowded, kinds(), codes()))
    typed_in = small(TEXT.replace("unit: fields", "unit: fields\n        entry: manual"))
    assert manual_share(typed_in) == pytest.approx(10)
    shown = [r.message for r in lint_framework(typed_in, kinds(), codes())]
    assert "10.0 % of the weight rests on manual entry" in shown


def test_every_declared_title_is_in_both_languages(shipped: Framework) -> None:
    for _, part in shipped.walk():
        assert part.title.zh.strip()
        assert part.title.en.strip()
