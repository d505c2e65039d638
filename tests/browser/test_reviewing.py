"""A supervisor finds the visit that needs a question and sends it back, replies to a suggestion, countersigns
a pause: keyboard alone, no JavaScript.
"""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.browser.keyboard import Keyboard, sign_in
from tests.browser.office import SHORT_VISIT, SUGGESTED, Office
from tests.browser.test_every_page import RULES

FIELDS = ("姓名", "密码", "六位数字")


@pytest.fixture
def own_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A server of this test alone: what is decided here stands on no other page."""
    office = Office(tmp_path_factory.mktemp("reviewing") / "server")
    yield office
    office.stop()


def test_a_supervisor_finds_a_short_visit_and_sends_it_back(chromium: Browser, own_office: Office) -> None:
    keyboard = Keyboard(chromium, own_office)
    page = keyboard.page
    sign_in(keyboard, "周敏", FIELDS)
    keyboard.press("link", "家访")
    assert keyboard.heading == "待看的家访"
    keyboard.reach(page.get_by_label("服务规则", exact=True))
    page.keyboard.press("ArrowDown")
    assert page.locator("#finding").input_value() == "any"
    keyboard.press("button", "查看")
    assert page.locator("tbody tr").count() == 2
    keyboard.reach(page.locator(f"a[href*='{own_office.visits['王丽']}']"))
    keyboard.enter()
    assert "20 分钟，要求 30 分钟" in keyboard.text
    assert str(SHORT_VISIT["note"]) in keyboard.text
    keyboard.reach(page.get_by_label("通过", exact=True))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.get_by_label("退回", exact=True).is_checked()
    keyboard.press("button", "提交决定")
    assert page.locator("#comment-wrong").count() == 1
    keyboard.type("意见", "为什么这么短？")
    keyboard.press("button", "提交决定")
    assert keyboard.heading == "待看的家访"
    assert "家访已退回" in keyboard.text
    assert page.locator("tbody tr").count() == 1
    keyboard.open(f"/review/visits/{own_office.visits['王丽']}")
    assert "为什么这么短？" in keyboard.text


def test_a_supervisor_replies_to_a_suggestion_and_countersigns(chromium: Browser, own_office: Office) -> None:
    keyboard = Keyboard(chromium, own_office)
    page = keyboard.page
    sign_in(keyboard, "周敏", FIELDS)
    keyboard.press("link", "待办")
    suggestion = page.locator(f"a[href='/review/inbox/matters/{own_office.suggestions['王丽']}']")
    keyboard.reach(suggestion)
    keyboard.enter()
    assert str(SUGGESTED["text"]) in keyboard.text
    keyboard.reach(page.get_by_label("回复", exact=True))
    page.keyboard.press("Space")
    keyboard.type("您的回复或问题", "下周就放")
    keyboard.press("button", "提交决定")
    assert keyboard.heading == "待办"
    assert "回复已发出" in keyboard.text
    assert suggestion.count() == 0
    boxes = page.locator("input[name=matter]")
    waiting = boxes.count()
    keyboard.reach(boxes.first)
    page.keyboard.press("Space")
    keyboard.press("button", "确认勾选的暂停")
    assert boxes.count() == waiting - 1
    keyboard.open(f"/review/inbox/matters/{own_office.suggestions['王丽']}")
    assert "下周就放" in keyboard.text


def test_axe_finds_nothing_where_a_decision_has_a_mistake(chromium: Browser, own_office: Office) -> None:
    keyboard = Keyboard(chromium, own_office, java_script_enabled=True)
    page = keyboard.page
    sign_in(keyboard, "周敏", FIELDS)
    keyboard.open(f"/review/visits/{own_office.visits['王丽']}")
    page.get_by_label("询问", exact=True).check()
    page.get_by_role("button", name="提交决定").click()
    assert page.locator("#comment-wrong").count() == 1
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()


def test_a_supervisor_hands_ticked_customers_over(chromium: Browser, own_office: Office) -> None:
    keyboard = Keyboard(chromium, own_office)
    page = keyboard.page
    sign_in(keyboard, "周敏", FIELDS)
    keyboard.press("link", "顾客")
    page.get_by_label("业务员").select_option(label="王丽")
    keyboard.press("button", "查看")
    box = page.locator(f"input[value='{own_office.customers['王丽']}']")
    keyboard.reach(box)
    page.keyboard.press("Space")
    keyboard.press("button", "移交勾选的顾客")
    assert keyboard.heading == "移交王丽的 1 位顾客"
    page.get_by_label("接手的业务员").select_option(label="李娜 · 东区")
    keyboard.type("原因", "病假")
    keyboard.press("button", "现在移交")
    assert "已移交 1 位顾客" in keyboard.text
    assert box.count() == 0


def test_axe_finds_nothing_where_ticked_customers_have_a_mistake(
    chromium: Browser, own_office: Office
) -> None:
    keyboard = Keyboard(chromium, own_office, java_script_enabled=True)
    page = keyboard.page
    sign_in(keyboard, "周敏", FIELDS)
    keyboard.open("/review/customers")
    page.get_by_label("业务员").select_option(label="王丽")
    page.get_by_role("button", name="查看").click()
    for step in ("ticking", "handing over", "mistakes"):
        page.set_viewport_size({"width": 320, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, step
        found = Axe().run(page, options=RULES)
        assert found.violations_count == 0, f"{step}: {found.generate_report()}"
        if step == "ticking":
            page.get_by_role("checkbox").first.check()
            page.get_by_role("button", name="移交勾选的顾客").click()
        else:
            page.get_by_role("checkbox").first.uncheck()
            page.evaluate("document.querySelectorAll('[required]').forEach(one => one.required = false)")
            page.get_by_role("button", name="现在移交").click()
    assert page.locator("#to-wrong, #reason-wrong, #customers-wrong").count() == 3
