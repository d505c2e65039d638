"""The first start: from nothing to a first customer."""

import asyncio
import re
from pathlib import Path

import pytest

from fieldlog.actions.about import read_about
from fieldlog.locale import Language, current_language, translate
from fieldlog.locale.words import key_word
from fieldlog.store.opening import has_store
from fieldlog.tui.screens.welcome import PURPOSE_OF_PASSPHRASE
from fieldlog.tui.store_thread import open_workspace
from fieldlog.tui.widgets.row_list import RowList
from tests.tui.entering import PASSPHRASE, entering
from tests.tui.running import NARROW, WIDE, Rep

CODE = re.compile(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4})+")


async def fill_in(rep: Rep, again: str = PASSPHRASE) -> None:
    """Type a name, the zone and a passphrase twice, from the language on."""
    await rep.until_focused("ChoiceLine")
    await rep.press("tab")
    for _ in rep.app.screen.query_one("#field-rep LineInput").value:  # type: ignore[attr-defined]
        await rep.press("backspace")
    await rep.type("王芳")
    await rep.press("tab", "ctrl+u")
    await rep.type("Asia/Shanghai")
    await rep.press("tab")
    await rep.type(PASSPHRASE)
    await rep.press("tab")
    await rep.type(again)


async def read_code(rep: Rep) -> list[str]:
    """Return the groups of the recovery code that is shown."""
    await rep.until_screen("RecoveryCodeScreen")
    await rep.until(lambda: len("".join(CODE.findall(rep.seen()))) >= 33, "the code")
    return [group for part in CODE.findall(rep.seen()) for group in part.split("-")]


async def type_groups(rep: Rep, second: str, fifth: str) -> None:
    await rep.until_focused("LineInput")
    await rep.type(second)
    await rep.press("tab")
    await rep.type(fifth)
    await rep.press("f8")


@pytest.mark.parametrize(("language", "size"), [("zh", NARROW), ("en", WIDE)])
def test_from_nothing_to_today(tmp_path: Path, language: Language, size: tuple[int, int]) -> None:
    home = tmp_path / "new" / "home"

    async def journey() -> None:
        async with entering(home, size, language) as rep:
            await rep.until_screen("WelcomeScreen")
            await fill_in(rep)
            await rep.press("f8")
            groups = await read_code(rep)
            assert len(groups) == 7
            await rep.press("f8")
            await rep.until_seen({"zh": "第 2 组", "en": "Group 2"}[language])
            assert groups[1] not in rep.seen()
            await type_groups(rep, groups[1].lower(), groups[4])
            await rep.until_screen("FirstStepsScreen")
            await rep.assert_looks(f"first-steps-empty-{language}-{size[0]}x{size[1]}")
            await rep.press("escape")
            await rep.until_screen("TodayScreen")

    asyncio.run(journey())
    workspace = open_workspace(home, PASSPHRASE)
    assert workspace.settings.rep == "王芳"
    assert workspace.settings.zone == "Asia/Shanghai"
    assert not workspace.settings.practice
    workspace.store.close()


@pytest.mark.parametrize(("language", "size"), [("zh", NARROW), ("en", WIDE)])
def test_a_window_closed_on_the_code_leaves_it_unconfirmed_and_a_new_one_is_offered(
    tmp_path: Path, language: Language, size: tuple[int, int]
) -> None:
    home = tmp_path / "home"

    async def closed_on_the_code() -> None:
        async with entering(home, size, language) as rep:
            await rep.until_screen("WelcomeScreen")
            await fill_in(rep)
            await rep.press("f8")
            await read_code(rep)

    async def next_start() -> None:
        async with entering(home, size, language, PASSPHRASE) as rep:
            await rep.until_screen("TodayScreen")
            await rep.press("5")
            await rep.until_seen(translate("not confirmed to be on paper"))
            await rep.until_focused("RowList")
            # The path and the day differ from run to run: what is seen is looked at here, not in a snapshot.
            rep.app.screen.query_one(RowList).select("recovery")
            await rep.until_seen(f">   {key_word('recovery')}", translate("Compare the paper"))
            await rep.until_seen(translate("not confirmed to be on paper"))
            await rep.press("enter")
            await rep.until_screen("NewCodeScreen")

    asyncio.run(closed_on_the_code())
    asyncio.run(next_start())


