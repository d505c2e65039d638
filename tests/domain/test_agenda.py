"""The day's list: its groups, their order, and the reason of each entry."""

from datetime import date, datetime
from itertools import permutations
from typing import Any

import pytest

from fieldlog.domain import agenda
from fieldlog.domain.agenda import Day, Entry, HeldNote, Running, TypedForm, build_agenda, entry_id
from fieldlog.domain.card_making import make_card
from fieldlog.domain.documents import Document
from fieldlog.domain.dossier import read_dossier
from fieldlog.domain.obligations import Obligation
from fieldlog.domain.packs import BUILT_IN
from fieldlog.domain.rules import evaluate
from tests.domain.builders import SHANGHAI, customer, document, moment, opted_out, paused, promise, released

THURSDAY = "2026-11-19 10:00"
SUNDAY = date(2026, 11, 22)


class People:
    """Customers with their documents, and the day's list of them."""

    def __init__(self) -> None:
        self.cards: dict[str, dict[str, Any]] = {}
        self.obligations: list[Obligation] = []
        self.running: Running | None = None
        self.held: list[HeldNote] = []

    def add(self, name: str, *facts: Document, through: date = SUNDAY, **values: Any) -> None:
        """Add a customer whose id is the name; evaluated on the Thursday's week."""
        profile = customer(doc_id=name, name=name, **values)
        dossier = read_dossier(name, [profile, *facts])
        found = evaluate(dossier, (BUILT_IN,), SHANGHAI, through)
        card = make_card(
            dossier, found, (BUILT_IN,), SHANGHAI, date(2026, 11, 19), {"name": name, "readings": [name]}
        )
        self.obligations += found
        self.cards[name] = card or {}

    def day(self, now: str = THURSDAY) -> Day:
        at = moment(now)
        return Day(at.date(), at, SHANGHAI, BUILT_IN, self.obligations, self.cards, self.running, self.held)

    def entries(self, now: str = THURSDAY, put_off: frozenset[str] = frozenset()) -> list[Entry]:
        return list(build_agenda(self.day(now), put_off))

    def groups(self, now: str = THURSDAY) -> list[int]:
        return [entry.group for entry in self.entries(now)]


def class_a(start: str = "2026-11-02") -> Document:
    return document("class-change", start=start, letter="A")


def said(entry: Entry) -> str:
    return entry.why.template.format_map(entry.why.arguments)


@pytest.fixture
def people() -> People:
    return People()


def test_groups_stand_in_their_order_each_with_its_reason(people: People) -> None:
    people.add("a", class_a("2026-11-16"), promise("2026-11-17", "p-late"), promise("2026-11-19", "p-today"))
    people.add(
        "b", paused("2026-11-16", "2026-11-20"), birthday={"calendar": "solar", "month": 11, "day": 22}
    )
    people.running = Running("b", "see her", moment("2026-11-19 09:30"))
    people.held = [HeldNote("a", "v1", date(2026, 11, 29))]
    found = people.entries()
    others = (agenda.SENT_BACK, agenda.HEARD, agenda.HANDED_OVER)
    groups = [number for number in range(10) if number not in others]
    assert [entry.group for entry in found] == groups
    assert len(agenda.GROUP_TITLES) == 10
    numbers = [dict(entry.why.arguments) for entry in found]
    assert numbers[0] == {"time": "09:30", "purpose": "see her"}
    assert numbers[1] == {"text": "送体检报告", "days": 2}
    assert numbers[2] == {"text": "送体检报告"}
    assert numbers[3] == {"days": 10}
    assert numbers[5:] == [{"reason": "hospital"}, {"days": 3}]
    assert all(said(entry) for entry in found)


def test_the_list_is_the_same_in_whatever_order_its_parts_arrive(people: People) -> None:
    for name in "cab":
        people.add(name, class_a(), promise("2026-11-10", f"p-{name}"), district="east")
    expected = people.entries()
    for order in permutations(people.cards):
        people.cards = {name: people.cards[name] for name in order}
        people.obligations = people.obligations[1:] + people.obligations[:1]
        assert people.entries() == expected


def test_overdue_promises_are_oldest_first_and_a_day_is_due_after_its_times(people: People) -> None:
    dues = {
        "p1": "2026-11-18",
        "p2": "2026-11-18T09:00:00+08:00",
        "p3": "2026-10-01",
        "p4": "2026-11-19T09:59:59+08:00",
    }
    people.add("a", *(promise(due, name) for name, due in dues.items()))
    found = people.entries()
    assert [entry.subject for entry in found] == ["p3", "p2", "p1", "p4"]
    assert [entry.why.arguments["days"] for entry in found] == [49, 1, 1, 0]
    assert all(entry.warns for entry in found)


