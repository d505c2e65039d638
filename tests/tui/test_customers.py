"""The list of customers: found while one types, filtered in words, scrolled to its end."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from fieldlog.actions.save_builder import SaveBuilder, new_document_id
from fieldlog.actions.workspace import Workspace
from fieldlog.domain import kinds
from fieldlog.locale import Language
from fieldlog.locale.text_width import width
from fieldlog.tui.widgets.row_list import RowList
from tests.store.stores import add_customer, save_visit
from tests.tui.running import NARROW, WIDE, Rep, running

THOUSANDS = 3000
SIZES = {"80x24": NARROW, "120x40": WIDE}


def some_people(workspace: Workspace) -> None:
    """Three customers of two districts; one was visited, one is key and of no class."""
    wang = add_customer(
        workspace, "王桂兰", honorific="王阿姨", district="和平里", **{"phone.0001": "13812345678"}
    )
    save_visit(workspace, wang)
    add_customer(workspace, "李明朗", honorific="李叔叔", district="东湖花园")
    key = new_document_id(workspace)
    builder = SaveBuilder(workspace, key)
    builder.create(kinds.CUSTOMER, {"name": "赵文秀", "created": "2026-11-01", "district": "和平里"}, key)
    builder.create(kinds.CLASS_CHANGE, {"start": "2026-11-01", "key": True})
    builder.commit()


def thousands(workspace: Workspace) -> None:
    """So many customers that nobody would draw them all."""
    with workspace.store.writing():
        for number in range(THOUSANDS):
            customer = new_document_id(workspace)
            builder = SaveBuilder(workspace, customer)
            values = {"name": f"顾客{number:04}", "created": "2026-11-01"}
            builder.create(kinds.CUSTOMER, values, customer)
            builder.commit()


def walk(
    home: Path,
    journey: Callable[[Rep], Awaitable[None]],
    fill: Callable[[Workspace], object] = some_people,
    size: tuple[int, int] = NARROW,
    language: Language = "zh",
) -> None:
    """Go to the customers and take a journey from there."""

    async def go() -> None:
        async with running(home, fill, size=size, language=language) as rep:
            await rep.press("2")
            await rep.until(lambda: rep.app.screen.query("#customers"), "the list")
            await journey(rep)

    asyncio.run(go())


@pytest.mark.parametrize("typed", ["王", "wang", "wgl", "gui", "5678", "阿姨"])
def test_a_customer_is_found_by_name_pinyin_initials_phone_or_honorific(tmp_path: Path, typed: str) -> None:
    async def journey(rep: Rep) -> None:
        await rep.until_seen("3 位顾客")
        await rep.press("slash")
        await rep.type(typed)
        await rep.until_seen("1 位顾客", "王桂兰")
        await rep.until_gone("李明朗")

    walk(tmp_path / "home", journey)


def test_the_last_thing_typed_is_what_is_shown(tmp_path: Path) -> None:
    async def journey(rep: Rep) -> None:
        await rep.until_seen("3 位顾客")
        await rep.press("slash")
        await rep.type("wxyz")
        await rep.press("backspace", "backspace", "backspace", "backspace")
        await rep.type("lml")
        await rep.until_seen("1 位顾客", "李明朗")

    walk(tmp_path / "home", journey)


def test_from_the_search_down_goes_to_the_list_and_escape_clears_it(tmp_path: Path) -> None:
    async def journey(rep: Rep) -> None:
        await rep.until_seen("3 位顾客")
        await rep.press("slash")
        await rep.type("和平里")
        await rep.until_seen("2 位顾客")
        await rep.press("down")
        await rep.until(lambda: rep.app.screen.query_one(RowList).has_focus, "the list")
        await rep.press("down", "enter")
        await rep.until_seen("赵 文 秀")
        await rep.press("escape")
        await rep.until_seen("2 位顾客")
        await rep.press("escape")
        await rep.until_seen("3 位顾客")

    walk(tmp_path / "home", journey)


def test_what_nobody_fits_says_the_way_back(tmp_path: Path) -> None:
    async def journey(rep: Rep) -> None:
        await rep.until_seen("3 customers")
        await rep.press("slash")
        await rep.type("[/x]")
        await rep.until_seen("Nobody fits. Escape shows everybody again.", "[/x]")
        await rep.press("escape")
        await rep.until_seen("3 customers")

    walk(tmp_path / "home", journey, language="en")


def test_letters_typed_into_the_search_start_nothing(tmp_path: Path) -> None:
    async def journey(rep: Rep) -> None:
        await rep.until_seen("3 位顾客")
        await rep.press("slash")
        await rep.type("fnveaco12")
        await rep.until_seen("fnveaco12", "0 位顾客")

    walk(tmp_path / "home", journey)


@pytest.mark.parametrize("size", SIZES)
def test_filters_are_shown_in_words_and_taken_away(tmp_path: Path, size: str) -> None:
    async def journey(rep: Rep) -> None:
        await rep.until_seen("3 customers")
        await rep.press("f")
        await rep.until_seen("Show only", "not contacted this week", "和平里")
        await rep.press("down", "down", "enter")
        await rep.until_seen("[x] key customers")
        await rep.press("escape")
        await rep.until_seen("1 customer", "only: key customers", "赵文秀")
        await rep.press("escape")
        await rep.until_seen("3 customers")
        await rep.press("f")
        await rep.until_seen("Show only")
        await rep.press("down", "enter", "escape")
        await rep.until_seen("2 customers", "only: not contacted this week", "李明朗")
        await rep.until_gone("王桂兰")
        await rep.press("f")
        await rep.until_seen("Show only")
        await rep.press("enter", "escape")
        await rep.until_seen("3 customers")

    walk(tmp_path / "home", journey, size=SIZES[size], language="en")


def test_thousands_of_customers_scroll_to_the_end_and_back(tmp_path: Path) -> None:
    async def journey(rep: Rep) -> None:
        await rep.until_seen(f"{THOUSANDS} 位顾客", "顾客0000")
        await rep.press("end")
        await rep.until_seen(f"> 顾客{THOUSANDS - 1:04}")
        await rep.press("pageup")
        await rep.until_gone(f"> 顾客{THOUSANDS - 1:04}")
        await rep.press("home")
        await rep.until_seen("> 顾客0000")

    walk(tmp_path / "home", journey, fill=thousands)


def test_the_strip_shows_as_many_weeks_as_there_is_room_for(tmp_path: Path) -> None:
    async def journey(rep: Rep) -> None:
        await rep.until_seen("王桂兰")
        shown = next(line for line in rep.lines() if "王桂兰" in line)
        assert shown.endswith(".xx#")

    walk(tmp_path / "narrow", journey)
    walk(tmp_path / "wide", journey, size=WIDE)


@pytest.mark.parametrize(("language", "title"), [("zh", "近52周"), ("en", "last 52 weeks")])
def test_a_wide_terminal_shows_the_whole_year_and_what_the_marks_mean(
    tmp_path: Path, language: Language, title: str
) -> None:
    def not_due(workspace: Workspace) -> None:
        some_people(workspace)
        customer = new_document_id(workspace)
        builder = SaveBuilder(workspace, customer)
        builder.create(kinds.CUSTOMER, {"name": "周老师", "created": "2026-11-01"}, customer)
        builder.commit()
        save_visit(workspace, customer)

    async def journey(rep: Rep) -> None:
        await rep.until_seen("王桂兰", title, "+ ")
        [line] = [line for line in rep.lines() if "王桂兰" in line]
        assert line.endswith(f" {'.' * 49}xx#")
        [line] = [line for line in rep.lines() if "周老师" in line]
        assert line.endswith(f" {'.' * 51}+")

    walk(tmp_path / "home", journey, fill=not_due, size=WIDE, language=language)


def test_hostile_names_stand_in_the_list_as_they_are(tmp_path: Path) -> None:
    names = ["[bold]王[/bold]", "[/", "\u202e反", "a\u0301e\u0301", "👨\u200d👩\u200d👧 家"]

    def fill(workspace: Workspace) -> None:
        for name in names:
            add_customer(workspace, name, district="[red]区[/red]")

    async def journey(rep: Rep) -> None:
        await rep.until_seen("[bold]王[", "> [/ ", "\\u202e反", "[red]区")

    walk(tmp_path / "home", journey, fill=fill)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_the_list_looks_as_it_was_found_good(tmp_path: Path, language: Language, size: str) -> None:
    async def filled(rep: Rep) -> None:
        await rep.until_seen("王桂兰", "李明朗", "赵文秀")
        await rep.assert_looks(f"customers-filled-{language}-{size}")

    async def empty(rep: Rep) -> None:
        await rep.until_seen("customer import")
        await rep.assert_looks(f"customers-empty-{language}-{size}")

    async def nobody(rep: Rep) -> None:
        await rep.until_seen("王桂兰")
        await rep.press("slash")
        await rep.type("zzz")
        await rep.until_gone("王桂兰")
        await rep.assert_looks(f"customers-empty-search-{language}-{size}")

    walk(tmp_path / "filled", filled, size=SIZES[size], language=language)
    walk(tmp_path / "empty", empty, fill=lambda _workspace: None, size=SIZES[size], language=language)
    walk(tmp_path / "nobody", nobody, size=SIZES[size], language=language)


def test_a_very_wide_list_keeps_name_and_district_together(tmp_path: Path) -> None:
    async def journey(rep: Rep) -> None:
        await rep.until_seen("东湖花园")
        [line] = [line for line in rep.lines() if "东湖花园" in line]
        assert width(line[: line.index("东湖花园")]) < 70

    walk(tmp_path / "home", journey, size=(200, 60))
