"""A line with a due date in it, whose reading stands below while it is typed."""

from collections.abc import Callable

from fieldlog.tui.widgets.fields import TextLine

Reading = tuple[str, bool]
"""What was understood, and whether it can be saved so."""


class DueLine(TextLine):
    """One line of text; ``read`` says how it is understood. What is not complete yet is said calmly: nobody
    makes a mistake by not having finished.
    """

    def __init__(self, field: str, label: str, read: Callable[[str], Reading], empty_hint: str) -> None:
        super().__init__(field, label, hint=empty_hint)
        self._read = read
        self._empty_hint = empty_hint
        self.add_class("-unread")

    def tell_change(self) -> None:
        """Say how the line is read."""
        super().tell_change()
        self.read_anew()

    def read_anew(self) -> None:
        """Say how the line is read now, after something that it depends on has changed."""
        words, is_understood = self._read(self.value) if self.value.strip() else (self._empty_hint, False)
        self.show_hint(words)
        self.set_class(not is_understood, "-unread")
