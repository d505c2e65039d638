"""One customer as a supervisor sees it: what is known, how it went, and which laptops hold the data."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from fieldlog.domain.days import local_day
from fieldlog.domain.dossier import Dossier
from fieldlog.domain.matters import matters_of
from fieldlog.domain.overdue import PROMISE_RULE
from fieldlog.domain.promises import PromiseState, days_late, promise_state
from fieldlog.domain.standing import consent_state
from fieldlog.domain.timeline import TimelineEntry, tell_timeline
from fieldlog.domain.views import Customer, Pause, Promise
from sync_server.core.dossiers import find_dossier
from sync_server.core.figures.contact_coverage import contact_strips
from sync_server.core.figures.visit_log import NEWEST, VisitChoice
from sync_server.core.figures.weeks import read_zone
from sync_server.core.holdings import Holding, holders_of
from sync_server.database import evaluating, people
from sync_server.database.engine import Connection
from sync_server.database.figures import customer_lists, obligation_counts, visit_lists
from sync_server.database.figures.customer_lists import ListedCustomer
from sync_server.database.people import Sight
from sync_server.errors import RefusalError

MOST_VISITS = 1000
OPEN = "open"


class StandingPromise(NamedTuple):
    """A promise with what became of it; ``late`` are the days since an open one fell due, and it ``is_known``
    to be late unless the laptop has been silent since.
    """

    promise: Promise
    state: PromiseState
    late: int | None
    is_known: bool


class Holder(NamedTuple):
    """A laptop on which the customer is; ``drops`` when it is gone from there after the next sync.

    ``is_seen`` is false of a laptop of another team.
    """

    laptop: Holding
    drops: bool
    is_seen: bool


class HealthNotes(NamedTuple):
    """The health notes of one visit by area."""

    visit: str
    start: datetime
    notes: Mapping[str, str]


class CustomerStory(NamedTuple):
    """A customer with all that belongs to it; the timeline is newest first and holds no health notes.

    ``members`` are the ids that count as this customer, ``strip`` one character a week of the last year,
    ``matters`` are the ids of its pauses and suggestions, ``reps`` say who made a visit, ``has_health``
    whether notes may be shown and there are any.
    """

    listed: ListedCustomer
    profile: Customer
    members: tuple[str, ...]
    strip: str
    consent: str
    pauses: tuple[Pause, ...]
    promises: tuple[StandingPromise, ...]
    timeline: tuple[TimelineEntry, ...]
    matters: frozenset[str]
    reps: Mapping[str, str]
    holders: tuple[Holder, ...]
    has_health: bool

    @property
    def open_promises(self) -> list[StandingPromise]:
        """Those that are to be kept, the oldest first."""
        return [one for one in self.promises if one.state.state == OPEN]

    @property
    def to_drop(self) -> list[Holder]:
        """The laptops that hold the customer although somebody else has it now."""
        return [one for one in self.holders if one.drops]


def read_customer_story(connection: Connection, sight: Sight, customer: str, now: datetime) -> CustomerStory:
    """Return the story of a customer within a sight; ``RefusalError``."""
    zone = read_zone(connection)
    today = local_day(now, zone)
    listed = customer_lists.find_customer(connection, sight, today, customer)
    dossier = find_dossier(connection, sight, customer)
    if listed is None or dossier is None or dossier.customer is None:
        raise RefusalError("not-found")
    made = [(one, promise_state(dossier, one, zone)) for one in dossier.promises]
    unknown = _unknown_promises(connection, sight, customer)
    promises = [
        StandingPromise(one, state, days_late(state, now, today), one.id not in unknown)
        for one, state in made
    ]
    members = tuple(evaluating.members_within(connection, sight, customer))
    return CustomerStory(
        listed=listed,
        profile=dossier.customer,
        members=members,
        strip=contact_strips(connection, sight, [customer], now)[customer],
        consent=consent_state(dossier),
        pauses=tuple(one for one in dossier.pauses if one.until >= today),
        promises=tuple(sorted(promises, key=lambda one: (one.state.due_at, one.promise.id))),
        timeline=tell_timeline(dossier, zone),
        matters=frozenset(one.id for one in matters_of(dossier)),
        reps=reps_of_visits(connection, sight, customer),
        holders=tuple(_holders(connection, sight, members)),
        has_health=bool(_health_of(dossier)),
    )


def _unknown_promises(connection: Connection, sight: Sight, customer: str) -> frozenset[str]:
    found = obligation_counts.of_customer(connection, sight, customer)
    return obligation_counts.unknown_among(connection, [one for one in found if one.rule == PROMISE_RULE])


def read_health(connection: Connection, sight: Sight, customer: str) -> tuple[HealthNotes, ...]:
    """Return the health notes of a customer, newest first, where the consent stands.

    Whoever shows them writes that into the audit first.
    """
    dossier = find_dossier(connection, sight, customer)
    if dossier is None:
        raise RefusalError("not-found")
    return _health_of(dossier)


def _health_of(dossier: Dossier) -> tuple[HealthNotes, ...]:
    if consent_state(dossier) != "given":
        return ()
    found = [HealthNotes(one.id, one.start, one.health) for one in dossier.visits if one.health]
    return tuple(reversed(found))


def reps_of_visits(connection: Connection, sight: Sight, customer: str) -> dict[str, str]:
    """Return by visit of a customer who made it."""
    choice = VisitChoice(customer=customer)
    found = visit_lists.list_visits(connection, sight, choice, NEWEST, None, MOST_VISITS)
    return {one.visit: one.rep for one in found}


def _holders(connection: Connection, sight: Sight, members: Iterable[str]) -> list[Holder]:
    """Return the laptops that hold one of the ids of a customer, those that have to drop it first."""
    wanted = set(members)
    seen = {device.device_id for device in people.laptops(connection, sight)}
    found = [
        Holder(laptop, bool(wanted.intersection(laptop.to_drop)), laptop.device.device_id in seen)
        for laptop in holders_of(connection, wanted)
    ]
    return sorted(found, key=lambda one: not one.drops)