def test_a_promise_of_today_is_overdue_only_after_its_time(people: People) -> None:
    people.add(
        "a",
        promise("2026-11-19", "day"),
        promise("2026-11-19T15:00:00+08:00", "timed"),
        promise("2026-11-20", "next"),
    )
    assert [(one.subject, one.group) for one in people.entries()] == [
        ("timed", agenda.DUE_TODAY),
        ("day", agenda.DUE_TODAY),
    ]
    assert people.groups("2026-11-19 15:00:01") == [agenda.OVERDUE, agenda.DUE_TODAY]
    assert people.groups("2026-11-19 23:59:59") == [agenda.OVERDUE, agenda.DUE_TODAY]
    last = moment("2026-11-19 23:59:59").replace(microsecond=999_999)
    assert [one.group for one in build_agenda(people.day()._replace(now=last), frozenset())].count(
        agenda.OVERDUE
    ) == 1


def test_a_released_promise_is_not_listed(people: People) -> None:
    people.add("a", promise("2026-11-10", "p"), released("2026-11-09 10:00", "p"))
    assert people.entries() == []


def test_contacts_at_risk_are_by_district_then_name_and_those_without_one_last(people: People) -> None:
    for name, district in (("z", ""), ("c", "west"), ("b", "east"), ("a", "west")):
        people.add(name, class_a("2026-11-16"), district=district)
    assert [entry.customer for entry in people.entries()] == ["b", "a", "c", "z"]
    assert {entry.due for entry in people.entries()} == {"2026-11-22"}


@pytest.mark.parametrize(
    ("now", "amber"), [("2026-11-18 23:59", False), ("2026-11-19 00:00", True), ("2026-11-22 23:00", True)]
)
def test_a_missing_contact_warns_from_thursday(people: People, now: str, amber: bool) -> None:
    people.add("a", class_a("2026-11-16"))
    assert [entry.warns for entry in people.entries(now)] == [amber]


def test_only_the_contact_of_this_week_is_at_risk(people: People) -> None:
    people.add("a", class_a("2026-11-02"), through=date(2026, 11, 29))
    assert [entry.subject for entry in people.entries()] == ["2026-W47"]
    assert [entry.subject for entry in people.entries("2026-11-23 10:00")] == ["2026-W48"]


def test_the_days_since_the_last_contact_are_said(people: People) -> None:
    spoken = document(
        "visit",
        channel="phone",
        start="2026-11-12T02:00:00Z",
        end="2026-11-12T02:05:00Z",
        zone="Asia/Shanghai",
    )
    people.add("a", class_a(), spoken)
    people.add("b", class_a())
    assert [dict(entry.why.arguments) for entry in people.entries()] == [{"days": 7}, {}]


def test_a_contact_of_this_week_takes_the_customer_off_the_list(people: People) -> None:
    spoken = document(
        "visit",
        channel="phone",
        start="2026-11-16T02:00:00Z",
        end="2026-11-16T02:05:00Z",
        zone="Asia/Shanghai",
    )
    people.add("a", class_a(), spoken)
    assert people.entries() == []


def test_a_customer_who_is_paused_today_is_not_at_risk_and_comes_back_after(people: People) -> None:
    people.add("a", class_a("2026-11-16"), paused("2026-11-18", "2026-11-19"))
    assert people.groups() == [agenda.PAUSE_ENDS]
    assert people.groups("2026-11-20 10:00") == [agenda.AT_RISK]


@pytest.mark.parametrize(
    ("until", "count"), [("2026-11-18", 0), ("2026-11-19", 1), ("2026-11-21", 1), ("2026-11-22", 0)]
)
def test_a_pause_that_ends_within_two_days_is_said(people: People, until: str, count: int) -> None:
    people.add("a", paused("2026-11-16", until))
    assert people.groups() == [agenda.PAUSE_ENDS] * count


def test_a_pause_to_come_and_one_that_another_continues_do_not_end_yet(people: People) -> None:
    people.add("a", paused("2026-11-20", "2026-11-21"))
    people.add("b", paused("2026-11-16", "2026-11-20"), paused("2026-11-21", "2026-12-05", "travel"))
    people.add("c", paused("2026-11-16", "2026-11-20"), paused("2026-11-22", "2026-12-05", "travel"))
    assert [entry.customer for entry in people.entries()] == ["c"]


@pytest.mark.parametrize(("day", "count"), [(18, 0), (19, 1), (26, 1), (27, 0)])
def test_birthdays_of_the_next_seven_days_are_said(people: People, day: int, count: int) -> None:
    people.add("a", birthday={"calendar": "solar", "month": 11, "day": day})
    assert people.groups() == [agenda.SPECIAL_DAY] * count


