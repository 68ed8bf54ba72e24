"""The link of a model: what makes records belong together when no field is named."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from pydantic import ValidationError

from anlan.detect.language.link import Matter, Thing
from anlan.detect.language.window import Window
from anlan.standards.errors import BadDeclaration, Refused
from anlan.standards.kinds import Subject
from tests.detect.declared import model, plan

pytestmark = pytest.mark.usefixtures("both_languages")

UNKEYED: dict[str, Any] = {"key": None}
COOLED = {"levels": [{"level": 1, "at_least": 2}], "cooldown": "1d", "expires_after": "1d"}
FINDINGS = {
    "source": "finding",
    "because": {"zh": "{key}", "en": "{key}"},
}


def within(**change: Any) -> dict[str, Any]:
    settings = {"metres": 200, "time": "14d", "about": "premises"} | change
    given = {name: value for name, value in settings.items() if value is not None}
    return {"key": None, "window": None, "link": {"within": given}, "raise_": COOLED}


def narrowed(subject: str) -> dict[str, Any]:
    asked = [{"field": "model", "equals": "one"}, {"field": "subject", "equals": subject}]
    return FINDINGS | UNKEYED | {"where": {"all": asked}}


@pytest.mark.parametrize(
    ("source", "link", "key", "subject"),
    [
        ("call", {"same": "premises"}, "premises", "premises"),
        ("call", {"same": "place"}, "area", "place"),
        ("call", {"matter": "dispute"}, "dispute", "dispute"),
        ("unit_response", {"matter": "incident"}, "call", "incident"),
        ("unit_response", {"same": "unit"}, "unit", "unit"),
    ],
)
def test_a_link_comes_down_to_the_field_that_names_its_subject(
    source: str, link: dict[str, Any], key: str, subject: str
) -> None:
    because = {"zh": "{key}", "en": "{key}"}
    compiled = plan(source=source, where=None, link=link, because=because, **UNKEYED)
    assert (compiled.key, compiled.subject) == (key, subject)


def test_a_link_finds_what_the_same_model_with_that_key_finds() -> None:
    keyed, linked = plan(), plan(link={"same": "premises"}, **UNKEYED)
    assert (linked.key, linked.where.form) == (keyed.key, keyed.where.form)
    assert (linked.horizon, linked.measure) == (keyed.horizon, keyed.measure)
    assert linked.digest != keyed.digest


def test_every_subject_is_a_thing_or_a_matter_and_a_person_is_neither() -> None:
    things, matters = set(get_args(Thing)), set(get_args(Matter))
    assert things | matters == set(Subject)
    assert not things & matters


def test_the_subject_of_findings_follows_from_their_condition() -> None:
    compiled = plan(link={"same": "premises"}, **narrowed("premises"))
    assert (compiled.key, compiled.subject) == ("key", "premises")
    with pytest.raises(BadDeclaration, match="narrow `key` to unit") as bad:
        plan(link={"same": "premises"}, **narrowed("unit"))
    assert "link by unit" in bad.value.way_out


def test_a_joined_field_names_a_subject_that_the_source_does_not() -> None:
    join = [{"kind": "premises", "by": "premises", "as": "home", "fields": ["area"]}]
    change = {"source": "dispute", "where": None, "because": {"zh": "{key}", "en": "{key}"}}
    own = plan(join=join, link={"same": "place"}, **change, **UNKEYED)
    assert own.key == "area"


@pytest.mark.parametrize(
    ("link", "says", "way_out"),
    [
        ({"same": "unit"}, "more than one field of call names a unit", "key: unit or key: nearest"),
        ({"matter": "task"}, "no field of call names a task", "premises"),
    ],
)
def test_a_subject_that_is_not_named_once_is_told_with_the_way_out(
    link: dict[str, Any], says: str, way_out: str
) -> None:
    with pytest.raises(BadDeclaration, match=says) as bad:
        plan(link=link, **UNKEYED)
    assert way_out in bad.value.way_out


def test_records_close_by_are_counted_within_the_time_of_the_link() -> None:
    compiled = plan(**within())
    assert (compiled.measure.family, compiled.measure.millimetres) == ("near", 200_000)
    assert compiled.horizon == plan(window={"sliding": "14d"}).horizon
    assert compiled.key == "premises"
    said = plan(**within(), because={"zh": "{metres} {window}", "en": "{metres} {window}"})
    assert said.model.stretch == Window(sliding="14d")


def test_a_link_without_time_takes_a_calendar_window_and_no_sliding_one() -> None:
    calendar = {"calendar": {"unit": "day", "zone": "UTC"}}
    assert plan(**within(time=None) | {"window": calendar}).horizon.unit == "day"
    with pytest.raises(ValidationError, match="time: 7d"):
        model(**within(time=None) | {"window": {"sliding": "7d"}})
    with pytest.raises(ValidationError, match="leave `window` out"):
        model(**within() | {"window": calendar})


@pytest.mark.parametrize("about", ["caller", "summary"])
def test_a_link_about_a_person_is_refused_by_the_law(about: str) -> None:
    with pytest.raises(Refused, match=r"link\.within\.about.*about a person") as refused:
        plan(**within(about=about))
    assert "premises (premises)" in refused.value.way_out


def test_what_records_close_by_are_about_is_an_allowed_subject() -> None:
    with pytest.raises(Refused, match="identifies no allowed subject"):
        plan(**within(about="category"))


def test_nothing_but_a_count_is_taken_of_records_close_by() -> None:
    with pytest.raises(BadDeclaration, match="nothing else is measured"):
        plan(**within() | {"measure": {"distinct": {"field": "agency"}}})
