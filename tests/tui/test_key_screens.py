"""The keys of a store on the screens: the keyring of this computer, and a new recovery code."""

import asyncio
import re
import shutil
from pathlib import Path

import pytest

from fieldlog.actions.keys import check_recovery_code, list_keys
from fieldlog.domain.errors import WrongKeyError
from fieldlog.locale import Language
from fieldlog.store.keys.opening import open_with_keyring
from fieldlog.store.opening import load_key_file
from tests.store.keys.fakes import MemoryKeyring, SilentKeyring
from tests.tui.entering import PASSPHRASE, entering, make_locked_store
from tests.tui.running import NARROW, WIDE, Rep

GROUPS = re.compile(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4})+")
LOOKS = pytest.mark.parametrize(("language", "size"), [("zh", NARROW), ("en", WIDE), ("en", NARROW)])


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    home = tmp_path_factory.mktemp("locked") / "home"
    return home, make_locked_store(home)


@pytest.fixture
def home(locked: tuple[Path, str], tmp_path: Path) -> Path:
    """A store with a passphrase and a recovery code."""
    return Path(shutil.copytree(locked[0], tmp_path / "home"))


async def to_settings(rep: Rep, label: str) -> None:
    """Go to a setting, and open it."""
    await rep.until_screen("TodayScreen")
    await rep.press("5")
    await rep.until_screen("SettingsScreen")
    await rep.until_focused("RowList")
    for _ in range(40):
        if any(line.startswith(">") and label in line for line in rep.lines()):
            await rep.press("enter")
            return
        await rep.press("down")
        await rep.pilot.pause()
    pytest.fail(f"no setting {label}\n{rep.seen()}")


async def shown_code(rep: Rep) -> list[str]:
    await rep.until_screen("RecoveryCodeScreen")
    await rep.until(lambda: len("".join(GROUPS.findall(rep.seen()))) >= 33, "the code")
    return [group for part in GROUPS.findall(rep.seen()) for group in part.split("-")]


@LOOKS
def test_a_new_recovery_code_is_written_down_typed_back_and_only_then_ends_the_old_one(
    home: Path, locked: tuple[Path, str], language: Language, size: tuple[int, int]
) -> None:
    old = locked[1]
    look = f"{language}-{size[0]}x{size[1]}"

    async def journey() -> list[str]:
        async with entering(home, size, language, PASSPHRASE) as rep:
            await to_settings(rep, {"zh": "恢复码", "en": "recovery code"}[language])
            await rep.until_screen("NewCodeScreen")
            await rep.until_focused("LineInput")
            await rep.assert_looks(f"new-code-empty-{look}")
            await rep.type("wrong")
            await rep.press("f8")
            await rep.until_seen({"zh": "打不开", "en": "does not open"}[language])
            await rep.press("ctrl+u")
            await rep.type(PASSPHRASE)
            await rep.press("f8")
            groups = await shown_code(rep)
            check_recovery_code(home, old)
            await rep.press("f8")
            await rep.until_focused("LineInput")
            await rep.type(groups[1])
            await rep.press("tab")
            await rep.type("XXXX")
            await rep.press("f8")
            await rep.until_seen("!")
            check_recovery_code(home, old)
            await rep.press("ctrl+u")
            await rep.type(groups[4].lower())
            await rep.press("f8")
            await rep.until_screen("SettingsScreen")
            await rep.until_seen({"zh": "新的恢复码", "en": "The new recovery code"}[language])
            await rep.until_seen({"zh": "换新的恢复码", "en": "A new code"}[language])
            return groups

    groups = asyncio.run(journey())
    check_recovery_code(home, "-".join(groups))
    with pytest.raises(WrongKeyError):
        check_recovery_code(home, old)


def test_who_leaves_before_the_code_is_on_paper_keeps_the_old_one(
    home: Path, locked: tuple[Path, str]
) -> None:
    async def journey() -> None:
        async with entering(home, language="en", passphrase=PASSPHRASE) as rep:
            await to_settings(rep, "recovery code")
            await rep.until_focused("LineInput")
            await rep.type(PASSPHRASE)
            await rep.press("f8")
            await shown_code(rep)
            await rep.press("escape")
            await rep.until_screen("NewCodeScreen")
            await rep.press("escape")
            await rep.until_screen("SettingsScreen")

    asyncio.run(journey())
    check_recovery_code(home, locked[1])


@LOOKS
def test_the_keyring_of_this_computer_opens_the_store(
    home: Path, language: Language, size: tuple[int, int]
) -> None:
    keyring = MemoryKeyring()

    async def journey() -> None:
        async with entering(home, size, language, PASSPHRASE) as rep:
            await rep.until_screen("TodayScreen")
            rep.app.open_screen("keyring", keyring)
            await rep.until_screen("KeyringScreen")
            await rep.until_focused("LineInput")
            await rep.assert_looks(f"keyring-empty-{language}-{size[0]}x{size[1]}")
            await rep.type("wrong")
            await rep.press("f8")
            await rep.until_seen({"zh": "打不开", "en": "does not open"}[language])
            assert not keyring.entries
            await rep.press("ctrl+u")
            await rep.type(PASSPHRASE)
            await rep.press("f8")
            await rep.until_screen("TodayScreen")

    asyncio.run(journey())
    assert "keyring" in {slot.kind for slot in list_keys(home)}
    assert open_with_keyring(load_key_file(home).contents, keyring)


def test_a_computer_without_a_keyring_says_so_and_changes_nothing(home: Path) -> None:
    async def journey() -> None:
        async with entering(home, language="en", passphrase=PASSPHRASE) as rep:
            await rep.until_screen("TodayScreen")
            rep.app.open_screen("keyring", SilentKeyring())
            await rep.until_focused("LineInput")
            await rep.type(PASSPHRASE)
            await rep.press("f8")
            await rep.until_seen("does not answer")
            assert type(rep.app.screen).__name__ == "KeyringScreen"

    asyncio.run(journey())
    assert "keyring" not in {slot.kind for slot in list_keys(home)}


def test_the_page_of_settings_leads_to_the_keyring(home: Path) -> None:
    async def journey() -> None:
        async with entering(home, language="en", passphrase=PASSPHRASE) as rep:
            await to_settings(rep, "keyring of this computer")
            await rep.until_screen("KeyringScreen")

    asyncio.run(journey())
