"""Starting and leaving the screens as a process at a terminal: what is seen first, exit codes, the terminal
after.
"""

from collections.abc import Callable
from pathlib import Path
from signal import SIGINT

import pytest

from fieldlog.actions.preferences import change_preferences
from fieldlog.actions.workspace import Workspace
from fieldlog.tui.hanging_up import HUNG_UP_EXIT
from tests.store.stores import add_customer, make_workspace, open_again
from tests.test_imports import loaded_by
from tests.tui.terminals import (
    CTRL_Q,
    LEFT_SCREEN,
    PROGRAM,
    SHOWN_CURSOR,
    WITHOUT_TMUX,
    Tmux,
    program_at_terminal,
    program_under_tmux,
)


def test_keys_pressed_while_the_practice_area_is_made_are_not_shown_and_do_nothing(tmp_path: Path) -> None:
    with program_at_terminal(tmp_path / "home", "demo", FIELDLOG_LANG="en") as program:
        assert program.echoes
        program.until_shown("Making the practice")
        program.press(b"zdk\rzdk")
        program.until_shown("Today", "Customers", "Leave")
        assert b"zdk" not in program.shown
        assert b"Put off: " not in program.shown
        program.press(CTRL_Q)
        assert program.end() == 0
        assert program.echoes


def test_a_practice_area_that_is_broken_off_leaves_the_terminal_as_it_was(tmp_path: Path) -> None:
    with program_at_terminal(tmp_path / "home", "demo", FIELDLOG_LANG="en") as program:
        program.until_shown("Making the practice")
        program.process.send_signal(SIGINT)
        program.end()
        assert program.echoes


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A store with one customer, that opens without a passphrase."""
    return make_home(tmp_path / "home", add_customer)


def make_home(home: Path, fill: Callable[[Workspace], object]) -> Path:
    workspace = make_workspace(home)
    fill(workspace)
    workspace.store.close()
    return home


def test_fieldlog_shows_today_and_leaves_at_once_with_the_terminal_as_it_was(home: Path) -> None:
    with program_at_terminal(home, FIELDLOG_LANG="zh") as program:
        program.until_shown("今天", "顾客")
        program.press(CTRL_Q)
        assert program.end() == 0
        assert LEFT_SCREEN in program.shown
        assert program.shown.rfind(SHOWN_CURSOR) > program.shown.rfind(b"\x1b[?25l")


def test_a_terminal_that_goes_away_ends_the_program_and_keeps_what_was_typed(home: Path) -> None:
    with program_at_terminal(home, FIELDLOG_LANG="zh") as program:
        program.until_shown("今天", "顾客")
        program.press(b"n")
        program.until_shown("新顾客")
        program.press("王芳".encode())
        program.until_shown("王芳")
        assert program.hang_up() == HUNG_UP_EXIT
    with open_again(home).store as store:
        assert [draft.content["name"] for draft in store.drafts()] == ["王芳"]


def test_the_screens_speak_the_language_of_the_preferences_from_the_first_moment(tmp_path: Path) -> None:
    def prefer_chinese(workspace: Workspace) -> None:
        change_preferences(workspace, language="zh")

    home = make_home(tmp_path / "home", prefer_chinese)
    with program_at_terminal(home, LANG="en_US.UTF-8", LC_ALL="en_US.UTF-8") as program:
        program.until_shown("今天")
        assert b"Today" not in program.shown
        program.press(CTRL_Q)
        assert program.end() == 0


def test_a_language_chosen_for_this_run_comes_before_the_preferences(tmp_path: Path) -> None:
    def prefer_chinese(workspace: Workspace) -> None:
        change_preferences(workspace, language="zh")

    home = make_home(tmp_path / "home", prefer_chinese)
    with program_at_terminal(home, "--lang", "en") as program:
        program.until_shown("Today")
        assert "今天".encode() not in program.shown


def test_demo_opens_the_screens_on_the_practice_territory_and_says_so(tmp_path: Path) -> None:
    with program_at_terminal(tmp_path / "home", "demo", FIELDLOG_LANG="en") as program:
        program.until_shown("Today", "practice")
        program.press(CTRL_Q)
        assert program.end() == 0


DEFECT = f"""
from fieldlog.tui.screens.today import TodayScreen
async def load(self):
    name = "王桂兰"
    raise ValueError(name)
