"""Lawful by type: planted violations of every kind, and what each refusal teaches."""

from __future__ import annotations

from typing import Any

import pytest

from anlan.detect.compiler.compile import compile_model
from anlan.standards.errors import Refused
from anlan.standards.kinds import Kinds, RecordKind, base_kinds
from tests.detect.declared import CODES, KINDS, model, plan

pytestmark = pytest.mark.usefixtures("both_languages")

TITLE = {"zh": "字段", "en": "field"}


def kinds() -> Kinds:
    """The base kinds, and visits: what holds data of every class."""
    call = KINDS["call"].model_dump(mode="json", exclude_none=True)
    fields = {
        "at": {"title": TITLE, "type": "time"},
        "premises": {"title": TITLE, "type": "text", "key_of": "premises"},
        "severity": {"title": TITLE, "type": "integer", "data_class": "personal"},
        "ends": {"title": TITLE, "type": "time", "data_class": "sensitive"},
        "diagnosis": {"title": TITLE, "type": "text", "data_class": "sensitive"},
        "visitor": {"title": TITLE, "type": "pseudonym", "data_class": "personal"},
        "visited": {"title": TITLE, "type": "ref", "refers": "visit", "data_class": "personal"},
        "income": {"title": TITLE, "type": "number", "data_class": "personal"},
        "longitude": {"title": TITLE, "type": "longitude", "data_class": "personal"},
        "latitude": {"title": TITLE, "type": "latitude", "data_class": "personal"},
        "level": {"title": TITLE, "type": "integer"},
        "follows": {"title": TITLE, "type": "ref", "refers": "visit"},
    }
    visit = {**call, "id": "visit", "time": "at", "fields": fields}
    visit["retention"] = {**call["retention"], "counted_from": "at"}
    return Kinds([*base_kinds(), RecordKind.model_validate(visit, strict=False)])


LAWFUL = {"source": "visit", "where": None, "key": "premises"}
LEVELS = {"levels": [{"level": 1, "at_least": 2}], "cooldown": "1d", "expires_after": "1d"}


def joins(kind: str, by: str, *fields: str, alias: str = "known") -> list[dict[str, Any]]:
    return [{"kind": kind, "by": by, "as": alias, "fields": list(fields)}]


def measure(**block: Any) -> dict[str, Any]:
    return {"measure": block, "raise_": LEVELS}


def near(about: str) -> dict[str, Any]:
    within = {"metres": 100, "time": "1d", "about": about}
    return {"key": None, "window": None, "link": {"within": within}, "raise_": LEVELS}


OPEN = {"field": "level", "equals": 1}

