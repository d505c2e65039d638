"""Every key of the screens in one table, so that the same key means the same thing everywhere.

No key here is taken by terminals, tmux or input methods. Letters act only where nothing is typed; each of
them has its twin in the command palette, for those who have an input method switched on. Titles are
translated when they are shown (``title_of``), because bindings are made before the language is known.
"""

import re
from typing import NamedTuple

from textual.binding import Binding

from fieldlog.domain.problems import N_
from fieldlog.locale import translate


class Key(NamedTuple):
    """An action of the screens: its keys (the first one is shown), and its short title; ``shorter`` is its
    title in a line that has no room for it.
    """

    action: str
    keys: str
    title: str
    display: str = ""
    shorter: str = ""

    @property
    def name(self) -> str:
        """The name of the action in keymaps and settings: ``show_page('today')`` is ``show_page_today``."""
        return re.sub("[^a-z]+", "_", self.action).strip("_")

    @property
    def shown(self) -> str:
        """The key that footers show."""
        keys = self.keys.split(",")
        return self.display if self.display in keys else keys[0]


KEYS: tuple[Key, ...] = (
    # what acts on what is selected
    Key("open", "enter", N_("Open")),
    Key("answer", "h", N_("Answer")),
    Key("visit", "v", N_("Visit")),
    Key("origin", "w", N_("Where it comes from")),
    Key("log_visit", "l", N_("Add past visit")),
    Key("promise", "p", N_("Promise")),
    Key("keep", "k", N_("Kept")),
    Key("keep_earlier", "t", N_("Kept earlier")),
    Key("move", "m", N_("Move")),
    Key("release", "r", N_("Release")),
    Key("snooze", "z", N_("Put off")),
    Key("not_done", "d", N_("Could not")),
    Key("new", "n", N_("New")),
    Key("edit", "e", N_("Edit")),
    Key("pause", "a", N_("Pause")),
    Key("consent", "c", N_("Consent")),
    Key("opt_out", "o", N_("No contact")),
    Key("join", "j", N_("Join")),
    Key("slip", "s", N_("Slip")),
    Key("brief", "b", N_("Brief")),
    Key("guidance", "g", N_("Guidance")),
    Key("export", "x", N_("Write to a file")),
    Key("search", "slash", N_("Search"), "/"),
    Key("filter", "f", N_("Filter")),
    Key("previous", "left", N_("Earlier"), "←"),
    Key("following", "right", N_("Later"), "→"),
    Key("rules", "i", N_("The rules")),
    Key("undo", "u", N_("Undo")),
    # forms and questions
    Key("save", "f8,ctrl+o", N_("Save")),
    Key("stop", "f7", N_("Stop the clock")),
    Key("go_on", "f7", N_("Let the clock go on")),
    Key("recover", "ctrl+r", N_("Recovery code")),
    Key("discard", "f9", N_("Discard")),
    Key("back", "escape", N_("Back"), "Esc"),
    # everywhere
    Key("show_page('today')", "f2,1", N_("Today"), "1"),
    Key("show_page('customers')", "f3,2", N_("Customers"), "2"),
    Key("show_page('promises')", "f4,3", N_("Promises"), "3"),
    Key("show_page('check')", "f5,4", N_("Service check"), "4", N_("Check")),
    Key("show_page('settings')", "f6,5", N_("Settings"), "5"),
    Key("exchange", "y", N_("Sync")),
    Key("palette", "ctrl+p", N_("Commands")),
    Key("lock", "f12", N_("Lock")),
    Key("help", "f1,question_mark", N_("Help")),
    Key("quit", "ctrl+q", N_("Leave")),
)
KEEPS_LETTERS = "keeps_letters"
"""The attribute of widgets that keep letters while they have the cursor: no letter acts as a key then."""
_BY_ACTION = {key.action: key for key in KEYS}
ORDER = {key.name: number for number, key in enumerate(KEYS)}
"""By name, the place of an action in footers and in the help."""


def bind(action: str, title: str | None = None, show: bool = True, priority: bool = False) -> Binding:
    """Return the binding of an action of the table; its id is the key's name, so that keymaps can change it.

    ``title`` says more exactly what it does here, never something else than elsewhere.
    """
    key = _BY_ACTION[action]
    display = key.display or None
    return Binding(
        key.keys,
        action,
        title or key.title,
        show=show,
        key_display=display,
        priority=priority,
        id=key.name,
    )


def bind_all(*actions: str) -> list[Binding]:
    """Return the bindings of several actions of the table."""
    return [bind(action) for action in actions]


def title_of(binding: Binding) -> str:
    """Return what a binding does, in the current language."""
    return translate(binding.description)


def keys_of(binding: Binding) -> str:
    """Return how the key of a binding is written on a keyboard."""
    if binding.key_display:
        return binding.key_display
    return key_words(binding.key)


_KEY_WORDS = {
    "enter": "Enter",
    "escape": "Esc",
    "slash": "/",
    "question_mark": "?",
    "full_stop": ".",
    "comma": ",",
    "minus": "-",
    "plus": "+",
    "equals_sign": "=",
    "semicolon": ";",
    "left": "←",
    "right": "→",
}


def key_words(key: str) -> str:
    """Return how a key is written on a keyboard."""
    if key.startswith("ctrl+"):
        return f"Ctrl+{key[5:].upper()}"
    return _KEY_WORDS.get(key, key.upper() if key[:1] == "f" and key[1:].isdigit() else key)
