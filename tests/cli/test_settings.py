"""fieldlog settings and fieldlog guidance: the twins of the settings screen and of the cards."""

from pathlib import Path

from fieldlog.domain.guidance import HABIT
from tests.cli.conftest import RunCommand
from tests.cli.stores import count_saves, opened


def test_all_settings_are_listed_with_what_they_mean(rep: RunCommand) -> None:
    assert rep("settings", "--json").json() == {
        "language": "",
        "theme": "dark",
        "lock_minutes": 10,
        "keymap": {},
        "last_backup_at": None,
    }
    text = rep("settings").out
    assert "as the computer" in text
    assert "lock_minutes" in text


def test_a_setting_is_set_shown_and_taken_back(rep: RunCommand, tmp_path: Path) -> None:
    assert rep("settings", "theme", "light", "--json").json()["theme"] == "light"
    assert rep("settings", "lock-minutes", "0").code == 0
    assert rep("settings", "keymap.keep", "x").code == 0
    assert "light" in rep("settings", "theme").out
    assert rep("settings", "theme", "default", "--json").json() == {
        "language": "",
        "theme": "dark",
        "lock_minutes": 0,
        "keymap": {"keep": "x"},
        "last_backup_at": None,
    }
    assert count_saves(tmp_path / "home") == 0


def test_a_wrong_setting_is_refused_with_its_field(rep: RunCommand) -> None:
    for words, label in (
        (["font"], "Setting"),
        (["theme", "pink"], "Colours"),
        (["lock_minutes", "soon"], "Lock after minutes"),
        (["keymap.keep", "ctrl+m"], "Keyboard"),
        (["keymap.KEEP", "x"], "Keyboard"),
    ):
        refused = rep("settings", *words)
        assert (refused.code, refused.out) == (2, "")
        assert refused.err.startswith(f"{label}: ")


def test_the_last_backup_is_named(rep: RunCommand, tmp_path: Path) -> None:
    rep("backup", str(tmp_path / "a.backup"))
    assert rep("settings", "--json").json()["last_backup_at"].endswith("+08:00")


def test_the_language_of_the_screens_is_not_that_of_the_command_line(rep: RunCommand) -> None:
    rep("settings", "language", "zh")
    assert "Setting" in rep("settings").out


def test_cards_go_when_they_were_seen_and_are_called_back(rep: RunCommand, tmp_path: Path) -> None:
    from fieldlog.actions.guidance import mark_shown

    with opened(tmp_path / "home") as workspace:
        for _ in range(HABIT):
            mark_shown(workspace, "honour")
    cards = {card["id"]: card for card in rep("guidance", "--all", "--json").json()["cards"]}
    assert (cards["honour"]["shown"], cards["honour"]["faded"]) == (HABIT, True)
    assert (cards["arriving"]["shown"], cards["arriving"]["faded"]) == (0, False)
    assert "honour" not in rep("guidance").out
    assert "honour" in rep("guidance", "--all").out
    assert "honour" in rep("guidance", "--call-back", "honour").out
    assert rep("guidance", "--call-back", "all", "--json").code == 0


def test_a_card_says_where_it_comes_from(rep: RunCommand) -> None:
    (card,) = [one for one in rep("guidance", "--json").json()["cards"] if one["id"] == "complaint-words"]
    assert set(card) == {"id", "moment", "title", "lines", "source", "shown", "faded"}
    assert (card["moment"], card["source"]) == ("complaint", "S1 p13")


def test_a_card_that_there_is_not_is_refused(rep: RunCommand) -> None:
    refused = rep("guidance", "--call-back", "nothing")
    assert (refused.code, refused.err.startswith("Card: ")) == (2, True)
