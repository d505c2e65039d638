"""Settings: choices act and are kept at once, keys of one's own, keys of the store, the backup."""

import asyncio
import shutil
from pathlib import Path

import pytest

from fieldlog.actions.homes import init_store
from fieldlog.actions.preferences import Preferences, change_preferences, read_preferences
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.problems import Sentence
from fieldlog.locale import Language, current_language
from fieldlog.store.keys.opening import open_with_passphrase
from fieldlog.store.opening import load_key_file
from fieldlog.tui.keymaps import find_key_problem, with_key
from fieldlog.tui.keys import KEYS, Key
from tests.store.stores import NOW, add_customer
from tests.tui.entering import PASSPHRASE, entering, make_locked_store
from tests.tui.running import NARROW, WIDE, Rep, running


def kept(rep: Rep) -> Preferences:
    """Return the preferences as a second look at the store finds them."""
    workspace = rep.looking()
    try:
        return read_preferences(workspace)
    finally:
        workspace.store.close()


def key_of(name: str) -> Key:
    return next(key for key in KEYS if key.name == name)


async def to_setting(rep: Rep, label: str) -> None:
    """Go down to a setting."""
    for _ in range(60):
        if any(line.startswith(">") and label in line for line in rep.lines()):
            return
        await rep.press("down")
        await rep.pilot.pause()
    pytest.fail(f"no setting {label}\n{rep.seen()}")


async def open_settings(rep: Rep, words: str) -> None:
    await rep.press("5")
    await rep.until_screen("SettingsScreen")
    await rep.until_seen(words)


