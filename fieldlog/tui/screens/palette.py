"""The command palette: screens, what can be done here, and customers, found by typing."""

from asyncio import to_thread
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from textual.dom import DOMNode

from fieldlog.domain.cards import plain
from fieldlog.domain.pinyin import name_readings
from fieldlog.domain.problems import N_
from fieldlog.locale import translate
from fieldlog.tui.choosing_screen import ChoosingScreen
from fieldlog.tui.keymaps import key_of
from fieldlog.tui.keys import KEYS, ORDER, keys_of
from fieldlog.tui.screens.find_customer import customer_row, find_customers
from fieldlog.tui.widgets.row_list import Row

MOST_CUSTOMERS = 20
NOT_OFFERED = {"palette", "back", "open"}
PAGE = "show_page"
SCREENS = {
    "guidance": N_("Guidance cards"),
    "rule_packs": N_("The service rules"),
    "reviews": N_("Heard from the supervisor"),
    "exchange": N_("Exchange with the server"),
}
"""Screens that no page key leads to."""
TABLE_TITLES = frozenset(key.title for key in KEYS)


class Command(NamedTuple):
    """Something that can be done: its title as a template, how its key is written, and the action with the
    node that it acts on.
    """

    title: str
    key: str
    action: str
    node: DOMNode
    own: str = ""
    """The action of the table that leads there too: it is found by the title that footers give it."""

    def fits(self, query: str, spellings: Iterable[str]) -> bool:
        """Say whether it is found, by its title in the current language or in English, or by the beginning of
        its pinyin.
        """
        titles = (translate(self.title), self.title, *(key.title for key in KEYS if key.action == self.own))
        return any(query in plain(words) for words in titles) or any(
            spelling.startswith(query) for spelling in spellings
        )


class PaletteScreen(ChoosingScreen[None]):
    """Finds and does."""

    placeholder = N_("What would you like to do, or whom are you looking for?")
    nothing = N_("Nothing fits. Type less of it, or the pinyin of a name; Escape goes back.")

    def __init__(self) -> None:
        super().__init__()
        self._commands: dict[str, Command] = {}
        self._spellings: Mapping[str, tuple[str, ...]] = {}

    async def find(self, query: str) -> Sequence[Row]:
        """Return the commands and customers that fit; everything that can be done here while nothing is
        typed.
        """
        if not self._commands:
            self._commands = self._read_commands()
        wanted = plain(query)
        if wanted.isascii() and wanted and not self._spellings:
            # The pinyin of all characters is large, and not needed before somebody types.
            self._spellings = await to_thread(_spell, self._commands)
        fitting = {
            name: one
            for name, one in self._commands.items()
            if one.fits(wanted, self._spellings.get(name, ()))
        }
        here = [_command_row(name, one) for name, one in fitting.items() if not _is_page(one)]
        pages = [_command_row(name, one) for name, one in fitting.items() if _is_page(one)]
        customers: list[Row] = []
        if wanted:
            found = await self.fieldlog.desk.run(find_customers, query, MOST_CUSTOMERS)
            customers = [customer_row(one) for one in found]
        return [
            *_group("here", N_("What can be done here"), here),
            *_group("screens", N_("Screens"), pages),
            *_group("customers", N_("Customers"), customers),
        ]

    def _read_commands(self) -> dict[str, Command]:
        """Return what the screen below can do, by name, in the order of the keys."""
        below = self.app.screen_stack[-2]
        found: dict[str, Command] = {}
        for active in below.active_bindings.values():
            name = active.binding.id or ""
            if active.enabled and name in ORDER and name not in NOT_OFFERED:
                title, key = active.binding.description, keys_of(active.binding)
                found.setdefault(name, Command(title, key, active.binding.action, active.node))
        # A form below hides the keys of the pages from typing; from here they lead on all the same.
        for page in (key for key in KEYS if key.action.startswith(PAGE)):
            shown = key_of(page.name, self.fieldlog.preferences.keymap)
            found.setdefault(page.name, Command(page.title, shown, page.action, self.app))
        commands = {name: found[name] for name in sorted(found, key=ORDER.__getitem__)}
        for name, title in SCREENS.items():
            known = commands.pop(name, None)
            if known is not None and known.title not in TABLE_TITLES:
                # On that screen already, where the key does more than to lead there.
                commands[name] = known
                continue
            key = "" if known is None else known.key
            commands[name] = Command(title, key, f"open_screen('{name}')", self.app, name)
        return commands

    def choose(self, key: str) -> None:
        """Leave, and do it where it was found."""
        command = self._commands.get(key)
        if command is None:
            self._after(partial(self.fieldlog.open_screen, "customer", key))
        elif command.action.startswith("open_screen"):
            self._after(partial(self.fieldlog.open_screen, key))
        else:
            self._after(partial(self.app.run_action, command.action, command.node))

    def _after(self, act: Callable[[], object]) -> None:
        app = self.app
        self.dismiss(None)
        app.call_later(act)


def _spell(commands: Mapping[str, Command]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(name_readings(translate(one.title))) for name, one in commands.items()}


def _is_page(command: Command) -> bool:
    return command.action.startswith((PAGE, "open_screen"))


def _command_row(name: str, command: Command) -> Row:
    return Row(name, (translate(command.title), command.key))


def _group(name: str, title: str, rows: Iterable[Row]) -> list[Row]:
    members = list(rows)
    return [Row(f"heading-{name}", (translate(title),), is_heading=True), *members] if members else []
