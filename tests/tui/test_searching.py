"""`/` searches on every list that is shown whole: what is typed filters it, Escape ends the search first."""

from importlib import import_module
from pathlib import Path

import pytest

from fieldlog.domain.problems import N_
from fieldlog.domain.rules import weekly_contact
from fieldlog.locale import translate
from fieldlog.tui.screens import SCREENS, load_screen
from fieldlog.tui.searched_reading import SearchedReading
from fieldlog.tui.searching import Searching
from fieldlog.tui.widgets.search_line import SearchLine
from fieldlog.tui.wording import NOTHING_FOUND
from tests.tui.exchanging import journey
from tests.tui.looking import Fill, Walk, opening, pressing
from tests.tui.promising import REPORT, ZHANG, fill_week
from tests.tui.reviewing import much_was_said
from tests.tui.running import WIDE, Rep, running
from tests.tui.test_every_screen import FILTERING, alike, nothing, one_visit

LISTS: dict[str, tuple[Fill, Walk, str, str, str]] = {
    "today": (fill_week, pressing(), "TodayScreen", "zgl", ZHANG),
    "customers": (fill_week, pressing("2"), "CustomersScreen", "zgl", ZHANG),
    "customer": (one_visit, pressing("2", "enter"), "CustomerScreen", "体检", REPORT),
    "promises": (fill_week, pressing("3"), "PromisesScreen", "体检", REPORT),
    "check": (fill_week, pressing("4"), "CheckScreen", "lxy", "李秀英"),
    "check_rule": (fill_week, opening("check_rule", weekly_contact.RULE), "CheckRuleScreen", "czy", "陈志远"),
    "reviews": (much_was_said, opening("reviews"), "ReviewsScreen", "chenjianguo", "陈建国"),
    "guidance": (nothing, opening("guidance"), "GuidanceScreen", "推辞", "好好地推辞"),
    "settings": (nothing, pressing("5"), "SettingsScreen", "yuyan", "语言"),
    "exchange": (one_visit, opening("exchange"), "SyncScreen", "服务器", "服务器"),
    "keymap": (nothing, opening("keymap"), "KeymapScreen", "兑现", "已兑现"),
    "rule_packs": (nothing, opening("rule_packs"), "RulePacksScreen", "每周", "每周"),
    "help": (nothing, pressing("f1"), "HelpScreen", "锁", "锁"),
    "customer_filter": (
        fill_week,
        opening("customer_filter", *FILTERING),
        "CustomerFilterScreen",
        "dh",
        "东湖",
    ),
    "customer_join": (alike, pressing("2", "enter", "j"), "CustomerJoinScreen", "5号楼", "5号楼"),
}
"""By the name of a screen: what is in the store, how to come there, its class, what is typed and found."""
WAYS_BACK = ("Esc", "← →")
"""What leads on from a search that finds nothing; of promises there are some on other tabs."""
ELSEWHERE = {
    "find_customer": "is a search",
    "palette": "is a search",
}


@pytest.mark.parametrize("name", LISTS)
@journey
async def test_a_list_is_searched_and_shown_whole_again(name: str, tmp_path: Path) -> None:
    fill, walk, screen, typed, found = LISTS[name]
    async with running(tmp_path / "home", fill) as rep:
        await rep.until_screen("TodayScreen")
        await rep.until_still()
        await walk(rep)
        await rep.until_screen(screen)
        if not isinstance(rep.app.screen, SearchedReading):
            await rep.press("down")
        await rep.until_still()
        whole = rep.lines()
        assert f"/ {translate(N_('Search'))}" in rep.seen()
        await rep.press("slash")
        await rep.until_focused("LineInput")
        await rep.type("zqx")
        await rep.until(lambda: any(one in "".join(rep.lines()[2:-3]) for one in WAYS_BACK), "a way back")
        await rep.press("escape")
        await rep.until(lambda: rep.lines() == whole, "everything, the cursor where it was")
        await rep.press("slash")
        await rep.until_focused("LineInput")
        await rep.type(typed)
        await rep.until(lambda: rep.lines() != whole and found in _below_the_search(rep), found)
        await rep.press("enter")
        await rep.until(lambda: not rep.app.screen.query_one(SearchLine).is_typed_into, "the list")
        assert type(rep.app.screen).__name__ == screen
        await rep.press("escape")
        await rep.until(lambda: not rep.app.screen.query_one(SearchLine).display, "no search")
        assert type(rep.app.screen).__name__ == screen


def _below_the_search(rep: Rep) -> str:
    lines = rep.lines()
    place = next(number for number, line in enumerate(lines) if translate(N_("Search")) in line)
    return "\n".join(lines[place + 1 :])


def test_every_screen_with_a_list_is_searched() -> None:
    with_lists = {name for name in SCREENS if "RowList" in _names_used_by(name)}
    assert with_lists - set(ELSEWHERE) == {one for one in LISTS if one not in ("rule_packs", "help")}
    assert all(issubclass(load_screen(name), Searching) for name in LISTS)


def _names_used_by(screen: str) -> set[str]:
    return set(vars(import_module(load_screen(screen).__module__)))


@journey
async def test_what_was_found_is_opened_and_the_search_is_there_on_coming_back(tmp_path: Path) -> None:
    async with running(tmp_path / "home", fill_week) as rep:
        await rep.until_screen("TodayScreen")
        await pressing("4", "slash")(rep)
        await rep.type("zy")
        await rep.until_gone("李秀英")
        await rep.press("enter")
        await rep.until_still()
        await rep.press("enter")
        await rep.until_screen("CustomerScreen")
        await rep.until_seen("陈 志 远")
        await rep.press("escape")
        await rep.until_screen("CheckScreen")
        await rep.until_still()
        assert "李秀英" not in rep.seen()
        await rep.press("escape")
        await rep.until_seen("李秀英")


@journey
async def test_where_a_search_leaves_nothing_no_key_acts_on_what_is_hidden(tmp_path: Path) -> None:
    async with running(tmp_path / "home", nothing) as rep:
        await rep.until_screen("TodayScreen")
        await pressing("5", "slash")(rep)
        await rep.type("zqx")
        await rep.until_seen(translate(NOTHING_FOUND))
        await rep.press("enter")
        await rep.until_focused("RowList")
        await rep.press("right", "enter")
        await rep.until_still()
        assert type(rep.app.screen).__name__ == "SettingsScreen"
        await rep.until_seen(translate(NOTHING_FOUND))


@journey
async def test_a_group_is_found_by_its_heading_and_keeps_it(tmp_path: Path) -> None:
    async with running(tmp_path / "home", much_was_said, WIDE) as rep:
        await rep.until_screen("TodayScreen")
        await opening("reviews")(rep)
        await rep.until_screen("ReviewsScreen")
        await rep.press("slash")
        await rep.until_focused("LineInput")
        await rep.type("没看过 陈建国")
        await rep.until_gone("王秀英")
        assert "陈建国" in rep.seen()
