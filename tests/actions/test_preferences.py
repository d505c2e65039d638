"""How a rep likes fieldlog: kept on the laptop, checked, and kind to a newer fieldlog."""

from pathlib import Path

import pytest

from fieldlog.actions.preferences import (
    Preferences,
    change_preferences,
    change_setting,
    check_setting,
    read_preferences,
    setting_text,
)
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.errors import BadInputError
from fieldlog.store import tables
from fieldlog.store.preferences import PREFERENCES_ID
from tests.store.stores import open_again


def refused_fields(error: pytest.ExceptionInfo[BadInputError]) -> list[str]:
    return [problem.field for problem in error.value.problems]


def test_a_store_without_preferences_has_the_usual_ones(workspace: Workspace) -> None:
    assert read_preferences(workspace) == Preferences()
    assert (Preferences().lock_minutes, Preferences().language) == (10, "")


def test_what_was_chosen_is_there_in_the_next_run_and_is_no_save(workspace: Workspace) -> None:
    chosen = change_preferences(workspace, theme="light", keymap={"keep": "x", "save": "f8,ctrl+o"})
    change_preferences(workspace, language="zh", lock_minutes=0)
    with open_again(workspace.store.home).store as store:
        again = read_preferences(Workspace(store))
    assert again == chosen._replace(language="zh", lock_minutes=0)
    assert workspace.store.outbox_rows() == []


def test_a_keymap_takes_the_place_of_the_one_before(workspace: Workspace) -> None:
    change_preferences(workspace, keymap={"keep": "x"})
    assert change_preferences(workspace, keymap={"move": "y"}).keymap == {"move": "y"}
    assert read_preferences(workspace).keymap == {"move": "y"}


def test_what_a_newer_fieldlog_keeps_there_stays(workspace: Workspace) -> None:
    change_preferences(workspace, theme="light")
    rows = workspace.store.table(tables.SETTINGS)
    rows.update({"font": "large"}, doc_ids=[PREFERENCES_ID])
    assert change_preferences(workspace, language="en").theme == "light"
    row = workspace.store.find_row(tables.SETTINGS, PREFERENCES_ID)
    assert row is not None
    assert (row["font"], row["language"]) == ("large", "en")


@pytest.mark.parametrize("keys", ["x", "f8,ctrl+o", "slash", "escape", "9", "f12"])
def test_a_key_that_terminals_leave_free_can_be_chosen(workspace: Workspace, keys: str) -> None:
    assert change_preferences(workspace, keymap={"show_page_today": keys}).keymap["show_page_today"] == keys


@pytest.mark.parametrize(
    "keys",
    ["", "X", "ctrl+A", "ctrl+m", "ctrl+c", "ctrl+b", "alt+x", "字", "f13", "x,", "x,,y", "[/", "x" * 999],
)
def test_a_key_that_cannot_work_everywhere_is_refused(workspace: Workspace, keys: str) -> None:
    with pytest.raises(BadInputError) as error:
        change_preferences(workspace, keymap={"keep": keys})
    assert set(refused_fields(error)) == {"keymap"}
    assert read_preferences(workspace) == Preferences()


def test_one_key_cannot_do_two_things(workspace: Workspace) -> None:
    with pytest.raises(BadInputError) as error:
        change_preferences(workspace, keymap={"keep": "x", "move": "y,x"})
    assert [problem.code for problem in error.value.problems] == ["key-twice"]


def test_each_wrong_value_is_named_with_its_field_and_nothing_is_stored(workspace: Workspace) -> None:
    with pytest.raises(BadInputError) as error:
        change_preferences(workspace, language="de", theme="pink", lock_minutes=-1, keymap={"Keep!": "x"})
    assert refused_fields(error) == ["language", "theme", "lock_minutes", "keymap"]
    assert read_preferences(workspace) == Preferences()


def test_a_setting_is_typed_shown_and_taken_back(workspace: Workspace) -> None:
    typed = {"language": "en", "theme": "high-contrast", "lock_minutes": "25", "keymap.keep": "x"}
    for name, text in typed.items():
        assert setting_text(change_setting(workspace, name, text), name) == text
    assert setting_text(read_preferences(workspace), "keymap") == "keep=x"
    for name in typed:
        change_setting(workspace, name, "default")
    assert read_preferences(workspace) == Preferences()


def test_a_whole_keymap_can_be_taken_back_but_not_typed(workspace: Workspace) -> None:
    change_setting(workspace, "keymap.keep", "x")
    with pytest.raises(BadInputError) as error:
        change_setting(workspace, "keymap", "x")
    assert refused_fields(error) == ["setting"]
    assert change_setting(workspace, "keymap", "default").keymap == {}


@pytest.mark.parametrize("minutes", ["", "ten", "-1", "1.5", "٣", "99999", "1441"])
def test_minutes_that_are_none_are_refused(workspace: Workspace, minutes: str) -> None:
    with pytest.raises(BadInputError) as error:
        change_setting(workspace, "lock_minutes", minutes)
    assert refused_fields(error) == ["lock_minutes"]


@pytest.mark.parametrize("name", ["", "font", "keymap.", "theme.dark", "last_backup_at", "cards_shown"])
def test_a_name_that_is_no_setting_is_refused(name: str) -> None:
    with pytest.raises(BadInputError) as error:
        check_setting(name)
    assert refused_fields(error) == ["setting"]


def test_two_runs_do_not_lose_what_the_other_has_chosen(workspace: Workspace, tmp_path: Path) -> None:
    with (other := open_again(tmp_path / "home")).store:
        read_preferences(other)
        change_preferences(workspace, theme="light")
        change_preferences(other, language="zh")
    assert read_preferences(workspace) == Preferences(language="zh", theme="light")
