"""Fields of which one of a few words is chosen: a row of words, or a line with presets below it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Static

from fieldlog.domain.problems import N_, Problem
from fieldlog.locale import translate
from fieldlog.tui.plain import plain
from fieldlog.tui.widgets.fields import Field, LineInput, NoteInput, TextLine, move_or_hand_on
from fieldlog.tui.wording import explain_here


class ChoiceLine(Widget, can_focus=True):
    """A few words of which one is chosen, with the arrow keys or a click; brackets show it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "turn(-1)", show=False),
        Binding("right,space", "turn(1)", show=False),
        Binding("enter", "go_on", show=False),
    ]
    COMPONENT_CLASSES = {"choice-line--chosen"}
    keeps_letters: ClassVar[bool] = True

    chosen: reactive[str] = reactive("", layout=True)

    def on_key(self, event: events.Key) -> None:
        """Take a key only while the cursor is here; a text goes on to where texts are typed."""
        is_here = self.screen.focused is self
        if event.key == "enter" and is_here:
            event.stop()
            self.action_go_on()
        elif is_here and event.character and event.is_printable and event.key != "space":
            # Also a number: left to the page it would leave the form.
            event.stop()
            if not self._choose_word(event.character):
                self._hand_on(event)
        else:
            move_or_hand_on(self, event)

    def on_paste(self, event: events.Paste) -> None:
        """Hand on what was pasted here."""
        event.stop()
        self._hand_on(event)

    def _choose_word(self, character: str) -> bool:
        """Choose what is named by this one letter, such as "class A"; any other text is meant as a text."""
        for value, words in self.choices.items():
            if character.isascii() and character.casefold() in words.casefold().split():
                self.chosen = value
                self.post_message(self.Chosen())
                return True
        return False

    def _hand_on(self, typed: events.Key | events.Paste) -> None:
        """Go to the next field in which texts are typed, and type there, so that nothing typed is lost."""
        chain = self.screen.focus_chain
        after = chain[chain.index(self) + 1 :]
        field = next((one for one in after if isinstance(one, (LineInput, NoteInput))), None)
        if field is None:
            self.post_message(self.Missed())
            return
        field.go_to_end()
        self.screen.set_focus(field)
        again = (
            events.Key(typed.key, typed.character)
            if isinstance(typed, events.Key)
            else events.Paste(typed.text)
        )
        field.post_message(again)

    class Chosen(Message):
        """Another word was chosen."""

    class Missed(Message):
        """A text was typed here, and no field for texts comes after it."""

    def __init__(self, choices: Mapping[str, str], chosen: str = "") -> None:
        """``choices`` are the words by the value that each stands for."""
        super().__init__()
        self.choices = dict(choices)
        self.set_reactive(
            ChoiceLine.chosen, chosen if chosen in self.choices else next(iter(self.choices), "")
        )

    def render(self) -> Content:
        """Return the words, the chosen one in brackets."""
        style = self.get_visual_style("choice-line--chosen", partial=True)
        shown = [
            Content.styled(f"[{words}]", style) if value == self.chosen else plain(f" {words} ")
            for value, words in self.choices.items()
        ]
        return Content(" ").join(shown)

    def action_turn(self, step: int) -> None:
        """Choose the next word, or the one before."""
        values = list(self.choices)
        if values:
            self.chosen = values[(values.index(self.chosen) + step) % len(values)]
            self.post_message(self.Chosen())

    def action_go_on(self) -> None:
        """Go on to the next field."""
        self.screen.focus_next()

    def on_click(self) -> None:
        """Choose the next word."""
        self.action_turn(1)


class Choice(Field):
    """One of a few."""

    def __init__(
        self, field: str, label: str, choices: Mapping[str, str], value: str = "", hint: str = ""
    ) -> None:
        super().__init__(field, label, hint)
        self._line = ChoiceLine(choices, value)

    def compose_input(self) -> Widget:
        """Return the line of words."""
        return self._line

    @property
    def value(self) -> str:
        """The value of the chosen word."""
        return self._line.chosen

    def fill(self, value: str) -> None:
        """Choose the word of a value."""
        if value in self._line.choices:
            self._line.chosen = value

    def explain(self, problem: Problem) -> str:
        """Return what is wrong; the label of a choice is often a question, and no name."""
        return explain_here(problem)

    def on_choice_line_chosen(self, event: ChoiceLine.Chosen) -> None:
        """Tell the form."""
        event.stop()
        self.show_problem("")
        self.post_message(self.Changed(self))

    def on_choice_line_missed(self, event: ChoiceLine.Missed) -> None:
        """Say how to choose."""
        event.stop()
        self.show_problem(translate(N_("Nothing is typed here: the left and right arrow keys choose.")))


class PresetLine(TextLine):
    """One line of text that often is one of a few: they stand below, and Down and Up go through them.

    With ``suggests`` the first one is marked while nothing is typed, and Enter takes it.
    """

    def __init__(
        self, field: str, label: str, presets: Sequence[str], value: str = "", suggests: bool = False
    ) -> None:
        hint = (
            N_("Enter takes the marked one, or type your own")
            if suggests
            else N_("Down chooses one of these, or type your own")
        )
        super().__init__(field, label, value, placeholder=translate(hint))
        self._presets = tuple(presets)
        self._suggests = suggests

    def compose_beside(self) -> Iterable[Widget]:
        """Yield the line and its presets."""
        yield from super().compose_beside()
        yield Static(Content("\n").join(self._shown()), classes="field--presets")

    @property
    def _marked(self) -> str:
        return self._presets[0] if self._suggests and self._presets and not self.value else self.value

    def _shown(self) -> Iterable[Content]:
        marked = self._marked
        return (plain(f"  {'>' if text == marked else ' '} {text}") for text in self._presets)

    def entered(self) -> None:
        """Take the preset that is marked."""
        self.fill(self._marked)

    def on_descendant_focus(self) -> None:
        """Where presets show only when they are wanted, they are now."""
        self.add_class("-inside")

    def on_descendant_blur(self) -> None:
        """The presets are not wanted any more."""
        self.remove_class("-inside")

    def offer(self, presets: Sequence[str]) -> None:
        """Offer other presets."""
        self._presets = tuple(presets)
        self.query_one(".field--presets", Static).update(Content("\n").join(self._shown()))

    def on_key(self, event: events.Key) -> None:
        """Put the next or the former preset into the line."""
        steps = {"down": 1, "up": -1}
        if event.key in steps and self._presets:
            event.stop()
            event.prevent_default()
            known = self._marked in self._presets
            place = self._presets.index(self._marked) + steps[event.key] if known else 0
            self.fill(self._presets[place % len(self._presets)])

    def tell_change(self) -> None:
        """Mark the preset that was chosen."""
        super().tell_change()
        self.query_one(".field--presets", Static).update(Content("\n").join(self._shown()))
