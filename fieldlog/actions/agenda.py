"""The day's list, and putting entries of it off."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

from fieldlog.actions.held_notes import held_notes
from fieldlog.actions.running_visits import running_visit, span_until_now
from fieldlog.actions.workspace import Workspace
from fieldlog.domain import kinds
from fieldlog.domain.agenda import (
    DRAFT_RULE,
    HEARD,
    UNFINISHED,
    Day,
    Entry,
    HandedOver,
    HeardReview,
    HeldNote,
    Running,
    TypedForm,
    build_agenda,
)
from fieldlog.domain.cards import Card
from fieldlog.domain.days import end_of_day, from_text, monday_of, start_of_day, to_text
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.overdue import PROMISE_RULE
from fieldlog.domain.packs import pack_on
from fieldlog.domain.problems import Problem
from fieldlog.domain.rule_names import WEEKLY_CONTACT
from fieldlog.store.freshness import refresh_all
from fieldlog.store.packs import rule_packs
from fieldlog.store.reading import (
    cards_by_id,
    cards_with_dates,
    find_kept_card,
    open_obligations,
)
from fieldlog.store.scopes import all_grants

if TYPE_CHECKING:
    from fieldlog.domain.festivals import FestivalDay
    from fieldlog.store.drafts import Draft


def read_day(workspace: Workspace) -> Day:
    """Return what today's list is made from; no more than the open obligations and the cards they name."""
    store, now, today = workspace.store, workspace.now(), workspace.today()
    refresh_all(store, now)
    pack = pack_on(rule_packs(store), today)
    sunday = monday_of(today) + timedelta(days=6)
    end_of_week = end_of_day(sunday, workspace.zone)
    obligations = [
        *open_obligations(store, PROMISE_RULE, end_of_week),
        *open_obligations(store, WEEKLY_CONTACT, end_of_week, due_from=start_of_day(today, workspace.zone)),
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
    forms = _forms(workspace)
    named = {one.customer for one in obligations} | {one.customer for one in held}
    named |= {form.customer for form in forms if form.customer}
    handed_over = _handed_over(workspace)
    named |= {one.customer for one in handed_over}
    named |= {running.customer} if running else set()
    cards.update(cards_by_id(store, named - set(cards)))
    heard = _heard(workspace, cards)
    return Day(today, now, workspace.zone, pack, obligations, cards, running, held, forms, handed_over, heard)


def near_festivals(_workspace: Workspace, day: Day) -> "tuple[FestivalDay, ...]":
    """Return the festivals within the lead time of a day, the next one first."""
    # The list can be read before the lunar calendar is loaded.
    from fieldlog.domain.festivals import festivals_ahead

    return festivals_ahead(day.today, day.pack.birthday_lead_days)


def _running(workspace: Workspace) -> Running | None:
    draft = running_visit(workspace)
    if draft is None:
        return None
    customer = _kept(workspace, draft.customer)
    return Running(customer, draft.content["purpose"], span_until_now(workspace, draft).start)


def _forms(workspace: Workspace) -> list[TypedForm]:
    return [
        TypedForm(
            draft.draft_id,
            draft.form,
            _kept(workspace, draft.customer) if draft.customer else "",
            " ".join(str(draft.content.get("name", "")).split()),
            from_text(draft.written_at),
        )
        for draft in _unfinished_forms(workspace)
    ]


def _unfinished_forms(workspace: Workspace) -> "list[Draft]":
    if not workspace.store.drafts():
        return []
    # What forms consist of need not be loaded for a day on which none was left.
    from fieldlog.actions.drafts import unfinished_forms

    return unfinished_forms(workspace)


def _handed_over(workspace: Workspace) -> list[HandedOver]:
    if not any(grant.from_user for grant in all_grants(workspace.store)):
        return []
    # Hand-overs are rare; a day without one need not load what reading them takes.
    from fieldlog.actions.handovers import list_hand_overs

    return [
        HandedOver(one.hand_over, _kept(workspace, one.customer), one.from_user, from_text(one.given_at))
        for one in list_hand_overs(workspace)
    ]


def _heard(workspace: Workspace, cards: Mapping[str, Card]) -> list[HeardReview]:
    with_news = [card for card in cards.values() if "heard" in card]
    if not with_news:
        return []
    # A day on which nothing was heard need not load what reading it takes.
    from fieldlog.actions.heard_reviews import unseen_reviews

    return unseen_reviews(workspace, with_news)


def _kept(workspace: Workspace, customer: str) -> str:
    """Return the customer under whom a customer is listed, who may have been joined to another since."""
    card = find_kept_card(workspace.store, customer)
    return customer if card is None else str(card["id"])


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
    if found[0].group == HEARD:
        raise BadInputError(Problem("entry", "heard-goes-by-itself"))
    if found[0].group == UNFINISHED:
        is_form = found[0].rule == DRAFT_RULE
        raise BadInputError(
            Problem("entry", "unfinished-form-stays" if is_form else "unfinished-visit-stays")
        )
    return day, found[0]


def snooze(workspace: Workspace, words: str, until: date, reason: str) -> Entry:
    """Put an entry of today's list off until a day, with a reason; no further than the rule pack allows."""
    day, entry = _get_entry(workspace, words)
    latest = day.today + timedelta(days=day.pack.snooze_days)
    problems = [] if reason.strip() else [Problem("reason", "empty")]
    if not day.today < until <= latest:
        limits = {"first": day.today + timedelta(days=1), "last": latest}
        problems.append(Problem("until", "snooze-out-of-range", limits))
    if problems:
        raise BadInputError(*problems)
    values = {"entry": entry.id, "until": until.isoformat(), "reason": reason.strip()}
    _save(workspace, entry.customer, kinds.AGENDA_SNOOZE, values)
    return entry


def mark_not_done(workspace: Workspace, words: str, reason: str) -> Entry:
    """Record that an entry of today's list could not be done, and why."""
    _, entry = _get_entry(workspace, words)
    if not reason.strip():
        raise BadInputError(Problem("reason", "empty"))
    values = {"entry": entry.id, "at": to_text(workspace.now()), "reason": reason.strip()}
    _save(workspace, entry.customer, kinds.AGENDA_NOT_DONE, values)
    return entry


def _save(workspace: Workspace, customer: str, kind: str, values: Mapping[str, object]) -> None:
    # Every start shows the day; few put something of it off.
    from fieldlog.actions.save_builder import SaveBuilder

    builder = SaveBuilder(workspace, customer)
    builder.create(kind, values)
    builder.commit()
