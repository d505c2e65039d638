"""A store that does not open by itself: its passphrase, its recovery code, or what is wrong with it."""

import asyncio
import shutil
from pathlib import Path

import pytest

from fieldlog.locale import Language
from fieldlog.store.keys.opening import open_with_passphrase
from fieldlog.store.opening import DATABASE_NAME, load_key_file
from tests.store.stores import file_hashes, make_workspace
from tests.tui.entering import PASSPHRASE, entering, make_locked_store
from tests.tui.running import NARROW, WIDE


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """One store with a passphrase for all tests here, and its recovery code; each works on a copy."""
    home = tmp_path_factory.mktemp("locked") / "home"
    return home, make_locked_store(home)


@pytest.fixture
def home(locked: tuple[Path, str], tmp_path: Path) -> Path:
    shutil.copytree(locked[0], tmp_path / "home")
    return tmp_path / "home"


@pytest.mark.parametrize(("language", "size"), [("zh", NARROW), ("en", WIDE)])
def test_the_passphrase_is_asked_for_until_it_fits(
    home: Path, language: Language, size: tuple[int, int]
) -> None:
    async def journey() -> None:
        async with entering(home, size, language) as rep:
            await rep.until_screen("UnlockScreen")
            await rep.until_focused("SecretInput")
            await rep.assert_looks(f"unlock-empty-{language}-{size[0]}x{size[1]}")
            before = file_hashes(home)
            await rep.type("wrong")
            await rep.press("enter")
            await rep.until_seen({"zh": "没有作任何改动", "en": "Nothing was changed."}[language])
            await rep.assert_looks(f"unlock-problem-{language}-{size[0]}x{size[1]}")
            assert file_hashes(home) == before
            await rep.type(PASSPHRASE)
            await rep.press("enter")
            await rep.until_screen("TodayScreen")
            await rep.press("ctrl+q")
        assert rep.app.return_code == 0

    asyncio.run(journey())


def test_what_is_typed_is_not_shown(home: Path) -> None:
    async def journey() -> None:
        async with entering(home) as rep:
            await rep.until_focused("SecretInput")
            await rep.type("secret")
            assert "secret" not in rep.seen()

    asyncio.run(journey())


def test_leaving_a_store_that_was_not_opened_is_exit_code_3(home: Path) -> None:
    async def journey() -> None:
        async with entering(home) as rep:
            await rep.until_screen("UnlockScreen")
            await rep.press("5", "f1", "ctrl+p")
            assert type(rep.app.screen).__name__ == "UnlockScreen"
            await rep.press("ctrl+q")
        assert rep.app.return_code == 3

    asyncio.run(journey())


def test_the_recovery_code_opens_the_store_and_sets_a_new_passphrase(
    home: Path, locked: tuple[Path, str]
) -> None:
    async def journey() -> None:
        async with entering(home, language="en") as rep:
            await rep.until_screen("UnlockScreen")
            await rep.press("ctrl+r")
            await rep.until_focused("LineInput")
            await rep.type(locked[1][:9])
            await rep.press("tab")
            await rep.type("new words")
            await rep.press("tab")
            await rep.type("new word")
            await rep.press("f8")
            await rep.until_seen("typed differently")
            await rep.press("tab")
            await rep.type("s")
            await rep.press("f8")
            await rep.until_seen("has 8 letters")
            await rep.type(locked[1][9:])
            await rep.press("f8")
            await rep.until_screen("TodayScreen")

    asyncio.run(journey())
    assert open_with_passphrase(load_key_file(home).contents, "new words")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_wrong_passphrase_of_the_environment_can_be_put_right(home: Path, language: Language) -> None:
    async def journey() -> None:
        async with entering(home, language=language, passphrase="wrong") as rep:
            await rep.until_screen("UnlockScreen")
            await rep.until_focused("SecretInput")
            await rep.type(PASSPHRASE)
            await rep.press("enter")
            await rep.until_screen("TodayScreen")

    asyncio.run(journey())


@pytest.mark.parametrize(("language", "words"), [("zh", "资料库打不开"), ("en", "cannot be opened")])
def test_a_damaged_store_says_what_happened_and_is_exit_code_3(
    tmp_path: Path, language: Language, words: str
) -> None:
    home = tmp_path / "home"
    make_workspace(home).store.close()
    (home / DATABASE_NAME).write_bytes(b"no database" * 1000)

    async def journey() -> None:
        async with entering(home, language=language) as rep:
            await rep.until_seen(words, "fieldlog restore")
            before = file_hashes(home)
            await rep.press("enter")
            await rep.until_seen(words)
            assert file_hashes(home) == before
            await rep.press("ctrl+q")
        assert rep.app.return_code == 3

    asyncio.run(journey())


def test_a_store_whose_trouble_is_over_opens_at_the_second_try(tmp_path: Path) -> None:
    home = tmp_path / "home"
    make_workspace(home).store.close()
    whole = (home / DATABASE_NAME).read_bytes()
    (home / DATABASE_NAME).write_bytes(b"no database" * 1000)

    async def journey() -> None:
        async with entering(home) as rep:
            await rep.until_screen("StoppedScreen")
            (home / DATABASE_NAME).write_bytes(whole)
            await rep.press("enter")
            await rep.until_screen("TodayScreen")

    asyncio.run(journey())
