"""The page of a customer: read by sections, acted on, joined and parted."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path

import pytest

from fieldlog.actions.cards import get_card
from fieldlog.actions.consents import record_consent
from fieldlog.actions.customer_pages import read_customer_page
from fieldlog.actions.customers import opt_out, pause_customer
from fieldlog.actions.merging import merge_customers
from fieldlog.actions.workspace import Workspace
from fieldlog.locale import Language
from fieldlog.store.freshness import refresh_all
from fieldlog.tui.widgets.row_list import RowList
from tests.store.stores import add_customer, save_visit
from tests.tui.running import NARROW, WIDE, Rep, running

FOCUSED = "┃"
SIZES = {"80x24": NARROW, "120x40": WIDE}


def one_customer(workspace: Workspace) -> None:
    """Grandma Zhang: all that a page can show."""
    zhang = add_customer(
        workspace,
        "张桂英",
        honorific="张奶奶",
        district="和平里",
        address="3号楼502",
        taboos="不提股票",
        character="爱唱评剧",
        birthday={"calendar": "lunar", "month": 10, "day": 20, "year": 1944},
        **{"phone.0001": "13812345678", "family.0001": {"name": "王芳", "relation": "女儿"}},
    )
    save_visit(workspace, zhang, note="膝盖好些了", purpose="看望")
    card = get_card(workspace, zhang)
    record_consent(workspace, card, "given", "口头")
    pause_customer(workspace, card, "住院", date(2026, 11, 25))


def two_entries(workspace: Workspace) -> None:
    """The same person twice, and a namesake's neighbour."""
    add_customer(workspace, "李明朗", honorific="李叔叔", **{"phone.0001": "13812345678"})
    add_customer(workspace, "李师傅", **{"phone.0001": "13812345678"})


def walk(
    home: Path,
    journey: Callable[[Rep], Awaitable[None]],
    fill: Callable[[Workspace], object] = one_customer,
    size: tuple[int, int] = NARROW,
    language: Language = "zh",
) -> None:
    """Open the page of the first customer of the list and take a journey from there."""

    async def go() -> None:
        async with running(home, fill, size=size, language=language) as rep:
            await rep.press("2")
            await rep.until(lambda: rep.app.screen.query("#customers"), "the list")
            await rep.until_seen("> ")
            await rep.press("enter")
            await rep.until(lambda: rep.app.screen.query("#who"), "the page")
            await journey(rep)

    asyncio.run(go())


def test_the_head_says_how_to_address_and_what_not_to_overlook(tmp_path: Path) -> None:
    async def journey(rep: Rep) -> None:
        await rep.until_seen("张 奶 奶", "张桂英", "A 类", "不要提起：不提股票", "暂停到", "住院")
        await rep.until_seen("健康记录：已同意")

    walk(tmp_path / "home", journey)


def test_each_section_is_reached_with_the_arrow_keys(tmp_path: Path) -> None:
    async def journey(rep: Rep) -> None:
        await rep.until_seen("[What happened]", "home visit, 40 min: 看望")
        await rep.press("right")
        await rep.until_seen("[Promises 1]", "送体检报告", "in 14 days")
        await rep.press("right")
        await rep.until_seen("[Profile]", "13812345678", "3号楼502", "爱唱评剧")
        await rep.press("end")
        await rep.until_seen("女儿  王芳")
        await rep.press("right")
        await rep.until_seen("[Contact]", "the last 52 weeks", "# contacted", "住院", "given  口头")
        await rep.press("left", "left")
        await rep.until_seen("[Promises 1]")

    walk(tmp_path / "home", journey, language="en")


def test_a_wide_terminal_shows_lists_and_facts_beside_each_other(tmp_path: Path) -> None:
    async def journey(rep: Rep) -> None:
        await rep.until_seen("[往来]", "上门，40 分钟：看望", "13812345678", "最近 52 周的每周联系", "口头")
        await rep.press("right")
        await rep.until_seen("[承诺 1]", "送体检报告", "13812345678")

    walk(tmp_path / "home", journey, size=WIDE)


def test_on_a_wide_terminal_the_last_section_is_all_that_stands_beside_the_list_and_a_line_marks_it(
    tmp_path: Path,
) -> None:
    async def journey(rep: Rep) -> None:
        await rep.until_seen("[What happened]   Promises 1    Profile and contact", "v Visit")
        assert FOCUSED not in rep.seen()
        await rep.press("right", "right")
        await rep.until_seen("[Profile and contact]", FOCUSED, "> 送体检报告")
        await rep.press("right")
        await rep.until_still()
        assert "[Profile and contact]" in rep.seen()
        await rep.press("left")
        await rep.until_seen("[Promises 1]", "> 送体检报告")
        await rep.until_gone(FOCUSED)
        await rep.pilot.resize_terminal(*NARROW)
        await rep.until_seen(" Profile    Contact")
        await rep.press("right", "right")
        await rep.until_seen("[Contact]")
        await rep.pilot.resize_terminal(*WIDE)
        await rep.until_seen("[Profile and contact]", FOCUSED)

    walk(tmp_path / "home", journey, size=WIDE, language="en")


