"""The first line of every screen: where one is, the visit that runs, and how the exchange stands."""

from collections.abc import Callable, Iterator
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
ROOM_FOR_EXCHANGE, ROOM_BESIDE_A_VISIT = 24, 14
"""Columns that are enough for most of what is said about the exchange, and for a word about it."""
BETWEEN = "  "


class TopLine(Widget):
    """Shows the pages with their keys, the present one marked; at the right the running visit's clock and how
    the exchange stands.
    """

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
        pages = self._pages_with_room()
        state = self._state(self._room(pages))
        space = " " * max(1, self.size.width - width(pages.plain) - width(state.plain))
        return Content.assemble(pages, space, state)

    def _pages_with_room(self) -> Content:
        """Return the pages side by side, or closer, or with shorter titles: what goes on needs room.

        The clock of a visit is never left out for titles: the keys of the pages remain, and where one is.
        """
        pages = next((one for one in map(self._pages, (" ", "")) if self._room(one) >= self._wanted()), None)
        pages = pages or self._pages("", _shorter_title)
        if self.running and self._room(pages) < self._least():
            pages = self._pages("", _no_title)
        return pages

    def _pages(self, between: str, shorten: Callable[[Key], str] = lambda key: key.title) -> Content:
        return Content(between).join(self._title(name, shorten) for name in _PAGE_KEYS)

    def _room(self, pages: Content) -> int:
        return self.size.width - width(pages.plain) - 1

    def _wanted(self) -> int:
        """Return how much room is wanted; for the exchange always as much, or the titles would jump with its
        words.
        """
        beside = ROOM_BESIDE_A_VISIT if self.exchange else 0
        return width(self.running) + beside if self.running else ROOM_FOR_EXCHANGE if self.exchange else 0

    def _least(self) -> int:
        """Return how much room a visit needs: its clock, and a word that says what it is."""
        return min(width(one) for one in _shorter(self.running) if " " in one)

    def _title(self, name: str, shorten: Callable[[Key], str]) -> Content:
        key = _PAGE_KEYS[name]
        is_here = name == self._page
        # Brackets say where one is, to those who see no colour.
        title = key.title if is_here and shorten is _no_title else shorten(key)
        words = f"{key_words(self._key_now(key))} {translate(title) if title else ''}".rstrip()
        style = self.get_visual_style("top-line--here" if is_here else "top-line--page", partial=True)
        click = Style.from_meta({"@click": f"app.{key.action}"})
        return Content.styled(f"[{words}]" if is_here else f" {words} ", style).stylize(click)

    def _key_now(self, key: Key) -> str:
        changed = cast("FieldlogApp", self.app).preferences.keymap.get(key.name)
        return changed.split(",")[0] if changed else key.shown

    def _state(self, room: int) -> Content:
        if self.running:
            return self._visit(room)
        if self.exchange:
            return self._show_exchange(next((one for one in self.exchange if width(one) <= room), ""))
        practice = self._practice_words()
        style = self.get_visual_style("top-line--practice", partial=True)
        return Content.styled(practice if width(practice) <= room else "", style)

    def _visit(self, room: int) -> Content:
        if (both := self._visit_and_exchange(room)) is not None:
            return both
        practice = self._practice_words()
        if width(self.running) + width(practice) + 1 > room:
            practice = ""
        running = next((one for one in _shorter(self.running) if width(one) <= room), "")
        return Content.assemble(self._show_visit(running), " " if practice else "", practice)

    def _visit_and_exchange(self, room: int) -> Content | None:
        """Return as much of the visit as leaves room for a word about the exchange; ``None`` where only a
        clock would be left.
        """
        for running in _shorter(self.running):
            for exchange in self.exchange if " " in running else ():
                if width(running) + len(BETWEEN) + width(exchange) <= room:
                    return Content.assemble(self._show_visit(running), BETWEEN, self._show_exchange(exchange))
        return None

    def _practice_words(self) -> str:
        return translate(N_("practice")) if self._is_practice else ""

    def _show_visit(self, words: str) -> Content:
        style = self.get_visual_style("top-line--running", partial=True)
        return Content.styled(words, style).stylize(Style.from_meta({"@click": "app.visit"}))

    def _show_exchange(self, words: str) -> Content:
        style = self.get_visual_style("top-line--exchange", partial=True)
        return Content.styled(words, style).stylize(Style.from_meta({"@click": "app.exchange"}))


def _shorter_title(key: Key) -> str:
    return key.shorter or key.title


def _no_title(_key: Key) -> str:
    return ""


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
