"""The rep's own keys: which key an action has now, and why another one cannot be given to it."""

from collections.abc import Mapping

from fieldlog.domain.problems import N_, Sentence
from fieldlog.tui.keys import KEYS, Key, key_words

MOVES = frozenset(
    [
        "enter",
        "escape",
        "tab",
        "space",
        "up",
        "down",
        "left",
        "right",
        "home",
        "end",
        "pageup",
        "pagedown",
        "backspace",
        "delete",
        "insert",
    ]
)
"""Keys that move about in lists and fields everywhere."""
EDITS = frozenset(f"ctrl+{letter}" for letter in "adefgkluvwxy")
"""Keys that edit what is typed in a field."""
TAKEN = frozenset(f"ctrl+{letter}" for letter in "abchijmpqsvz")
"""What terminals send for Enter, Tab and Backspace, what stops the screen or the program, the prefixes of
tmux and screen, and what copies, pastes, leaves and opens the commands.
"""
SIGNS = frozenset(
    [
        "slash",
        "question_mark",
        "full_stop",
        "comma",
        "minus",
        "plus",
        "equals_sign",
        "semicolon",
        "apostrophe",
        "left_square_bracket",
        "right_square_bracket",
    ]
)

_BY_NAME = {key.name: key for key in KEYS}
FUNCTION_KEYS = frozenset(f"f{number}" for number in range(1, 13))


def is_typed(key: str) -> bool:
    """Say whether a key writes something where text is typed."""
    return len(key) == 1 or key in SIGNS


def keys_now(key: Key, keymap: Mapping[str, str]) -> tuple[str, ...]:
    """Return the keys of an action, the one that is shown first."""
    changed = keymap.get(key.name)
    if changed:
        return tuple(changed.split(","))
    keys = key.keys.split(",")
    return tuple(sorted(keys, key=lambda one: one != key.shown))


def key_of(name: str, keymap: Mapping[str, str]) -> str:
    """Return how the key is written that the action of a name has now, for sentences that name it."""
    return key_words(keys_now(_BY_NAME[name], keymap)[0])


def is_key_of(name: str, key: str, keymap: Mapping[str, str]) -> bool:
    """Say whether a key, as Textual names it, is one that the action of a name has now."""
    return key in keys_now(_BY_NAME[name], keymap)


def with_key(key: Key, new: str) -> str:
    """Return the keys of an action with another one in place of the shown one."""
    others = [one for one in key.keys.split(",") if one not in (key.shown, new)]
    return ",".join([new, *others])


def find_key_problem(key: Key, new: str, keymap: Mapping[str, str]) -> Sentence | None:
    """Return why an action cannot have a key; ``None``: it can."""
    named = {"key": key_words(new)[:20]}
    if new in TAKEN:
        return Sentence(N_("{key} is taken by terminals or by the program itself. Press another key."), named)
    if new in MOVES or new in EDITS:
        return Sentence(N_("{key} moves or edits in lists and fields. Press another key."), named)
    if not _is_sent_everywhere(new):
        return Sentence(N_("{key} is not sent by every terminal. Press a small letter or an F key."), named)
    if is_typed(new) and not is_typed(key.shown):
        return Sentence(
            N_("{key} is typed into fields, and this must work there too. Press an F key."), named
        )
    for other in KEYS:
        if other.name != key.name and new in keys_now(other, keymap):
            taken = N_('{key} means "{action}". Press another key, or give that one another key first.')
            return Sentence(taken, {**named, "action": Sentence(other.title)})
    return None


def _is_sent_everywhere(key: str) -> bool:
    letter = key.removeprefix("ctrl+")
    is_letter = len(letter) == 1 and letter.isascii() and letter.islower()
    return (
        is_letter
        or key in SIGNS
        or key in FUNCTION_KEYS
        or (len(key) == 1 and key.isascii() and key.isdigit())
    )
