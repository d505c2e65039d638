"""A rep's whole day, from ten to eight to the evening, with the keyboard alone: no network until the end."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fieldlog.actions.agenda import todays_entries
from fieldlog.actions.cards import get_card
from fieldlog.actions.consents import record_consent
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.agenda import AT_RISK, OVERDUE
from fieldlog.locale import Language, translate
from fieldlog.store.outbox import all_rows
from fieldlog.tui.customer_words import spaced
from tests.store.stores import Clock, add_customer, save_visit
from tests.sync.office import Office
from tests.sync.served import served
from tests.tui.exchanging import Fill, answered, journey, prepared, sync_now
from tests.tui.promising import promise
from tests.tui.running import NARROW, WIDE, Rep, running
from tests.tui.visiting import is_running, saved_promises, saved_visits

WEEK_BEFORE = datetime(2026, 11, 17, 2, 0, tzinfo=UTC)
MORNING = datetime(2026, 11, 22, 23, 50, tzinfo=UTC)
"""Monday 23 November, ten to eight in Shanghai."""

ZHANG, LI, WANG, CHEN = "张桂兰", "李秀英", "王德福", "陈建国"
COMPOUND = "和平里小区"
PHARMACY, GLASSES, REPORT = "打电话问药房", "送老花镜", "送体检报告"
DAYS = {
    "zh": {"report": "12月2日 周三，9 天后", "birthday": "生日", "sunday": "周日"},
    "en": {"report": "Wed 2 Dec, in 9 days", "birthday": "birthday", "sunday": "Sunday"},
}


@pytest.fixture
def clock() -> Clock:
    return Clock(WEEK_BEFORE)


def territory(office: Office, clock: Clock) -> Fill:
    """Fill a store with last week's work, all of it stored at the server; then it is Monday morning."""

    def fill(workspace: Workspace) -> None:
        zhang = add_customer(
            workspace,
            ZHANG,
            honorific="张奶奶",
            taboos="老伴去世的事",
            birthday={"calendar": "lunar", "month": 10, "day": 18, "year": 1944},
            address=f"{COMPOUND}3号楼201",
        )
        li = add_customer(workspace, LI, honorific="李阿姨", address=f"{COMPOUND}5号楼102")
        wang = add_customer(workspace, WANG, address="柳荫街8号")
        chen = add_customer(workspace, CHEN, address="东湖路3号")
        for customer in (zhang, li, wang, chen):
            save_visit(workspace, customer, note="聊了聊孙女")
        record_consent(workspace, get_card(workspace, zhang), "given", "口头")
        promise(workspace, wang, f"{PHARMACY} 11月19日")
        promise(workspace, chen, f"{GLASSES} 11月20日")
        sync_now(workspace, office, clock)
        clock.now = MORNING

    return fill


def groups(rep: Rep) -> list[tuple[int, str]]:
    """Return what stands on Today: the group and the name of each entry."""
    with (workspace := rep.looking()).store:
        day, found = todays_entries(workspace)
        return [(entry.group, day.cards[entry.customer]["name"]) for entry in found if entry.customer]


async def to_entry(rep: Rep, name: str, words: str = "") -> None:
    """Put the cursor of Today on the first entry of a customer whose reason holds the words."""
    await rep.press("home")
    for _ in range(40):
        line = next((one for one in rep.lines() if one.startswith("> ")), "")
        if name in line and words in line:
            return
        await rep.press("down")
    raise AssertionError(f"{name} {words}\n{rep.seen()}")


def overdue(rep: Rep, day: str) -> tuple[int, str]:
    """Run ``fieldlog overdue`` in a shell beside the screens; return its exit code and what it says."""
    words = [
        sys.executable,
        "-c",
        "from fieldlog.cli.start import run; run()",
        "--home",
        str(rep.home),
        "overdue",
        "--as-of",
        day,
    ]
    found = subprocess.run(words, capture_output=True, encoding="utf-8", check=False, timeout=60)
    return found.returncode, found.stdout + found.stderr


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", [NARROW, WIDE])
@journey
async def test_a_whole_day(
    size: tuple[int, int],
    language: Language,
    tmp_path: Path,
    office: Office,
    clock: Clock,
) -> None:
    says = DAYS[language]
    with served(office) as address:
        port = int(address.rpartition(":")[2])
        async with running(
            tmp_path / "home",
            prepared(address, office, clock, territory(office, clock)),
            size,
            language,
            clock,
        ):
            pass
    async with running(tmp_path / "home", size=size, language=language, clock=clock) as rep:
        await the_morning(rep, says)
        code, said = overdue(rep, "2026-11-23")
        assert code == 1, said
        assert PHARMACY in said
        await the_visit(rep, says)
        await the_round(rep, language)
        code, said = overdue(rep, "2026-11-23")
        # What was moved after its day had passed is a plan; the day that was promised goes on counting.
        assert (code, PHARMACY in said, GLASSES in said) == (1, False, True), said
        with served(office, port):
            await the_evening(rep, clock)


