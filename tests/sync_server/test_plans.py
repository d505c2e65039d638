"""Pages read ranges of indexes, however much other teams have: asked of the databases themselves."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, text

from fieldlog.domain.days import ONE_WEEK, SIX_DAYS, end_of_day, monday_of, to_text, week_name
from fieldlog.domain.overdue import PROMISE_RULE
from fieldlog.domain.reviews import WAITING_FOR_SUPERVISOR
from sync_server.core.evaluation import page_stamp
from sync_server.core.figures.contact_coverage import coverage_by_customer, coverage_by_rep
from sync_server.core.figures.needed_by_sunday import needed_by_sunday
from sync_server.core.figures.overdue_promises import oldest_overdue, overdue_promises
from sync_server.core.figures.promises_on_time import promises_on_time
from sync_server.core.figures.signal_counts import signal_counts
from sync_server.core.figures.visit_lengths import visit_lengths
from sync_server.core.figures.visit_log import (
    VisitChoice,
    list_visits,
    read_words,
    waiting_in_all,
    waiting_reviews,
)
from sync_server.core.figures.weekly_report import read_report
from sync_server.core.figures.weeks import period_of, read_zone
from sync_server.database import derived_tables as tables
from sync_server.database import marks
from sync_server.database.engine import Connection, Engine, is_sqlite, reading, writing
from sync_server.database.figures import late_lists
from sync_server.database.figures.disagreements import documents_in_conflict
from sync_server.database.figures.obligation_counts import Period
from sync_server.database.figures.obligation_lists import DuePlace, promises_of_week
from sync_server.database.figures.subject_names import names_of_subjects
from sync_server.database.many import insert_rows
from sync_server.database.people import Sight
from sync_server.database.tables import users
from sync_server.database.visibility import EVERYTHING
from tests.sync_server.databases import captured
from tests.sync_server.fieldwork import SHANGHAI
from tests.sync_server.organisation import Organisation

REPS, CUSTOMERS, WEEKS = 40, 25, 20
NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
PROMISE = '{"text": "送报告", "due_on": "2026-11-20"}'
CARD = '{"standings": [], "pauses": []}'
SIGHT = Sight("supervisor", "team", sees_all=False)
LARGE = ("obligations", "visits", "matters", "customer_cards", "signals", "search_grams", "evaluations")


@pytest.fixture
def filled(organisation: Organisation) -> Engine:
    """A company of many reps, two of whom are in the supervisor's team."""
    with writing(organisation.engine) as connection:
        connection.execute(text("INSERT INTO teams (team_id, name) VALUES ('team', '东')"))
        for number in range(REPS):
            values = {"user_id": f"rep{number}", "name": f"rep {number}", "role": "rep", "state": "active"}
            team = "team" if number < 2 else None
            connection.execute(insert(users).values(**values, team_id=team, made_at=""))
        _fill(connection)
    with organisation.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    return organisation.engine


