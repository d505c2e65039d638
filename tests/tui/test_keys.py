"""The one table of keys: a key means one thing, and sentences name the keys as the rep has set them."""

import ast
import asyncio
import re
from collections import Counter
from pathlib import Path

import pytest

import fieldlog.tui
from fieldlog.actions.preferences import change_preferences
from fieldlog.actions.workspace import Workspace
from fieldlog.tui.keys import KEYS
from fieldlog.tui.widgets.facts import Facts
from tests.store.stores import add_customer
from tests.tui.running import running

OWN_KEYS = {"new": "q", "visit": "w", "promise": "comma", "keep": "full_stop", "following": "equals_sign"}
OWN_KEYS |= {"edit": "semicolon", "pause": "minus", "consent": "plus", "origin": "v", "lock": "f11"}
FIXED = {"F1", "Ctrl+Q"}
"""Keys that nobody can change."""
CLOCK = {"stop", "go_on"}
"""One key for both: it turns the clock off and on."""


def own_keys(workspace: Workspace) -> None:
    """Keep keys of the rep's own."""
    change_preferences(workspace, keymap=OWN_KEYS)


def own_keys_and_a_customer(workspace: Workspace) -> None:
    """Keep keys of the rep's own, and a customer."""
    own_keys(workspace)
    add_customer(workspace, "李明朗")


def test_every_key_means_one_thing() -> None:
    taken = Counter(one for key in KEYS if key.name not in CLOCK for one in key.keys.split(","))
    assert [key for key, count in taken.items() if count > 1] == []


def _sentences(file: Path) -> list[str]:
    calls = (node for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Call))
    marked = (call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "N_")
    return [str(one.value) for call in marked for one in call.args if isinstance(one, ast.Constant)]


def test_no_sentence_of_the_screens_names_a_key_that_may_be_another() -> None:
    named = re.compile(
        r"[Pp]ress [a-z?/](?: to| on|[.:]|$)|\b(?:F\d+|Ctrl\+[A-Z])\b|\b[Rr]ight (?:shows|look)"
    )
    folder = Path(fieldlog.tui.__path__[0])
    sentences = [one for file in folder.rglob("*.py") for one in _sentences(file)]
    assert len(sentences) > 200
    found = [(one, key.group().strip()) for one in sentences for key in named.finditer(one)]
    assert [one for one, key in found if key not in FIXED] == []


@pytest.mark.parametrize(
    ("pages", "words"),
    [
        ("1", ["w on one begins a visit"]),
        ("2", ["Press q to add the first one"]),
        ("3", ["Nothing is overdue"]),
        ("5", ["keys ← and = change it"]),
    ],
)
def test_empty_pages_name_the_key_that_acts(tmp_path: Path, pages: str, words: list[str]) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", own_keys, language="en") as rep:
            await rep.press(*pages)
            await rep.until_seen(*words)

    asyncio.run(journey())


def test_the_tabs_of_promises_name_the_keys_that_act(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", own_keys, language="en") as rep:
            await rep.press("3", "equals_sign")
            await rep.until_seen("= shows what comes next")
            await rep.press("equals_sign")
            await rep.until_seen("Press , to note a new promise")
            await rep.press("equals_sign")
            await rep.until_seen("press . on it")

    asyncio.run(journey())


def test_the_page_of_a_customer_names_the_keys_that_act(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", own_keys_and_a_customer, (120, 40), "en") as rep:
            await rep.until_seen("李明朗")
            await rep.press("b")
            await rep.until_seen("press ; to add", "press - to note one")
            shown = "".join(line.text for one in rep.app.screen.query(Facts) for line in one.lines(80))
            assert "press + to note the answer" in shown
            await rep.press("equals_sign")
            await rep.until_seen("Press , to note one")

    asyncio.run(journey())


def test_a_key_changed_while_a_page_is_open_is_named_when_one_comes_back(tmp_path: Path) -> None:
    async def journey() -> None:
        async with running(tmp_path / "home", language="en") as rep:
            await rep.until_seen("v on one begins a visit")
            await rep.app.desk.run(own_keys)
            await rep.press("5")
            from fieldlog.actions.preferences import read_preferences

            rep.app.follow(await rep.app.desk.run(read_preferences))
            await rep.press("1")
            await rep.until_seen("w on one begins a visit")

    asyncio.run(journey())
