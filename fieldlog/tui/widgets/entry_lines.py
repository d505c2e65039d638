"""Several lines of quick entry: what each is understood as stands below it while it is typed."""

from collections.abc import Callable, Iterable
from datetime import date

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widget import AwaitMount, Widget
from textual.widgets import Input

from fieldlog.domain.answered import AnsweredQuestion, says_what
from fieldlog.domain.due import QuickEntry, describe_due
from fieldlog.domain.problems import N_, Problem
from fieldlog.locale import explain, say, translate
from fieldlog.tui.widgets.facts import Fact, Facts
from fieldlog.tui.widgets.fields import Field, LineInput

Entry = QuickEntry | AnsweredQuestion
Read = Callable[[str, date], Entry | Problem]
MISSING = {
    "due-missing": N_("by when? such as 2 Dec, next Wednesday or in 3 days"),
    "answer-by-missing": N_('by when? such as in 3 days; or "answered"'),
}


class EntryInput(LineInput):
    """The input of one line; Enter goes on to the next one, which is made first where there is none yet."""

    async def action_submit(self) -> None:
        """Go on to the next line."""
        for field in self.ancestors:
            if isinstance(field, EntryLines):
                await field.make_room()
        self.screen.focus_next()


class EntryLine(Vertical):
    """One line, and below it how it was understood."""

    class Changed(Message):
        """The line holds something else."""

    def __init__(self, text: str, placeholder: str) -> None:
        super().__init__(classes="entry-line")
        self.input = EntryInput(text, placeholder=placeholder, compact=True, select_on_focus=False)

    def compose(self) -> ComposeResult:
        """Yield the line and the place of its reading."""
        yield self.input
        yield Facts()

    def on_mount(self) -> None:
        """Take no room for what is not said."""
        self.query_one(Facts).display = False

    def on_input_changed(self, event: Input.Changed) -> None:
        """Tell the field."""
        event.stop()
        self.post_message(self.Changed())

    def say(self, fact: Fact | None) -> None:
        """Say below the line how it was understood; nothing of an empty line."""
        reading = self.query_one(Facts)
        reading.show(() if fact is None else (fact,))
        reading.display = fact is not None


class EntryLines(Field):
    """A field of several lines, each with a promise or a question and its day. There is always an empty line
    at the end. Its value has a line for each; ``made`` is the day from which days in words are counted.
    """

    def __init__(self, field: str, label: str, read: Read, made: date, placeholder: str = "") -> None:
        super().__init__(field, label)
        self._read = read
        self._made = made
        self._placeholder = placeholder
        self._lines = [self._line("")]
        self._is_judged = False

    def _line(self, text: str) -> EntryLine:
        return EntryLine(text, "" if text else self._placeholder)

    def compose_input(self) -> Widget:
        """Return the lines."""
        return Vertical(*self._lines, classes="entry-lines")

    @property
    def texts(self) -> tuple[str, ...]:
        """The lines that hold something, as typed."""
        return tuple(line.input.value for line in self._lines if line.input.value.strip())

    @property
    def value(self) -> str:
        """The lines that hold something, one below the other."""
        return "\n".join(self.texts)

    def fill(self, value: str) -> None:
        """Put a text for each line."""
        texts = [text for text in value.split("\n") if text.strip()]
        self._grow(len(texts) + 1)
        for line, text in zip(self._lines, [*texts, *[""] * len(self._lines)], strict=False):
            line.input.value = text

    def count_from(self, made: date) -> None:
        """Count days in words from another day on."""
        if made != self._made:
            self._made = made
            self._say_readings()

    def enter(self) -> None:
        """Put the cursor into the first line that is not understood, or the first one."""
        wrong = (line for line in self._lines if isinstance(self._understood(line), Problem))
        next(wrong, self._lines[0]).input.focus()

    def show_problem(self, words: str) -> None:
        """Say at each line what is wrong with it; ``words`` themselves only where no line shows it."""
        self._is_judged = bool(words)
        wrong = self._say_readings()
        super().show_problem("" if wrong else words)
        self.set_class(bool(words), "-wrong")

    def judge(self) -> None:
        """Judge each line by itself: together they may be longer than any of them may be."""
        self.show_problem("")

    async def on_entry_line_changed(self, event: EntryLine.Changed) -> None:
        """Say how the line is understood now, and have an empty line at the end."""
        event.stop()
        await self.make_room()
        self._say_readings()
        self.post_message(self.Changed(self))

    async def make_room(self) -> None:
        """Have an empty line at the end."""
        if self._lines[-1].input.value.strip():
            await self._grow(len(self._lines) + 1)

    def _grow(self, count: int) -> AwaitMount:
        more = [self._line("") for _ in range(count - len(self._lines))]
        self._lines += more
        return self.query_one(".entry-lines").mount(*more)

    def _understood(self, line: EntryLine) -> Entry | Problem | None:
        text = line.input.value
        return self._read(text, self._made) if text.strip() else None

    def _say_readings(self) -> int:
        """Say below each line how it is understood; return how many are not."""
        readings = [(line, self._understood(line)) for line in self._lines if line.is_mounted]
        for line, reading in readings:
            line.say(self._fact(reading))
        return sum(isinstance(reading, Problem) for _, reading in readings)

    def _fact(self, reading: Entry | Problem | None) -> Fact | None:
        if reading is None:
            return None
        if not isinstance(reading, Problem):
            return Fact(reading_words(reading, self._made), tone="good")
        if self._is_judged:
            return Fact(explain(reading), "!", "overdue")
        if reading.code in MISSING:
            return Fact(translate(MISSING[reading.code]), tone="dim")
        return Fact(explain(reading), tone="dim")


def reading_words(entry: Entry, made: date) -> str:
    """Return how a quick entry was understood: "送体检报告, 12月2日 周三, 9 天后"; of a question that was
    answered, that it was.
    """
    if isinstance(entry, AnsweredQuestion):
        template = N_("{text}, answered: {answer}") if says_what(entry.answer) else N_("{text}, answered")
        return translate(template, text=entry.text, answer=entry.answer)
    due = say(describe_due(entry.reading, made), made)
    return translate(N_("{text}, {due}"), text=entry.text, due=due)


def lines_of(texts: Iterable[str]) -> str:
    """Return several texts of one line each as the value of such a field."""
    return "\n".join(" ".join(text.split("\n")) for text in texts)
