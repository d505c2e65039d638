"""How a week stands, and what is missing by Sunday."""

from collections.abc import Iterable
from datetime import date, timedelta
from statistics import median
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldlog.domain.card_making import make_card
from fieldlog.domain.days import week_bounds
from fieldlog.domain.documents import Document
from fieldlog.domain.dossier import read_dossier
from fieldlog.domain.neighbours import Neighbours
from fieldlog.domain.obligations import Obligation
from fieldlog.domain.outlook import Outlook, build_outlook
from fieldlog.domain.packs import BUILT_IN
from fieldlog.domain.rules import evaluate
from tests.domain.builders import (
    SHANGHAI,
    customer,
    kept,
    made_class,
    moment,
    paused,
    promise,
    visit,
    visit_between,
)

MONDAY = date(2026, 11, 16)
THURSDAY = "2026-11-19 10:00"
CLASS_A = made_class("2026-11-02", "A")


class Team:
    """Customers with their facts, and the outlook of the week 2026-W47."""

    def __init__(self) -> None:
        self.cards: dict[str, Any] = {}
        self.obligations: list[Obligation] = []

    def add(self, name: str, *facts: Document, **values: Any) -> None:
        dossier = read_dossier(name, [customer(doc_id=name, name=name, **values), *facts])
        found = evaluate(dossier, (BUILT_IN,), SHANGHAI, date(2026, 11, 29))
        known = {"name": name, "readings": [name]}
        self.cards[name] = make_card(dossier, found, (BUILT_IN,), SHANGHAI, MONDAY, known)
        self.obligations += found

    def outlook(self, now: str = THURSDAY, monday: date = MONDAY) -> Outlook:
        first, last = week_bounds(monday, SHANGHAI)
        due = [one for one in self.obligations if first <= one.due <= last]
        return build_outlook(monday, due, 0, self.cards, moment(now), SHANGHAI)


@pytest.fixture
def team() -> Team:
    return Team()


def test_neighbours_among_those_still_to_contact_stand_together(team: Team) -> None:
    team.add("Zhang", CLASS_A, district="east", address="幸福小区3号楼501")
    team.add("Li", CLASS_A, district="east", address="幸福小区1号楼101")
    team.add("Bo", CLASS_A, district="west", address="柳荫街2号")
    team.add("Seen", CLASS_A, visit("2026-11-17 10:00"), district="east", address="幸福小区1号楼102")
    outlook = team.outlook()
    assert (outlook.week, outlook.to_contact, outlook.contacted) == ("2026-W47", 4, 1)
    assert outlook.contacts_needed == 3
    assert outlook.needed == (
        Neighbours("east", "幸福小区", ("Li", "Zhang")),
        Neighbours("west", "", ("Bo",)),
    )


def test_an_attempt_that_reached_nobody_leaves_the_contact_needed(team: Team) -> None:
    team.add("Bo", CLASS_A, visit("2026-11-17 10:00", reached=False))
    outlook = team.outlook()
    assert (outlook.contacts_needed, outlook.median_minutes) == (1, None)


def test_who_is_excused_is_not_counted_and_who_is_paused_to_sunday_is_not_asked_for(team: Team) -> None:
    team.add("Long", CLASS_A, paused("2026-11-16", "2026-11-19"))
    team.add("Short", CLASS_A, paused("2026-11-20", "2026-12-24"))
    team.add("Back", CLASS_A, paused("2026-11-18", "2026-11-20"))
    outlook = team.outlook()
    assert (outlook.to_contact, outlook.contacts_needed, outlook.paused) == (2, 2, ())
    friday = team.outlook("2026-11-20 09:00")
    assert (friday.paused, [place.customers for place in friday.needed]) == (("Short",), [("Back",)])


@pytest.mark.parametrize(("now", "needed"), [("2026-11-22 23:59:59", 1), ("2026-11-23 00:00", 0)])
def test_a_week_that_is_over_needs_nothing_more(team: Team, now: str, needed: int) -> None:
    team.add("Bo", CLASS_A)
    assert team.outlook(now).contacts_needed == needed
    assert team.outlook(now).to_contact == 1


def test_the_median_is_of_meetings_that_reached_the_customer(team: Team) -> None:
    lengths = (10, 40, 55, 61)
    team.add("Bo", *(visit(f"2026-11-17 {9 + hour:02}:00", minutes) for hour, minutes in enumerate(lengths)))
    team.add("Other", visit("2026-11-17 10:00", 3, "phone"), visit("2026-11-10 10:00", 200))
    team.add("None", visit("2026-11-17 10:00", 1, reached=False), visit("2026-11-17 10:00", 31.5, "store"))
    assert team.outlook().median_minutes == 40
    assert team.outlook(monday=date(2026, 11, 9)).median_minutes == 200
    assert team.outlook(monday=date(2026, 11, 2)).median_minutes is None


def test_promises_that_fall_due_by_sunday_are_listed_by_due_date(team: Team) -> None:
    dues = {
        "sunday": "2026-11-22",
        "monday": "2026-11-23",
        "timed": "2026-11-19T15:00:00+08:00",
        "today": "2026-11-19",
        "late": "2026-11-18",
        "kept": "2026-11-21",
    }
    facts = [promise(due, name) for name, due in dues.items()]
    team.add("Bo", *facts, kept("2026-11-18 10:00", "kept"))
    assert [one.promise for one in team.outlook().promises] == ["timed", "today", "sunday"]
    assert team.outlook().promises[0].due == dues["timed"]


@given(st.lists(st.booleans(), max_size=6), st.integers(0, 6 * 24 * 60))
def test_what_was_made_and_what_is_needed_are_together_what_is_due(
    seen: Iterable[bool], minutes: int
) -> None:
    team = Team()
    for number, was_seen in enumerate(seen):
        contact = [visit("2026-11-16 00:00", 40)] if was_seen else []
        team.add(f"c{number}", CLASS_A, *contact, address=f"{number % 2}号楼")
    outlook = build_outlook(
        MONDAY,
        [one for one in team.obligations if one.subject == "2026-W47"],
        0,
        team.cards,
        moment("2026-11-16 01:00") + timedelta(minutes=minutes),
        SHANGHAI,
    )
    assert outlook.contacted + outlook.contacts_needed == outlook.to_contact


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=9))
def test_the_median_is_that_of_statistics(seconds: list[int]) -> None:
    visits = [
        visit_between(moment("2026-11-17 09:00"), timedelta(seconds=length), doc_id=f"v{number}")
        for number, length in enumerate(seconds)
    ]
    team = Team()
    team.add("Bo", *visits)
    assert team.outlook().median_minutes == int(median(seconds)) // 60
