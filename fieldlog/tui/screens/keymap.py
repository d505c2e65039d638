"""The keys: every action with its key, and another one for those who like it otherwise."""

from collections.abc import Iterable
from functools import partial
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Static

from fieldlog.actions.preferences import change_setting
from fieldlog.domain.problems import N_
from fieldlog.locale import translate
from fieldlog.tui.keymaps import keys_now, with_key
from fieldlog.tui.keys import KEYS, Key, bind, key_words
from fieldlog.tui.plain import plain
from fieldlog.tui.searching import SearchedPage
from fieldlog.tui.widgets.columns import Column
from fieldlog.tui.widgets.row_list import Row, RowList

FIXED = frozenset({"open", "back", "quit", "help"})
"""What always has its key, so that nobody gets lost."""
DEFAULT = "default"


class KeymapScreen(SearchedPage[None]):
    """A list of actions; Enter gives the selected one another key, Discard its own again."""

    page = "settings"
    CSS_PATH = "../styles/keymap.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("open", N_("Another key")),
        bind("discard", N_("Its own key again")),
        bind("back"),
    ]

    def compose_body(self) -> Iterable[Widget]:
        """Yield what can be done, and the list."""
        yield Static(plain(translate(N_("Which key does what. Letters act only where nothing is typed."))))
        titles = [translate(title) for title in (N_("Action"), N_("Press"), N_("Also"), N_("Own key"))]
        columns = [Column(titles[0], 22, share=1), Column(titles[1], 10), Column(titles[2], 12)]
        yield self.search_line(N_("an action or a key"))
        yield RowList([*columns, Column(titles[3], 10)], has_titles=True, name="keys")

    async def load(self) -> None:
        """Show the keys as they are now."""
        keymap = self.fieldlog.preferences.keymap
        rows = []
        for key in KEYS:
            shown, *others = map(key_words, keys_now(key, keymap))
            own = key_words(key.shown) if key.name in keymap else ""
            rows.append(
                Row(key.name, (translate(key.title), shown, " ".join(others), own), "warn" if own else "")
            )
        self.query_one(RowList).show_rows(rows)
        self.go_to(self.query_one(RowList))

    @property
    def _key(self) -> Key | None:
        selected = self.query_one(RowList).selected_key
        return next((key for key in KEYS if key.name == selected), None)

    def on_row_list_moved(self, _event: RowList.Moved) -> None:
        """Offer what can be done with the selected action."""
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Some actions keep their keys; only a changed one can be changed back."""
        if action in ("open", "discard") and self.is_mounted:
            key = self._key
            if key is None or key.name in FIXED:
                return False
            return action == "open" or key.name in self.fieldlog.preferences.keymap
        return super().check_action(action, parameters)

    def on_row_list_opened(self, _event: RowList.Opened) -> None:
        """Ask for another key."""
        self.action_open()

    def action_open(self) -> None:
        """Ask for another key."""
        key = self._key
        if key is not None and key.name not in FIXED:
            self.fieldlog.open_screen("press_key", key, then=partial(self._change, key))

    def _change(self, key: Key, pressed: str | None) -> None:
        if pressed is not None:
            own = pressed == key.shown
            self.start(partial(self._store, key, DEFAULT if own else with_key(key, pressed)))

    def action_discard(self) -> None:
        """Give an action its own key again."""
        key = self._key
        if key is not None:
            self.start(partial(self._store, key, DEFAULT))

    async def _store(self, key: Key, keys: str) -> None:
        preferences = await self.fieldlog.desk.run(change_setting, f"keymap.{key.name}", keys)
        self.fieldlog.follow(preferences)
        self.reload()
