"""The fast reader, the full parser and the table reader agree, and bad logs are told plainly."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, strategies as st

from anlan.evaluate.process import xes as xes_module
from anlan.evaluate.process.keys import Asked, names_people
from anlan.evaluate.process.log import EventLog, arranged
from anlan.evaluate.process.opening import read_log
from anlan.evaluate.process.xes import read_xes
from anlan.standards.errors import BadInput, Refused
from tests.evaluate.process.drawn import CASES, SHORT
from tests.evaluate.process.logs import FINES, Case, table, xes

ODDITIES = (
    "",
    "<!-- <event> in a comment -->",
    "<list key='l'><values><string key='concept:name' value='inner'/></values></list>",
    "<string key='x' value='a &gt; b'><string key='concept:name' value='nested'/></string>",
    "<string value='first' key='concept:name'/>",
    "<string\n\tkey = 'k'\n\tvalue = '/>' />",
    "<string key='concept&#58;name' value='by entity'/>",
    "<string key='concept:name' value='&#x963F;'/>",
    "<string key='concept:name' value='two\nlines'/>",
    "<![CDATA[ <event> ]]>",
    "<x:string xmlns:x='urn:x' key='concept:name' value='prefixed'/>",
    "<?target text?>",
    "<string key='concept:name'/>",
)
HEADS = ("", "<!-- made by hand -->\n", "<!DOCTYPE log [<!ENTITY who 'someone'>]>\n")


def both_ways(path: Path) -> tuple[EventLog, EventLog]:
    logs = [
        arranged(read_xes(path, Asked(), plainly=plainly)[0], "log") for plainly in (False, True)
    ]
    return logs[0], logs[1]


def same(one: EventLog, other: EventLog) -> None:
    assert one.case_ids == other.case_ids
    assert one.activities == other.activities
    assert one.departments == other.departments
    assert one.skipped == other.skipped
    np.testing.assert_array_equal(one.starts, other.starts)
    np.testing.assert_array_equal(one.activity, other.activity)
    np.testing.assert_array_equal(one.time, other.time)
    if one.department is not None and other.department is not None:
        np.testing.assert_array_equal(one.department, other.department)


@SHORT
@given(cases=CASES, within=st.sampled_from(ODDITIES), before=st.sampled_from(HEADS))
def test_scanner_and_parser_agree(
    tmp_path: Path, cases: dict[str, list[tuple[str, str, str]]], within: str, before: str
) -> None:
    path = xes(tmp_path / "log.xes", cases.items(), within=within, before=before)
    same(*both_ways(path))


@SHORT
@given(cases=CASES, block=st.integers(40, 900))
def test_a_log_may_be_cut_anywhere_into_blocks(
    tmp_path: Path, cases: dict[str, list[tuple[str, str, str]]], block: int
) -> None:
    path = xes(tmp_path / "log.xes", cases.items())
    whole = read_log(path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(xes_module, "BLOCK", block)
        same(arranged(read_xes(path, Asked(department="org:group"))[0], "log"), whole)


@SHORT
@given(cases=CASES)
def test_a_table_says_the_same_as_xes(
    tmp_path: Path, cases: dict[str, list[tuple[str, str, str]]]
) -> None:
    same(
        read_log(table(tmp_path / "log.csv", cases.items())),
        read_log(xes(tmp_path / "log.xes", cases.items())),
    )


def test_plain_logs_take_the_fast_way(tmp_path: Path) -> None:
    path = xes(tmp_path / "log.xes", FINES, before=HEADS[1], within=ODDITIES[2])
    keys = xes_module._keys(path, Asked())
    assert xes_module._scanned(path, keys) is not None


def test_packed_logs_are_unpacked(tmp_path: Path) -> None:
    plain = xes(tmp_path / "log.xes", FINES)
    packed = tmp_path / "log.xes.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    same(read_log(packed), read_log(plain))


@pytest.mark.parametrize(
    ("time", "seconds"),
    [
        ("2026-01-01T00:00:00.500+08:00", 1767196800.5),
        ("2026/1/1 00:00", 1767225600),
        ("2026-01-01", 1767225600),
        ("2026-01-01 00:00:00,123456789Z", 1767225600.123456),
        ("2026-01-01T00:00:00-0330", 1767238200),
        ("2024-02-29T00:00:00Z", 1709164800),
    ],
)
def test_times_are_read(tmp_path: Path, time: str, seconds: float) -> None:
    log = read_log(xes(tmp_path / "log.xes", [("a", [("x", time, "")])]))
    assert log.time[0] == round(seconds * 1e6)


def test_a_time_without_a_zone_is_clock_time_of_the_zone_named(tmp_path: Path) -> None:
    path = xes(tmp_path / "log.xes", [("a", [("x", "2026-07-01T08:00:00", "")])])
    utc, shanghai = read_log(path), read_log(path, zone="Asia/Shanghai")
    assert utc.time[0] - shanghai.time[0] == 8 * 3600 * 1_000_000
    assert shanghai.notes == ("1 times name no zone: taken as Asia/Shanghai",)


BROKEN: list[Case] = [
    ("a", [("x", "yesterday", ""), ("x", "2026-02-30", ""), ("y", "2026-01-02", "")]),
    ("b", [("", "2026-01-01", ""), ("z", "", "")]),
]


@pytest.mark.parametrize("make", [xes, table])
def test_what_cannot_be_used_is_counted_and_the_rest_goes_on(tmp_path: Path, make) -> None:
    log = read_log(make(tmp_path / "log", BROKEN))
    assert (log.events, log.activities) == (1, ("y",))
    told = {s.reason: (s.count, s.value) for s in log.skipped}
    assert told == {
        "no activity": (1, None),
        "no time": (1, None),
        "a time that cannot be read": (2, "yesterday"),
    }


def test_the_first_bad_event_has_its_place(tmp_path: Path) -> None:
    places = [s.place for s in read_log(xes(tmp_path / "log.xes", BROKEN)).skipped]
    assert places == ["trace 2, event 1", "trace 2, event 2", "trace 1, event 1"]
    places = [s.place for s in read_log(table(tmp_path / "log.csv", BROKEN)).skipped]
    assert places == ["row 5", "row 6", "row 2"]


def test_a_trace_without_a_name_is_called_by_its_number(tmp_path: Path) -> None:
    assert read_log(xes(tmp_path / "l.xes", [("", [("x", "2026-01-01", "")])])).case_ids == (
        "trace 1",
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<log><trace><event></trace></log>", r"l.xes:1:\d+: not well-formed"),
        (b"<log><trace>", "not well-formed"),
        (b"<html></html>", "an XES document begins with <log>"),
        (b"<log></log>", "no events"),
        (b"\x89PNG\r\n", "a picture"),
        (b"a,b\n1,2\n", "which column tells the case"),
        (b"case,activity,time\n1,x,soon\n", "a time that cannot be read"),
    ],
)
def test_what_is_no_log_is_refused_with_a_way_out(
    tmp_path: Path, content: bytes, said: str
) -> None:
    path = tmp_path / "l.xes"
    path.write_bytes(content)
    with pytest.raises(BadInput, match=said):
        read_log(path)


@pytest.mark.parametrize("option", ["case", "activity", "department"])
def test_a_person_is_no_key(tmp_path: Path, option: str) -> None:
    path = tmp_path / "l.csv"
    path.write_text("case,activity,time,org:resource\n1,x,2026-01-01,Li\n", encoding="utf-8")
    with pytest.raises(Refused, match="person"):
        read_log(path, Asked(**{option: "org:resource"}))


def test_a_person_gives_way_to_the_department(tmp_path: Path) -> None:
    path = tmp_path / "l.csv"
    path.write_text(
        "case,activity,time,org:resource,org:role\n1,x,2026-01-01,Li,desk\n", encoding="utf-8"
    )
    log = read_log(path, Asked(department="org:resource"))
    assert log.departments == ("desk",)
    assert "shown by org:role" in log.notes[0]


@pytest.mark.parametrize("name", ["org:resource", "user_id", "OfficerName", "民警", "经办人姓名"])
def test_attributes_of_individuals_are_known(name: str) -> None:
    assert names_people(name)


@pytest.mark.parametrize("name", ["org:role", "org:group", "team", "department", "部门"])
def test_departments_are_not_taken_for_individuals(name: str) -> None:
    assert not names_people(name)
