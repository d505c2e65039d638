"""A list of rows in columns: thousands of rows scroll as a hundred do, because only what is seen is drawn.

Rows are either given whole (short lists, whose texts may take several lines), or fetched by windows around
what is seen (long lists, one line a row). Headings cannot be selected. User text is shown as it is.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style as RichStyle
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from fieldlog.domain.errors import FieldlogError
from fieldlog.locale import translate
from fieldlog.locale.text_width import cut, pad, wrap
from fieldlog.tui.widgets.columns import Column, fit_columns
from fieldlog.tui.widgets.rows import Row as Row
from fieldlog.tui.widgets.rows import rows_with
from fieldlog.tui.wording import NOTHING_FOUND

WINDOW = 64
MOST_LINES = 3
CURSOR, NO_CURSOR = "> ", "  "
EDGE = 1
"""The free column before the scroll bar."""
GAP = "  "

Fetch = Callable[[int, int], Awaitable[Sequence[Row]]]
"""Fetches so many rows from a place on; called for what is seen."""


class RowList(ScrollView, can_focus=True, inherit_bindings=False):
    """A list whose cursor is a row. Posts ``Moved`` when the cursor comes to another row, ``Opened`` when one
    is to be opened.
    """

    COMPONENT_CLASSES = {
        "row-list--cursor",
        "row-list--heading",
        "row-list--titles",
        "row-list--overdue",
        "row-list--warn",
        "row-list--good",
        "row-list--dim",
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "step(-1)", show=False),
        Binding("down", "step(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "first", show=False),
        Binding("end", "last", show=False),
    ]

    cursor: reactive[int] = reactive(-1, init=False)

    class Moved(Message):
        """The cursor came to another row; ``row`` is ``None`` in an empty list."""

        def __init__(self, row_list: "RowList", row: Row | None) -> None:
            super().__init__()
            self.row_list, self.row = row_list, row

        @property
        def control(self) -> "RowList":
            """The list."""
            return self.row_list

    class Failed(Message):
        """Rows could not be fetched."""

        def __init__(self, error: FieldlogError) -> None:
            super().__init__()
            self.error = error

    class Opened(Moved):
        """A row was chosen with Enter or a double click."""

    def __init__(
        self, columns: Sequence[Column], empty: str = "", has_titles: bool = False, name: str = ""
    ) -> None:
        """``empty`` is what an empty list says: what to do, in the current language."""
        super().__init__(id=name or None)
        self.columns = tuple(columns)
        self.empty = empty
        self.nothing_found = translate(NOTHING_FOUND)
        self.has_titles = has_titles
        self._keys: Sequence[str] = ()
        self._rows: dict[int, Row] = {}
        self._given: Sequence[Row] = ()
        self._query = ""
        self._chosen: str | None = None
        self._fetch: Fetch | None = None
        self._asked: set[int] = set()
        self._generation = 0
        self._tops: list[int] | None = None
        self._folded: dict[int, list[tuple[str, ...]]] = {}
        self._widths: tuple[int, ...] = ()
        self._room = 1

    # What is shown

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show rows that are given whole, or those of them that are searched for; the cursor stays on what it
        was put on or came to, where that is there.
        """
        self._given = rows
        found = rows_with(rows, self._query) if self._query else rows
        self._show([row.key for row in found], dict(enumerate(found)), None)

    def search(self, query: str) -> None:
        """Show of the rows that were given whole those that hold the words of a query; empty: all of them."""
        self._query, self.cursor = query, min(self.cursor, 0)
        self.show_rows(self._given)

    def begin_anew(self) -> None:
        """Show nothing; what comes next is another list, which begins at its first row."""
        self._chosen = None
        self.show_rows([])

    def keep_place(self) -> None:
        """Take the row under the cursor for the one that was chosen, to be on it in the next list too."""
        self._chosen = self.selected_key or self._chosen

    def show_window(self, keys: Sequence[str], fetch: Fetch) -> None:
        """Show a long list: the key of every row, and how to fetch those that are seen."""
        self._show(keys, {}, fetch)

    def _show(self, keys: Sequence[str], rows: dict[int, Row], fetch: Fetch | None) -> None:
        before, place = (self._chosen, self.selected_key), max(self.cursor, 0)
        self._keys, self._rows, self._fetch = keys, rows, fetch
        self._asked = set()
        self._generation += 1
        self._arrange()
        place = next((keys.index(one) for one in before if one is not None and one in keys), place)
        self._go_to(min(place, len(keys) - 1), forward=True)
        self.refresh()
        self.post_message(self.Moved(self, self.selected))

    def forget_rows(self) -> None:
        """Fetch what is seen anew, as after a save; places and cursor stay."""
        if self._fetch is not None:
            self._rows.clear()
            self._asked.clear()
            self._generation += 1
            self.refresh()

    @property
    def count(self) -> int:
        """How many rows there are, headings included."""
        return len(self._keys)

    @property
    def selected_key(self) -> str | None:
        """The key of the row under the cursor."""
        return self._keys[self.cursor] if 0 <= self.cursor < len(self._keys) else None

    @property
    def selected(self) -> Row | None:
        """The row under the cursor; ``None`` while it is fetched, too."""
        return self._rows.get(self.cursor)

    def select(self, key: str) -> bool:
        """Put the cursor on a row; say whether it is there."""
        if key not in self._keys:
            return False
        self._go_to(self._keys.index(key), forward=True)
        self.keep_place()
        return True

    # Moving

    def action_step(self, direction: int) -> None:
        """Go to the next row that can be selected."""
        self._go_to(self.cursor + direction, forward=direction > 0)
        self.keep_place()

    def action_page(self, direction: int) -> None:
        """Go on by what is seen."""
        seen = max(1, self._seen_lines - 1)
        target = max(0, min(len(self._keys) - 1, self.cursor + direction * seen))
        self._go_to(target, forward=direction > 0)
        self.keep_place()

    def action_first(self) -> None:
        """Go to the first row."""
        self._go_to(0, forward=True)
        self.keep_place()

    def action_last(self) -> None:
        """Go to the last row."""
        self._go_to(len(self._keys) - 1, forward=False)
        self.keep_place()

    def action_open(self) -> None:
        """Open the row under the cursor."""
        if self.selected_key is not None:
            self.post_message(self.Opened(self, self.selected))

    def _go_to(self, place: int, forward: bool) -> None:
        step = 1 if forward else -1
        while 0 <= place < len(self._keys) and self._is_heading(place):
            place += step
        if 0 <= place < len(self._keys):
            self.cursor = place
        elif not 0 <= self.cursor < len(self._keys) or self._is_heading(self.cursor):
            self.cursor = next((n for n in range(len(self._keys)) if not self._is_heading(n)), -1)
        self._scroll_to_cursor()

    def _is_heading(self, place: int) -> bool:
        row = self._rows.get(place)
        return row is not None and row.is_heading

    def watch_cursor(self) -> None:
        """Draw the cursor at its new place and tell who listens."""
        self.refresh()
        self.post_message(self.Moved(self, self.selected))

    @property
    def _seen_lines(self) -> int:
        return max(1, self.scrollable_content_region.height - self.has_titles)

    def _scroll_to_cursor(self) -> None:
        if self.cursor < 0 or not self.size.height:
            return
        top = self._top_of(self.cursor)
        # A heading above the first of its rows comes into view with it.
        shown_top = self._top_of(self.cursor - 1) if self._is_heading(self.cursor - 1) else top
        bottom = top + self._height_of(self.cursor)
        offset = self.scroll_offset.y
        if shown_top < offset:
            self.scroll_to(y=shown_top, animate=False, immediate=True)
        elif bottom > offset + self._seen_lines:
            self.scroll_to(y=bottom - self._seen_lines, animate=False, immediate=True)

    # Where rows lie

    def on_resize(self) -> None:
        """Fit the columns to the new width, if it is new: a list of many rows takes its time."""
        if self._columns_of_rows() != self._room:
            self._arrange()
        self._scroll_to_cursor()

    def _columns_of_rows(self) -> int:
        return max(1, self.scrollable_content_region.width - len(CURSOR) - EDGE)

    def _arrange(self) -> None:
        self._room = self._columns_of_rows()
        self._widths = fit_columns(self.columns, self._room)
        self._folded = {}
        lines = len(self._keys)
        self._tops = None
        if self._fetch is None:
            self._tops = [0]
            for place in range(len(self._keys)):
                self._tops.append(self._tops[-1] + len(self._lines_of(place)))
            lines = self._tops[-1]
        self.virtual_size = Size(self.scrollable_content_region.width, lines + self.has_titles)

    def _top_of(self, place: int) -> int:
        return place if self._tops is None else self._tops[max(0, place)]

    def _height_of(self, place: int) -> int:
        return 1 if self._tops is None else self._tops[place + 1] - self._tops[place]

    def _place_of(self, line: int) -> tuple[int, int]:
        """Return the row at a line, and which of its lines that is."""
        if self._tops is None:
            return line, 0
        low, high = 0, len(self._tops) - 1
        while low + 1 < high:
            middle = (low + high) // 2
            low, high = (middle, high) if self._tops[middle] <= line else (low, middle)
        return low, line - self._tops[low]

    def _lines_of(self, place: int) -> list[tuple[str, ...]]:
        """Return the lines of a row: for each one the text of every column."""
        if place not in self._folded:
            self._folded[place] = self._fold(self._rows[place])
        return self._folded[place]

    def _fold(self, row: Row) -> list[tuple[str, ...]]:
        if row.is_heading:
            return [row.cells[:1]]
        if len(row.cells) == 1:
            texts = _wrapped(row.cells[0], self._room) if self._fetch is None else list(row.cells)
            return [(text,) for text in texts]
        shown = [
            (_wrapped(text, columns) if column.wraps and self._fetch is None else [text])
            for text, column, columns in zip(row.cells, self.columns, self._widths, strict=True)
        ]
        height = max(map(len, shown), default=1)
        return [
            tuple(texts[number] if number < len(texts) else "" for texts in shown) for number in range(height)
        ]

    # Drawing

    def render_line(self, y: int) -> Strip:
        """Return one line of what is seen."""
        columns = self.size.width
        base = self.visual_style.rich_style
        if self.has_titles and y == 0:
            titles = tuple(column.title for column in self.columns)
            return self._strip(NO_CURSOR, titles, base + self._style("titles"), columns)
        line = y + self.scroll_offset.y - self.has_titles
        if not self._keys:
            # Before the first rows were read, nobody knows whether there are any.
            empty = self.nothing_found if self._query else self.empty
            words = wrap(empty, max(1, columns - 4)) if self._generation else []
            text = f"  {words[line - 1]}" if 1 <= line <= len(words) else ""
            return Strip([Segment(pad(cut(text, columns), columns), base)]).adjust_cell_length(columns, base)
        place, part = self._place_of(line)
        if line < 0 or not 0 <= place < len(self._keys) or line >= self.virtual_size.height - self.has_titles:
            return Strip.blank(columns, base)
        return self._row_strip(place, part, base, columns)

    def _row_strip(self, place: int, part: int, base: RichStyle, columns: int) -> Strip:
        row = self._rows.get(place)
        if row is None:
            self._ask_for(place)
            return self._strip(self._mark(place, 0), ("...",), base + self._style("dim"), columns)
        if row.is_heading:
            style = base + self._style("heading") + (self._style(row.tone) if row.tone else RichStyle())
            heading = Segment(pad(cut(row.cells[0], columns), columns), style)
            return Strip([heading]).adjust_cell_length(columns, base)
        style = base + self._style(row.tone) if row.tone else base
        if place == self.cursor:
            style += self._style("cursor")
        return self._strip(self._mark(place, part), self._lines_of(place)[part], style, columns)

    def _mark(self, place: int, part: int) -> str:
        return CURSOR if place == self.cursor and part == 0 else NO_CURSOR

    def _strip(self, mark: str, texts: Sequence[str], style: RichStyle, columns: int) -> Strip:
        if len(texts) == 1:
            return Strip(
                [Segment(mark + pad(cut(texts[0], self._room), self._room), style)]
            ).adjust_cell_length(columns, style)
        shown = [
            pad(cut(text, width), width, "right" if column.right else "left")
            for text, column, width in zip(texts, self.columns, self._widths, strict=False)
            if width
        ]
        return Strip([Segment(mark + GAP.join(shown), style)]).adjust_cell_length(columns, style)

    def _style(self, name: str) -> RichStyle:
        return self.get_component_rich_style(f"row-list--{name}", partial=True)

    # Fetching

    def _ask_for(self, place: int) -> None:
        window = place // WINDOW
        if self._fetch is not None and window not in self._asked:
            self._asked.add(window)
            self.run_worker(self._fill(window, self._fetch, self._generation), exit_on_error=True)

    async def _fill(self, window: int, fetch: Fetch, generation: int) -> None:
        try:
            rows = await fetch(window * WINDOW, WINDOW)
        except FieldlogError as error:
            self.post_message(self.Failed(error))
            return
        if generation != self._generation:
            return
        self._rows.update(enumerate(rows, window * WINDOW))
        for place in range(window * WINDOW, window * WINDOW + len(rows)):
            self._folded.pop(place, None)
        self.refresh()
        if self.cursor // WINDOW == window:
            self.post_message(self.Moved(self, self.selected))

    # Mouse

    def on_click(self, event: events.Click) -> None:
        """Select the row that was clicked; a double click opens it."""
        line = event.y + self.scroll_offset.y - self.has_titles
        if line < 0 or not self._keys or line >= self.virtual_size.height - self.has_titles:
            return
        place, _ = self._place_of(line)
        if not self._is_heading(place):
            self.cursor = place
            self.keep_place()
            if event.chain == 2:
                self.action_open()


def _wrapped(text: str, columns: int) -> list[str]:
    lines = wrap(text, columns) or [""]
    if len(lines) > MOST_LINES:
        # Two lines in the room of one: the ellipsis says that there is more.
        lines[MOST_LINES - 1 :] = [" ".join(lines[MOST_LINES - 1 : MOST_LINES + 1])]
    return lines
