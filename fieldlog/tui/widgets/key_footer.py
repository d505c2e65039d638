"""The last lines of every screen: the keys that act here, which can be clicked too."""

from collections.abc import Iterable, Iterator

from textual.binding import ActiveBinding, Binding
from textual.content import Content
from textual.geometry import Size
from textual.style import Style
from textual.widget import Widget

from fieldlog.locale.text_width import width
from fieldlog.tui.keymaps import is_typed
from fieldlog.tui.keys import KEEPS_LETTERS, ORDER, keys_of, title_of

GAP = "  "


class KeyFooter(Widget):
    """Shows the keys that act now in the order of the table, on as many lines as they need."""

    COMPONENT_CLASSES = {"key-footer--key"}
    ALLOW_SELECT = False

    def on_mount(self) -> None:
        """Follow what the screen can do: a change of focus or of what is selected changes it."""
        self.screen.bindings_updated_signal.subscribe(self, self._follow)

    def _follow(self, _screen: object) -> None:
        self.refresh(layout=True)

    def shown_bindings(self) -> list[Binding]:
        """Return the bindings that are shown, in their order."""
        found: dict[str, Binding] = {}
        is_typing = getattr(self.screen.focused, KEEPS_LETTERS, False)
        for active in (*self.screen.active_bindings.values(), *self._acting_through()):
            name = active.binding.id or ""
            acts = active.enabled and not (is_typing and is_typed(active.binding.key))
            if acts and active.binding.show and name in ORDER:
                found.setdefault(name, active.binding)
        return sorted(found.values(), key=lambda one: ORDER[one.id or ""])

    def _acting_through(self) -> Iterator[ActiveBinding]:
        """Yield what acts through a message that lies over everything; Textual does not count it."""
        if self.screen.is_modal:
            for node, bindings in self.screen._binding_chain:
                yield from (ActiveBinding(node, one, True) for _, one in bindings if one.priority)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the number of lines that the keys need."""
        return len(self._rows(width))

    def render(self) -> Content:
        """Return the keys, each with its title."""
        key_style = self.get_visual_style("key-footer--key", partial=True)
        lines = [[_piece(one, key_style) for one in row] for row in self._rows(self.size.width)]
        return Content("\n").join(Content(GAP).join(line) for line in lines)

    def _rows(self, columns: int) -> list[list[Binding]]:
        """Return the bindings of each line."""
        return _in_rows(self.shown_bindings(), columns)


def _in_rows(bindings: Iterable[Binding], columns: int) -> list[list[Binding]]:
    rows: list[list[Binding]] = [[]]
    taken = 0
    for binding in bindings:
        needed = width(f"{keys_of(binding)} {title_of(binding)}{GAP}")
        if rows[-1] and taken + needed > columns + len(GAP):
            rows.append([])
            taken = 0
        rows[-1].append(binding)
        taken += needed
    return rows


def _piece(binding: Binding, key_style: Style) -> Content:
    click = Style.from_meta({"@click": f"app.press({binding.key!r})"})
    key = Content.styled(keys_of(binding), key_style)
    return Content.assemble(key, " ", title_of(binding)).stylize(click)
