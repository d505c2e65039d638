"""What the office and a laptop say to each other, with a real server, a real browser and a real terminal."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page

from fieldlog.actions.workspace import Workspace
from fieldlog.store.opening import Unlocking, open_store
from tests.browser.keyboard import Keyboard, sign_in
from tests.browser.office import Office
from tests.end_to_end.running import run_fieldlog
from tests.store.stores import add_customer
from tests.tui.terminals import WITHOUT_TMUX, program_under_tmux

PASSPHRASE = "five words that nobody guesses"
LABELS = {"zh": ("姓名", "密码", "六位数字"), "en": ("Name", "Password", "Six digits")}
WHY, ANSWER = "为什么这么短？", "她那天累了，我提早告辞"


@pytest.fixture
def own_office(tmp_path: Path) -> Iterator[Office]:
    """A server of this test alone."""
    office = Office(tmp_path / "server")
    yield office
    office.stop()


class Laptop:
    """A rep's laptop: the commands as they are typed, in a store with a passphrase."""

    def __init__(self, office: Office, home: Path, rep: str) -> None:
        self.office, self.home = office, home
        self.ask("init", "--rep", rep, "--zone", "Asia/Shanghai")
        self.ask("enrol", office.url, office.ask("enrol-code", rep)["code"])
        self.ask("sync")

    def ask(self, *words: str) -> str:
        """Run a command that has to succeed, and return what it says."""
        answer = run_fieldlog(self.home, *words, FIELDLOG_PASSPHRASE=PASSPHRASE)
        assert answer.code == 0, answer
        return answer.out

    def waiting(self) -> int:
        """Return how many saves are still to be sent."""
        return int(json.loads(self.ask("status", "--json"))["waiting"])

    def know(self, name: str) -> None:
        """Let the rep have known a customer of class A for three weeks."""
        workspace = Workspace(open_store(self.home, Unlocking(PASSPHRASE), datetime.now(UTC)))
        with workspace.store:
            add_customer(workspace, name)


def an_hour_ago() -> str:
    """Return the time an hour ago, as a rep types it."""
    return f"{datetime.now(UTC).astimezone(ZoneInfo('Asia/Shanghai')) - timedelta(hours=1):%Y-%m-%d %H:%M}"


@WITHOUT_TMUX
def test_a_supervisor_asks_the_rep_answers_at_the_terminal_and_the_supervisor_reads_it(
    chromium: Browser, own_office: Office, tmp_path: Path
) -> None:
    own_office.ask("user", "add", "赵燕", "--role", "rep", "--team", "东区")
    laptop = Laptop(own_office, tmp_path / "laptop", "赵燕")
    laptop.know("李明朗")
    times = ("--start", an_hour_ago(), "--minutes", "20")
    laptop.ask("visit", "add", "李明朗", "--purpose", "看望", *times)
    laptop.ask("sync")

    keyboard = Keyboard(chromium, own_office, "zh")
    page = keyboard.page
    sign_in(keyboard, "周敏", LABELS["zh"])
    row = page.locator(".heat tr").filter(has_text="赵燕")
    assert "100" in row.inner_text()
    keyboard.press("link", "家访")
    keyboard.reach(page.get_by_label("服务规则", exact=True))
    page.keyboard.press("ArrowDown")
    keyboard.press("button", "查看")
    keyboard.reach(page.locator("tbody tr", has_text="李明朗").locator("a[href*='/visits/']"))
    keyboard.enter()
    visit = page.url
    assert "20 分钟，要求 30 分钟" in keyboard.text
    page.get_by_label("退回", exact=True).check()
    keyboard.type("意见", WHY)
    keyboard.press("button", "提交决定")
    assert "家访已退回" in keyboard.text

    environ = {"FIELDLOG_PASSPHRASE": PASSPHRASE, "FIELDLOG_LANG": "zh"}
    with program_under_tmux(tmp_path, laptop.home, **environ) as tmux:
        tmux.until_seen("主管退回的")
        tmux.until_seen("> 李明朗")
        tmux.press("Enter")
        tmux.until_seen("等您答复：按 h。")
        tmux.until_seen(WHY)
        tmux.press("h")
        tmux.until_seen("F8")
        tmux.type(ANSWER)
        tmux.until_seen(ANSWER)
        tmux.press("F8")
        tmux.until(lambda: laptop.waiting() == 0, "the answer at the office")
        tmux.press("C-q")
        tmux.until_ended()

    page.goto(visit)
    assert ANSWER in keyboard.text


STILL_THERE = "Handed over, but still on a laptop until its next sync: 赵燕"


def held_by(page: Page, rep: str) -> int:
    """Return how many laptops of a rep hold the customer, as the page says."""
    held = page.locator("section", has=page.get_by_role("heading", name="On these laptops"))
    return held.locator("li", has_text=rep).count()


def test_a_customer_is_handed_over_and_both_laptops_follow(
    chromium: Browser, own_office: Office, tmp_path: Path
) -> None:
    for name in ("赵燕", "孙磊"):
        own_office.ask("user", "add", name, "--role", "rep", "--team", "东区")
    gives, takes = (Laptop(own_office, tmp_path / name, name) for name in ("赵燕", "孙磊"))
    gives.ask("customer", "add", "李明朗", "--taboos", "不要提他的儿子")
    gives.ask("promise", "add", "李明朗", "送体检报告", "--due", "3天后")
    gives.ask("sync")

    keyboard = Keyboard(chromium, own_office, "en")
    page = keyboard.page
    sign_in(keyboard, "Wu", LABELS["en"])
    keyboard.press("link", "Customers")
    keyboard.press("link", "李明朗")
    keyboard.press("link", "Hand over")
    page.get_by_label("New rep").select_option(label="孙磊 · 东区")
    keyboard.type("Reason", "moved to another district")
    keyboard.press("button", "Hand over now")
    assert STILL_THERE in keyboard.text
    assert held_by(page, "孙磊") == 0
    customer = page.url.partition("?")[0]

    takes.ask("sync")
    brief = takes.ask("brief", "李明朗")
    assert "不要提他的儿子" in brief
    assert "送体检报告" in brief
    assert "moved to another district" in takes.ask("handovers")
    gives.ask("sync")
    assert "李明朗" not in gives.ask("customer", "list")
    page.goto(customer)
    assert STILL_THERE not in keyboard.text
    assert (held_by(page, "赵燕"), held_by(page, "孙磊")) == (0, 1)


def test_what_was_not_taken_is_accepted_and_stands_with_its_customer(
    chromium: Browser, own_office: Office
) -> None:
    keyboard = Keyboard(chromium, own_office, "en")
    page = keyboard.page
    sign_in(keyboard, "Wu", LABELS["en"])
    keyboard.press("link", "Inbox")
    keyboard.reach(page.locator("tr", has_text="李娜").locator("a[href*='/review/inbox/']").first)
    keyboard.enter()
    assert "住院" in keyboard.text
    keyboard.press("button", "Accept")
    assert keyboard.heading == "Inbox"
    keyboard.open(f"/review/customers/{own_office.customers['王丽']}")
    assert "住院" in keyboard.text
