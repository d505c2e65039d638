"""Texts to read: headings, labelled facts and plain lines, folded to the width there is, nothing cut off."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import ClassVar, NamedTuple

from rich.segment import Segment
from rich.style import Style as RichStyle
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from fieldlog.locale import translate
from fieldlog.locale.text_width import fold, pad, width
from fieldlog.tui.wording import NOTHING_FOUND

WIDEST_LABEL = 16
GAP = 2
LEAST_TEXT = 12
WIDTHS_KEPT = 3
"""A text is laid out for the width there is, and for that beside a scroll bar."""
HEADING, TITLE = "heading", "title"


class Fact(NamedTuple):
    """One thing to read: its text, an optional label or mark before it, and its tone (``title``, ``heading``,
    ``warn``, ``overdue``, ``good``, ``dim`` or none). A heading stands apart from what is before it.
    """

    text: str
    label: str = ""
    tone: str = ""


def heading(words: str) -> Fact:
    """Return the heading of what follows."""
    return Fact(words, tone=HEADING)


class Line(NamedTuple):
    """One line as it is shown: the label's part and the text's, and the tone of the text."""

    label: str
    text: str
    tone: str


def facts_with(facts: Iterable[Fact], query: str) -> list[Fact]:
    """Return the facts that hold every word of a query, themselves or in the heading above them, with that
    heading.
    """
    # Only a search needs it, and a start waits for none.
    from fieldlog.domain.word_search import holds

    found: list[Fact] = []
    above: list[Fact] = []
    title = ""
    for fact in facts:
        if fact.tone in (HEADING, TITLE):
            above, title = [fact], fact.text
        elif holds((fact.label, fact.text, title), query):
            found += [*above, fact]
            above = []
    return found


def lay_out(facts: Sequence[Fact], columns: int) -> list[Line]:
    """Return the lines of facts in so many columns. Labels stand in a column of their own as wide as the
    widest of their block; one too wide for that stands above its text.
    """
    lines: list[Line] = []
    for is_heading, members in groupby(facts, key=lambda fact: fact.tone == HEADING):
        block = list(members)
        if is_heading and lines:
            lines.append(Line("", "", ""))
        indent = _indent(block, columns)
        for fact in block:
            lines += _fact_lines(fact, indent, columns)
    return lines


def _indent(block: Iterable[Fact], columns: int) -> int:
    labels = [width(fact.label) for fact in block if fact.label]
    widest = max((one for one in labels if one <= WIDEST_LABEL), default=0)
    indent = widest + GAP if widest else GAP
    return indent if columns - indent >= LEAST_TEXT else GAP


def _fact_lines(fact: Fact, indent: int, columns: int) -> list[Line]:
    if not fact.label:
        return [Line("", text, fact.tone) for text in fold(fact.text, columns)]
    texts = fold(fact.text, columns - indent)
    if width(fact.label) > indent - GAP:
        above = [Line(label, "", "") for label in fold(fact.label, columns)]
        return [*above, *(Line(" " * indent, text, fact.tone) for text in texts)]
    labels = [pad(fact.label, indent), *[" " * indent] * (len(texts) - 1)]
    return [Line(label, text, fact.tone) for label, text in zip(labels, texts, strict=True)]


class FactsScroll(VerticalScroll, inherit_bindings=False):
    """Facts to scroll through with the keys; left and right are the screen's."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "scroll_up", show=False),
        Binding("down", "scroll_down", show=False),
        Binding("pageup", "page_up", show=False),
        Binding("pagedown", "page_down", show=False),
        Binding("home", "scroll_home", show=False),
        Binding("end", "scroll_end", show=False),
    ]


class Facts(Widget):
    """Shows facts; as high as they need."""

    COMPONENT_CLASSES = {
        "facts--label",
        "facts--heading",
        "facts--title",
        "facts--warn",
        "facts--overdue",
        "facts--good",
        "facts--dim",
    }

    def __init__(self, facts: Iterable[Fact] = (), id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._given = self._facts = tuple(facts)
        self._query = ""
        self._laid_out: dict[int, list[Line]] = {}

    ALLOW_SELECT = False

    def show(self, facts: Iterable[Fact]) -> None:
        """Show other facts, or those of them that are searched for."""
        self._given = self._facts = tuple(facts)
        if self._query:
            found = facts_with(self._given, self._query)
            self._facts = tuple(found) or (Fact(translate(NOTHING_FOUND)),)
        self._laid_out = {}
        self.refresh(layout=True)

    def search(self, query: str) -> None:
        """Show of the facts that were given those that hold the words of a query; empty: all of them."""
        self._query = query
        self.show(self._given)

    def lines(self, columns: int) -> list[Line]:
        """Return the lines that are shown in so many columns."""
        if columns not in self._laid_out:
            if len(self._laid_out) == WIDTHS_KEPT:
                self._laid_out.clear()
            self._laid_out[columns] = lay_out(self._facts, max(columns, 1))
        return self._laid_out[columns]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the number of lines."""
        return len(self.lines(width))

    def render_line(self, y: int) -> Strip:
        """Return one line in its colours: of a long text only what is seen costs time."""
        columns, base = self.content_size.width, self.visual_style.rich_style
        lines = self.lines(columns)
        if not 0 <= y < len(lines):
            return Strip.blank(columns, base)
        line = lines[y]
        tone = self._style(line.tone) if line.tone else RichStyle()
        segments = [Segment(line.label, base + self._style("label")), Segment(line.text, base + tone)]
        return Strip(segments).adjust_cell_length(columns, base)

    def _style(self, name: str) -> RichStyle:
        return self.get_component_rich_style(f"facts--{name}", partial=True)
