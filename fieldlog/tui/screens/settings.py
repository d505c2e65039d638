"""Settings: how the rep likes fieldlog, what the store is, its keys and its backup."""

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import BindingType
from textual.containers import Container
from textual.widget import Widget

from fieldlog.actions.about import read_about
from fieldlog.actions.guidance import call_back
from fieldlog.actions.preferences import change_setting
from fieldlog.domain.problems import N_
from fieldlog.tui.keys import bind
from fieldlog.tui.searching import SearchedPage
from fieldlog.tui.setting_rows import Setting, settings_of
from fieldlog.tui.widgets.columns import Column
from fieldlog.tui.widgets.facts import TITLE, Fact, Facts
from fieldlog.tui.widgets.row_list import Row, RowList


class SettingsScreen(SearchedPage[None]):
    """A list of settings; the arrow keys change what can be chosen, Enter opens the rest."""

    page = "settings"
    CSS_PATH = "../styles/settings.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("open"),
        bind("previous", N_("Choice before")),
        bind("following", N_("Next choice")),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._settings: dict[str, Setting] = {}
        self._selected = "language"

    def compose_body(self) -> Iterable[Widget]:
        """Yield the list, and what the selected setting means."""
        columns = [Column("", 26), Column("", 20, share=1, wraps=True)]
        yield self.search_line()
        yield Container(
            RowList(columns, name="settings"), Container(Facts(id="meaning"), id="meaning-room"), id="both"
        )

    async def load(self) -> None:
        """Read the settings and show them."""
        about = await self.fieldlog.desk.run(read_about)
        settings = settings_of(about)
        self._settings = {one.key: one for one in settings}
        rows = [
            Row(one.key, (one.label,), is_heading=True)
            if one.is_heading
            else Row(one.key, (f"  {one.label}", one.value))
            for one in settings
        ]
        selected = self._selected
        listed = self.query_one(RowList)
        listed.show_rows(rows)
        listed.select(selected)
        self.go_to(listed)

    @property
    def _setting(self) -> Setting | None:
        """The setting under the cursor; there is none where a search leaves nothing."""
        is_shown = any(one.selected_key == self._selected for one in self.query(RowList))
        return self._settings.get(self._selected) if is_shown else None

    def on_row_list_moved(self, event: RowList.Moved) -> None:
        """Say what the selected setting means."""
        if event.row is not None and event.row.key in self._settings:
            self._selected = event.row.key
            one = self._settings[event.row.key]
            shown = [Fact(one.label, tone=TITLE), Fact(one.value), Fact(one.meaning, tone="dim")]
            self.query_one(Facts).show(fact for fact in shown if fact.text)
        else:
            self.query_one(Facts).show(())
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what can be done with the selected setting."""
        if action in ("previous", "following"):
            return self._setting is not None and bool(self._setting.choices)
        if action == "open":
            return self._setting is not None and bool(self._setting.screen)
        return super().check_action(action, parameters)

    def action_previous(self) -> None:
        """Take the choice before."""
        self._turn(-1)

    def action_following(self) -> None:
        """Take the next choice."""
        self._turn(1)

    def _turn(self, step: int) -> None:
        setting = self._setting
        if setting is not None and setting.choices:
            place = setting.choices.index(setting.chosen) if setting.chosen in setting.choices else -step
            value = setting.choices[(place + step) % len(setting.choices)]
            # Shown at once as chosen, so that a second key goes on from here.
            self._settings[setting.key] = setting._replace(chosen=value)
            self.start(lambda: self._choose(setting.key, value))

    async def _choose(self, name: str, value: str) -> None:
        preferences = await self.fieldlog.desk.run(change_setting, name, value)
        self.fieldlog.follow(preferences)
        if name == "language":
            await self.fieldlog.speak("zh" if value == "zh" else "en")
        else:
            self.reload()

    def on_row_list_opened(self, _event: RowList.Opened) -> None:
        """Open what belongs to the selected setting."""
        self.action_open()

    def action_open(self) -> None:
        """Open what belongs to the selected setting."""
        setting = self._setting
        if setting is None or not setting.screen:
            return
        if setting.screen == "call_back":
            self.start(self._call_back)
        else:
            self.fieldlog.open_screen(setting.screen, then=lambda _done: self.reload())

    async def _call_back(self) -> None:
        await self.fieldlog.desk.run(call_back)
        self.fieldlog.tell(N_("Every card comes again at its moment."))