TodayScreen.load = load
{PROGRAM}
"""


@pytest.mark.parametrize(("language", "words"), [("en", "this is a defect"), ("zh", "程序的毛病")])
def test_a_defect_ends_calmly_with_the_terminal_as_it_was_and_tells_no_names(
    home: Path, language: str, words: str
) -> None:
    with program_at_terminal(home, code=DEFECT, FIELDLOG_LANG=language) as program:
        assert program.end() == 70
        after = program.shown[program.shown.rfind(LEFT_SCREEN) :].decode()
        assert words in after
        assert "Traceback" not in after
        assert "王桂兰" not in after
    told = (home / "last-defect.txt").read_text(encoding="utf-8")
    assert "ValueError" in told
    assert "王桂兰" not in told
    assert (home / "last-defect.txt").stat().st_mode & 0o077 == 0


def test_kitty_key_reporting_is_off_before_textual_is_loaded() -> None:
    code = (
        "import os, sys\n"
        "class Watch:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'textual':\n"
        "            assert os.environ.get('TEXTUAL_DISABLE_KITTY_KEY') == '1'\n"
        "sys.meta_path.insert(0, Watch())\n"
        "import fieldlog.tui.start, fieldlog.tui.app"
    )
    assert "textual.app" in loaded_by(code)


def test_opening_the_store_needs_no_part_of_textual() -> None:
    assert "textual" not in loaded_by("import fieldlog.tui.start")


@WITHOUT_TMUX
def test_chinese_typed_in_a_terminal_arrives_once_and_whole_in_a_search(tmp_path: Path, home: Path) -> None:
    with program_under_tmux(tmp_path, home, FIELDLOG_LANG="en") as tmux:
        tmux.until_seen("Customers")
        tmux.press("2")
        tmux.until_seen("1 customer")
        tmux.press("/")
        tmux.until_seen("End the search")
        tmux.type("李明朗，您好")
        line = line_with(tmux, "李明朗，您好")
        assert tmux.lines()[line].count("李明朗，您好") == 1
        assert_cursor_behind(tmux, "李明朗，您好")


@WITHOUT_TMUX
def test_chinese_typed_in_a_terminal_arrives_once_and_whole_in_a_note(tmp_path: Path, home: Path) -> None:
    with program_under_tmux(tmp_path, home, FIELDLOG_LANG="en") as tmux:
        tmux.until_seen("Customers")
        tmux.press("2")
        # The name stands on Today too: only the list of customers counts them.
        tmux.until_seen("1 customer")
        tmux.until_seen("> 李明朗")
        tmux.press("l")
        tmux.until_seen("李 明 朗")
        tmux.until(lambda: tmux.cursor()[1] == line_with(tmux, " Purpose"), "the cursor in the first field")
        go_to_note(tmux)
        tmux.type("聊了孙女，胃口很好。")
        line_with(tmux, "聊了孙女，胃口很好。")
        assert "\n".join(tmux.lines()).count("聊了孙女，胃口很好。") == 1
        assert_cursor_behind(tmux, "聊了孙女，胃口很好。")
        tmux.press("C-q")
        tmux.until_ended()
    workspace = open_again(home)
    (draft,) = workspace.store.drafts()
    assert draft.content["note"] == "聊了孙女，胃口很好。"
    workspace.store.close()


def line_with(tmux: Tmux, words: str) -> int:
    tmux.until_seen(words)
    return next(number for number, line in enumerate(tmux.lines()) if words in line)


def go_to_note(tmux: Tmux) -> None:
    """Press Tab from the first field to the one of the note, and wait until the real cursor is there."""
    lines = tmux.lines()
    labels = [line.split()[0] for line in lines if line[1:2].strip()]
    tmux.press(*["Tab"] * (labels.index("Note") - labels.index("Purpose")))
    tmux.until(lambda: tmux.cursor()[1] == line_with(tmux, " Note"), "the cursor in the note")


def assert_cursor_behind(tmux: Tmux, words: str) -> None:
    """The real cursor stands behind what was typed, so that an input method's window opens there."""
    line = line_with(tmux, words)
    text = tmux.lines()[line]
    from fieldlog.locale.text_width import width

    behind = width(text[: text.index(words)]) + width(words)
    tmux.until(lambda: tmux.cursor() == (behind, line), f"the cursor at {(behind, line)}")
