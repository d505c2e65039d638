"""The promises on the screen: lists by state, keep, move, release, search, one promise with its history."""

import asyncio
from datetime import date
from pathlib import Path

import pytest

from fieldlog.actions.finding import get_customer, get_promise
from fieldlog.actions.promise_lists import DONE, OVERDUE, TODAY, UPCOMING
from fieldlog.actions.promises import keep_promise
from fieldlog.actions.workspace import Workspace
from fieldlog.locale import Language, use_language
from fieldlog.locale.text_width import width
from fieldlog.tui.promise_words import columns
from tests.store.stores import add_customer
from tests.tui.promising import (
    ALBUM,
    PHARMACY,
    RECIPE,
    REPORT,
    WANG,
    ZHANG,
    fill_kept,
    fill_promises,
    promise,
    stored,
    stored_page,
)
from tests.tui.running import NARROW, WIDE, running

EVERY_LOOK = [("zh", NARROW), ("en", NARROW), ("zh", WIDE), ("en", WIDE)]
EIGHT_SIGNS, NINE_SIGNS = "带两盒无糖芝麻糊", "带两盒无糖芝麻糊来"
LANGUAGES: tuple[Language, ...] = ("zh", "en")


def look(state: str, language: str, size: tuple[int, int]) -> str:
    return f"promises-{state}-{language}-{size[0]}x{size[1]}"


@pytest.mark.parametrize(("language", "size"), EVERY_LOOK)
def test_overdue_comes_first_and_the_arrows_go_through_the_tabs(
    tmp_path: Path, language: Language, size: tuple[int, int]
) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", fill_promises, size, language) as rep:
            await rep.press("3")
            await rep.until_seen(REPORT, ZHANG)
            await rep.assert_looks(look("filled-overdue", language, size))
            for tab, text in ((TODAY, PHARMACY), (UPCOMING, ALBUM), (DONE, RECIPE)):
                await rep.press("right")
                await rep.until_seen(text)
                await rep.assert_looks(look(f"filled-{tab}", language, size))
            await rep.press("right", "left")
            await rep.until_seen(ALBUM)

    asyncio.run(journey())


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_tab_says_what_to_do(tmp_path: Path, language: Language) -> None:
    first = {
        "zh": ["没有逾期", "今天没有", "按 p", "按 k"],
        "en": ["Nothing is overdue", "today", "Press p", "press k"],
    }

    async def journey() -> None:
        async with running(tmp_path / "home", language=language) as rep:
            await rep.press("3")
            for number, words in enumerate(first[language]):
                await rep.until_seen(words)
                await rep.assert_looks(look(f"empty-{number}", language, NARROW))
                await rep.press("right")

    asyncio.run(journey())


