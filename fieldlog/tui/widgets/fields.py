"""The fields of forms: a label, what is typed, and right below it what is wrong with it.

What is typed is never cut or dropped: a text that cannot be saved says so while it is typed, and stays.
Pasted lines go into a one-line field with spaces between them; characters that command terminals become
visible ones.
"""

import re
from collections.abc import Iterable
from typing import ClassVar

from rich.highlighter import Highlighter
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Offset
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from fieldlog.domain.problems import Problem
from fieldlog.domain.saves import find_text_problems
from fieldlog.tui.plain import plain
from fieldlog.tui.widgets.facts import Fact, Facts
from fieldlog.tui.wording import explain_here

_COMMANDING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_TURNING = re.compile("[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
REPLACEMENT = "\ufffd"


def typeable(text: str, is_line: bool) -> str:
    """Return pasted text as a field can hold it: its lines, and no character that commands terminals."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ")
    return _COMMANDING.sub(REPLACEMENT, " ".join(lines.split("\n")) if is_line else lines)


def is_unprinted_text(event: events.Key) -> bool:
    """Say whether a key is a text that counts as unprintable, and would not be taken: the wide space of an
    input method, or what makes one sign of several.
    """
    character = event.character or "\t"
    return not event.is_printable and character != "\t" and not _COMMANDING.search(character)


def place_cursor(typed: Input | TextArea) -> None:
    """Put the terminal's own cursor, where the window of an input method opens, at the text cursor.

    Textual does so when a widget gets the focus, which may be before it has a place on the screen; so it is
    done again whenever it is drawn.
    """
    if typed.has_focus:
        typed.app.cursor_position = typed.cursor_screen_offset


class _ShowsTurns(Highlighter):
    """Shows the characters that would turn a line around; what was typed stays as it is."""

    def highlight(self, text: Text) -> None:
        """Put a visible character in the place of each."""
        if _TURNING.search(text.plain):
            text.plain = _TURNING.sub(REPLACEMENT, text.plain)


_shows_turns = _ShowsTurns()


def move_or_hand_on(widget: Widget, event: events.Key) -> None:
    """Go to another field at once, and hand keys on to where the cursor has gone since they were pressed.

    Left to itself a key that moves the cursor is acted on last of all: who types at once after it would type
    into the field before.
    """
    focused = widget.screen.focused
    if focused is not None and focused is not widget:
        focused.post_message(events.Key(event.key, event.character))
    elif event.key == "tab":
        widget.screen.focus_next()
    elif event.key == "shift+tab":
        widget.screen.focus_previous()
    else:
        return
    event.stop()
    event.prevent_default()


class LineInput(Input):
    """One line of text; Enter goes on to the next field, and says so where it was the last one."""

    keeps_letters: ClassVar[bool] = True
    takes_text: ClassVar[bool] = True
    """Keys typed in advance are text here (see ``type_ahead``)."""

    class LastEntered(Message):
        """Enter was pressed in the last field, and the cursor is in the first one again."""

    async def on_key(self, event: events.Key) -> None:
        """Take a key only while the cursor is here."""
        if event.key == "enter" and self.screen.focused is self:
            event.stop()
            event.prevent_default()
            await self.action_submit()
        elif is_unprinted_text(event) and self.screen.focused is self:
            event.stop()
            event.prevent_default()
            self.replace(event.character or "", *sorted(self.selection))
        else:
            move_or_hand_on(self, event)

    def on_mount(self) -> None:
        """Show what would turn the line around."""
        self.highlighter = _shows_turns

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where the cursor is on the screen; at the end of the text Textual is one column off."""
        column, line = super().cursor_screen_offset
        return Offset(column - self.cursor_at_end, line)

    def render_line(self, y: int) -> Strip:
        """Return a line, and put the terminal's own cursor where the text cursor is."""
        place_cursor(self)
        return super().render_line(y)

    def on_paste(self, event: events.Paste) -> None:
        """Take all pasted lines, not the first one only."""
        event.prevent_default()
        event.stop()
        selection = self.selection
        self.replace(typeable(event.text, is_line=True), *sorted(selection))

    async def action_submit(self) -> None:
        """Go on to the next field."""
        for field in self.ancestors:
            if isinstance(field, Field):
                field.entered()
        is_last = self.screen.focus_chain[-1:] == [self]
        self.screen.focus_next()
        if is_last:
            self.post_message(self.LastEntered())

    def go_to_end(self) -> None:
        """Put the cursor behind what is typed."""
        self.cursor_position = len(self.value)


class NoteInput(TextArea, inherit_bindings=False):
    """Several lines of text; Tab goes on to the next field. Function keys are the form's: Textual would mark
    all of the text with one, and the next letter would take its place.
    """

    keeps_letters: ClassVar[bool] = True
    takes_text: ClassVar[bool] = True
    BINDINGS: ClassVar[list[BindingType]] = [
        one for one in TextArea.BINDINGS if not (isinstance(one, Binding) and one.key in ("f6", "f7"))
    ]

    def get_line(self, line_index: int) -> Text:
        """Return a line as it is shown."""
        return _shows_turns(super().get_line(line_index))

    def render_line(self, y: int) -> Strip:
        """Return a line, and put the terminal's own cursor where the text cursor is."""
        place_cursor(self)
        return super().render_line(y)

    def on_key(self, event: events.Key) -> None:
        """Take a key only while the cursor is here."""
        if is_unprinted_text(event) and self.screen.focused is self:
            event.stop()
            event.prevent_default()
            self._replace_via_keyboard(event.character or "", *self.selection)
        else:
            move_or_hand_on(self, event)

    def is_left_by(self, key: str) -> bool:
        """Say whether the cursor is in the line that an arrow key would leave the text from."""
        here, lines = self.cursor_location, self.navigator
        return lines.is_first_wrapped_line(here) if key == "up" else lines.is_last_wrapped_line(here)

    def go_to_end(self) -> None:
        """Put the cursor behind what is typed."""
        self.move_cursor(self.document.end)

    async def _on_paste(self, event: events.Paste) -> None:
        """Take pasted text as a field can hold it."""
        await super()._on_paste(events.Paste(typeable(event.text, is_line=False)))
        event.prevent_default()
        event.stop()


class Field(Vertical):
    """A field of a form. ``field`` is its name as problems name it."""

    class Changed(Message):
        """What the field holds has changed."""

        def __init__(self, field: "Field") -> None:
            super().__init__()
            self.field = field

    def __init__(self, field: str, label: str, hint: str = "") -> None:
        super().__init__(id=f"field-{field.replace('.', '-')}", classes="field")
        self.field = field
        self.label = label
        self.hint = hint
        # A help that stands here from the start is no answer to what was typed.
        self.set_class(bool(hint), "-unread")

    def compose(self) -> ComposeResult:
        """Yield the label, and beside it the input and what belongs to it."""
        yield Static(plain(self.label), classes="field--label")
        yield Vertical(*self.compose_beside(), classes="field--beside")

    def compose_beside(self) -> Iterable[Widget]:
        """Yield the input, the hint and the place for problems."""
        yield self.compose_input()
        yield Static(plain(self.hint), classes="field--hint")
        yield Facts().add_class("field--problem")

    def on_mount(self) -> None:
        """Take no room for what is not said."""
        self.query_one(".field--hint").display = bool(self.hint)
        self.query_one(".field--problem").display = False

    def compose_input(self) -> Widget:
        """Return the widget that is typed into."""
        raise NotImplementedError

    @property
    def value(self) -> str:
        """What the field holds."""
        raise NotImplementedError

    def fill(self, value: str) -> None:
        """Put a value into the field."""
        raise NotImplementedError

    def enter(self) -> None:
        """Put the cursor into the field."""
        self.query("LineInput, NoteInput, ChoiceLine").first().focus()

    def explain(self, problem: Problem) -> str:
        """Return what is wrong, by the name that the field has here; what is wrong with a part of it, such as
        the day of a promise, is named by that.
        """
        is_whole = problem.field.partition(".")[0] == self.field.partition(".")[0]
        return explain_here(problem, self.label if is_whole else "")

    def entered(self) -> None:
        """Enter was pressed here, and the cursor is going on."""

    def show_hint(self, words: str | Content) -> None:
        """Say something below the field, such as how it was understood."""
        hint = self.query_one(".field--hint", Static)
        hint.update(words if isinstance(words, Content) else plain(words))
        hint.display = bool(words)

    def show_problem(self, words: str) -> None:
        """Say below the field what is wrong with it; empty: nothing is."""
        problem = self.query_one(".field--problem", Facts)
        problem.show([Fact(words, "!", "overdue")] if words else ())
        problem.display = bool(words)
        self.set_class(bool(words), "-wrong")

    def tell_change(self) -> None:
        """Judge the text while it is typed, and tell the form."""
        self.judge()
        self.post_message(self.Changed(self))

    def judge(self) -> None:
        """Show what forbids storing the text, whatever else is wrong with the form."""
        problem = next(find_text_problems(self.field, self.value), None)
        self.show_problem("" if problem is None else self.explain(problem))


class TextLine(Field):
    """One line of text."""

    def __init__(
        self,
        field: str,
        label: str,
        value: str = "",
        hint: str = "",
        placeholder: str = "",
        secret: bool = False,
    ) -> None:
        super().__init__(field, label, hint)
        self._input = LineInput(
            value, placeholder=placeholder, password=secret, compact=True, select_on_focus=False
        )

    def compose_input(self) -> Widget:
        """Return the input."""
        return self._input

    @property
    def value(self) -> str:
        """What was typed."""
        return self._input.value

    def fill(self, value: str) -> None:
        """Put a text into the field."""
        self._input.value = value

    def on_input_changed(self, event: Input.Changed) -> None:
        """Tell the form."""
        event.stop()
        self.tell_change()


class TextNote(Field):
    """A text of several lines."""

    input_class: ClassVar[type[NoteInput]] = NoteInput

    def __init__(
        self, field: str, label: str, value: str = "", hint: str = "", placeholder: str = ""
    ) -> None:
        super().__init__(field, label, hint)
        self._input = self.input_class(
            value,
            compact=True,
            show_line_numbers=False,
            tab_behavior="focus",
            soft_wrap=True,
            placeholder=placeholder,
        )
        self._input.highlight_cursor_line = False

    def compose_input(self) -> Widget:
        """Return the input."""
        return self._input

    @property
    def value(self) -> str:
        """What was typed."""
        return self._input.text

    def fill(self, value: str) -> None:
        """Put a text into the field."""
        self._input.text = value

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Tell the form."""
        event.stop()
        self.tell_change()


class AreaInput(NoteInput):
    """A text that mostly is one line: Enter goes on to the next field, pasted lines stay."""

    def on_key(self, event: events.Key) -> None:
        """Go on to the next field."""
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            self.screen.focus_next()


class AreaLine(TextNote):
    """A short text, as high as it needs."""

    input_class = AreaInput
