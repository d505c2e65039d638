"""How a week stands and what is missing to reach all of it."""

from datetime import date
from typing import NamedTuple

from fieldlog.actions.agenda import todays_entries
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.agenda import Day, Entry
from fieldlog.domain.days import monday_of, week_bounds
from fieldlog.domain.outlook import Outlook, build_outlook
from fieldlog.domain.overdue import PROMISE_RULE
from fieldlog.domain.rule_names import WEEKLY_CONTACT
from fieldlog.store.freshness import refresh_all
from fieldlog.store.reading import cards_by_id, obligations_between, open_obligations


class Today(NamedTuple):
    """The day's list in its order, what it was made from, and how the week stands."""

    day: Day
    entries: tuple[Entry, ...]
    outlook: Outlook


def read_today(workspace: Workspace) -> Today:
    """Return all that the day begins with."""
    day, entries = todays_entries(workspace)
    return Today(day, entries, read_outlook(workspace))


def read_outlook(workspace: Workspace, monday: date | None = None) -> Outlook:
    """Return the outlook of a week (default: this one)."""
    store, now = workspace.store, workspace.now()
    refresh_all(store, now)
    monday = monday_of(workspace.today()) if monday is None else monday
    found = obligations_between(store, *week_bounds(monday, workspace.zone))
    overdue = [one for one in open_obligations(store, PROMISE_RULE, now) if one.due < now]
    missing = {one.customer for one in found if one.rule == WEEKLY_CONTACT and one.is_open and one.due >= now}
    return build_outlook(monday, found, len(overdue), cards_by_id(store, missing), now, workspace.zone)
