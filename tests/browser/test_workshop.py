"""The workshop in Chromium, in both languages: a model is assembled, tried on history, proposed
by one person and approved by another. Pictures are left in test-results/.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import APIResponse, Browser, Locator, Page, Route, expect

from tests.browser.city import CHIEF
from tests.browser.conftest import Served
from tests.browser.test_journey import Watched, watched
from tests.web.deployment import PASSWORD

pytestmark = pytest.mark.browser

WORDS = {
    "zh": {
        "alarms": "反复技防报警处所",
        "copy": "复制为新模型",
        "7 days": "滑动 · 7 天",
        "in order": "可以提请",
        "personal": "个人信息",
        "measure": "度量",
        "loose": "未连接",
        "connect": "接到 度量",
        "menu": "“时间窗”的操作",
        "take out": "取下",
        "undo": "撤销",
        "declaration": "声明（YAML）",
        "propose": "提请上线",
        "note": "提请理由",
        "own": "这是您自己提请的，须由另一人决定。",
        "approve": "批准",
        "live": "运行中",
        "unread": "还读不懂",
        "slip": "不是合法的 YAML：",
        "threshold": "1级的阈值",
        "empty": "空白",
        "source": "缺少：来源",
        "user": "用户菜单",
        "username": "用户名",
        "password": "口令",
        "sign-in": "登录",
    },
    "en": {
        "alarms": "Alarm premises that go off again and again",
        "copy": "Copy",
        "7 days": "sliding · 7 d",
        "in order": "in order",
        "personal": "Personal data",
        "measure": "Measure",
        "loose": "not connected",
        "connect": "Connect to Measure",
        "menu": "What can be done with Window",
        "take out": "Take out",
        "undo": "Undo",
        "declaration": "Declaration (YAML)",
        "propose": "Propose",
        "note": "Note",
        "own": "You proposed it yourself; somebody else has to decide.",
        "approve": "Approve",
        "live": "live",
        "unread": "cannot be read yet",
        "slip": "not YAML: ",
        "threshold": "threshold of level 1",
        "empty": "Empty",
        "source": "missing: Source",
        "user": "User menu",
        "username": "User name",
        "password": "Password",
        "sign-in": "Sign in",
    },
}


@pytest.mark.parametrize("language", WORDS)
def test_a_model_is_assembled_tried_proposed_and_approved(
    browser: Browser, served: Served, language: str
) -> None:
    say = WORDS[language]
    with watched(browser, served.address, language) as watch:
        page = watch.page
        page.set_viewport_size({"width": 1366, "height": 768})
        _copies_a_model(watch, served, say)
        _shows_what_leaves_each_block(page)
        _backtests_while_the_slider_moves(page, say)
        _yaml_and_graph_are_one(page, say, language)
        _personal_fields_are_greyed_with_the_law(page, say)
        watch.picture("workshop")
        _is_proposed(page, say)
        watch.picture("proposals")
        _is_approved_by_another(page, served, say, language)
        assert _faults(watch) == []


@pytest.mark.parametrize("language", WORDS)
def test_blocks_are_connected_without_a_mouse(
    browser: Browser, served: Served, language: str
) -> None:
    say = WORDS[language]
    with watched(browser, served.address, language) as watch:
        page = watch.page
        _copies_a_model(watch, served, say)
        _focus_block(page, "window")
        page.keyboard.press("Enter")
        expect(page.locator(".workshop-side")).to_be_focused()
        _press_menu(page, say["menu"], say["take out"])
        expect(page.locator(".block-loose")).to_contain_text(say["loose"])
        expect(_block(page, "window")).to_have_count(0)
        expect(page.get_by_test_id("rf__edge-key>window")).to_have_count(0)
        _press_menu(page, say["menu"], say["connect"])
        expect(_block(page, "window")).to_be_visible()
        expect(page.locator(".block-loose")).to_have_count(0)
        page.keyboard.press("Control+z")
        expect(page.locator(".block-loose")).to_have_count(1)
        assert _faults(watch) == []


def test_only_legal_connections_can_be_dragged(browser: Browser, served: Served) -> None:
    say = WORDS["en"]
    with watched(browser, served.address, "en") as watch:
        page = watch.page
        _copies_a_model(watch, served, say)
        edges = page.locator(".react-flow__edge")
        before = edges.count()
        _drag(page, "source", "raise")
        expect(page.locator(".ant-message")).to_contain_text("not what the second takes")
        expect(edges).to_have_count(before)
        _drag(page, "source", "key")  # passes the condition by
        expect(page.locator(".block-loose")).to_have_count(1)
        expect(page.get_by_test_id("rf__edge-source>key")).to_be_attached()
        assert _faults(watch) == []


def test_a_model_begins_with_nothing(browser: Browser, served: Served) -> None:
    say = WORDS["en"]
    with watched(browser, served.address, "en") as watch:
        page = watch.page
        page.goto(f"{served.address}/models/workshop")
        page.get_by_role("button", name=say["empty"]).click()
        page.get_by_role("button", name=say["source"]).click()
        expect(_block(page, "source").locator("footer")).to_have_text(
            re.compile(r"[1-9]\d* records")
        )
        for part in ("Key", "Window", "Measure", "Raise", "Flow"):
            page.get_by_role("button", name=f"missing: {part}").click()
        expect(page.locator(".react-flow__edge")).to_have_count(5)
        expect(page.locator(".backtest-result")).to_be_visible()
        page.reload()  # a draft is not lost
        expect(page.locator(".react-flow__edge")).to_have_count(5)
        assert _faults(watch) == []


def _copies_a_model(watch: Watched, served: Served, say: dict[str, str]) -> None:
    page = watch.page
    page.goto(f"{served.address}/models/workshop")
    row = page.locator(".from-models li").filter(has_text=say["alarms"])
    row.get_by_role("button", name=say["copy"]).first.click()
    expect(_block(page, "flow")).to_be_visible()


def _shows_what_leaves_each_block(page: Page) -> None:
    for part in ("source", "where", "key", "window", "measure"):
        expect(_block(page, part).locator("footer")).to_have_text(re.compile(r"\d"))
    _block(page, "source").click()
    expect(page.locator(".workshop-side .ant-table-row").first).to_be_visible()


def _backtests_while_the_slider_moves(page: Page, say: dict[str, str]) -> None:
    figure = page.locator(".backtest-result b").first
    expect(figure).to_be_visible()
    page.locator(".threshold .ant-segmented-item").first.click()
    with page.expect_response("**/api/models/backtest") as answer:
        page.get_by_role("slider", name=say["threshold"]).press("Home")
    assert answer.value.ok
    expect(figure).to_have_text(re.compile(r"[1-9]"))
    for _ in range(8):
        page.get_by_role("button", name=say["undo"]).click()
        if page.get_by_role("button", name=say["undo"]).is_disabled():
            break


def _yaml_and_graph_are_one(page: Page, say: dict[str, str], language: str) -> None:
    page.get_by_role("tab", name="YAML").click()
    text = page.get_by_label(say["declaration"])
    expect(text).to_be_editable()
    expect(text).to_have_value(re.compile("sliding: 90d"))
    written = text.input_value().replace("sliding: 90d", "sliding: 7d")
    written = re.sub(r"id: .*", f"id: alarms-{language}", written, count=1)
    text.fill(written)
    expect(_block(page, "window")).to_contain_text(say["7 days"])
    text.blur()
    expect(text).to_have_value(written)
    text.fill("id: [")
    expect(page.locator(".yaml-side")).to_contain_text(say["unread"])
    expect(page.locator(".yaml-side .wrongs")).to_contain_text(say["slip"])
    expect(_block(page, "window")).to_contain_text(say["7 days"])
    text.fill(written.replace("sliding: 7d", "sliding: 90d"))
    expect(page.locator(".page-head")).to_contain_text(say["in order"])


def _personal_fields_are_greyed_with_the_law(page: Page, say: dict[str, str]) -> None:
    _block(page, "key").click()
    page.locator(".workshop-side .ant-select").first.click()
    page.keyboard.type("summary")
    option = page.locator(".ant-select-item-option-disabled").filter(has_text="summary")
    expect(option).to_contain_text(say["personal"])
    page.keyboard.press("Escape")


def _is_proposed(page: Page, say: dict[str, str]) -> None:
    page.locator(".page-head .ant-btn-primary").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label(say["note"]).fill("缺少维护的技防 alarms nobody mends")
    dialog.get_by_role("button", name=re.compile(r"\s*".join(say["propose"]))).click()
    proposal = page.locator(".proposals li").first
    expect(proposal).to_contain_text(say["own"])
    expect(proposal.get_by_role("button", name=_spaced(say["approve"]))).to_have_count(0)


def _is_approved_by_another(page: Page, served: Served, say: dict[str, str], language: str) -> None:
    page.get_by_role("button", name=say["user"]).click()
    page.get_by_role("menuitem").click()
    page.get_by_label(say["username"]).fill(CHIEF)
    page.get_by_label(say["password"], exact=True).fill(PASSWORD)
    page.get_by_role("button", name=_spaced(say["sign-in"])).click()
    expect(page.get_by_role("button", name=re.compile(CHIEF))).to_be_visible()
    before: list[tuple[Route, APIResponse]] = []
    page.route("**/api/models", lambda route: before.append((route, route.fetch())), times=1)
    page.goto(f"{served.address}/models")
    page.locator(".proposals li").get_by_role("button", name=_spaced(say["approve"])).first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox").fill("同意 agreed")
    with page.expect_response("**/approve"):
        dialog.locator(".ant-btn-primary").click()
    page.wait_for_timeout(5_000)  # the live line has told of it meanwhile
    # The first answer comes only now; it knows nothing of it yet, and of nothing newer to come.
    [(route, register)] = before
    route.fulfill(response=register, json={**register.json(), "judging": False})
    row = page.locator(f'[data-row-key="alarms-{language}"]')
    expect(row).to_contain_text(say["live"], timeout=60_000)


def _faults(watch: Watched) -> list[str]:
    """Without the questions the server ended for a newer one, which the page asks again."""
    return [fault for fault in watch.faults if "409 (Conflict)" not in fault]


def _spaced(word: str) -> re.Pattern[str]:
    """Buttons space Chinese pairs."""
    return re.compile("^" + r"\s*".join(word) + "$")


def _block(page: Page, id: str) -> Locator:
    return page.locator(f'.react-flow__node[data-id="{id}"]')


def _focus_block(page: Page, id: str) -> None:
    """Tab until the block has the focus."""
    page.locator(".palette button").last.focus()
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.dataset.id") == id:
            return
    raise AssertionError(f"{id} is not reached by Tab")


def _press_menu(page: Page, menu: str, item: str) -> None:
    page.get_by_role("button", name=menu).press("Enter")
    page.get_by_role("menuitem", name=item).first.press("Enter")


def _drag(page: Page, source: str, target: str) -> None:
    start = _block(page, source).locator(".react-flow__handle.source").bounding_box()
    end = _block(page, target).locator(".react-flow__handle.target").bounding_box()
    assert start
    assert end
    page.mouse.move(start["x"] + 5, start["y"] + 5)
    page.mouse.down()
    page.mouse.move(end["x"] - 20, end["y"] + 5, steps=4)
    page.mouse.move(end["x"] + 5, end["y"] + 5, steps=4)
    page.mouse.up()
