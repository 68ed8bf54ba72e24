"""The analyses of an index in Chromium, in both languages: what if, comparison, framework, report.

Pictures are left in test-results/.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import Served
from tests.browser.test_journey import Watched, watched

pytestmark = pytest.mark.browser

WORDS = {
    "zh": {
        "what if": "假设推演",
        "compare": "比较归因",
        "framework": "体系编辑",
        "weight": "的权重",
        "outcome": "推演结果",
        "city": "全市",
        "yaml": "移动后的权重",
        "reset": "全部复原",
        "measure": "数值：哪一指标",
        "value": "的数值",
        "steps": "差异从何而来",
        "measures": "其中数据部分，按指标",
        "sum": "合计",
        "text": "体系声明",
        "unsound": "有错误，不能计算",
        "sound": "可以计算",
        "line": "转到第",
        "tree": "树形预览",
        "report": "年度报告",
        "download": "下载",
    },
    "en": {
        "what if": "What if",
        "compare": "Compare",
        "framework": "^Framework$",
        "weight": "weight of",
        "outcome": "What comes of it",
        "city": "whole city",
        "yaml": "The moved weights",
        "reset": "Reset all",
        "measure": "Value of which measure",
        "value": "value of",
        "steps": "Where the difference comes from",
        "measures": "The data part, by measure",
        "sum": "Sum",
        "text": "Declaration of the framework",
        "unsound": "has errors",
        "sound": "sound",
        "line": "Go to line",
        "tree": "^Tree$",
        "report": "Annual report",
        "download": "Download",
    },
}
ASK = """async ([path, body]) => {
  const { csrf } = await (await fetch('/api/session')).json();
  const headers = { 'X-CSRF-Token': csrf, 'Content-Type': 'application/json' };
  return await (await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) })).json();
}"""
"""Asks the server from within the page."""


def say(watch: Watched, word: str) -> re.Pattern[str]:
    text = WORDS[watch.language][word]
    if watch.language == "zh":
        text = r"\s*".join(text)
    return re.compile(text)


@pytest.mark.parametrize("language", WORDS)
def test_an_index_is_questioned(browser: Browser, served: Served, language: str) -> None:
    with watched(browser, served.address, language) as watch:
        served.order(compute="smart-policing")  # a report is of scores as new as the records
        watch.page.goto(f"{served.address}/index?period=2026-01")
        _weights_and_values_are_moved(watch)
        _scores_are_compared(watch)
        _a_framework_is_checked_as_it_is_typed(watch)
        _the_report_is_downloaded(watch)
        assert watch.faults == []


def _weights_and_values_are_moved(watch: Watched) -> None:
    page = watch.page
    page.get_by_role("tab", name=say(watch, "what if")).click()
    slider = page.get_by_role("slider", name=say(watch, "weight")).first
    before = float(slider.get_attribute("aria-valuenow") or "")
    slider.focus()
    for _ in range(8):
        page.keyboard.press("ArrowRight")
    moved = float(slider.get_attribute("aria-valuenow") or "")
    assert moved > before
    made = _of_city(page, watch)
    yaml = page.get_by_label(say(watch, "yaml")).last
    expect(yaml).to_contain_text("origin: given")
    served = _ask(page, {"weights": {_moved_node(watch, slider): moved}})
    expect(made).to_have_text(_shown(served))
    _a_value_is_moved(watch, made)
    expect(page.locator(".ant-select-dropdown:visible")).to_have_count(0)
    watch.picture("index-what-if")
    page.get_by_role("button", name=say(watch, "reset")).click()
    expect(made).to_have_text(_shown(_ask(page, {})))


def _a_value_is_moved(watch: Watched, made: Locator) -> None:
    page = watch.page
    was = made.inner_text()
    page.get_by_label(say(watch, "measure")).click()
    page.locator(".ant-select-item-option").first.click()
    slider = page.get_by_role("slider", name=say(watch, "value"))
    slider.focus()
    page.keyboard.press("Home")  # no such calls at all
    expect(made).not_to_have_text(was)


def _scores_are_compared(watch: Watched) -> None:
    page = watch.page
    page.get_by_role("tab", name=say(watch, "compare")).click()
    table = page.get_by_role("region", name=say(watch, "steps")).get_by_role("table")
    expect(table).to_be_visible()
    parts = [_number(cell) for cell in table.locator("tbody tr td:last-child").all()]
    total = _number(table.locator("tfoot td").last)
    assert sum(parts) == pytest.approx(total, abs=0.003)
    expect(page.get_by_role("region", name=say(watch, "measures"))).to_be_visible()
    page.wait_for_timeout(500)  # the charts draw
    watch.picture("index-compare")


def _a_framework_is_checked_as_it_is_typed(watch: Watched) -> None:
    page = watch.page
    page.get_by_role("tab", name=say(watch, "framework")).click()
    text = page.get_by_label(say(watch, "text"))
    expect(page.get_by_text(say(watch, "sound")).first).to_be_visible()
    expect(page.get_by_role("table", name=say(watch, "tree"))).to_be_visible()
    kept = text.input_value()
    text.fill(kept.replace("unit: min", 'unit: ""'))
    expect(page.get_by_text(say(watch, "unsound"))).to_be_visible()
    page.get_by_role("button", name=say(watch, "line")).first.click()
    chosen = text.evaluate("e => e.value.slice(e.selectionStart, e.selectionEnd)")
    assert "id:" in chosen
    watch.picture("index-framework")
    text.fill(kept)
    expect(page.get_by_text(say(watch, "unsound"))).to_be_hidden()


def _the_report_is_downloaded(watch: Watched) -> None:
    page = watch.page
    page.get_by_role("button", name=say(watch, "report")).click()
    with page.expect_download() as download:
        page.locator(".report-form").get_by_role("button", name=say(watch, "download")).click()
    assert download.value.suggested_filename == f"smart-policing-2026-01-{watch.language}.pdf"


def _of_city(page: Page, watch: Watched) -> Locator:
    """The score of the whole city under what is supposed."""
    table = page.get_by_role("region", name=say(watch, "outcome"))
    return table.get_by_role("row", name=say(watch, "city")).locator(".then")


def _moved_node(watch: Watched, slider: Locator) -> str:
    """The node of a slider, by its name."""
    name = slider.get_attribute("aria-label") or ""
    report = watch.page.evaluate(
        "async () => (await fetch('/api/index/smart-policing?period=2026-01')).json()"
    )
    return next(
        str(node["id"])
        for node in report["nodes"]
        if node["parent"] == "index" and node["title"][watch.language] in name
    )


def _ask(page: Page, supposed: dict[str, Any]) -> dict[str, Any]:
    body = {"period": "2026-01", **supposed}
    answer: dict[str, Any] = page.evaluate(ASK, ["/api/index/smart-policing/what-if", body])
    return answer


def _shown(workings: dict[str, Any]) -> str:
    """The score of the city as the page writes it."""
    city = next(unit for unit in workings["units"] if unit["whole"])
    return f"{city['scores']['index']:.2f}".rstrip("0").rstrip(".")


def _number(cell: Locator) -> float:
    return float(cell.inner_text().replace("−", "-"))