def _fill(connection: Connection) -> None:
    weekly, visits, cards, evaluated, grams, paused = [], [], [], [], [], []
    monday = date(2026, 11, 23)
    for customer in range(REPS * CUSTOMERS):
        owner, name = f"rep{customer % REPS}", f"c{customer}"
        evaluated.append({"customer": name, "owner_id": owner, "kept": None, "stamp": "9"})
        texts = dict.fromkeys(("name", "sort", "find", "letter", "district", "address", "created"), name)
        card = {"customer": name, "owner_id": owner, **texts, "is_key": True, "last_contact": name}
        empty = dict.fromkeys(("last_attempt", "paused_until", "opted_out"))
        paused.append(_pause(f"p{customer}", name, owner))
        cards.append({**card, **empty, "consent": "", "open_promises": 0, "card": CARD})
        for ago in range(WEEKS):
            day = monday - timedelta(weeks=ago)
            at = to_text(datetime(day.year, day.month, day.day, 9, tzinfo=UTC))
            known = {"customer": name, "owner_id": owner}
            due = {"rule": "weekly-contact", "subject": week_name(day), "week": week_name(day)}
            met_at = None if ago == customer % 3 else at
            due["due"] = to_text(end_of_day(day + SIX_DAYS, SHANGHAI))
            weekly.append(
                {**known, **due, "responsible_id": owner, "visit": None, "met_at": met_at, "excused": None}
                | {"evidence": "{}"}
            )
            if ago % 2:
                told = {"rule": PROMISE_RULE, "subject": f"p{customer}-{ago}", "evidence": PROMISE}
                weekly.append({**weekly[-1], **told})
            grams.append({"gram": customer, "text_id": customer * WEEKS + ago})
            visits.append({**known, **_visit(f"v{customer}-{ago}", owner, at, day)})
    for table, rows in (
        (tables.evaluations, evaluated),
        (tables.customer_cards, cards),
        (tables.obligations, weekly),
        (tables.visits, visits),
        (tables.matters, paused),
        (tables.search_grams, grams),
    ):
        insert_rows(connection, table, rows)


def _visit(name: str, rep: str, at: str, day: date) -> dict[str, Any]:
    return {
        "visit_id": name,
        "rep_id": rep,
        "start": at,
        "end": at,
        "day": day.isoformat(),
        "week": week_name(day),
        "seconds": 1800,
        "channel": "home",
        "purpose": "",
        "note": "",
        "is_reached": True,
        "reason": "",
        "is_timed": False,
        "entered_at": at,
        "arrived_at": at,
        "lag": 0,
        "clock_shift": 0,
        "amendments": 0,
        "findings": 0,
        "review_state": "unreviewed" if day > date(2026, 11, 10) else "approved",
        "reviewed_at": None,
    }


def _pause(name: str, customer: str, owner: str) -> dict[str, Any]:
    texts = dict.fromkeys(("rep_id", "written_at", "text"), "")
    days = {"start": "2026-11-02", "until": "2026-11-08", "review_state": "unreviewed", "reviewed_at": None}
    return {"matter_id": name, "customer": customer, "owner_id": owner, "kind": "pause", **texts, **days}


def plan_of(connection: Connection, statement: str, parameters: Any) -> list[str]:
    """Return the lines of the plan of a statement."""
    if is_sqlite(connection):
        return [row[-1] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]
    # So few rows are read whole because they are few; what has no index is read whole all the same.
    connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
    return [row[0] for row in connection.exec_driver_sql(f"EXPLAIN {statement}", parameters)]


def whole_reads(plan: list[str]) -> list[str]:
    """Return the lines of a plan that read a large table from its beginning to its end."""
    return [
        line for line in plan if re.search(rf"(?:^SCAN|Seq Scan on) ({'|'.join(LARGE)})\b(?! USING)", line)
    ]


def is_range_of_owners(line: str) -> bool:
    """Say whether a line of a plan finds the rows of some owners in an index, by what follows them too."""
    return (
        re.search(r"Index Cond: .*owner_id = ANY .* AND |USING .*INDEX .*\(owner_id=\? AND ", line)
        is not None
    )


LENGTH = VisitChoice(first="2026-11-16", last="2026-11-22", meetings=("home",), least=25, most=29)
ARRIVED = VisitChoice(states=WAITING_FOR_SUPERVISOR, unreviewed_since="2026-11-16T00:00:00Z")
PLACE = DuePlace("2026-11-17T00:00:00Z", "")


def _week(connection: Connection) -> Period:
    return period_of((date(2026, 11, 16),), NOW, read_zone(connection))


