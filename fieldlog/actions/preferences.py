"""Preferences: read, checked and changed."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, TypedDict, Unpack

from fieldlog.actions.workspace import Workspace
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.problems import Problem
from fieldlog.store.preferences import Preferences, load_preferences, write_preferences

__all__ = [
    "Changes",
    "Preferences",
    "change_preferences",
    "change_setting",
    "read_preferences",
    "setting_text",
]

SETTINGS = ("language", "theme", "lock_minutes", "keymap")
"""The names of what a rep can choose; ``keymap.ACTION`` is one action of the keymap."""
DEFAULT = "default"
"""The word that takes a setting back to its default."""

LANGUAGES = ("", "zh", "en")
THEMES = ("light", "dark", "high-contrast", "terminal")
LONGEST_IDLE_MINUTES = 24 * 60

_NAMED_KEYS = ("enter", "space", "tab", "home", "end", "pageup", "pagedown", "left", "right", "up", "down")
_SIGN_KEYS = ("slash", "question_mark", "full_stop", "comma", "minus", "plus", "equals_sign", "semicolon")
_KEY = re.compile(
    rf"[a-z0-9]|f[1-9]|f1[0-2]|ctrl\+[a-z]|escape|insert|delete|{'|'.join(_NAMED_KEYS + _SIGN_KEYS)}"
)
_ACTION = re.compile("[a-z]+(_[a-z]+)*")
# What terminals send for Enter, Tab and Backspace, stop the screen or the program with, the prefixes of tmux
# and screen, and what copies, pastes and opens the palette.
_TAKEN = frozenset(f"ctrl+{letter}" for letter in "abchijmpqsvz")


class Changes(TypedDict, total=False):
    """The preferences that a rep can choose."""

    language: str
    theme: str
    keymap: Mapping[str, str]
    lock_minutes: int


def read_preferences(workspace: Workspace) -> Preferences:
    """Return the preferences; what was never chosen has its default."""
    return load_preferences(workspace.store)


def change_preferences(workspace: Workspace, **changes: Unpack[Changes]) -> Preferences:
    """Store these preferences durably, leave the others, and return all; BadInputError with the field.

    ``keymap`` takes the place of the whole keymap.
    """
    problems = tuple(_find_problems(changes))
    if problems:
        raise BadInputError(*problems)
    return remember(workspace, **changes)


def change_setting(workspace: Workspace, name: str, text: str) -> Preferences:
    """Set one setting as it is typed, ``default`` for its default; BadInputError on ``setting`` or its field.

    ``keymap.ACTION`` sets the keys of one action, ``keymap`` alone only knows ``default``.
    """
    check_setting(name)
    field, _, action = name.partition(".")
    if action or (field == "keymap" and text == DEFAULT):
        with workspace.store.writing():
            keymap = dict(read_preferences(workspace).keymap) if action else {}
            keymap.pop(action, None)
            added = {} if text == DEFAULT else {action: text}
            return change_preferences(workspace, keymap={**keymap, **added})
    if text == DEFAULT:
        return remember(workspace, **{name: Preferences._field_defaults[name]})
    if name == "keymap":
        raise BadInputError(Problem("setting", "keymap-without-action"))
    if name == "lock_minutes":
        return change_preferences(workspace, lock_minutes=_read_minutes(text))
    changes: Changes = {"language": text} if name == "language" else {"theme": text}
    return change_preferences(workspace, **changes)


def _read_minutes(text: str) -> int:
    is_number = text.isascii() and text.isdigit() and len(text) <= len(str(LONGEST_IDLE_MINUTES))
    return int(text) if is_number else -1


def check_setting(name: str) -> None:
    """Raise BadInputError about ``setting`` when nothing has this name."""
    field, dot, action = name.partition(".")
    if field not in SETTINGS or (dot and (field != "keymap" or not action)):
        choices = (*SETTINGS, "keymap.ACTION")
        raise BadInputError(Problem("setting", "no-such-setting", {"words": name[:40], "choices": choices}))


def setting_text(preferences: Preferences, name: str) -> str:
    """Return a setting as it can be typed; empty when it is as the computer or the screens have it."""
    field, _, action = name.partition(".")
    if action:
        return preferences.keymap.get(action, "")
    if field == "keymap":
        return " ".join(f"{one}={keys}" for one, keys in preferences.keymap.items())
    return str(getattr(preferences, field))


def remember(workspace: Workspace, **members: Any) -> Preferences:
    """Store members of the preferences that need no check, and return all as they stand then."""
    with workspace.store.writing():
        preferences = load_preferences(workspace.store)._replace(**members)
        write_preferences(workspace.store, preferences)
    return preferences


def _find_problems(changes: Changes) -> Iterator[Problem]:
    if "language" in changes and changes["language"] not in LANGUAGES:
        yield _no_choice("language", changes["language"], LANGUAGES[1:])
    if "theme" in changes and changes["theme"] not in THEMES:
        yield _no_choice("theme", changes["theme"], THEMES)
    if "lock_minutes" in changes and not 0 <= changes["lock_minutes"] <= LONGEST_IDLE_MINUTES:
        yield Problem("lock_minutes", "minutes-out-of-range", {"limit": LONGEST_IDLE_MINUTES})
    if "keymap" in changes:
        yield from _find_keymap_problems(changes["keymap"])


def _no_choice(field: str, words: str, choices: tuple[str, ...]) -> Problem:
    return Problem(field, "unknown-choice", {"words": words[:40], "choices": choices})


def _find_keymap_problems(keymap: Mapping[str, str]) -> Iterator[Problem]:
    owners: dict[str, str] = {}
    for action, keys in keymap.items():
        if not _ACTION.fullmatch(action):
            yield Problem("keymap", "no-such-action", {"words": action[:40]})
        for key in keys.split(","):
            if not _KEY.fullmatch(key) or key in _TAKEN:
                yield Problem("keymap", "key-not-usable", {"key": key[:40]})
            elif owners.setdefault(key, action) != action:
                yield Problem("keymap", "key-twice", {"key": key, "first": owners[key], "second": action})
