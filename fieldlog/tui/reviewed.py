"""Opening what a supervisor spoke about: a visit, a pause, or a customer's suggestion."""

from typing import TYPE_CHECKING

from fieldlog.domain.kinds import VISIT

if TYPE_CHECKING:
    from fieldlog.tui.app import FieldlogApp


def open_reviewed(app: "FieldlogApp", kind: str, subject: str) -> None:
    """Open the page of what was spoken about, at what was said."""
    if kind == VISIT:
        app.open_screen("visit_page", subject, True)
    else:
        app.open_screen("matter_page", subject)
