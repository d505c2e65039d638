"""The day's list, and putting entries of it off."""

from datetime import date, timedelta
from typing import NamedTuple

from fieldlog.actions.consents import held_notes
from fieldlog.actions.save_builder import SaveBuilder
from fieldlog.actions.visits import running_visit
from fieldlog.actions.workspace import Workspace
from fieldlog.domain import kinds
from fieldlog.domain.agenda import UNFINISHED, Day, Entry, HeldNote, Running, build_agenda
from fieldlog.domain.compliance import week_bounds
from fieldlog.domain.days import end_of_day, from_text, monday_of, start_of_day, to_text, week_name
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.overdue import PROMISE_RULE, find_overdue
from fieldlog.domain.packs import pack_on
from fieldlog.domain.problems import Problem
from fieldlog.domain.rules.weekly_contact import RULE as WEEKLY_RULE
from fieldlog.store.derived import rule_packs
from fieldlog.store.freshness import refresh_all
from fieldlog.store.reading import (
    cards_by_id,
    cards_with_dates,
    find_kept_card,
    obligations_between,
    open_obligations,
)


def read_day(workspace: Workspace) -> Day:
    """Return what today's list is made from; no more than the open obligations and the cards they name."""
    store, now, today = workspace.store, workspace.now(), workspace.today()
    refresh_all(store, now)
    pack = pack_on(rule_packs(store), today)
    sunday = monday_of(today) + timedelta(days=6)
    end_of_week = end_of_day(sunday, workspace.zone)
    obligations = [
        *open_obligations(store, PROMISE_RULE, end_of_week),
        *open_obligations(store, WEEKLY_RULE, end_of_week, due_from=start_of_day(today, workspace.zone)),
    ]
    lead = max(pack.birthday_lead_days, pack.pause_end_lead_days)
    cards = {
        card["id"]: card
        for card in cards_with_dates(store, today.isoformat(), (today + timedelta(lead)).isoformat())
    }
    running = _running(workspace)
    held = [
        HeldNote(_kept(workspace, one.customer), one.visit, one.keep_until) for one in held_notes(workspace)
    ]
    named = {one.customer for one in obligations} | {one.customer for one in held}
    named |= {running.customer} if running else set()
    cards.update(cards_by_id(store, named - set(cards)))
    return Day(today, now, workspace.zone, pack, obligations, cards, running, held)


def _running(workspace: Workspace) -> Running | None:
    draft = running_visit(workspace)
    if draft is None:
        return None
    customer = _kept(workspace, draft.customer)
    return Running(customer, draft.content["purpose"], from_text(draft.content["start"]))


def _kept(workspace: Workspace, customer: str) -> str:
    """Return the customer under whom a customer is listed, who may have been joined to another since."""
    card = find_kept_card(workspace.store, customer)
    return customer if card is None else str(card["id"])


class WeekSoFar(NamedTuple):
    """This week's contacts that were due and those made, and the promises that are overdue now."""

    name: str
    to_contact: int
    contacted: int
    overdue: int


def week_so_far(workspace: Workspace, day: Day) -> WeekSoFar:
    """Return how far this week has come; excused contacts are not counted."""
    bounds = week_bounds(monday_of(day.today), workspace.zone)
    found = obligations_between(workspace.store, *bounds)
    due = [one for one in found if one.rule == WEEKLY_RULE and one.excused is None]
    made = sum(1 for one in due if one.met_at is not None)
    overdue = find_overdue(day.obligations, day.now, workspace.zone)
    return WeekSoFar(week_name(day.today), len(due), made, len(overdue))


def todays_entries(workspace: Workspace) -> tuple[Day, tuple[Entry, ...]]:
    """Return today's list in its order, and what it was made from."""
    day = read_day(workspace)
    put_off = {
        entry
        for card in day.cards.values()
        for entry, until in card.get("put_off", {}).items()
        if until > day.today.isoformat()
    }
    return day, build_agenda(day, frozenset(put_off))


def _get_entry(workspace: Workspace, words: str) -> tuple[Day, Entry]:
    day = read_day(workspace)
    plain = words.strip().casefold()
    found = [entry for entry in build_agenda(day, frozenset()) if plain and entry.id.startswith(plain)]
    if len(found) != 1:
        code = "ambiguous" if found else "not-found"
        candidates = tuple(entry.id for entry in found[:6])
        raise BadInputError(
            Problem("entry", code, {"words": words[:60], "count": len(found), "candidates": candidates})
        )
    if found[0].group == UNFINISHED:
        raise BadInputError(Problem("entry", "unfinished-visit-stays"))
    return day, found[0]


def snooze(workspace: Workspace, words: str, until: date, reason: str) -> Entry:
    """Put an entry of today's list off until a day, with a reason; no further than the rule pack allows."""
    day, entry = _get_entry(workspace, words)
    latest = day.today + timedelta(days=day.pack.snooze_days)
    problems = [] if reason.strip() else [Problem("reason", "empty")]
    if not day.today < until <= latest:
        limits = {"first": (day.today + timedelta(days=1)).isoformat(), "last": latest.isoformat()}
        problems.append(Problem("until", "snooze-out-of-range", limits))
    if problems:
        raise BadInputError(*problems)
    builder = SaveBuilder(workspace, entry.customer)
    values = {"entry": entry.id, "until": until.isoformat(), "reason": reason.strip()}
    builder.create(kinds.AGENDA_SNOOZE, values)
    builder.commit()
    return entry


def mark_not_done(workspace: Workspace, words: str, reason: str) -> Entry:
    """Record that an entry of today's list could not be done, and why."""
    _, entry = _get_entry(workspace, words)
    if not reason.strip():
        raise BadInputError(Problem("reason", "empty"))
    builder = SaveBuilder(workspace, entry.customer)
    values = {"entry": entry.id, "at": to_text(workspace.now()), "reason": reason.strip()}
    builder.create(kinds.AGENDA_NOT_DONE, values)
    builder.commit()
    return entry
