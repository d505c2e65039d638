"""What became of a promise."""

from datetime import date, timedelta
from itertools import permutations
from zoneinfo import ZoneInfo

import pytest

from fieldlog.domain.documents import Document
from fieldlog.domain.promises import PromiseState, due_day, due_instant, promise_state
from fieldlog.domain.views import read_view
from tests.domain.builders import (
    SHANGHAI,
    customer,
    document,
    dossier,
    kept,
    moment,
    moved,
    obligations,
    promise,
    raw_document,
    released,
)

DUE = "2026-12-02"
END = "2026-12-02 23:59:59"


def became(*documents: Document, as_of: str | None = None) -> PromiseState:
    facts = dossier(customer(), *documents)
    return promise_state(facts, facts.promises[0], SHANGHAI, None if as_of is None else moment(as_of))


TABLE = [
    ("nothing happened", [], "open", DUE),
    ("kept before", [kept("2026-11-30 10:00")], "kept", DUE),
    ("kept on the day", [kept("2026-12-02 00:00")], "kept", DUE),
    ("kept in the last second", [kept(END)], "kept", DUE),
    ("kept a second late", [kept("2026-12-03 00:00")], "kept_late", DUE),
    ("kept twice, first in time", [kept("2026-12-05 10:00"), kept("2026-12-01 10:00")], "kept", DUE),
    ("moved before, agreed", [moved("2026-12-01 10:00", "2026-12-10")], "open", "2026-12-10"),
    ("moved in the last second, agreed", [moved(END, "2026-12-10")], "open", "2026-12-10"),
    ("moved a second after, agreed", [moved("2026-12-03 00:00", "2026-12-10")], "open", DUE),
    ("moved before, not agreed", [moved("2026-12-01 10:00", "2026-12-10", agreed=False)], "open", DUE),
    ("moved earlier, agreed", [moved("2026-11-20 10:00", "2026-11-25")], "open", "2026-11-25"),
    (
        "moved, kept by the new due",
        [moved("2026-12-01 10:00", "2026-12-10"), kept("2026-12-10 23:59:59")],
        "kept",
        "2026-12-10",
    ),
    (
        "moved, kept after the new due",
        [moved("2026-12-01 10:00", "2026-12-10"), kept("2026-12-11 00:00")],
        "kept_late",
        "2026-12-10",
    ),
    (
        "moved without agreement, kept after the old due",
        [moved("2026-12-01 10:00", "2026-12-10", agreed=False), kept("2026-12-05 10:00")],
        "kept_late",
        DUE,
    ),
    (
        "moved twice in time",
        [moved("2026-12-01 10:00", "2026-12-10"), moved("2026-12-09 10:00", "2026-12-20")],
        "open",
        "2026-12-20",
    ),
    (
        "moved twice, the second too late",
        [moved("2026-12-01 10:00", "2026-12-10"), moved("2026-12-11 10:00", "2026-12-20")],
        "open",
        "2026-12-10",
    ),
    (
        "moved too late, then again in the new time",
        [moved("2026-12-03 10:00", "2026-12-10"), moved("2026-12-04 10:00", "2026-12-20")],
        "open",
        DUE,
    ),
    (
        "moved alone, then agreed in time",
        [moved("2026-11-30 10:00", "2026-12-10", agreed=False), moved("2026-12-01 10:00", "2026-12-05")],
        "open",
        "2026-12-05",
    ),
    (
        "moved to a time",
        [moved("2026-12-01 10:00", "2026-12-10T15:00:00+08:00")],
        "open",
        "2026-12-10T15:00:00+08:00",
    ),
    (
        "moved earlier after it was kept",
        [kept("2026-12-01 10:00"), moved("2026-12-01 11:00", "2026-11-20")],
        "kept",
        DUE,
    ),
    ("released", [released("2026-12-01 10:00")], "released", DUE),
    ("released after it was due", [released("2026-12-05 10:00")], "released", DUE),
    (
        "released and done all the same in time",
        [released("2026-11-25 10:00"), kept("2026-12-01 10:00")],
        "kept",
        DUE,
    ),
    (
        "released and done all the same, late",
        [released("2026-11-25 10:00"), kept("2026-12-05 10:00")],
        "released",
        DUE,
    ),
    (
        "kept late and released afterwards",
        [kept("2026-12-03 10:00"), released("2026-12-05 10:00")],
        "kept_late",
        DUE,
    ),
    (
        "another promise's events",
        [kept("2026-12-01 10:00", target="p2"), released("2026-12-01 10:00", "p2")],
        "open",
        DUE,
    ),
]


@pytest.mark.parametrize(
    ("events", "state", "due"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE]
)
def test_what_became_of_a_promise_due_on_a_day(events: list[Document], state: str, due: str) -> None:
    for arrived in permutations(events):
        found = became(promise(DUE), *arrived)
        assert (found.state, found.due) == (state, due)
        assert found.due_at == due_instant(due, SHANGHAI)


