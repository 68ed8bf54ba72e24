"""Premises keys: the same place gives one key, no place gives none."""

from __future__ import annotations

import pytest

from anlan.ingest.premises_key import premises_key

SAME = [
    ("2500 GREEN OAKS CT", ["2500  GREEN OAKS CT", "2500 Green Oaks Court", "2500 GREEN OAKS CT APT 4"]),
    ("11900 STENDALL DR N", ["119XX BLOCK OF STENDALL DR N", "11900 STENDALL DRIVE NORTH"]),
    ("0 BALCETA AVE", ["0 Block of BALCETA AVE", "0 BALCETA AV"]),
    ("1600 E BROADWAY", ["1600 BLOCK E BROADWAY", "1600 East Broadway"]),
    ("1300 FOOTHILL", ["1300 BLOCK BLK FOOTHILL # C", "1300 BLOCK FOOTHILL"]),
    ("HAWS AVE & MAIN ST", ["HAWS AVE & MAIN ST", "MAIN STREET / HAWS AV", "Main St and Haws Ave"]),
    ("BETHABARA RD & SILAS CREEK PKWY", ["99900 SILAS CREEK PW/BETHABARA RD"]),
    ("1 AVE & PIKE ST", ["1 AV / PIKE ST", "PIKE STREET & 1 AV"]),
    ("1100 27TH ST", ["1100 027TH (SB) ST"]),
    ("ST JAMES PARK", ["ST JAMES PARK", "St. James Park"]),
    ("人民路12号3栋", ["人民路１２号3栋2单元501室", "人民路 十二号3栋", "人民路12号3栋"]),
    ("人民路 & 解放路", ["人民路与解放路交叉口", "解放路和人民路路口"]),
    ("幸福小区3号楼", ["幸福小区3号楼2单元", "幸福小区３号楼"]),
    ("北京路123弄5号", ["北京路123弄5号602室"]),
    ("万达广场", ["万达广场", "万达广场3层"]),
]  # fmt: skip

NOWHERE = [
    None, "", "  ", "0", "0 UNKNOWN", "UNKNOWN", "Unknown Address", "N/A", "none", ".", "-", "12345",
    "DEKALB PIKE", "I-95", "US 52", "3 AV", "GREEN ST AND UNKNOWN", "MAIN ST & MAIN ST",
    "人民路", "不详", "地址不详", "无", "东湖区",
]  # fmt: skip


@pytest.mark.parametrize(("key", "address"), [(key, a) for key, many in SAME for a in many])
def test_spellings_of_one_place_give_one_key(key: str, address: str) -> None:
    assert premises_key(address) == key


@pytest.mark.parametrize("address", NOWHERE)
def test_an_address_that_names_no_place_gives_no_key(address: str | None) -> None:
    assert premises_key(address, within="Winston-Salem") is None


def test_towns_do_not_share_a_main_street() -> None:
    one, other = (premises_key("100 MAIN ST", within=town) for town in ("Ambler", "Lansdale"))
    assert one == "100 MAIN ST, AMBLER"
    assert other == "100 MAIN ST, LANSDALE"


def test_placeholders_of_a_source_name_no_place() -> None:
    assert premises_key("County", placeholders={"COUNTY"}) is None
    assert premises_key("County") == "COUNTY"


@pytest.mark.parametrize("key", [key for key, _ in SAME])
def test_a_key_is_its_own_key(key: str) -> None:
    assert premises_key(key) == key
