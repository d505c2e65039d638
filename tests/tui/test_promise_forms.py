"""Typing a new promise: the reading stands below while it is typed, nothing is lost, nothing is markup."""

import asyncio
from pathlib import Path

import pytest
from textual import events

from fieldlog.actions.drafts import find_form
from fieldlog.actions.promise_lists import UPCOMING
from fieldlog.locale import Language
from tests.store.stores import add_customer
from tests.tui.promising import ALBUM, REPORT, WANG, ZHANG, fill_promises, stored
from tests.tui.running import NARROW, WIDE, Rep, running

HOSTILE = "[bold]送[/ [@click=quit]药[/] \u202e倒 👨\u200d👩\u200d👧 {x} %s"


async def open_new(rep: Rep) -> None:
    await rep.press("3")
    await rep.until_seen(REPORT)
    await rep.press("p")
    await rep.until_screen("PromiseNewScreen")
    await rep.until_seen(ZHANG)
    await rep.until_focused("LineInput")


@pytest.mark.parametrize(("language", "size"), [("zh", NARROW), ("en", NARROW), ("en", WIDE)])
def test_the_reading_stands_below_while_a_promise_is_typed(
    tmp_path: Path, language: Language, size: tuple[int, int]
) -> None:
    asked = {"zh": "哪天之前", "en": "Until when"}
    read = {"zh": "送体检报告，11月25日 周三，7 天后", "en": "送体检报告, Wed 25 Nov, in 7 days"}

    async def journey() -> None:
        async with running(tmp_path / "home", fill_promises, size, language) as rep:
            await open_new(rep)
            name = f"{language}-{size[0]}x{size[1]}"
            await rep.assert_looks(f"promise-new-empty-{name}")
            await rep.type("送体检报告")
            await rep.until_seen(asked[language])
            await rep.assert_looks(f"promise-new-problem-{name}")
            await rep.type(" 下周三")
            await rep.until_seen(read[language])
            await rep.assert_looks(f"promise-new-filled-{name}")
            await rep.press("f8")
            await rep.until_screen("PromisesScreen")
            assert stored(rep, UPCOMING)[REPORT].due == "2026-11-25"

    asyncio.run(journey())


def test_the_due_date_counts_from_the_day_it_was_promised(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", fill_promises, language="en") as rep:
            await open_new(rep)
            await rep.type("bring tea in 9 days")
            await rep.until_seen("Fri 27 Nov, in 9 days")
            await rep.press("enter")
            await rep.type("yesterday")
            await rep.until_seen("Tue 17 Nov", "Thu 26 Nov, in 9 days")
            await rep.press("f8")
            await rep.until_screen("PromisesScreen")
            assert stored(rep, UPCOMING)["bring tea"].due == "2026-11-26"

    asyncio.run(journey())


def test_a_line_without_a_day_is_refused_at_its_field(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", fill_promises, language="en") as rep:
            await open_new(rep)
            await rep.type("bring tea")
            await rep.press("f8")
            await rep.until_seen("! ")
            await rep.until_screen("PromiseNewScreen")
            assert "bring tea" not in stored(rep, UPCOMING)

    asyncio.run(journey())


def test_what_was_typed_is_there_again_after_escape(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", fill_promises) as rep:
            await open_new(rep)
            await rep.type("送药 明")
            await rep.press("escape")
            await rep.until_screen("PromisesScreen")
            await open_new(rep)
            await rep.until_seen("送药 明")
            await rep.type("天")
            await rep.until_seen("明天")
            await rep.press("f8")
            await rep.until_screen("PromisesScreen")
            assert "送药" in stored(rep, UPCOMING)
            with (workspace := rep.looking()).store:
                assert workspace.store.drafts() == []

    asyncio.run(journey())


def test_a_move_that_was_begun_is_kept_for_its_own_promise_only(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", fill_promises, language="en") as rep:
            await rep.press("3")
            await rep.until_seen(REPORT)
            await rep.press("m")
            await rep.until_focused("LineInput")
            await rep.type("in 9 days")
            await rep.press("escape")
            await rep.until_screen("PromisesScreen")
            await rep.press("right", "right")
            await rep.until_seen(ALBUM)
            await rep.press("m")
            await rep.until_seen(ALBUM, "New due date")
            assert "in 9 days" not in rep.seen()
            with (workspace := rep.looking()).store:
                drafts = workspace.store.drafts()
                assert [draft.content["due"] for draft in drafts] == ["in 9 days"]
                assert find_form(workspace, "promise_move", "nobody") is None

    asyncio.run(journey())


@pytest.mark.parametrize("language", ["zh", "en"])
def test_hostile_text_is_shown_as_it_is_on_every_screen_of_a_promise(
    tmp_path: Path, language: Language
) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", fill_promises, WIDE, language) as rep:
            await open_new(rep)
            await rep.type(HOSTILE)
            await rep.type(" 11月30日")
            await rep.press("f8")
            await rep.until_screen("PromisesScreen")
            await rep.press("right", "right", "end")
            await rep.until_seen("[bold]送[/ [@click=quit]药[/]", "{x} %s")
            for key, screen in (
                ("m", "PromiseMoveScreen"),
                ("r", "PromiseReleaseScreen"),
                ("t", "PromiseKeepScreen"),
            ):
                await rep.press(key)
                await rep.until_screen(screen)
                await rep.until_seen("[bold]送[/ [@click=quit]药[/]")
                await rep.press("escape")
                await rep.until_screen("PromisesScreen")
            await rep.press("s")
            await rep.until_seen("[bold]")
            await rep.press("escape")
            await rep.until_screen("PromisesScreen")
            await rep.press("enter")
            await rep.until_screen("PromisePageScreen")
            await rep.until_seen("[bold]送[/ [@click=quit]药[/]")
            assert any(text.startswith("[bold]送[/") for text in stored(rep, UPCOMING))

    asyncio.run(journey())


def test_ten_thousand_characters_are_kept_and_said_to_be_too_many(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", fill_promises, language="en") as rep:
            await open_new(rep)
            line = rep.app.focused
            assert line is not None
            line.post_message(events.Paste("长" * 10_000))
            await rep.until_seen("长长长")
            await rep.press("f8")
            await rep.until_seen("! ")
            await rep.press("escape")
            await rep.until_screen("PromisesScreen")
            with (workspace := rep.looking()).store:
                assert [len(draft.content["promise"]) for draft in workspace.store.drafts()] == [10_000]

    asyncio.run(journey())


@pytest.mark.parametrize(("language", "size"), [("zh", NARROW), ("en", WIDE)])
def test_where_nobody_is_selected_the_customer_is_found_first(
    tmp_path: Path, language: Language, size: tuple[int, int]
) -> None:
    nobody = {"zh": "没有找到", "en": "Nobody is found"}

    async def journey() -> None:
        async with running(
            tmp_path / "home", lambda one: (add_customer(one, ZHANG), add_customer(one, WANG)), size, language
        ) as rep:
            await rep.press("3", "p")
            await rep.until_seen(ZHANG, WANG)
            await rep.assert_looks(f"find-customer-filled-{language}-{size[0]}x{size[1]}")
            await rep.type("zglx")
            await rep.until_seen(nobody[language])
            await rep.press("backspace")
            await rep.until_seen(ZHANG)
            await rep.press("enter")
            await rep.until_screen("PromiseNewScreen")
            await rep.until_seen(ZHANG)

    asyncio.run(journey())