OBLIGATIONS = [
    ([], "missed"),
    ([kept(END)], "met"),
    ([kept("2026-12-03 00:00")], "missed"),
    ([released("2026-12-01 10:00")], "excused"),
    ([released("2026-11-25 10:00"), kept("2026-12-05 10:00")], "excused"),
    ([moved("2026-12-01 10:00", "2027-01-10")], "open"),
    ([moved("2026-12-03 10:00", "2027-01-10")], "missed"),
]


@pytest.mark.parametrize(("events", "state"), OBLIGATIONS)
def test_the_obligation_of_a_promise_has_the_same_state(events: list[Document], state: str) -> None:
    (one,) = obligations([customer(), promise(DUE), *events], "promise-on-time")
    assert one.state(moment("2026-12-31 12:00")) == state
    assert one.subject == "p1"
    assert one.responsible == "rep"


def test_a_promise_due_at_a_time_is_on_time_up_to_that_second() -> None:
    timed = promise("2026-12-02T15:00:00+08:00")
    assert became(timed, kept("2026-12-02 15:00:00")).state == "kept"
    assert became(timed, kept("2026-12-02 15:00:01")).state == "kept_late"


def test_a_promise_kept_from_another_zone_is_judged_by_the_instant() -> None:
    honolulu = ZoneInfo("Pacific/Honolulu")
    assert became(promise(DUE), kept("2026-12-02 05:59:59", zone=honolulu)).state == "kept"
    assert became(promise(DUE), kept("2026-12-02 06:00:00", zone=honolulu)).state == "kept_late"


def test_a_keep_with_parts_of_a_second_in_the_last_second_of_the_day_is_on_time() -> None:
    late = document("promise-kept", target="p1", at="2026-12-02T15:59:59.750Z")
    found = became(promise(DUE), late)
    assert (found.state, found.kept_at) == ("kept", moment(END))
    (one,) = obligations([customer(), promise(DUE), late], "promise-on-time")
    assert one.state(moment("2026-12-31 12:00")) == "met"


def test_looking_back_shows_a_promise_as_it_stood_then() -> None:
    facts = [
        promise(DUE),
        moved("2026-12-01 10:00", "2026-12-10"),
        kept("2026-12-08 10:00"),
        released("2026-12-09 10:00"),
    ]
    assert became(*facts, as_of="2026-11-30 00:00").due == DUE
    between = became(*facts, as_of="2026-12-05 00:00")
    assert (between.state, between.due, len(between.moves)) == ("open", "2026-12-10", 1)
    assert became(*facts, as_of="2026-12-08 10:00").state == "kept"
    assert became(*facts).release_reason == "no longer wanted"


def test_the_planned_date_shows_a_move_that_does_not_count() -> None:
    found = became(promise(DUE), moved("2026-12-05 10:00", "2026-12-10"))
    assert (found.due, found.planned) == (DUE, "2026-12-10")


def test_a_doubled_midnight_gives_the_promise_its_whole_day() -> None:
    havana = ZoneInfo("America/Havana")
    due = due_instant("2024-11-03", havana)
    assert due - due_instant("2024-11-02", havana) == timedelta(hours=25)


@pytest.mark.parametrize(
    ("due", "day"), [(DUE, date(2026, 12, 2)), ("2026-12-02T23:30:00-05:00", date(2026, 12, 2))]
)
def test_the_day_of_a_due_date_is_the_one_that_was_promised(due: str, day: date) -> None:
    assert due_day(due) == day


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Shanghai"])
@pytest.mark.parametrize("due", ["9999-12-31", "9999-12-31T23:59:59-11:00", "9998-12-31"])
def test_a_promise_for_the_end_of_all_days_is_open_and_breaks_nothing(due: str, zone: str) -> None:
    facts = [customer(), promise(due)]
    (one,) = obligations(facts, "promise-on-time", zone=ZoneInfo(zone))
    assert one.state(moment("2026-12-31 12:00")) == "open"
    assert one.evidence["due_on"] == due


NO_DUES = [
    "",
    "soon",
    "2026-13-01",
    "2026-02-30",
    "2026-W49-1",
    "20261202",
    "2026-12-02T15:00:00",
    "0001-01-01",
    "1899-12-31",
]


@pytest.mark.parametrize("due", NO_DUES)
def test_a_promise_or_move_to_what_is_no_date_is_kept_apart_and_hides_no_other(due: str) -> None:
    bad = promise(due, "p0")
    assert read_view(bad) is None
    found = obligations([customer(), promise(DUE), bad, moved("2026-12-01 10:00", due)], "promise-on-time")
    assert [(one.subject, one.evidence["due_on"]) for one in found] == [("p1", DUE)]


def test_an_event_from_outside_the_calendar_is_kept_apart() -> None:
    assert (
        read_view(raw_document("promise-kept", {"target": '"p1"', "at": '"0001-01-01T00:00:00+08:00"'}))
        is None
    )
    assert read_view(raw_document("promise-kept", {"target": '"p1"', "at": '"2026-12-01T00:00:00"'})) is None
