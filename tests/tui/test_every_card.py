"""Every card with fields was looked at empty, filled, and with what cannot be taken, in both languages."""

import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from fieldlog.locale import Language
from tests.store.keys.fakes import MemoryKeyring
from tests.tui.entering import PASSPHRASE, entering
from tests.tui.exchanging import journey
from tests.tui.looking import IN_BOTH, Walk, assert_every_theme_can_be_read, look, opening, pressing
from tests.tui.running import Rep, running
from tests.tui.test_every_screen import one_visit


class Card(NamedTuple):
    """How to come to a card, its class, what is typed into its fields, and the key that ends it."""

    walk: Walk
    screen: str
    typed: Sequence[str]
    end: str = "f8"
    passphrase: str | None = PASSPHRASE


CARDS = {
    "unlock": Card(pressing(), "UnlockScreen", ["wrong"], "enter", None),
    "recover": Card(pressing("ctrl+r"), "RecoverScreen", ["7K2M", "new words", "new word"], passphrase=None),
    "lock": Card(pressing("f12"), "LockScreen", ["wrong"], "enter"),
    "passphrase": Card(opening("passphrase"), "PassphraseScreen", [PASSPHRASE, "new words", "new word"]),
    "check-code": Card(opening("check_code"), "CheckCodeScreen", ["7k2m-7k2m-7k2m-7k2m-7k2m-7k2m-7k2m"]),
    "new-code": Card(opening("new_code"), "NewCodeScreen", ["wrong"]),
    "keyring": Card(opening("keyring", MemoryKeyring()), "KeyringScreen", ["wrong"]),
}


@asynccontextmanager
async def at_card(name: str, locked_home: Path, home: Path, language: Language = "en") -> AsyncIterator[Rep]:
    """Show a card on a copy of a store that a passphrase opens."""
    card = CARDS[name]
    shutil.copytree(locked_home, home)
    async with entering(home, language=language, passphrase=card.passphrase) as rep:
        await rep.until_screen("TodayScreen" if card.passphrase else "UnlockScreen")
        await rep.until_still()
        await card.walk(rep)
        await rep.until_screen(card.screen)
        yield rep


@IN_BOTH
@pytest.mark.parametrize("name", CARDS)
@journey
async def test_a_card_as_it_was_found_good(
    name: str, language: Language, locked_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR")
    card = CARDS[name]
    async with at_card(name, locked_home, tmp_path / "home", language) as rep:
        await show_states(rep, name, language, card.typed, card.end)


@IN_BOTH
@journey
async def test_the_welcome_filled(language: Language, tmp_path: Path) -> None:
    async with entering(tmp_path / "home", language=language) as rep:
        await rep.until_screen("WelcomeScreen")
        await rep.until_focused("ChoiceLine")
        for text in ("王芳", "Asia/Shanghai", PASSPHRASE, PASSPHRASE):
            await rep.press("tab", "end", "ctrl+u")
            await rep.type(text)
        await look(rep, f"welcome-filled-{language}")


FILES: dict[str, tuple[Walk, str, str]] = {
    "slip-file": (pressing("3", "s", "x"), "SlipFileScreen", "王阿姨.html"),
    "backup": (opening("backup"), "BackupScreen", "/media/usb/2026-11-18.fieldlog-backup"),
}
"""Cards that ask for a file: how to come there, their class, and what is typed."""


@IN_BOTH
@pytest.mark.parametrize("name", FILES)
@journey
async def test_a_card_that_asks_for_a_file(
    name: str, language: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What is offered lies in the home of whoever runs it.
    monkeypatch.setenv("HOME", "/nowhere")
    monkeypatch.delenv("NO_COLOR")
    walk, screen, file = FILES[name]
    async with running(tmp_path / "home", one_visit, language=language) as rep:
        await rep.until_screen("TodayScreen")
        await rep.until_still()
        await walk(rep)
        await rep.until_screen(screen)
        await rep.until_focused("LineInput")
        await rep.press("end", "ctrl+u")
        await show_states(rep, name, language, [file], "f8")


async def show_states(rep: Rep, name: str, language: str, texts: Sequence[str], end: str) -> None:
    """Look at a card as it comes, filled, and when it has said what is wrong."""
    await rep.until(lambda: rep.app.focused is not None, "the cursor")
    await look(rep, f"{name}-empty-{language}")
    for number, text in enumerate(texts):
        if number:
            await rep.press("tab")
        await rep.type(text)
    await look(rep, f"{name}-filled-{language}")
    before = rep.seen()
    await rep.press(end)
    screen = rep.app.screen
    await rep.until(lambda: screen.query(".-wrong") or "-calm" not in answer_classes(rep), "the answer")
    await rep.until(lambda: rep.seen() != before, "what is wrong")
    await look(rep, f"{name}-problem-{language}")
    if language == "zh":
        await assert_every_theme_can_be_read(rep)


def answer_classes(rep: Rep) -> frozenset[str]:
    """Return how the answer of the card stands: calm while it works."""
    return frozenset[str]().union(*(line.classes for line in rep.app.screen.query("#card-answer")))
