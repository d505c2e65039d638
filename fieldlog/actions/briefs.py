"""The brief before a visit: all that helps to meet a customer well, on one screen."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

from fieldlog.actions.cards import get_card
from fieldlog.actions.promises import PromiseStory, open_stories
from fieldlog.actions.visit_stories import HIDING_CONSENTS
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.birthdays import Birthday, next_birthday
from fieldlog.domain.cards import Card, card_standing, days_since_contact, paused_until
from fieldlog.domain.dossier import Dossier
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.promises import due_day
from fieldlog.domain.standing import consent_state, opted_out_since
from fieldlog.domain.views import Customer, FamilyMember, Visit
from fieldlog.store.derived import read_customer

VISITS_SHOWN = 3


class BriefVisit(NamedTuple):
    """One of the last visits: its local start, whole minutes, and the first line of its note.

    ``health`` is by area, and empty where the customer's consent does not allow it.
    """

    visit: str
    start: datetime
    purpose: str
    channel: str
    minutes: int
    reached: bool
    note: str
    health: Mapping[str, str]


class BriefPromise(NamedTuple):
    """An open promise: ``due`` as stored, the days left to it (late: negative), whether it is overdue now,
    and its ``form``, promise or answer.
    """

    promise: str
    text: str
    due: str
    days: int
    is_late: bool
    form: str


class BriefBirthday(NamedTuple):
    """A birthday, the day on which it is kept next, and how many days are left to that.

    ``day`` and ``days`` are ``None`` beyond the years of the lunar tables.
    """

    birthday: Birthday
    day: date | None
    days: int | None


class Brief(NamedTuple):
    """What to know before a visit. ``addressed`` is how the customer likes to be addressed, or the name.

    Visits are the last first, promises the first due first. ``question`` is the last one that still waits for
    an answer. ``consent`` is about health notes; ``opted_out`` is the day since when.
    """

    customer: str
    name: str
    addressed: str
    letter: str
    key: bool
    character: str
    taboos: str
    agreed_hours: str
    notes: str
    district: str
    address: str
    phones: tuple[str, ...]
    family: tuple[FamilyMember, ...]
    birthday: BriefBirthday | None
    consent: str
    paused_until: date | None
    pause_reason: str
    opted_out: date | None
    days_since_contact: int | None
    visits: tuple[BriefVisit, ...]
    promises: tuple[BriefPromise, ...]
    question: BriefPromise | None


def read_customer_brief(workspace: Workspace, customer: str) -> tuple[Brief, date]:
    """Return the brief of a customer, and the day it is of."""
    return read_brief(workspace, get_card(workspace, customer)), workspace.today()


def read_brief(workspace: Workspace, card: Card) -> Brief:
    """Return the brief of the customer of a card, from its documents as they are now."""
    dossier, today = read_customer(workspace.store, card["id"]), workspace.today()
    profile, standing = dossier.customer, card_standing(card, today)
    promises = tuple(_promise(story, workspace) for story in open_stories(workspace, dossier))
    until, reason = _pause(card, today)
    return Brief(
        customer=card["id"],
        name=card["name"],
        addressed=card["honorific"] or card["name"],
        letter=standing.letter,
        key=standing.key,
        character=profile.character if profile else "",
        taboos=profile.taboos if profile else "",
        agreed_hours=profile.agreed_hours if profile else "",
        notes=profile.notes if profile else "",
        district=card["district"],
        address=card["address"],
        phones=tuple(card["phones"]),
        family=tuple(profile.family.values()) if profile else (),
        birthday=_birthday(profile, card, today),
        consent=consent_state(dossier),
        paused_until=until,
        pause_reason=reason,
        opted_out=_opted_out(dossier, today),
        days_since_contact=days_since_contact(card, today, workspace.zone),
        visits=_last_visits(dossier, workspace),
        promises=promises,
        question=_last_question(dossier, promises),
    )


def _last_visits(dossier: Dossier, workspace: Workspace) -> tuple[BriefVisit, ...]:
    hides_health = consent_state(dossier) in HIDING_CONSENTS
    return tuple(
        _visit(visit, workspace, {} if hides_health else visit.health)
        for visit in reversed(dossier.visits[-VISITS_SHOWN:])
    )


def _visit(visit: Visit, workspace: Workspace, health: Mapping[str, str]) -> BriefVisit:
    lines = (visit.note if visit.reached else visit.not_reached_reason or visit.note).strip().splitlines()
    return BriefVisit(
        visit=visit.id,
        start=visit.start.astimezone(workspace.zone),
        purpose=visit.purpose,
        channel=visit.channel,
        minutes=visit.minutes,
        reached=visit.reached,
        note=lines[0] if lines else "",
        health=health,
    )


def _promise(story: PromiseStory, workspace: Workspace) -> BriefPromise:
    promise, became = story
    days = (due_day(became.due) - workspace.today()).days
    is_late = became.due_at < workspace.now()
    return BriefPromise(promise.id, promise.text, became.due, days, is_late, promise.form)


def _last_question(dossier: Dossier, promises: tuple[BriefPromise, ...]) -> BriefPromise | None:
    """Return the question asked last among those whose answer is still promised."""
    waiting = {one.promise: one for one in promises if one.form == "answer"}
    return next((waiting[one.id] for one in reversed(dossier.promises) if one.id in waiting), None)


def _pause(card: Card, today: date) -> tuple[date | None, str]:
    until = paused_until(card, today)
    if until is None:
        return None, ""
    return date.fromisoformat(until), next(
        reason for start, end, reason in card["pauses"] if end == until and start <= today.isoformat()
    )


def _opted_out(dossier: Dossier, today: date) -> date | None:
    since = opted_out_since(dossier)
    return since if since is not None and since <= today else None


def _birthday(profile: Customer | None, card: Card, today: date) -> BriefBirthday | None:
    if profile is None or profile.birthday is None:
        return None
    # The card knows the next one as of its week's Monday: mostly it is still to come.
    known = card.get("next_birthday")
    day = None if known is None else date.fromisoformat(known)
    if day is None or day < today:
        try:
            day = next_birthday(profile.birthday, today)
        except BadInputError:
            return BriefBirthday(profile.birthday, None, None)
    return BriefBirthday(profile.birthday, day, (day - today).days)