@pytest.mark.parametrize("size", [NARROW, WIDE])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_shows_every_setting_with_what_it_means(
    tmp_path: Path, language: Language, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    # The folder of the store is shown, and must not be another one at every run.
    monkeypatch.chdir(tmp_path)

    async def journey() -> None:
        async with running(Path("home"), size=size, language=language) as rep:
            await open_settings(rep, {"zh": "界面", "en": "The screens"}[language])
            await rep.until_seen({"zh": "← → 键", "en": "keys ← and →"}[language])
            await rep.assert_looks(f"settings-filled-{language}-{size[0]}x{size[1]}")

    asyncio.run(journey())


def test_the_language_changes_everywhere_at_once_and_back(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", lambda one: add_customer(one, "李明朗"), language="zh") as rep:
            await rep.press("2")
            await rep.until_seen("顾客")
            await open_settings(rep, "界面")
            chinese = rep.lines()
            await rep.press("right")
            await rep.until_seen("The screens", "5 Settings", "Help", "Lock")
            assert kept(rep).language == "en"
            for page, words in (("1", "Today"), ("2", "1 customer"), ("3", "Promises")):
                await rep.press(page)
                await rep.until_seen(words)
                assert "今天" not in rep.seen()
            await open_settings(rep, "The screens")
            await rep.press("left")
            await rep.until_seen("界面", "帮助")
            await rep.until(lambda: rep.lines() == chinese, "the page as it was")
            assert current_language() == "zh"
            await rep.press("1")
            await rep.until_seen("今天")
            assert "Today" not in rep.seen()

    asyncio.run(journey())


def test_a_key_is_as_old_as_the_calendar_of_the_zone_says(tmp_path: Path) -> None:
    home, late = tmp_path / "home", NOW.replace(hour=20)
    init_store(home, "王芳", "Asia/Shanghai", late, PASSPHRASE, None)

    async def journey() -> None:
        async with entering(home, passphrase=PASSPHRASE) as rep:
            await rep.until_screen("TodayScreen")
            await open_settings(rep, "界面")
            await rep.until_seen("自 2026-11-19 起")

    asyncio.run(journey())


def test_a_theme_is_seen_at_once_and_kept(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", language="en") as rep:
            await open_settings(rep, "The screens")
            await to_setting(rep, "Colours")
            seen = [rep.app.theme]
            for _ in range(3):
                await rep.press("right")
                await rep.until(lambda: rep.app.theme != seen[-1], "another theme")
                seen.append(rep.app.theme)
            assert set(seen) == {"light", "dark", "high-contrast", "terminal"}
            await rep.press("left")
            await rep.until(lambda: rep.app.theme == seen[-2], "the theme before")
            await rep.until(lambda: kept(rep).theme == "terminal", "the theme kept")

    asyncio.run(journey())


def test_the_minutes_until_the_lock_are_chosen(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", language="en") as rep:
            await open_settings(rep, "The screens")
            await to_setting(rep, "Lock")
            await rep.press("left", "left")
            await rep.until_seen("only after sleep")
            assert kept(rep).lock_minutes == 0
            assert rep.app.preferences.lock_minutes == 0

    asyncio.run(journey())


def test_a_key_of_ones_own_acts_and_can_be_taken_back(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", language="en") as rep:
            await open_settings(rep, "The screens")
            await to_setting(rep, "Which key does what")
            await rep.press("enter")
            await rep.until_screen("KeymapScreen")
            await to_setting(rep, "Lock")
            await rep.press("enter")
            await rep.until_screen("PressKeyScreen")
            for wrong, why in (("k", "typed into fields"), ("ctrl+b", "is taken"), ("f8", "means")):
                await rep.press(wrong)
                await rep.until_seen(why)
            await rep.press("f11")
            await rep.until_screen("KeymapScreen")
            await rep.until(lambda: kept(rep).keymap == {"lock": "f11"}, "the key kept")
            await rep.until_seen("F11")
            await rep.press("f12")
            assert type(rep.app.screen).__name__ == "KeymapScreen"
            await rep.press("f11")
            await rep.until_screen("LockScreen")
            await rep.press("enter")
            await rep.until_screen("KeymapScreen")
            await rep.press("f9")
            await rep.until(lambda: kept(rep).keymap == {}, "its own key again")
            await rep.press("f12")
            await rep.until_screen("LockScreen")

    asyncio.run(journey())


@pytest.mark.parametrize("key", [f"ctrl+{letter}" for letter in "abhijms"])
def test_keys_that_terminals_and_tmux_take_are_refused(key: str) -> None:
    assert isinstance(find_key_problem(key_of("undo"), key, {}), Sentence)


@pytest.mark.parametrize("key", ["enter", "tab", "space", "up", "escape", "Y", "你", "f13", "ctrl+w"])
def test_keys_that_move_edit_or_do_not_come_everywhere_are_refused(key: str) -> None:
    assert isinstance(find_key_problem(key_of("undo"), key, {}), Sentence)


def test_a_key_that_was_given_up_is_free() -> None:
    assert isinstance(find_key_problem(key_of("undo"), "k", {}), Sentence)
    assert find_key_problem(key_of("undo"), "k", {"keep": "y"}) is None


def test_a_second_key_of_an_action_stays() -> None:
    assert with_key(key_of("save"), "f10") == "f10,ctrl+o"
    assert with_key(key_of("show_page_today"), "9") == "9,f2"


def test_every_key_of_the_table_could_be_chosen_or_is_fixed() -> None:
    fixed = {"enter", "escape", "left", "right", "ctrl+q", "ctrl+p", "question_mark"}
    for key in KEYS:
        if key.shown not in fixed:
            free = {one.name: "f11" for one in KEYS if one.name != key.name}
            assert find_key_problem(key, key.shown, free) is None, key.name


def test_the_rules_are_read_with_their_sources(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", language="en", size=WIDE) as rep:
            await open_settings(rep, "The screens")
            await to_setting(rep, "Service rules")
            await rep.press("enter")
            await rep.until_seen("Rule pack 1", "Source:")
            await rep.assert_looks("rule-packs-filled-en-120x40")
            await rep.press("escape")
            await rep.until_screen("SettingsScreen")

    asyncio.run(journey())


def test_a_backup_is_written_remembered_and_replaced_only_when_asked_twice(tmp_path: Path) -> None:
    target = tmp_path / "b"

    async def write(rep: Rep) -> None:
        await to_setting(rep, "Last backup")
        await rep.press("enter")
        await rep.until_focused("LineInput")
        await rep.press("ctrl+u")
        await rep.type(str(target))
        await rep.press("f8")

    async def journey() -> None:
        async with running(tmp_path / "home", language="en") as rep:
            await open_settings(rep, "The screens")
            await write(rep)
            await rep.until_screen("SettingsScreen")
            await rep.until_seen("encrypted")
            assert target.stat().st_size > 0
            first = target.read_bytes()
            await to_setting(rep, "today")
            await write(rep)
            await rep.until_seen("Press F8 again")
            assert target.read_bytes() == first
            await rep.press("f8")
            await rep.until_screen("SettingsScreen")
            assert target.read_bytes() != first

    asyncio.run(journey())


def test_a_folder_that_is_not_there_is_said_at_the_field(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", language="zh") as rep:
            await open_settings(rep, "界面")
            await to_setting(rep, "上次备份")
            await rep.press("enter")
            await rep.until_focused("LineInput")
            await rep.press("ctrl+u")
            await rep.type("/nowhere/b")
            await rep.press("f8")
            await rep.until_seen("! ")

    asyncio.run(journey())


def test_every_guidance_card_is_called_back(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", language="en") as rep:
            await open_settings(rep, "The screens")
            await to_setting(rep, "Guidance")
            await rep.press("enter")
            await rep.until_seen("comes again")
            assert kept(rep).cards_called_back

    asyncio.run(journey())


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    home = tmp_path_factory.mktemp("locked") / "home"
    return home, make_locked_store(home)


def test_the_recovery_code_is_compared_and_the_passphrase_changed(
    locked: tuple[Path, str], tmp_path: Path
) -> None:
    home = tmp_path / "home"
    shutil.copytree(locked[0], home)

    async def journey() -> None:
        async with entering(home, language="en", passphrase=PASSPHRASE) as rep:
            await rep.until_screen("TodayScreen")
            await open_settings(rep, "The screens")
            await rep.until_seen("not confirmed")
            await to_setting(rep, "Compare the paper")
            await rep.press("enter")
            await rep.until_focused("LineInput")
            await rep.type(locked[1][:-1].lower())
            await rep.press("f8")
            await rep.until_seen("has 27 letters")
            await rep.type(locked[1][-1])
            await rep.press("f8")
            await rep.until_seen("It is right")
            await rep.press("escape")
            await rep.until_screen("SettingsScreen")
            await rep.until_seen("A new code")
            assert "not confirmed" not in rep.seen()
            await rep.press("up", "up", "up")
            await rep.press("enter")
            await rep.until_screen("PassphraseScreen")
            await rep.until_focused("LineInput")
            await rep.type("wrong")
            await rep.press("tab")
            await rep.type("green tea")
            await rep.press("tab")
            await rep.type("green tea")
            await rep.press("f8")
            await rep.until_seen("does not open this store")
            await rep.press("tab")
            await rep.press("ctrl+u")
            await rep.type(PASSPHRASE)
            await rep.press("f8")
            await rep.until_screen("SettingsScreen")

    asyncio.run(journey())
    assert open_with_passphrase(load_key_file(home).contents, "green tea")


def test_preferences_changed_in_a_shell_hold_at_the_next_start(tmp_path: Path) -> None:
    def shell(workspace: Workspace) -> None:
        change_preferences(workspace, theme="light")

    async def journey() -> None:
        async with running(tmp_path / "home", shell) as rep:
            await rep.until(lambda: rep.app.theme == "light", "the light theme")

    asyncio.run(journey())