FIGURES: dict[str, Callable[[Connection], object]] = {
    "coverage by rep": lambda c: coverage_by_rep(c, SIGHT, NOW, 12),
    "coverage by customer": lambda c: coverage_by_customer(c, SIGHT, NOW, 12),
    "promises on time": lambda c: promises_on_time(c, SIGHT, NOW, 12),
    "overdue": lambda c: overdue_promises(c, SIGHT, NOW),
    "oldest overdue": lambda c: oldest_overdue(c, SIGHT, NOW, 8),
    "lengths": lambda c: visit_lengths(c, SIGHT, NOW, 4),
    "needed": lambda c: needed_by_sunday(c, SIGHT, NOW),
    "waiting": lambda c: waiting_reviews(c, SIGHT, NOW),
    "waiting in all": lambda c: waiting_in_all(c, SIGHT, NOW),
    "signals": lambda c: signal_counts(c, SIGHT, NOW, 4),
    "visits": lambda c: list_visits(c, SIGHT, VisitChoice()),
    "visits of a rep": lambda c: list_visits(c, SIGHT, VisitChoice(rep="rep1")),
    "visits of days": lambda c: list_visits(c, SIGHT, VisitChoice(first="2026-11-20", last="2026-11-24")),
    "visits to review": lambda c: list_visits(c, SIGHT, VisitChoice(states=("unreviewed",))),
    "visits of a length": lambda c: list_visits(c, SIGHT, LENGTH),
    "visits that arrived and wait": lambda c: list_visits(c, SIGHT, ARRIVED),
    "promises of a week": lambda c: promises_of_week(c, SIGHT, _week(c), (), None, 101),
    "late promises of a week": lambda c: promises_of_week(c, SIGHT, _week(c), ("missed",), PLACE, 101),
    "search": lambda c: list_visits(c, SIGHT, VisitChoice(words=read_words("血压"))),
    "weekly report": lambda c: read_report(c, SIGHT, NOW, monday_of(NOW.date()) - ONE_WEEK),
    "late work": lambda c: late_lists.late_work(c, SIGHT, None, 51),
    "late work counted": lambda c: late_lists.count_late_work(c, SIGHT),
    "late work of an author": lambda c: late_lists.find_late_work(c, SIGHT, "c1", "rep1"),
    "conflicts": lambda c: documents_in_conflict(c, SIGHT, None, 51),
    "names in the log": lambda c: names_of_subjects(c, SIGHT, ["c1", "v1-1"]),
    "what is dirty": lambda c: marks.is_dirty(c, SIGHT, page_stamp(c, NOW)),
}


RANGES = (
    "coverage by rep",
    "lengths",
    "needed",
    "waiting",
    "waiting in all",
    "signals",
    "visits of days",
    "visits of a length",
    "visits that arrived and wait",
    "promises of a week",
    "late promises of a week",
)
"""Figures that read many rows: those of the team's owners, by date or state."""


def test_a_team_reads_ranges_of_indexes_and_no_whole_table(filled: Engine) -> None:
    whole, without_range = {}, []
    for name, figure in FIGURES.items():
        with reading(filled) as connection:
            with captured(filled) as statements:
                figure(connection)
            plans = [line for one in list(statements) for line in plan_of(connection, *one)]
        if found := whole_reads(plans):
            whole[name] = found
        if name in RANGES and not any(map(is_range_of_owners, plans)):
            without_range.append((name, plans))
    assert whole == {}
    assert without_range == []


COUNTED: dict[str, Callable[[Connection], object]] = {
    "coverage by rep": lambda c: coverage_by_rep(c, EVERYTHING, NOW, 12),
    "lengths": lambda c: visit_lengths(c, EVERYTHING, NOW, 4),
    "needed": lambda c: needed_by_sunday(c, EVERYTHING, NOW),
    "waiting in all": lambda c: waiting_in_all(c, EVERYTHING, NOW),
}


def test_what_is_counted_for_who_sees_all_is_found_by_owner_too(filled: Engine) -> None:
    without_range = []
    for name, figure in COUNTED.items():
        with reading(filled) as connection:
            with captured(filled) as statements:
                figure(connection)
            plans = [line for one in list(statements) for line in plan_of(connection, *one)]
        if not any(map(is_range_of_owners, plans)):
            without_range.append(name)
    assert without_range == []
