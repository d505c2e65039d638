"""Health notes and the customer's consent, at the moment of noting."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.conftest import Answer, RunCommand
from tests.cli.stores import count_saves, local, opened

HEALTH = "血压一百三"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture(autouse=True)
def customer(rep: RunCommand) -> str:
    return str(rep("customer", "add", "李明朗", "--json").json()["id"])


def add_words(*more: str) -> tuple[str, ...]:
    start = local(timedelta(hours=2))
    return (
        "visit",
        "add",
        "李明朗",
        "--purpose",
        "问候",
        "--start",
        start,
        "--minutes",
        "40",
        *more,
        "--json",
    )


def held(home: Path) -> int:
    with opened(home) as workspace:
        return len(workspace.store.drafts())


def test_a_health_note_with_consent_is_kept_by_area(rep: RunCommand) -> None:
    noted = (
        "--health",
        "精神好",
        "--health",
        "身体：血压高",
        "--health",
        "diet: 吃素",
        "--health",
        "Body: 头晕",
    )
    visit = rep(*add_words(*noted, "--consent", "given", "--consent-how", "当面说")).json()
    assert visit["health"] == "精神好\nbody: 血压高\n头晕\ndiet: 吃素"
    assert visit["health_areas"] == {"general": "精神好", "body": "血压高\n头晕", "diet": "吃素"}
    assert rep("customer", "show", "李明朗", "--json").json()["consent"] == "given"
    again = rep(*add_words("--health", "a: 还好")).json()
    assert (again["health"], "health_hidden" in again) == ("a: 还好", False)


@pytest.mark.parametrize("words", [("home: x",), ("：空",), ("12:30 吃药",)])
def test_a_colon_after_another_word_chooses_no_area(rep: RunCommand, words: tuple[str]) -> None:
    visit = rep(*add_words("--health", *words, "--consent", "given")).json()
    assert visit["health_areas"] == {"general": words[0]}


def test_from_a_script_a_health_note_needs_an_answer_about_consent(rep: RunCommand, home: Path) -> None:
    before = count_saves(home)
    refused = rep(*add_words("--health", HEALTH))
    assert (refused.code, refused.out) == (2, "")
    assert refused.err.startswith("Consent: ")
    assert "--consent" in refused.err
    assert (count_saves(home), held(home)) == (before, 0)


def test_a_missing_consent_shows_at_the_start_and_a_given_one_does_not(rep: RunCommand) -> None:
    assert "not asked yet" in rep("visit", "start", "李明朗", "--purpose", "x").err
    assert rep("visit", "stop", "--health", HEALTH, "--consent", "given").code == 0
    assert rep("visit", "start", "李明朗", "--purpose", "x").err == ""


def test_a_note_without_an_answer_waits_on_the_laptop_and_comes_in_with_the_consent(
    rep: RunCommand, home: Path
) -> None:
    first = rep(*add_words("--health", HEALTH, "--consent", "not-asked"))
    visit = first.json()
    assert visit["health"] == ""
    assert "stays on this laptop" in first.err
    with opened(home) as workspace:
        assert all(HEALTH.encode() not in row.frozen for row in workspace.store.outbox_rows())
    entry = rep("today", "--json").json()["entries"][0]
    assert (entry["group"], entry["customer"]["name"]) == ("held-note", "李明朗")
    rep(*add_words("--health", "精神好", "--consent", "given"))
    assert rep("visit", "show", visit["id"], "--json").json()["health"] == HEALTH
    assert held(home) == 0


def test_refused_from_a_script_the_note_is_not_kept_and_both_ways_out_are_named(
    rep: RunCommand, home: Path
) -> None:
    before = count_saves(home)
    refused = rep(*add_words("--health", HEALTH, "--consent", "refused"))
    assert refused.code == 2
    assert "--health" in refused.err
    assert "--confirm-removal" in refused.err
    assert count_saves(home) == before
    visit = rep(*add_words("--health", HEALTH, "--consent", "refused", "--confirm-removal")).json()
    assert (visit["health"], visit["health_hidden"]) == ("", "refused")
    assert rep("customer", "show", "李明朗", "--json").json()["consent"] == "refused"
    later = rep(*add_words("--health", HEALTH))
    assert later.code == 2
    assert later.err.startswith("Health: ")


def test_a_refused_note_does_not_even_reach_the_draft_of_the_visit(rep: RunCommand, home: Path) -> None:
    rep("visit", "start", "李明朗", "--purpose", "x")
    assert rep("visit", "stop", "--health", HEALTH, "--note", "很好", "--consent", "refused").code == 2
    with opened(home) as workspace:
        assert HEALTH not in str(workspace.store.drafts())
    visit = rep("visit", "stop", "--json").json()
    assert (visit["health"], visit["note"]) == ("", "很好")


def test_a_note_that_waited_in_the_draft_goes_only_when_its_removal_is_confirmed(
    rep: RunCommand, home: Path
) -> None:
    rep("visit", "start", "李明朗", "--purpose", "x")
    assert rep("visit", "stop", "--health", HEALTH).code == 2
    refused = rep("visit", "stop", "--consent", "refused")
    assert refused.code == 2
    assert "--confirm-removal" in refused.err
    visit = rep("visit", "stop", "--consent", "refused", "--confirm-removal", "--json").json()
    assert visit["health"] == ""
    assert held(home) == 0


def test_a_refusal_removes_notes_that_wait_only_when_that_is_confirmed(rep: RunCommand, home: Path) -> None:
    rep(*add_words("--health", HEALTH, "--consent", "not-asked"))
    before = count_saves(home)
    refused = rep(*add_words("--consent", "refused"))
    assert refused.code == 2
    assert "--confirm-removal" in refused.err
    assert (count_saves(home), held(home)) == (before, 1)
    assert rep(*add_words("--consent", "refused", "--confirm-removal")).code == 0
    assert held(home) == 0


def test_a_note_nobody_asked_about_in_its_time_is_removed_and_said(rep: RunCommand, home: Path) -> None:
    visit = rep(*add_words("--health", HEALTH, "--consent", "not-asked")).json()["id"]
    with opened(home) as workspace:
        draft = workspace.store.drafts()[0]
        written = (datetime.now(UTC) - timedelta(days=31)).strftime("%Y-%m-%dT%H:%M:%SZ")
        workspace.store.write_draft(draft._replace(written_at=written))
    told = rep("today", "--json")
    assert "李明朗" in told.err
    assert [entry for entry in told.json()["entries"] if entry["group"] == "held-note"] == []
    assert held(home) == 0
    assert rep("today").err == ""
    assert rep("visit", "show", visit, "--json").json()["health"] == ""


def test_a_withdrawn_consent_hides_the_notes_and_their_history(rep: RunCommand) -> None:
    visit = rep(*add_words("--health", HEALTH, "--consent", "given")).json()["id"]
    rep("visit", "amend", visit, "--health", "改过", "--reason", "写错")
    assert rep("customer", "consent", "李明朗", "--withdrawn").code == 0
    shown = rep("visit", "show", visit, "--json")
    assert HEALTH not in shown.out
    assert "改过" not in shown.out
    assert shown.json()["health_hidden"] == "withdrawn"
    assert (shown.json()["health"], shown.json()["health_areas"]) == ("", {})
    for said in (rep("visit", "show", visit), rep("visit", "list", "--json")):
        assert HEALTH not in said.out
        assert "改过" not in said.out
    assert "hidden" in rep("visit", "show", visit).out


def stop_before(person: RunCommand, answers: str) -> Answer:
    person("", "visit", "start", "李明朗", "--purpose", "x")
    return person(answers, "visit", "stop", "--health", HEALTH, "--json")


def test_a_person_is_asked_and_may_answer_that_it_was_given(person: RunCommand) -> None:
    assert stop_before(person, "what?\ng\n").json()["health"] == HEALTH


def test_a_person_who_has_not_asked_leaves_the_note_waiting(person: RunCommand, home: Path) -> None:
    assert stop_before(person, "没问\n").json()["health"] == ""
    assert held(home) == 1


def test_a_person_confirms_the_removal_of_what_was_refused(person: RunCommand, home: Path) -> None:
    stopped = stop_before(person, "r\ny\n")
    assert stopped.json()["health"] == ""
    assert "removed" in stopped.err
    assert held(home) == 0


@pytest.mark.parametrize("answers", ["r\nn\n", "", "what?\nwhat?\nwhat?\n"])
def test_without_a_clear_answer_nothing_is_saved(person: RunCommand, home: Path, answers: str) -> None:
    before = count_saves(home)
    stopped = stop_before(person, answers)
    assert stopped.code == 2
    assert count_saves(home) == before
    assert held(home) == 1


def test_a_refused_note_is_said_not_to_be_kept_with_the_rest(rep: RunCommand) -> None:
    rep("visit", "start", "李明朗", "--purpose", "问候")
    refused = rep("visit", "stop", "--note", "好", "--health", HEALTH, "--consent", "refused")
    assert refused.code == 2
    assert "kept in it, but not the health note" in refused.err


def test_a_consent_without_saying_how_it_was_given_is_refused(rep: RunCommand, home: Path) -> None:
    before = count_saves(home)
    refused = rep(*add_words("--health", HEALTH, "--consent", "given", "--consent-how", " "))
    assert (refused.code, refused.out) == (2, "")
    assert refused.err.startswith("Consent: ")
    assert count_saves(home) == before


def test_what_was_typed_waits_while_the_question_about_consent_is_open(
    person: RunCommand, home: Path
) -> None:
    person("", "visit", "start", "李明朗", "--purpose", "x")
    assert person("", "visit", "stop", "--health", HEALTH, "--note", "很好").code == 2
    stopped = person("g\n", "visit", "stop", "--json").json()
    assert (stopped["health"], stopped["note"]) == (HEALTH, "很好")
