"""What Textual lets one write and what then goes wrong unseen: none of it is in the screens.

The other traps show in what happens, and have tests there: composed text (``test_start``), markup
(``test_hostile_everywhere``), keys (``test_keys``), notes over the screen (``running`` has them on).
"""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import fieldlog.tui

SOURCES = sorted(Path(str(fieldlog.tui.__file__)).parent.rglob("*.py"))
Trap = Callable[[ast.AST], bool]


def _is_call_of(node: ast.AST, name: str) -> bool:
    if not isinstance(node, ast.Call):
        return False
    called = node.func
    return (isinstance(called, ast.Attribute) and called.attr == name) or (
        isinstance(called, ast.Name) and called.id == name
    )


def _keyword(node: ast.AST, name: str) -> object:
    """Return a constant that a call is given by name; ``None`` where it is not."""
    given = node.keywords if isinstance(node, ast.Call) else []
    found = [one.value for one in given if one.arg == name]
    return found[0].value if found and isinstance(found[0], ast.Constant) else None


def searches_the_first_screen(node: ast.AST) -> bool:
    """A query of the application looks at its first screen, not at the one that is shown."""
    if not (isinstance(node, ast.Attribute) and node.attr.startswith("query")):
        return False
    owner = node.value
    return isinstance(owner, ast.Attribute) and owner.attr in ("app", "fieldlog")


def takes_a_widget_that_reads_markup_or_grows_slow(node: ast.AST) -> bool:
    """Select tells an empty choice from false, a DataTable takes seconds for long lists, all read markup."""
    wanted = {"Select", "DataTable", "Label", "Checkbox", "RadioButton", "OptionList", "ListView", "Tree"}
    if not (isinstance(node, ast.ImportFrom) and str(node.module).startswith("textual.widgets")):
        return False
    return not wanted.isdisjoint(one.name for one in node.names)


def shows_text_that_may_be_markup(node: ast.AST) -> bool:
    """A text is given as content that ``plain`` made, or as nothing to begin with."""
    if not (_is_call_of(node, "Static") or _is_call_of(node, "Button")) or not isinstance(node, ast.Call):
        return False
    return any(isinstance(one, (ast.JoinedStr, ast.BinOp)) or _text_in(one) for one in node.args[:1])


def _text_in(node: ast.AST) -> bool:
    is_words = isinstance(node, ast.Constant) and bool(node.value)
    return is_words or any(_is_call_of(node, name) for name in ("translate", "say", "str", "format"))


def notifies_with_markup(node: ast.AST) -> bool:
    """A note with half a tag takes the application down."""
    return _is_call_of(node, "notify") and _keyword(node, "markup") is not False


def works_in_a_thread_of_textual(node: ast.AST) -> bool:
    """A new worker does not stop the thread of the one before: the store has a thread of its own."""
    return isinstance(node, ast.Call) and _keyword(node, "thread") is True


def reads_what_a_widget_shows_by_an_old_name(node: ast.AST) -> bool:
    """``renderable`` became ``content``."""
    return isinstance(node, ast.Attribute) and node.attr == "renderable"


FELL_IN: dict[Trap, str] = {
    searches_the_first_screen: "self.app.query_one(KeyFooter)",
    takes_a_widget_that_reads_markup_or_grows_slow: "from textual.widgets import Input, Select",
    shows_text_that_may_be_markup: "Static(translate(words))",
    notifies_with_markup: "self.notify(words)",
    works_in_a_thread_of_textual: "self.run_worker(work, thread=True)",
    reads_what_a_widget_shows_by_an_old_name: "note.renderable",
}
"""Every trap, and a line that has fallen into it."""


def _found(trap: Trap, source: str) -> Iterator[int]:
    for node in ast.walk(ast.parse(source)):
        if trap(node):
            yield getattr(node, "lineno", 0)


@pytest.mark.parametrize("trap", FELL_IN)
def test_no_screen_falls_into_a_trap(trap: Trap) -> None:
    assert list(_found(trap, FELL_IN[trap])) == [1]
    fallen = {path.name: lines for path in SOURCES if (lines := list(_found(trap, path.read_text("utf-8"))))}
    assert fallen == {}
