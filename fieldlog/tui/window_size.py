"""The least size of the window: below it nothing could be shown right, so a larger one is asked for."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fieldlog.tui.app import FieldlogApp

LEAST_COLUMNS, LEAST_LINES = 60, 15
TOO_SMALL = "-too-small"
"""The class of the screen that asks for a larger window."""


def fit(app: "FieldlogApp") -> None:
    """Ask for a larger window while it is too small."""
    is_small = app.size.width < LEAST_COLUMNS or app.size.height < LEAST_LINES
    is_told = app.screen.has_class(TOO_SMALL)
    if is_small and not is_told:
        app.open_screen("too_small")
    elif is_told and not is_small:
        app.pop_screen()
