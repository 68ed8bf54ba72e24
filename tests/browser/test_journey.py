"""The journey of the issue, in Chromium, in both languages: from a call to a moved index.

Pictures of every page are left in test-results/.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.city import CHIEF
from tests.browser.conftest import ROOT, Served
from tests.web.deployment import PASSWORD, SECRET_SUMMARY

pytestmark = pytest.mark.browser

PICTURES = ROOT / "test-results"
PATIENCE = 60_000
WORDS = {
    "zh": {
        "queue": "在办队列",
        "findings": "预警",
        "open-task": "转任务",
        "reason": "理由",
        "task": "由此产生的任务",
        "accept": "签收",
        "start": "开始",
        "read": "查看警情",
        "visit": "上门",
        "step": "完成步骤",
        "evidence": "证据编号",
        "finish": "完成",
        "result": "结果",
        "done": "待核验",
        "verified": "核验结论",
        "records": "构成该数的记录",
        "because": "起纠纷",
        "user": "用户菜单",
        "username": "用户名",
        "password": "口令",
        "sign-in": "登录",
    },
    "en": {
        "queue": "Queue of open calls",
        "findings": "Findings",
        "open-task": "open a task",
        "reason": "reason",
        "task": "Task it became",
        "accept": "accept",
        "start": "start",
        "read": "read the calls",
        "visit": "visit",
        "step": "step done",
        "evidence": "number of the evidence",
        "finish": "^finish",
        "result": "result",
        "done": "done, to be verified",
        "verified": "Verdict",
        "records": "Records behind the number",
        "because": "disputes at",
        "user": "User menu",
        "username": "User name",
        "password": "Password",
        "sign-in": "Sign in",
    },
}


@dataclass
class Watched:
    """A page, and what it did that it must not."""

    page: Page
    language: str
    number: int
    faults: list[str] = field(default_factory=list)

    def say(self, word: str) -> re.Pattern[str]:
        """A word in the language of the page; buttons space Chinese pairs."""
        text = WORDS[self.language][word]
        if self.language == "zh" and "|" not in text:
            text = r"\s*".join(text)
        return re.compile(text, re.IGNORECASE)

    def picture(self, name: str) -> None:
        PICTURES.mkdir(exist_ok=True)
        self.page.screenshot(path=PICTURES / f"{name}-{self.language}.png")

    def button(self, word: str) -> None:
        self.page.get_by_role("button", name=self.say(word)).first.click()


@contextmanager
def watched(browser: Browser, address: str, language: str) -> Iterator[Watched]:
    context = browser.new_context(
        locale="zh-CN" if language == "zh" else "en-GB",
        timezone_id="Asia/Shanghai",
        viewport={"width": 1440, "height": 900},
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    watch = Watched(page, language, list(WORDS).index(language))
    page.on("console", lambda m: m.type == "error" and watch.faults.append(f"console: {m.text}"))
    page.on("pageerror", lambda error: watch.faults.append(f"page: {error}"))
    page.on("request", lambda r: _away(r.url, address) and watch.faults.append(f"away: {r.url}"))
    page.goto(address)
    try:
        yield watch
    except Exception:
        watch.picture("failed")
        print("\n".join(watch.faults))
        raise
    finally:
        context.close()


def _away(url: str, address: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme not in ("data", "blob") and parts.netloc != urlsplit(address).netloc


@pytest.mark.parametrize("language", WORDS)
def test_journey(browser: Browser, served: Served, language: str) -> None:
    with watched(browser, served.address, language) as watch:
        _situation_is_live(watch, served)
        _finding_becomes_a_task(watch, served)
        _task_is_worked_and_verified(watch, served)
        _index_opens_to_records(watch)
        _sources_show_quarantine(watch)
        _audit_shows_reads(watch)
        assert SECRET_SUMMARY not in watch.page.content()
        assert watch.faults == []


@pytest.mark.parametrize("language", WORDS)
def test_signs_out_and_in_with_the_keyboard_alone(
    browser: Browser, served: Served, language: str
) -> None:
    with watched(browser, served.address, language) as watch:
        page = watch.page
        expect(page.get_by_role("region", name=watch.say("queue"))).to_be_visible()
        _tab_to(page, watch.say("user"))
        page.keyboard.press("Enter")
        expect(page.get_by_role("menuitem")).to_be_visible()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.get_by_label(watch.say("username"))).to_be_visible()
        watch.picture("sign-in")
        _tab_to(page, watch.say("username"))
        page.keyboard.type(CHIEF)
        page.keyboard.press("Tab")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.get_by_role("region", name=watch.say("queue"))).to_be_visible()
        expect(page.get_by_role("button", name=re.compile(CHIEF))).to_be_visible()
        assert watch.faults == []


def _situation_is_live(watch: Watched, served: Served) -> None:
    page = watch.page
    queue = page.get_by_role("region", name=watch.say("queue"))
    expect(queue).to_be_visible()
    expect(page.locator(".maplibregl-canvas").first).to_be_visible()
    page.evaluate("window.notReloaded = true")
    address = f"新华路{watch.number + 1}号"
    served.order(call=f"live-{watch.number}", place=watch.number, address=address)
    expect(page.get_by_text(address).first).to_be_visible()
    assert page.evaluate("window.notReloaded") is True
    page.wait_for_timeout(1_500)  # the map draws
    watch.picture("situation")


def _finding_becomes_a_task(watch: Watched, served: Served) -> None:
    page, n = watch.page, watch.number
    for more in (1, 2):
        served.order(call=f"live-{n}-{more}", place=n, address=f"新华路{n + 1}号")
    page.goto(f"{served.address}/findings?model=repeat&status=open")
    row = page.get_by_role("row").filter(has_text=watch.say("because"))
    row.first.click()
    expect(page.locator(".because")).to_contain_text(watch.say("because"))
    for id in (f"live-{n}", f"live-{n}-1", f"live-{n}-2"):
        expect(page.locator(f'[data-row-key="{id}"]')).to_be_visible()
    watch.picture("finding")
    watch.button("open-task")
    page.get_by_label(watch.say("reason")).fill("需要上门 needs a visit")
    page.locator(".command-form button[type=submit]").click()
    page.get_by_role("region", name=watch.say("task")).locator("a, button").first.click()


def _task_is_worked_and_verified(watch: Watched, served: Served) -> None:
    page = watch.page
    panel = page.get_by_role("dialog")
    expect(panel).to_be_visible()
    panel.get_by_role("button", name=watch.say("accept")).click()
    panel.get_by_role("button", name=watch.say("start")).click()
    for number, step in enumerate(("read", "visit")):
        panel.get_by_role("checkbox", name=watch.say(step)).click()
        form = panel.locator(".task-steps .command-form")
        form.get_by_label(watch.say("evidence")).fill(f"R-{number}")
        form.locator("button[type=submit]").click()
        expect(panel.get_by_role("checkbox", name=watch.say(step))).to_be_checked()
    watch.picture("task")
    panel.get_by_role("button", name=watch.say("finish")).first.click()
    panel.get_by_label(watch.say("result")).fill("双方谈妥 they agreed")
    panel.locator(".command-form button[type=submit]").click()
    expect(panel.get_by_text(watch.say("done")).first).to_be_visible()
    served.order(hours=8 * 24)
    expect(panel.get_by_text(watch.say("verified")).first).to_be_visible()
    watch.picture("task-verified")
    page.goto(f"{served.address}/tasks")
    expect(page.locator(".board")).to_be_visible()
    watch.picture("tasks")


def _index_opens_to_records(watch: Watched) -> None:
    page = watch.page
    page.goto(page.url.replace("/tasks", "/index?period=2026-01"))
    measures = page.locator(".node-name button.ant-btn-link")
    expect(measures.first).to_be_visible()
    watch.picture("index")
    measures.first.click()
    panel = page.get_by_role("dialog")
    expect(panel.get_by_text(watch.say("records"))).to_be_visible()
    expect(panel.locator("tr[data-row-key]").first).to_be_visible()
    watch.picture("index-records")


def _sources_show_quarantine(watch: Watched) -> None:
    page = watch.page
    page.goto(re.sub(r"/index.*", "/sources", page.url))
    page.get_by_role("row").filter(has_text="calls.csv").click()
    expect(page.get_by_text("--retry")).to_be_visible()
    expect(page.get_by_text("bad-time").first).to_be_visible()
    watch.picture("quarantine")


def _audit_shows_reads(watch: Watched) -> None:
    page = watch.page
    page.goto(re.sub(r"/sources.*", "/audit", page.url))
    expect(page.locator("tr[data-row-key]").first).to_be_visible()
    watch.picture("audit")


def _tab_to(page: Page, name: re.Pattern[str]) -> None:
    """Press Tab until the control of that name has the focus."""
    for _ in range(60):
        focused = page.evaluate(
            "() => { const e = document.activeElement; return e && (e.getAttribute('aria-label')"
            " || (e.labels && e.labels[0] && e.labels[0].innerText) || e.innerText || '') }"
        )
        if name.search(focused or ""):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {name.pattern}")
