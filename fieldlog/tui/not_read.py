"""What stands on a screen that could not be read from the store: that nothing is shown, and how to go on."""

from typing import TYPE_CHECKING, Any

from textual.widget import Widget
from textual.widgets import Static

from fieldlog.domain.problems import N_
from fieldlog.locale import translate
from fieldlog.tui.plain import plain
from fieldlog.tui.widgets.key_footer import KeyFooter
from fieldlog.tui.widgets.top_line import TopLine

if TYPE_CHECKING:
    from fieldlog.tui.page import Page

NOT_READ = N_("The store could not be read, so nothing is shown here.")
NOTE, HIDDEN = "not-read", "-not-read"


def show_not_read(page: "Page[Any]") -> None:
    """Say that nothing could be read, in place of what would otherwise look like an empty list."""
    if page.query(f"#{NOTE}"):
        return
    for widget in _body(page):
        widget.add_class(HIDDEN)
    page.mount(Static(plain(_words(page)), id=NOTE))


def show_read(page: "Page[Any]") -> None:
    """Show what was read after all."""
    if page.query(f"#{NOTE}"):
        page.query(f"#{NOTE}").remove()
        for widget in _body(page):
            widget.remove_class(HIDDEN)


def _body(page: "Page[Any]") -> list[Widget]:
    return [
        child for child in page.children if not isinstance(child, TopLine | KeyFooter) and child.id != NOTE
    ]


def _words(page: "Page[Any]") -> str:
    happened = translate(NOT_READ)
    if len(page.app.screen_stack) == 1:
        again = translate(N_("Press {key} to read it again."), key=page.key_of(f"show_page_{page.page}"))
    else:
        again = translate(N_("Press {key} to go back, and open it again."), key=page.key_of("back"))
    return f"{happened}\n{again}"