async def the_morning(rep: Rep, says: dict[str, str]) -> None:
    """No network: Today says whom to see and why; one screen tells what to know of Grandma Zhang."""
    await rep.until_seen(PHARMACY, GLASSES, says["birthday"])
    assert [name for group, name in groups(rep) if group == OVERDUE] == [WANG, CHEN]
    assert {name for group, name in groups(rep) if group == AT_RISK} == {ZHANG, LI, WANG, CHEN}
    await rep.until_seen(COMPOUND)
    await to_entry(rep, ZHANG, says["birthday"])
    await rep.press("enter")
    await rep.until_screen("CustomerScreen")
    await rep.until_seen("张 奶 奶", "老伴去世的事", "聊了聊孙女", REPORT)


async def the_visit(rep: Rep, says: dict[str, str]) -> None:
    """The purpose, the clock, the lid closed for 42 minutes; then the note and the promise."""
    await rep.press("v")
    await rep.until_screen("StartVisitScreen")
    await rep.until_focused("LineInput")
    await rep.type("看看身体怎么样")
    await rep.press("f8")
    await rep.until_screen("VisitScreen")
    await rep.until(lambda: rep.app.clock.is_running, "the clock")
    rep.clock.go_on(minutes=42)
    await rep.until_seen("42:0")
    await rep.press("f7")
    await rep.until_screen("CaptureScreen")
    await rep.until_focused("AreaInput")
    rep.clock.go_on(minutes=2)
    await rep.type("血压130/80")
    await rep.press("enter", *["tab"] * 6)
    await rep.type("精神好")
    await rep.press("tab", "tab")
    await rep.type("答应下周三前送体检报告")
    await rep.until_seen(says["report"])
    await rep.press("f8")
    await rep.until_screen("VisitSavedScreen")
    visit = saved_visits(rep)[-1].story.visit
    assert (visit.minutes, visit.timed, visit.note) == (42, True, "精神好")
    assert dict(visit.health) == {"body": "血压130/80"}
    assert not is_running(rep)
    assert (REPORT, "2026-12-02") in [(one.text, one.due) for one in saved_promises(rep)]
    await rep.press("enter")
    await rep.until(lambda: not rep.app.running_words, "the clock to go")


async def the_round(rep: Rep, language: Language) -> None:
    """The others: a promise kept, one moved, a call typed afterwards, what could not be done."""
    await rep.press("1")
    await rep.until_screen("TodayScreen")
    await rep.until(lambda: (AT_RISK, ZHANG) not in groups(rep), "Zhang is seen to")
    await to_entry(rep, WANG, PHARMACY)
    await rep.press("k")
    await rep.until_screen("PromiseKeepScreen")
    await rep.until_seen(PHARMACY)
    await rep.press("f8")
    await rep.until_screen("TodayScreen")
    await rep.until_gone(PHARMACY)
    await to_entry(rep, CHEN, GLASSES)
    await rep.press("m")
    await rep.until_screen("PromiseMoveScreen")
    await rep.until_seen(GLASSES)
    await rep.until_focused("LineInput")
    await rep.type("周五" if language == "zh" else "friday")
    await rep.press("enter", "right", "enter")
    await rep.type("眼镜店盘点" if language == "zh" else "the shop was closed")
    await rep.press("f8")
    await rep.until_screen("TodayScreen")
    await rep.until(lambda: (AT_RISK, LI) in groups(rep), "the list again")
    await to_entry(rep, LI)
    await rep.press("l")
    await rep.until_screen("PastVisitScreen")
    await rep.until_seen(spaced(LI))
    await rep.until_focused("LineInput")
    await rep.press("enter", "right", "enter")
    await rep.type("今天 8:00" if language == "zh" else "today 8:00")
    await rep.press("enter")
    await rep.type("12")
    await rep.press("f8")
    await rep.until_screen("VisitSavedScreen")
    await rep.press("escape")
    await rep.until_screen("TodayScreen")
    await rep.until(lambda: (AT_RISK, LI) not in groups(rep), "Li is seen to")
    await to_entry(rep, WANG)
    await rep.press("d")
    await rep.until_screen("NotDoneScreen")
    await rep.until_seen(WANG)
    await rep.until_focused("LineInput")
    await rep.type("住院" if language == "zh" else "in hospital")
    await rep.press("f8")
    await rep.until_screen("TodayScreen")
    await rep.press("4")
    await rep.until_screen("CheckScreen")
    await rep.until_seen(translate("Visits of the required length"))
    await rep.press("1")


async def the_evening(rep: Rep, clock: Clock) -> None:
    """Back online: everything is stored at the server, nothing waits, and the first line says so."""
    clock.go_on(hours=11)
    await rep.press("y")
    await rep.until_screen("SyncScreen")
    await rep.press("y")
    with rep.looking().store as store:
        saves = len(all_rows(store))
    await rep.until(lambda: answered(rep) == saves, "every save is answered")
    with rep.looking().store as store:
        assert {row.status for row in all_rows(store)} == {"applied"}
    await rep.press("escape")
    await rep.until_screen("TodayScreen")
    await rep.until_seen("19:3")