def test_a_window_closed_right_after_the_code_was_confirmed_keeps_that(tmp_path: Path) -> None:
    home = tmp_path / "home"

    async def journey() -> None:
        async with entering(home, language="en") as rep:
            await rep.until_screen("WelcomeScreen")
            await fill_in(rep)
            await rep.press("f8")
            groups = await read_code(rep)
            await rep.press("f8")
            await type_groups(rep, groups[1], groups[4])
            await rep.until_screen("FirstStepsScreen")

    asyncio.run(journey())
    workspace = open_workspace(home, PASSPHRASE)
    about = read_about(workspace)
    workspace.store.close()
    assert about.is_code_on_paper
    assert about.preferences.language == "en"


def test_the_first_customer_is_typed_right_away(tmp_path: Path) -> None:
    async def journey() -> None:
        async with entering(tmp_path / "home") as rep:
            await rep.until_screen("WelcomeScreen")
            await fill_in(rep)
            await rep.press("enter")
            groups = await read_code(rep)
            await rep.press("f8")
            await rep.until_focused("LineInput")
            for group in (groups[1], groups[4]):
                await rep.type(group)
                await rep.press("enter")
            await rep.until_screen("FirstStepsScreen")
            await rep.press("enter")
            await rep.until_screen("CustomerNewScreen")

    asyncio.run(journey())


@pytest.mark.parametrize(("language", "words"), [("zh", "两次输入的不一样"), ("en", "typed differently")])
def test_a_mistake_keeps_everything_that_was_typed(tmp_path: Path, language: Language, words: str) -> None:
    home = tmp_path / "home"

    async def journey() -> None:
        async with entering(home, language=language) as rep:
            await rep.until_screen("WelcomeScreen")
            await fill_in(rep, again="another")
            await rep.press("f8")
            await rep.until_seen(words, "王芳", "Asia/Shanghai")
            assert not has_store(home)
            await rep.until_still()
            await rep.assert_looks(f"welcome-problem-{language}-80x24")

    asyncio.run(journey())


@pytest.mark.parametrize("language", ["zh", "en"])
def test_all_that_is_missing_is_named_at_once_and_the_passphrase_explained(
    tmp_path: Path, language: Language
) -> None:
    async def journey() -> None:
        async with entering(tmp_path / "home", language=language) as rep:
            await rep.until_screen("WelcomeScreen")
            await rep.until_focused("ChoiceLine")
            await rep.until_seen(*map(translate, (PURPOSE_OF_PASSPHRASE, "The same again")))
            await rep.press("tab", "end", "ctrl+u", "f8")
            wrong = rep.app.screen.query(".-wrong")
            await rep.until(lambda: wrong, "what is missing")
            assert [field.id for field in wrong] == ["field-rep", "field-new-passphrase"]

    asyncio.run(journey())


def test_a_wrong_group_leads_back_to_the_code(tmp_path: Path) -> None:
    async def journey() -> None:
        async with entering(tmp_path / "home", language="en") as rep:
            await rep.until_screen("WelcomeScreen")
            await fill_in(rep)
            await rep.press("f8")
            groups = await read_code(rep)
            await rep.press("f8")
            await type_groups(rep, groups[1], "ABC")
            await rep.until_seen("This is not on the code")
            await rep.press("escape")
            assert await read_code(rep) == groups

    asyncio.run(journey())


def test_the_welcome_speaks_the_chosen_language_at_once_and_keeps_what_was_typed(tmp_path: Path) -> None:
    async def journey() -> None:
        async with entering(tmp_path / "home", language="zh") as rep:
            await rep.until_seen("欢迎使用")
            await rep.press("tab")
            await rep.type("小李")
            await rep.press("shift+tab", "right")
            await rep.until_seen("Welcome to fieldlog", "小李", "fieldlog demo", "Make my store")
            await rep.press("left")
            await rep.until_seen("欢迎使用", "小李")
            assert current_language() == "zh"
            await rep.press("ctrl+q")
        assert rep.app.return_code == 0

    asyncio.run(journey())
