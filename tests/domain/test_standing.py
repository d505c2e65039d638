"""Class, key flag, opt-out, pauses and consent on a given day."""

from datetime import date
from itertools import permutations

import pytest

from fieldlog.domain.documents import Document
from fieldlog.domain.standing import (
    Standing,
    consent_state,
    opted_out_since,
    paused_days,
    pauses_on,
    standing_on,
    standings,
)
from tests.domain.builders import consent, customer, dossier, made_class, opted_out, paused, withdrawal


def timeline(*changes: Document) -> tuple[Standing, ...]:
    """Return the standings, alike in whatever order the changes arrived."""
    found = {standings(dossier(*arrived).class_changes) for arrived in permutations(changes)}
    (one,) = found
    return one


def test_each_change_leaves_what_it_does_not_name() -> None:
    changes = [
        made_class("2026-01-01", "B"),
        made_class("2026-02-01", key=True),
        made_class("2026-03-01", "A", key=False),
    ]
    assert timeline(*changes) == (
        Standing(date(2026, 1, 1), "B", False),
        Standing(date(2026, 2, 1), "B", True),
        Standing(date(2026, 3, 1), "A", False),
    )


@pytest.mark.parametrize(
    ("day", "letter"), [("2025-12-31", ""), ("2026-01-01", "B"), ("2026-01-31", "B"), ("2026-02-01", "A")]
)
def test_a_standing_holds_from_its_day_until_the_next(day: str, letter: str) -> None:
    found = timeline(made_class("2026-01-01", "B"), made_class("2026-02-01", "A"))
    assert standing_on(found, date.fromisoformat(day)).letter == letter


def test_nothing_is_known_before_the_first_change() -> None:
    assert standing_on((), date(2026, 1, 1)) == Standing(date.min, "", False)


def test_of_two_changes_on_one_day_the_one_made_in_knowledge_of_the_other_counts() -> None:
    first = made_class("2026-01-01", "A", doc_id="z")
    second = made_class("2026-01-01", "B", doc_id="a", replaces=["z"])
    third = made_class("2026-01-01", "C", doc_id="m", replaces=["z", "a"])
    assert timeline(first, second) == (Standing(date(2026, 1, 1), "B", False),)
    assert timeline(first, second, third) == (Standing(date(2026, 1, 1), "C", False),)


def test_of_two_made_apart_the_higher_id_counts_and_what_only_one_names_stays() -> None:
    apart = [made_class("2026-01-01", "A", doc_id="x"), made_class("2026-01-01", "B", doc_id="y")]
    assert timeline(*apart) == (Standing(date(2026, 1, 1), "B", False),)
    both = [made_class("2026-01-01", "A", doc_id="x"), made_class("2026-01-01", key=True, doc_id="y")]
    assert timeline(*both) == (Standing(date(2026, 1, 1), "A", True),)


def test_a_change_of_another_day_keeps_its_day_whatever_it_replaces() -> None:
    later = made_class("2026-02-01", "A", doc_id="a")
    backdated = made_class("2026-01-01", "C", doc_id="b", replaces=["a"])
    assert [one.letter for one in timeline(later, backdated)] == ["C", "A"]


def test_changes_that_name_each_other_in_a_circle_still_have_one_answer() -> None:
    circle = [
        made_class("2026-01-01", letter, doc_id=letter, replaces=[other])
        for letter, other in ("AB", "BC", "CA")
    ]
    assert timeline(*circle) == (Standing(date(2026, 1, 1), "C", False),)
    assert timeline(made_class("2026-01-01", "A", doc_id="a", replaces=["a", "unknown"]))[0].letter == "A"


def test_a_very_long_chain_of_changes_is_followed() -> None:
    chain = [
        made_class(
            "2026-01-01", "A" if number else "B", doc_id=f"{9999 - number}", replaces=[f"{10000 - number}"]
        )
        for number in range(1500)
    ]
    assert standings(dossier(*chain).class_changes) == (Standing(date(2026, 1, 1), "A", False),)


def test_the_first_opt_out_counts() -> None:
    facts = [opted_out("2026-03-01", "o3"), opted_out("2026-02-01", "o2")]
    assert opted_out_since(dossier(*facts)) == date(2026, 2, 1)
    assert opted_out_since(dossier(*facts, withdrawal("o2"))) == date(2026, 3, 1)
    assert opted_out_since(dossier(customer())) is None


@pytest.mark.parametrize(
    ("day", "count"),
    [("2026-11-08", 0), ("2026-11-09", 1), ("2026-11-11", 2), ("2026-11-12", 1), ("2026-11-13", 0)],
)
def test_pauses_cover_both_their_ends(day: str, count: int) -> None:
    pauses = dossier(paused("2026-11-09", "2026-11-11"), paused("2026-11-11", "2026-11-12")).pauses
    assert len(pauses_on(pauses, date.fromisoformat(day))) == count


def test_paused_days_of_a_week_are_counted_once_with_the_first_reason() -> None:
    pauses = dossier(
        paused("2026-11-11", "2026-11-13", "travel"), paused("2026-11-01", "2026-11-11", "hospital")
    ).pauses
    assert paused_days(pauses, date(2026, 11, 9)) == (5, "hospital")
    assert paused_days(pauses, date(2026, 11, 16)) == (0, "")
    assert paused_days(dossier(paused("2026-11-11", "2026-11-09")).pauses, date(2026, 11, 9)) == (0, "")


def consented(*facts: Document) -> str:
    (state,) = {consent_state(dossier(*arrived)) for arrived in permutations(facts)}
    return state


def test_the_consent_that_counts_is_the_one_nobody_replaced() -> None:
    given = consent("given", "2026-01-01 10:00", "g")
    refused = consent("refused", "2025-01-01 10:00", "r")
    assert consented() == ""
    assert consented(given) == "given"
    assert consented(given, consent("withdrawn", "2026-02-01 10:00", "w", replaces=["g"])) == "withdrawn"
    assert consented(refused, consent("given", "2024-01-01 10:00", "g2", replaces=["r"])) == "given"


def test_of_two_answers_made_apart_the_one_that_protects_counts() -> None:
    given, refused = consent("given", "2026-02-01 10:00", "g"), consent("refused", "2026-01-01 10:00", "r")
    assert consented(given, refused) == "refused"
    assert consented(given, refused, consent("withdrawn", "2025-01-01 10:00", "w")) == "withdrawn"


def test_consent_for_another_purpose_and_states_of_a_newer_version_do_not_count() -> None:
    assert consented(consent("given", "2026-01-01 10:00", purpose="photographs")) == ""
    assert consented(consent("perhaps", "2026-01-01 10:00")) == ""
    assert consented(consent("withdrawn", "2026-01-01 10:00", "w", replaces=["w"])) == "withdrawn"