PLANTED: list[tuple[str, str, dict[str, Any]]] = [
    ("key is personal", "severity", {"key": "severity"}),
    ("key is sensitive", "diagnosis", {"key": "diagnosis"}),
    ("key is a pseudonym", "visitor", {"key": "visitor"}),
    ("key identifies a person's record", "visited", {"key": "visited"}),
    ("key is no subject", "level", {"key": "level"}),
    ("key is joined and personal", "known.income", {"join": joins("visit", "follows", "income"), "key": "known.income"}),
    ("key is joined by a person", "visited", {"join": joins("visit", "visited", "premises"), "key": "known.premises"}),
    ("condition on a pseudonym", "visitor", {"where": {"field": "visitor", "equals": "x"}}),
    ("condition on sensitive text", "diagnosis", {"where": {"field": "diagnosis", "contains": "x"}}),
    ("condition that it is filled", "visitor", {"where": {"field": "visitor", "is_null": False}}),
    ("condition deep inside", "income", {"where": {"all": [OPEN, {"not": {"any": [OPEN, {"field": "income", "between": {"high": 9}}]}}]}}),
    ("condition on time passed", "ends", {"where": {"elapsed": {"from": "at", "to": "ends", "longer_than": "1h"}}}),
    ("condition on time passed since", "ends", {"where": {"elapsed": {"from": "ends", "to": "at", "longer_than": "1h"}}}),
    ("condition on a home", "longitude", {"where": {"within": {"longitude": 120.0, "latitude": 30.0, "metres": 50}}}),
    ("first of a sequence", "visitor", measure(sequence={"first": {"field": "visitor", "equals": "x"}, "then": OPEN, "within": "1d"})),
    ("then of a sequence", "diagnosis", measure(sequence={"first": OPEN, "then": {"field": "diagnosis", "contains": "x"}, "within": "1d"})),
    ("unanswered by somebody", "visitor", measure(unanswered={"first": OPEN, "then": {"field": "visitor", "equals": "x"}, "within": "1d"})),
    ("share of somebody", "income", {**measure(ratio={"of": {"field": "income", "between": {"low": 1}}, "minimum": 2}), "raise_": {**LEVELS, "levels": [{"level": 1, "at_least": 0.5}]}}),
    ("counts persons", "visitor", measure(distinct={"field": "visitor"})),
    ("counts persons' texts", "diagnosis", measure(distinct={"field": "diagnosis"})),
    ("ranks persons", "severity", measure(escalation={"severity": "severity", "worse": "higher"})),
    ("ranks by income", "income", measure(value={"field": "income", "take": "highest"})),
    ("slope of a person", "income", measure(slope={"field": "income", "direction": "rising", "minimum": 2})),
    ("nearness of homes", "longitude", near("premises")),
    ("nearness about a person", "visitor", near("visitor")),
    ("nearness about no subject", "level", near("level")),
    ("joined by a pseudonym", "visitor", {"join": joins("visit", "visitor", "level")}),
    ("joined by a personal reference", "visited", {"join": joins("visit", "visited", "level")}),
    ("brings personal data", "known.diagnosis", {"join": joins("visit", "follows", "diagnosis")}),
    ("brings a pseudonym", "known.visitor", {"join": joins("visit", "follows", "level", "visitor")}),
    ("sentence about a person", "visitor", {"because": {"zh": "{visitor}", "en": "{key}"}}),
    ("forbidden id", "face", {"id": "face-match"}),
    ("forbidden title", "重点人员", {"title": {"zh": "重点人员", "en": "places"}}),
    ("forbidden about", "trajectory", {"about": {"zh": "地点", "en": "a trajectory"}}),
    ("forbidden because", "人脸", {"because": {"zh": "人脸{key}", "en": "{key}"}}),
    ("forbidden alias", "watchlist", {"join": joins("visit", "follows", "level", alias="watchlist")}),
    ("forbidden purpose", "blacklist", {"purpose": "blacklist"}),
    ("not held for the purpose", "premises", {"purpose": "publication"}),
    ("joined kind not held for it", "known.unit_kind", {"source": "call", "key": "area", "join": joins("unit", "unit", "unit_kind")}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("field", "planted"), [case[1:] for case in PLANTED], ids=[c[0] for c in PLANTED]
)
def test_a_planted_violation_is_refused_with_the_field_the_law_and_a_way_out(
    field: str, planted: dict[str, Any]
) -> None:
    with pytest.raises(Refused) as refused:
        compile_model(model(**{**LAWFUL, **planted}), kinds(), CODES)
    assert f"`{field}`" in refused.value.problem
    assert "Lawful by construction" in refused.value.problem
    assert len(refused.value.way_out) > 20
    if field not in ("face", "重点人员", "trajectory", "人脸", "watchlist", "blacklist"):
        assert "premises" in refused.value.way_out or "purposes" in refused.value.way_out


def test_the_models_they_were_planted_in_are_lawful() -> None:
    assert compile_model(model(**LAWFUL), kinds(), CODES).subject == "premises"
    joined = model(
        **LAWFUL | {"join": joins("visit", "follows", "premises"), "key": "known.premises"}
    )
    compiled = compile_model(joined, kinds(), CODES)
    assert (compiled.subject, compiled.key) == ("premises", "follows.visit.premises")


def test_a_joined_field_is_told_by_where_it_comes_from() -> None:
    planted = LAWFUL | {"join": joins("visit", "follows", "income"), "key": "known.income"}
    with pytest.raises(Refused, match=r"`known\.income` \(income of visit\)"):
        compile_model(model(**planted), kinds(), CODES)


def test_a_personal_place_is_not_carried_into_a_finding() -> None:
    compiled = compile_model(model(**LAWFUL), kinds(), CODES)
    assert compiled.where_it_is == ()
    assert not {"longitude", "latitude"} & compiled.fields
    assert plan().where_it_is == ("area", "longitude", "latitude")


def test_a_personal_address_never_becomes_the_place_of_a_finding() -> None:
    tree = KINDS["call"].model_dump(mode="json", exclude_none=True)
    tree["id"] = "home_visit"
    tree["fields"]["address"]["data_class"] = "personal"
    visits = Kinds([*base_kinds(), RecordKind.model_validate(tree, strict=False)])
    assert plan().address == ("address",)
    assert compile_model(model(source="home_visit"), visits, CODES).address == ()
    said = {"zh": "{address}", "en": "{place}"}
    with pytest.raises(Refused, match="personal data"):
        compile_model(model(source="home_visit", because=said), visits, CODES)
