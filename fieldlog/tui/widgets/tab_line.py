"""One line of tabs with how much each holds; brackets mark the one that is shown."""

from collections.abc import Mapping

from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget


class TabLine(Widget):
    """Words of which one is shown. Keys belong to the screen; a click posts ``Chosen``."""

    COMPONENT_CLASSES = {"tab-line--here", "tab-line--other"}
    ALLOW_SELECT = False

    here: reactive[str] = reactive("")
    counts: reactive[Mapping[str, int]] = reactive(dict)

    class Chosen(Message):
        """A tab was clicked."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    def __init__(self, titles: Mapping[str, str], here: str) -> None:
        """``titles`` are the words by the name of each tab, in the current language."""
        super().__init__()
        self._titles = dict(titles)
        self.set_reactive(TabLine.here, here)

    def name_tabs(self, titles: Mapping[str, str], otherwise: str) -> None:
        """Show other tabs; where the one that is shown is not one of them, ``otherwise`` is."""
        self._titles = dict(titles)
        if self.here not in titles:
            self.here = otherwise
        self.refresh()

    def render(self) -> Content:
        """Return the tabs."""
        return Content("  ").join(self._tab(name) for name in self._titles)

    def _tab(self, name: str) -> Content:
        count = self.counts.get(name)
        words = self._titles[name] if count is None else f"{self._titles[name]} {count}"
        is_here = name == self.here
        style = self.get_visual_style("tab-line--here" if is_here else "tab-line--other", partial=True)
        click = Style.from_meta({"@click": f"choose({name!r})"})
        return Content.styled(f"[{words}]" if is_here else f" {words} ", style).stylize(click)

    def action_choose(self, name: str) -> None:
        """Tell which tab was clicked."""
        self.post_message(self.Chosen(name))

    def beside(self, step: int) -> str:
        """Return the tab so many places further; the last one is followed by none."""
        names = list(self._titles)
        place = names.index(self.here) + step
        return names[max(0, min(len(names) - 1, place))]
