"""The promise-overdue check: the same function for the command line, the screens and the server."""

from collections.abc import Iterable
from datetime import date, datetime, tzinfo
from typing import NamedTuple

from fieldlog.domain.days import end_of_day, local_day, whole_seconds
from fieldlog.domain.obligations import Obligation
from fieldlog.domain.rule_names import PROMISE_ON_TIME

PROMISE_RULE = PROMISE_ON_TIME


class OverduePromise(NamedTuple):
    """A promise that is open and past its due date; ``due`` is its day or instant as promised, ``days_late``
    counts calendar days.
    """

    promise: str
    customer: str
    text: str
    due: str
    days_late: int


def as_of_instant(day: date | None, now: datetime, zone: tzinfo) -> datetime:
    """Return the instant to judge at: now, or the end of a given local day, at which that day's own promises
    are not late yet.
    """
    if day is None:
        return whole_seconds(now)
    return end_of_day(day, zone)


def find_overdue(
    obligations: Iterable[Obligation], now: datetime, zone: tzinfo, as_of: date | None = None
) -> tuple[OverduePromise, ...]:
    """Return the promises that are open and due before ``now``, oldest first; ``as_of`` judges at the end of
    that local day instead.
    """
    today = as_of or local_day(now, zone)
    limit = as_of_instant(as_of, now, zone)
    late = [one for one in obligations if one.rule == PROMISE_RULE and one.is_open and one.due < limit]
    return tuple(_describe(one, today) for one in sorted(late, key=lambda one: (one.due, one.subject)))


def _describe(obligation: Obligation, today: date) -> OverduePromise:
    due = obligation.evidence["due_on"]
    days = (today - date.fromisoformat(due[:10])).days
    return OverduePromise(obligation.subject, obligation.customer, obligation.evidence["text"], due, days)