def test_escape_goes_back_to_the_list_on_the_same_customer(tmp_path: Path) -> None:
    async def journey(rep: Rep) -> None:
        await rep.until_seen("张 奶 奶")
        await rep.press("escape")
        await rep.until_seen("> 张桂英")

    walk(tmp_path / "home", journey)


def test_entries_of_one_person_are_joined_and_undo_parts_them(tmp_path: Path) -> None:
    async def journey(rep: Rep) -> None:
        await rep.until_seen("May be the same person: 李师傅", "Press j to join them")
        await rep.press("j")
        await rep.until_seen("Who is the same person as 李明朗?", "> 李师傅")
        await rep.press("enter")
        await rep.until_seen("李师傅 is now read as 李明朗.", "written down as 李师傅 too")
        workspace = rep.looking()
        assert len(read_customer_page(workspace, _first(workspace)).dossier.joined) == 1
        workspace.store.close()
        await rep.press("u")
        await rep.until_gone("written down as 李师傅 too")
        await rep.until_seen("May be the same person: 李师傅", "Taken back: customers joined or parted")
        await rep.press("u")
        await rep.until_seen("written down as 李师傅 too", "Brought back: customers joined or parted")
        await rep.press("u")
        await rep.until_seen("May be the same person: 李师傅")
        workspace = rep.looking()
        assert read_customer_page(workspace, _first(workspace)).dossier.joined == ()
        workspace.store.close()

    walk(tmp_path / "home", journey, fill=two_entries, language="en")


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "zh",
            ("已撤销：11月18日 周三的上门（看望）", "已恢复：11月18日 周三的上门（看望）", "这次家访已撤销"),
        ),
        (
            "en",
            (
                "undone: home visit of Wed 18 Nov: 看望",
                "restored: home visit of Wed 18 Nov: 看望",
                "taken back",
            ),
        ),
    ],
)
def test_an_undone_visit_is_named_on_the_timeline_and_still_opens(
    tmp_path: Path, language: Language, told: tuple[str, str, str]
) -> None:
    undone, restored, taken_back = told

    def fill(workspace: Workspace) -> None:
        made = {"purpose": "看望", "entered_at": "2026-11-18T06:00:00Z"}
        save_visit(workspace, add_customer(workspace), **made)

    async def journey(rep: Rep) -> None:
        await rep.until_seen("看望")
        await rep.press("u")
        await rep.until_seen(undone)
        assert not re.search(r"[:：] ?undo\b", rep.seen())
        await rep.press("home")
        while not any(one.lstrip(" │").startswith(">") and undone in one for one in rep.seen().splitlines()):
            await rep.press("down")
        await rep.press("enter")
        await rep.until_screen("VisitPage")
        await rep.until_seen(taken_back, "看望")
        await rep.press("escape")
        await rep.until_screen("CustomerScreen")
        await rep.press("u")
        await rep.until_seen(restored)

    walk(tmp_path / "home", journey, fill=fill, size=WIDE, language=language)


