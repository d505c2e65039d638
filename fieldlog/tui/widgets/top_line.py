"""The first line of every screen: where one is, the visit that runs, and how the exchange stands."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from textual.content import Content
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget

from fieldlog.domain.problems import N_
from fieldlog.locale import translate
from fieldlog.locale.text_width import width
from fieldlog.tui.keys import KEYS, Key, key_words

if TYPE_CHECKING:
    from fieldlog.tui.app import FieldlogApp

_PAGE_KEYS = {key.action.split("'")[1]: key for key in KEYS if key.action.startswith("show_page")}


class TopLine(Widget):
    """Shows the pages with their keys, the present one marked, and at the right the running visit's clock."""

    COMPONENT_CLASSES = {
        "top-line--page",
        "top-line--here",
        "top-line--running",
        "top-line--exchange",
        "top-line--practice",
    }
    ALLOW_SELECT = False

    running = reactive("")
    """The running visit in words, without colour or markup; empty when there is none."""

    exchange: reactive[tuple[str, ...]] = reactive(())
    """How the exchange with the server stands, the longest way to say it first; empty where there is none."""

    def __init__(self, page: str, is_practice: bool = False) -> None:
        super().__init__()
        self._page = page
        self._is_practice = is_practice

    def render(self) -> Content:
        """Return the pages at the left, what is going on at the right."""
        titles = [self._title(name) for name in _PAGE_KEYS]
        pages = Content(" ").join(titles)
        room = self.size.width - width(pages.plain) - 1
        if width(self.running) > room:
            # The pages stand closer, so that the clock need not stand alone without what it counts.
            pages = Content("").join(titles)
            room = self.size.width - width(pages.plain) - 1
        state = self._state(room)
        space = " " * max(1, self.size.width - width(pages.plain) - width(state.plain))
        return Content.assemble(pages, space, state)

    def _title(self, name: str) -> Content:
        key = _PAGE_KEYS[name]
        is_here = name == self._page
        # Brackets say where one is, to those who see no colour.
        words = f"{key_words(self._key_now(key))} {translate(key.title)}"
        style = self.get_visual_style("top-line--here" if is_here else "top-line--page", partial=True)
        click = Style.from_meta({"@click": f"app.{key.action}"})
        return Content.styled(f"[{words}]" if is_here else f" {words} ", style).stylize(click)

    def _key_now(self, key: Key) -> str:
        changed = cast("FieldlogApp", self.app).preferences.keymap.get(key.name)
        return changed.split(",")[0] if changed else key.shown

    def _state(self, room: int) -> Content:
        practice = translate(N_("practice")) if self._is_practice else ""
        if self.running:
            running = self.running
            if width(running) + width(practice) + 1 > room:
                practice = ""
            running = next((one for one in _shorter(running) if width(one) <= room), "")
            style = self.get_visual_style("top-line--running", partial=True)
            click = Style.from_meta({"@click": "app.visit"})
            clock = Content.styled(running, style).stylize(click)
            return Content.assemble(clock, " " if practice else "", practice)
        if self.exchange:
            return self._exchange(room)
        style = self.get_visual_style("top-line--practice", partial=True)
        return Content.styled(practice if width(practice) <= room else "", style)

    def _exchange(self, room: int) -> Content:
        words = next((one for one in self.exchange if width(one) <= room), "")
        style = self.get_visual_style("top-line--exchange", partial=True)
        return Content.styled(words, style).stylize(Style.from_meta({"@click": "app.exchange"}))


def _shorter(running: str) -> Iterator[str]:
    """Yield the running visit in fewer and fewer whole words: clock and name say what it is even without the
    word before them, and at last the clock alone.
    """
    yield running
    word, _, rest = running.partition(" ")
    while " " in rest:
        yield rest
        rest = rest.rpartition(" ")[0]
    yield f"{word} {rest}"
    yield rest
