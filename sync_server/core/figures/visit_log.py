"""The log of visits and the queue of those to review: chosen, sorted, searched, page by page."""

from datetime import date, datetime, timedelta, tzinfo
from typing import NamedTuple

from fieldlog.domain.cards import plain
from fieldlog.domain.days import local_day, start_of_day, to_text
from fieldlog.domain.reviews import ANSWERED, WAITING_FOR_SUPERVISOR
from sync_server.core.bigrams import LONGEST_WORDS, grams_beginning, wanted_grams
from sync_server.core.figures.weeks import read_zone
from sync_server.database.engine import Connection
from sync_server.database.figures import visit_counts, visit_lists
from sync_server.database.figures.visit_lists import (
    LONGEST,
    NEWEST,
    OLDEST,
    SHORTEST,
    SORTS,
    ListedVisit,
    VisitChoice,
    VisitPlace,
    Words,
)
from sync_server.database.people import Sight

__all__ = [
    "LONGEST",
    "NEWEST",
    "OLDEST",
    "SHORTEST",
    "SORTS",
    "ListedVisit",
    "VisitChoice",
    "VisitPage",
    "VisitPlace",
    "first_waiting_day",
    "list_visits",
    "read_words",
    "waiting_in_all",
    "waiting_reviews",
]

PAGE = 50
MOST_WORDS = 5
LOOKED_UP = 6
"""By so many first characters of a word texts are looked up; the rest is compared in what these find. Each
pair of characters is one more step of the query, and PostgreSQL plans a hundred of them for seconds.
"""
WAITING_DAYS = 28
"""So long visits that arrived wait for a review; what has waited longer is in the log."""
DUTY = timedelta(hours=48)
"""Within so long supervisors look at a visit, or at an answer."""


class VisitPage(NamedTuple):
    """A page of visits, and the place behind it; ``None`` when it is the last one."""

    visits: tuple[ListedVisit, ...]
    following: VisitPlace | None


def list_visits(
    connection: Connection,
    sight: Sight,
    choice: VisitChoice,
    sort: str = NEWEST,
    behind: VisitPlace | None = None,
    limit: int = PAGE,
) -> VisitPage:
    """Return a page of the chosen visits within a sight, behind a place that an earlier page named."""
    found = visit_lists.list_visits(connection, sight, choice, sort, behind, limit + 1)
    page = tuple(found[:limit])
    if len(found) <= limit:
        return VisitPage(page, None)
    last = page[-1]
    return VisitPage(page, VisitPlace(last.start if sort in (NEWEST, OLDEST) else last.seconds, last.visit))


def read_words(text: str) -> tuple[Words, ...]:
    """Return what was typed into a search, for ``VisitChoice.words``: every word has to be found in the
    purpose, the note or the promises of a visit.
    """
    found = []
    for word in text.split()[:MOST_WORDS]:
        wanted = plain(word)[:LONGEST_WORDS]
        if wanted:
            beginning = grams_beginning(wanted) if len(wanted) == 1 else None
            found.append(Words(wanted, wanted_grams(wanted[:LOOKED_UP]), beginning))
    return tuple(found)


class Waiting(NamedTuple):
    """The visits of a rep that wait for a supervisor: not looked at, answered, and those of both that have
    waited longer than ``DUTY``.
    """

    rep: str
    unreviewed: int
    answered: int
    late: int


def waiting_reviews(
    connection: Connection, sight: Sight, now: datetime, days: int = WAITING_DAYS
) -> tuple[Waiting, ...]:
    """Return what waits for the viewer by rep, of the visits that arrived in the last ``days`` days, however
    long ago they were made; answers of any age.

    The viewer's own visits wait for somebody else.
    """
    first, long_ago = _waiting_since(connection, now, days)
    found: dict[str, dict[str, int]] = {}
    rows = visit_counts.count_waiting(connection, sight, WAITING_FOR_SUPERVISOR, ANSWERED, first, long_ago)
    for row in rows:
        counts = found.setdefault(row.rep, dict.fromkeys((*WAITING_FOR_SUPERVISOR, "late"), 0))
        counts[row.state] += row.visits
        counts["late"] += row.late
    return tuple(Waiting(rep, *counts.values()) for rep, counts in sorted(found.items()))


class WaitingInAll(NamedTuple):
    """How many visits wait for a supervisor, how many of them have waited longer than ``DUTY``, and of how
    many of them a rep has answered.
    """

    visits: int
    late: int
    answers: int


def waiting_in_all(connection: Connection, sight: Sight, now: datetime) -> WaitingInAll:
    """Return the sum of ``waiting_reviews``, which takes far less than to tell the reps apart."""
    first, long_ago = _waiting_since(connection, now, WAITING_DAYS)
    parts = {
        state: visit_counts.sum_waiting(
            connection, sight, state, "" if state == ANSWERED else first, long_ago
        )
        for state in WAITING_FOR_SUPERVISOR
    }
    in_all = (sum(one.visits for one in parts.values()), sum(one.late for one in parts.values()))
    return WaitingInAll(*in_all, parts[ANSWERED].visits)


def first_waiting_day(today: date) -> date:
    """Return the local day from which on visits arrived that wait and that nobody has looked at."""
    return today - timedelta(days=WAITING_DAYS - 1)


def arrived_since(day: date, zone: tzinfo) -> str:
    """Return a local day for ``VisitChoice.unreviewed_since``."""
    return to_text(start_of_day(day, zone))


def waiting_too_long(now: datetime) -> str:
    """Return before when began what has waited longer than ``DUTY``, for ``VisitChoice.waiting_before``."""
    return to_text(now - DUTY)


def _waiting_since(connection: Connection, now: datetime, days: int) -> tuple[str, str]:
    """Return from when on visits are waited for, and what waits since before is late."""
    zone = read_zone(connection)
    first = local_day(now, zone) - timedelta(days=days - 1)
    return arrived_since(first, zone), waiting_too_long(now)