def test_what_is_done_in_time_is_kept_at_once_and_undo_opens_it_again(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", fill_promises, language="en") as rep:
            await rep.press("3")
            await rep.until_seen(REPORT)
            await rep.press("right")
            await rep.until_seen(PHARMACY)
            await rep.press("k")
            await rep.until_seen("Kept: ", "Nothing is due today")
            assert stored(rep, DONE)[PHARMACY].state == "kept"
            await rep.press("u")
            await rep.until_seen("Taken back: promise kept, 王明", "Today 1")
            assert PHARMACY in stored(rep, TODAY)
            await rep.press("u")
            await rep.until_seen("Brought back: promise kept, 王明", "Today 0")
            assert stored(rep, DONE)[PHARMACY].state == "kept"

    asyncio.run(journey())


def test_for_an_overdue_promise_it_is_asked_when_it_was_done(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", fill_promises) as rep:
            await rep.press("3")
            await rep.until_seen(REPORT)
            await rep.press("k")
            await rep.until_screen("PromiseKeepScreen")
            await rep.until_focused("LineInput")
            await rep.type("昨天 15:30")
            await rep.until_seen("已过到期日")
            await rep.press(*["backspace"] * 8)
            await rep.type("2026-11-15 09:00")
            await rep.until_seen("11月15日 周日 09:00，按时")
            await rep.press("f8")
            await rep.until_screen("PromisesScreen")
            assert stored(rep, DONE)[REPORT].state == "kept"

    asyncio.run(journey())


def test_a_time_to_come_is_said_calmly_and_refused(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", fill_promises, language="en") as rep:
            await rep.press("3")
            await rep.until_seen(REPORT)
            await rep.press("t")
            await rep.until_focused("LineInput")
            await rep.type("23:00")
            await rep.until_seen("that is still to come")
            await rep.press("f8")
            await rep.until_seen("!  When:")
            assert REPORT in stored(rep, OVERDUE)

    asyncio.run(journey())


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_agreed_move_before_the_due_date_counts(tmp_path: Path, language: Language) -> None:
    counts = {"zh": "按新的到期日算", "en": "The new due date counts."}
    not_yet = {"zh": "顾客没有同意", "en": "Without the customer's agreement"}

    async def journey() -> None:
        async with running(tmp_path / "home", fill_promises, language=language) as rep:
            await rep.press("3")
            await rep.until_seen(REPORT)
            await rep.press("right", "right")
            await rep.until_seen(ALBUM)
            await rep.press("m")
            await rep.until_seen(not_yet[language])
            await rep.type("11月27日")
            await rep.press("enter", "right", "enter", "down")
            await rep.until_seen(counts[language])
            await rep.assert_looks(f"promise-move-filled-{language}-80x24")
            await rep.press("f8")
            await rep.until_screen("PromisesScreen")
            moved = stored(rep, UPCOMING)[ALBUM]
            assert moved.due == "2026-11-27"

    asyncio.run(journey())


def test_a_move_after_the_due_date_is_a_plan_and_says_so(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", fill_promises, language="en") as rep:
            await rep.press("3")
            await rep.until_seen(REPORT)
            await rep.press("m")
            await rep.until_focused("LineInput")
            await rep.type("friday")
            await rep.press("enter", "right")
            await rep.until_seen("Mon 16 Nov is over, so it goes on counting")
            await rep.press("f8")
            await rep.until_seen("!  Reason: is empty")
            await rep.press("down", "f8")
            await rep.until_screen("PromisesScreen")
            await rep.until_seen("goes on counting")
            page = stored_page(rep, OVERDUE, REPORT)
            assert (page.story.became.due, page.story.became.planned) == ("2026-11-16", "2026-11-20")

    asyncio.run(journey())


def test_a_release_takes_its_reason_from_the_presets(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", fill_promises) as rep:
            await rep.press("3")
            await rep.until_seen(REPORT)
            await rep.press("r")
            await rep.until_focused("LineInput")
            await rep.press("down", "down")
            await rep.until_seen("> 家里人已经办好了")
            await rep.press("f8")
            await rep.until_screen("PromisesScreen")
            page = stored_page(rep, DONE, REPORT)
            assert page.story.became.release_reason == "家里人已经办好了"

    asyncio.run(journey())


@pytest.mark.parametrize("query", ["zgl", "张桂", "体检", "zhangguilan"])
def test_the_search_finds_words_and_customers(tmp_path: Path, query: str) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", fill_promises) as rep:
            await rep.press("3")
            await rep.until_seen(REPORT)
            await rep.press("slash")
            await rep.until_focused("LineInput")
            await rep.type(query)
            await rep.until_seen(REPORT)
            await rep.type("没有")
            await rep.until_seen("没有找到")
            await rep.press("backspace", "backspace", "enter")
            await rep.until_focused("RowList")
            await rep.until_seen(REPORT)
            await rep.press("enter")
            await rep.until_screen("PromisePageScreen")

    asyncio.run(journey())


def test_escape_ends_the_search_before_it_leaves_the_page(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", fill_promises) as rep:
            await rep.press("3")
            await rep.until_seen(REPORT)
            await rep.press("slash")
            await rep.until_focused("LineInput")
            await rep.type("没有这个")
            await rep.until_gone(REPORT)
            await rep.press("escape")
            await rep.until_seen(REPORT)
            await rep.until_screen("PromisesScreen")
            await rep.press("escape")
            await rep.until_screen("TodayScreen")

    asyncio.run(journey())


@pytest.mark.parametrize(("language", "size"), [("zh", NARROW), ("en", WIDE)])
def test_the_page_of_a_promise_tells_its_whole_history(
    tmp_path: Path, language: Language, size: tuple[int, int]
) -> None:
    taken_back = {"zh": "已收回", "en": "taken back what was noted before"}

    async def journey() -> None:
        async with running(tmp_path / "home", fill_promises, size, language) as rep:
            await rep.press("3")
            await rep.until_seen(REPORT)
            await rep.press("m")
            await rep.until_focused("LineInput")
            await rep.type("11月20日")
            await rep.press("enter", "enter", "down", "f8")
            await rep.until_screen("PromisesScreen")
            await rep.press("u", "enter")
            await rep.until_screen("PromisePageScreen")
            await rep.until_seen(taken_back[language], ZHANG)
            rep.app.clear_notifications()
            await rep.until(lambda: not rep.app.screen.query("Toast"), "no notes")
            await rep.assert_looks(f"promise-page-filled-{language}-{size[0]}x{size[1]}")
            assert [one.is_taken_back for one in stored_page(rep, OVERDUE, REPORT).history] == [
                False,
                True,
                False,
            ]

    asyncio.run(journey())


def test_a_promise_that_was_taken_back_while_it_is_shown_says_so(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", lambda workspace: add_customer(workspace, WANG)) as rep:
            await rep.press("3")
            await rep.until_seen("没有逾期")
            await rep.press("p")
            await rep.until_seen(WANG)
            await rep.press("enter")
            await rep.until_focused("LineInput")
            await rep.type("送药 明天")
            await rep.press("f8")
            await rep.until_screen("PromisesScreen")
            await rep.press("right", "right")
            await rep.until_seen("送药")
            await rep.press("enter")
            await rep.until_screen("PromisePageScreen")
            await rep.until_seen("送药")
            await rep.press("u")
            await rep.until_seen("这项承诺已收回")
            await rep.press("u")
            await rep.until_seen("经过")
            assert "送药" in stored(rep, UPCOMING)

    asyncio.run(journey())


def test_a_long_list_of_done_promises_is_read_by_windows(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", lambda one: fill_kept(one, 300)) as rep:
            await rep.press("3")
            await rep.until_seen("第299件")
            await rep.press("end")
            await rep.until_seen("第0件")
            await rep.press("enter")
            await rep.until_screen("PromisePageScreen")
            await rep.until_seen("第0件")

    asyncio.run(journey())


def _one_of_each_length(workspace: Workspace) -> None:
    fill_kept(workspace, 300)
    customer = get_customer(workspace, ZHANG)["id"]
    kept = promise(workspace, customer, f"{EIGHT_SIGNS}。 11月20日", date(2026, 11, 10))
    keep_promise(workspace, get_promise(workspace, kept))
    promise(workspace, customer, f"{NINE_SIGNS} 11月16日", date(2026, 11, 10))
    promise(workspace, customer, f"{PHARMACY} 11月17日 15:30", date(2026, 11, 10))


@pytest.mark.parametrize(("language", "size"), EVERY_LOOK)
def test_nine_chinese_signs_stay_on_a_line_and_no_due_time_is_clipped(
    tmp_path: Path, language: Language, size: tuple[int, int]
) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", _one_of_each_length, size, language) as rep:
            await rep.press("3")
            await rep.until_seen(f"{NINE_SIGNS} ", PHARMACY, "15:30")
            await rep.press("right", "right", "right")
            await rep.until_seen("第299件", f"{EIGHT_SIGNS}。 ")

    asyncio.run(journey())


@pytest.mark.parametrize(
    ("language", "due", "left"), [("zh", "11月25日 周三", "天后"), ("en", "Wed 25 Nov", "in 7 days")]
)
def test_what_is_closed_counts_no_days_to_its_due_date(
    tmp_path: Path, language: Language, due: str, left: str
) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", fill_promises, language=language) as rep:
            await rep.press("3")
            await rep.until_seen(REPORT)
            await rep.press("right", "right")
            await rep.until_seen(ALBUM)
            await rep.press("enter")
            await rep.until_seen(due, left)
            await rep.press("k")
            await rep.until_gone(left)
            assert due in rep.seen()

    asyncio.run(journey())


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("tab", [OVERDUE, TODAY, UPCOMING, DONE])
def test_no_title_of_a_column_is_clipped(tab: str, language: Language) -> None:
    use_language(language)
    assert [column.title for column in columns(tab) if width(column.title) > column.width] == []
