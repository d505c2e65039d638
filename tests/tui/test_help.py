"""The help: every key is there, in the rep's own keymap, and can be searched for."""

import asyncio
from pathlib import Path

import pytest

from fieldlog.actions.preferences import change_preferences
from fieldlog.actions.workspace import Workspace
from fieldlog.locale import Language, translate, use_language
from fieldlog.tui.help_facts import bindings_of, help_facts
from fieldlog.tui.keymaps import keys_now
from fieldlog.tui.keys import KEYS, key_words
from fieldlog.tui.screens import SCREENS, load_screen
from tests.tui.running import NARROW, WIDE, running


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_key_of_every_screen_is_listed(tmp_path: Path, language: Language) -> None:
    use_language(language)
    listed = {(fact.label, fact.text.partition(":")[0]) for fact in help_facts(tmp_path, {})}
    keys = {key.name: " ".join(map(key_words, keys_now(key, {}))) for key in KEYS}
    used = {one.id: one for name in SCREENS for one in bindings_of(load_screen(name)) if one.id}
    shown = {label for label, _ in listed}
    assert {keys[name] for name in used} <= shown
    assert keys["quit"] in shown
    assert translate("Help") in {text for _, text in listed}


def test_a_key_of_ones_own_stands_in_the_help(tmp_path: Path) -> None:
    use_language("en")
    facts = help_facts(tmp_path, {"undo": "y"})
    assert any(fact.label == "y" and fact.text.startswith("Undo") for fact in facts)
    assert not any(fact.label == "u" for fact in facts)


@pytest.mark.parametrize(("language", "size"), [("zh", NARROW), ("en", WIDE)])
def test_the_help_is_read_searched_and_left(
    tmp_path: Path, language: Language, size: tuple[int, int]
) -> None:
    word, everywhere = {"zh": ("密钥", "到处都能用"), "en": ("backup", "Everywhere")}[language]

    async def journey() -> None:
        async with running(tmp_path / "home", size=size, language=language) as rep:
            await rep.press("f1")
            await rep.until_seen(everywhere)
            assert "Ctrl+Q" in rep.seen()
            await rep.press("slash")
            await rep.until_focused("LineInput")
            await rep.type(word)
            await rep.until_gone(everywhere)
            await rep.assert_looks(f"help-filled-found-{language}-{size[0]}x{size[1]}")
            await rep.press("escape")
            await rep.until_seen(everywhere)
            await rep.press("escape")
            await rep.until_screen("TodayScreen")

    asyncio.run(journey())


def test_a_search_without_result_says_so(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", language="en") as rep:
            await rep.press("question_mark")
            await rep.until_seen("Everywhere")
            await rep.press("slash")
            await rep.until_focused("LineInput")
            await rep.type("[/xyz")
            await rep.until_seen("Nothing here has these words")

    asyncio.run(journey())


def test_the_end_of_the_help_tells_where_the_data_are(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", language="en", size=WIDE) as rep:
            await rep.press("f1")
            await rep.until_seen("Everywhere")
            await rep.press("end")
            await rep.until_seen("Where the data are", "within a quarter of a second")

    asyncio.run(journey())


def test_keys_changed_in_the_preferences_act_from_the_start(tmp_path: Path) -> None:
    def own_keys(workspace: Workspace) -> None:
        change_preferences(workspace, keymap={"show_page_settings": "9,f6"})

    async def journey() -> None:
        async with running(tmp_path / "home", own_keys) as rep:
            await rep.press("9")
            await rep.until_screen("SettingsScreen")
            await rep.until_seen("[9 设置]")

    asyncio.run(journey())