def test_a_birthday_today_and_one_to_come_are_said_apart(people: People) -> None:
    people.add("a", birthday={"calendar": "lunar", "month": 10, "day": 11})
    people.add("b", birthday={"calendar": "solar", "month": 11, "day": 20})
    today, tomorrow = people.entries()
    assert (today.customer, today.why.arguments) == ("a", {})
    assert (tomorrow.customer, tomorrow.why.arguments) == ("b", {"days": 1})


def test_a_customer_who_opted_out_appears_only_for_what_was_promised(people: People) -> None:
    facts = [
        class_a(),
        promise("2026-11-10", "p"),
        paused("2026-11-16", "2026-11-20"),
        opted_out("2026-11-19"),
    ]
    people.add("a", *facts, birthday={"calendar": "solar", "month": 11, "day": 20})
    assert people.groups() == [agenda.OVERDUE]


def test_an_opt_out_to_come_does_not_hide_anybody_yet(people: People) -> None:
    people.add("a", opted_out("2026-11-20"), birthday={"calendar": "solar", "month": 11, "day": 22})
    assert people.groups() == [agenda.SPECIAL_DAY]
    assert people.groups("2026-11-20 10:00") == []


def test_what_was_put_off_is_left_out_but_never_the_unfinished_visit(people: People) -> None:
    people.add("a", promise("2026-11-10", "p1"), promise("2026-11-10", "p2"))
    people.running = Running("a", "", moment("2026-11-19 09:30"))
    names = {entry.subject: entry.id for entry in people.entries()}
    left = people.entries(put_off=frozenset({names["p1"], names["running"]}))
    assert [entry.subject for entry in left] == ["running", "p2"]


def test_a_running_visit_of_a_customer_who_was_joined_to_another_is_listed(people: People) -> None:
    people.cards["joined"] = {"id": "joined", "kept": "a"}
    people.running = Running("joined", "", moment("2026-11-19 09:30"))
    assert people.groups() == [agenda.UNFINISHED]


def test_the_name_of_an_entry_is_short_stable_and_its_own() -> None:
    assert entry_id("promise-on-time", "p1", "c1") == entry_id("promise-on-time", "p1", "c1")
    names = {entry_id(rule, subject, person) for rule in "ab" for subject in "cd" for person in "ef"}
    assert len(names) == 8
    assert all(len(name) == 10 and int(name, 16) >= 0 for name in names)


def test_neighbours_stand_together_within_their_district(people: People) -> None:
    homes = {
        "a": ("east", "长青路9号"),
        "b": ("east", "幸福小区1号楼101"),
        "c": ("east", ""),
        "d": ("east", "幸福小区 3号楼"),
        "e": ("west", "幸福小区1号楼102"),
    }
    for name, (district, address) in homes.items():
        people.add(name, class_a("2026-11-16"), district=district, address=address)
    assert [entry.customer for entry in people.entries()] == ["b", "d", "a", "c", "e"]


@pytest.mark.parametrize(
    ("form", "typed", "words"),
    [
        (("new-customer", "", "王芳"), "2026-11-19 09:05", "unfinished: {form} {name}, typed {time}"),
        (("new-customer", "", ""), "2026-11-19 09:05", "unfinished: {form}, typed {time}"),
        (("promise", "a", "unused"), "2026-11-18 23:59", "unfinished: {form}, typed {time}"),
        (("of-a-newer-version", "a", ""), "2026-11-19 00:00", "unfinished: {form}, typed {time}"),
    ],
)
def test_an_unfinished_form_is_named_with_its_time(
    people: People, form: tuple[str, str, str], typed: str, words: str
) -> None:
    people.add("a")
    day = people.day()._replace(forms=[TypedForm("form/x/", *form, moment(typed))])
    (entry,) = build_agenda(day, frozenset())
    assert (entry.group, entry.rule, entry.subject) == (agenda.UNFINISHED, "draft", "form/x/")
    assert entry.why.template == words
    clock = entry.why.arguments["time"]
    assert clock == typed[11:] if typed.startswith("2026-11-19") else "{day}" in str(clock)


def test_unfinished_forms_stand_behind_the_visit_and_are_never_put_off(people: People) -> None:
    people.add("a")
    people.running = Running("a", "", moment("2026-11-19 09:30"))
    form = TypedForm("form/promise/", "promise", "a", "", moment("2026-11-18 08:00"))
    day = people.day()._replace(forms=[form])
    put_off = frozenset(entry.id for entry in build_agenda(day, frozenset()))
    assert [entry.rule for entry in build_agenda(day, put_off)] == ["visit", "draft"]


def test_an_empty_day_has_no_entry(people: People) -> None:
    people.add("a")
    assert people.entries() == []
    assert isinstance(people.day().now, datetime)