@pytest.mark.parametrize("size", [NARROW, WIDE])
def test_after_a_join_the_cursor_is_where_the_story_of_both_begins(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    def fill(workspace: Workspace) -> None:
        two_entries(workspace)
        customer = _first(workspace)
        for day in range(1, 18):
            start = {"start": f"2026-11-{day:02}T02:00:00Z", "end": f"2026-11-{day:02}T02:40:00Z"}
            save_visit(workspace, customer, **start)

    async def journey(rep: Rep) -> None:
        await rep.until_seen("按 j 合并")
        await rep.press("down", "j")
        await rep.until_seen("谁和 李明朗 是同一个人")
        await rep.press("enter")
        await rep.until_seen("李师傅 已并入 李明朗")
        await rep.until_still()
        assert rep.app.screen.query_one("#timeline", RowList).cursor == 0
        assert any(line.startswith("> ") for line in rep.lines())

    walk(tmp_path / "home", journey, fill=fill, size=size)


def test_after_a_join_the_list_has_its_cursor_on_the_kept_entry(tmp_path: Path) -> None:
    def fill(workspace: Workspace) -> None:
        two_entries(workspace)
        add_customer(workspace, "张三")

    async def journey() -> None:
        async with running(tmp_path / "home", fill) as rep:
            await rep.press("2")
            await rep.until_seen("> 李明朗")
            await rep.press("down")
            await rep.until_seen("> 李师傅")
            rep.app.open_screen("customer", await rep.app.desk.run(_first))
            await rep.until_seen("按 j 合并")
            await rep.press("j")
            await rep.until_seen("谁和 李明朗 是同一个人")
            await rep.press("enter")
            await rep.until_seen("李师傅 已并入 李明朗")
            await rep.press("escape")
            await rep.until_screen("CustomersScreen")
            await rep.until_seen("> 李明朗")

    asyncio.run(journey())


def test_joined_entries_can_be_parted_long_after(tmp_path: Path) -> None:
    async def journey(rep: Rep) -> None:
        await rep.until_seen("按 j 合并")
        await rep.press("j")
        await rep.until_seen("谁和 李明朗 是同一个人", "> 李师傅")
        await rep.press("enter")
        await rep.until_seen("李师傅 已并入 李明朗")
        await rep.press("j")
        await rep.until_seen("重新分开：李师傅")
        await rep.press("enter")
        await rep.until_seen("已和 李明朗 重新分开：李师傅", "按 j 合并")
        workspace = rep.looking()
        assert read_customer_page(workspace, _first(workspace)).dossier.joined == ()
        workspace.store.close()

    walk(tmp_path / "home", journey, fill=two_entries)


def test_an_opted_out_customer_is_marked_in_words(tmp_path: Path) -> None:
    def fill(workspace: Workspace) -> None:
        customer = add_customer(workspace, "[/李[b]")
        opt_out(workspace, get_card(workspace, customer), "[red]不想被打扰[/red]")

    async def journey(rep: Rep) -> None:
        await rep.until_seen("[/李[b]", "wants no regular contact since Wed 18 Nov", "[red]不想被打扰[/red]")

    walk(tmp_path / "home", journey, fill=fill, language="en")


def test_a_taboo_of_ten_thousand_characters_leaves_room_for_the_rest(tmp_path: Path) -> None:
    def fill(workspace: Workspace) -> None:
        add_customer(workspace, "李明朗", taboos="股" * 10_000, notes="x" * 10_000)

    async def journey(rep: Rep) -> None:
        await rep.until_seen("[往来]", "李 明 朗")
        await rep.press("right", "right")
        await rep.until_seen("[资料]", "股股股")
        await rep.press("end")
        await rep.until_seen("xxxx")

    walk(tmp_path / "home", journey, fill=fill)


def _first(workspace: Workspace) -> str:
    from fieldlog.actions.finding import get_customer

    return str(get_customer(workspace, "李明朗")["id"])


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_the_page_looks_as_it_was_found_good(tmp_path: Path, language: Language, size: str) -> None:
    async def filled(rep: Rep) -> None:
        await rep.until_seen("看望")
        await rep.assert_looks(f"customer-filled-{language}-{size}")
        await rep.press("right", "right")
        await rep.until_seen("13812345678")
        await rep.assert_looks(f"customer-filled-profile-{language}-{size}")

    async def empty(rep: Rep) -> None:
        await rep.until_seen("李 明 朗")
        await rep.assert_looks(f"customer-empty-{language}-{size}")

    async def doubled(rep: Rep) -> None:
        await rep.until_seen("李师傅")
        await rep.assert_looks(f"customer-filled-doubled-{language}-{size}")

    walk(tmp_path / "filled", filled, size=SIZES[size], language=language)
    walk(tmp_path / "empty", empty, fill=add_customer, size=SIZES[size], language=language)
    walk(tmp_path / "doubled", doubled, fill=two_entries, size=SIZES[size], language=language)


def test_the_keys_of_promises_act_on_the_promise_under_the_cursor(tmp_path: Path) -> None:
    async def journey(rep: Rep) -> None:
        await rep.until_seen("[What happened]", "v Visit")
        assert "k Kept" not in rep.seen()
        await rep.press("right")
        await rep.until_seen("k Kept", "t Kept earlier", "m Move", "r Release")
        for key, screen in (
            ("m", "PromiseMoveScreen"),
            ("r", "PromiseReleaseScreen"),
            ("t", "PromiseKeepScreen"),
        ):
            await rep.press(key)
            await rep.until_screen(screen)
            await rep.press("escape")
            await rep.until_screen("CustomerScreen")
            await rep.until_seen("[Promises 1]")
        await rep.press("k")
        await rep.until_seen("[Promises 0]", "Kept: 送体检报告")
        await rep.until_gone("k Kept")
        await rep.press("p")
        await rep.until_screen("PromiseNewScreen")

    walk(tmp_path / "home", journey, language="en", size=WIDE)


def test_the_form_of_joined_entries_shows_what_both_say(tmp_path: Path) -> None:
    def joined(workspace: Workspace) -> None:
        two_entries(workspace)
        other = add_customer(workspace, "李师父", address="和平里1号", notes="爱下棋")
        refresh_all(workspace.store, workspace.now())
        merge_customers(workspace, get_card(workspace, _first(workspace)), get_card(workspace, other))

    async def journey(rep: Rep) -> None:
        await rep.until_seen("李 叔 叔")
        await rep.press("e")
        await rep.until_screen("CustomerEditScreen")
        await rep.until_seen("和平里1号")
        await rep.until_focused("LineInput")
        await rep.press("end")
        await rep.type("a")
        await rep.press("f8")
        await rep.until_screen("CustomerScreen")
        await rep.until_seen("李明朗a", "和平里1号", "爱下棋")

    walk(tmp_path / "home", journey, fill=joined, size=WIDE)
