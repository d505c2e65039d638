"""What NO_COLOR asks for: shades of grey; of a theme of the terminal's own colours its own two."""

from rich.segment import Segment
from textual.app import App
from textual.color import Color
from textual.filter import LineFilter, Monochrome, NoColor


class WithoutColours(LineFilter):
    """Takes the colours away as the theme of the moment needs it; Textual decides once, before there is one,
    and makes grey of colours of which nobody but the terminal knows what they are: black on black.
    """

    def __init__(self, app: App[int]) -> None:
        super().__init__()
        self._app = app
        self._grey, self._own = Monochrome(), NoColor()

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments without colours."""
        chosen = self._own if self._app.native_ansi_color else self._grey
        return chosen.apply(segments, background)


def follow_theme(app: App[int]) -> None:
    """Let what takes colours away, where something does, follow the theme."""
    for number, one in enumerate(app._filters):
        if isinstance(one, Monochrome | NoColor):
            app._filters[number] = WithoutColours(app)
