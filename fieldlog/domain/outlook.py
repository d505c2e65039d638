"""How a week stands, and what is missing to reach all of it by Sunday."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, tzinfo
from typing import NamedTuple

from fieldlog.domain.cards import Card, card_pauses
from fieldlog.domain.days import ONE_DAY, SIX_DAYS, local_day, week_name, whole_seconds
from fieldlog.domain.neighbours import Neighbours, group_neighbours
from fieldlog.domain.obligations import Obligation
from fieldlog.domain.overdue import PROMISE_RULE
from fieldlog.domain.rule_names import VISIT_LENGTH, WEEKLY_CONTACT


class DuePromise(NamedTuple):
    """An open promise that falls due before the week ends; ``due`` is its day or instant as promised."""

    promise: str
    customer: str
    text: str
    due: str


class Outlook(NamedTuple):
    """One week: contacts that were due and those made, promises overdue now, and the median length of the
    meetings that reached the customer, in minutes rounded down (``None`` without any).

    ``needed`` are the contacts still to be made, neighbours together; ``paused`` are those whose pause lasts
    to the end of the week: nobody asks for their contact, although the week counts it. ``promises`` fall due
    before Sunday is over.
    """

    week: str
    to_contact: int
    contacted: int
    overdue: int
    median_minutes: int | None
    needed: tuple[Neighbours, ...]
    paused: tuple[str, ...]
    promises: tuple[DuePromise, ...]

    @property
    def contacts_needed(self) -> int:
        """How many contacts are still to be made."""
        return sum(len(place.customers) for place in self.needed)


def build_outlook(
    monday: date,
    obligations: Sequence[Obligation],
    overdue: int,
    cards: Mapping[str, Card],
    now: datetime,
    zone: tzinfo,
) -> Outlook:
    """Return the outlook of a week from the obligations that fall due in it, as of ``now``; ``cards`` are
    those of the customers whose contact is open.
    """
    now = whole_seconds(now)
    due = [one for one in obligations if one.rule == WEEKLY_CONTACT and one.excused is None]
    ahead = [one for one in obligations if one.is_open and one.due >= now]
    missing = [cards[one.customer] for one in ahead if one.rule == WEEKLY_CONTACT and one.customer in cards]
    paused = {card["id"] for card in missing if _is_paused_to(card, monday + SIX_DAYS, local_day(now, zone))}
    return Outlook(
        week=week_name(monday),
        to_contact=len(due),
        contacted=sum(1 for one in due if one.met_at is not None),
        overdue=overdue,
        median_minutes=median_minutes(
            one.evidence["seconds"] for one in obligations if one.rule == VISIT_LENGTH
        ),
        needed=group_neighbours(card for card in missing if card["id"] not in paused),
        paused=tuple(sorted(paused)),
        promises=_due_promises(ahead),
    )


def _is_paused_to(card: Card, sunday: date, today: date) -> bool:
    days = (today + ONE_DAY * number for number in range((sunday - today).days + 1))
    return all(card_pauses(card, day) for day in days)


def median_minutes(seconds: Iterable[int]) -> int | None:
    """Return the median of lengths in seconds, in minutes rounded down; ``None`` without any."""
    known = sorted(seconds)
    if not known:
        return None
    middle = len(known) // 2
    # Of an even number the mean of the two in the middle counts; ~middle is the other one.
    return int((known[middle] + known[~middle]) // 2 // 60)


def _due_promises(ahead: Sequence[Obligation]) -> tuple[DuePromise, ...]:
    promises = sorted(
        (one for one in ahead if one.rule == PROMISE_RULE), key=lambda one: (one.due, one.subject)
    )
    return tuple(
        DuePromise(one.subject, one.customer, one.evidence["text"], one.evidence["due_on"])
        for one in promises
    )
