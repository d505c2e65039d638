"""Customers of class A and key customers are met or phoned at least once a week (S0 r3)."""

from collections.abc import Iterator
from datetime import date, datetime, tzinfo
from functools import lru_cache
from typing import NamedTuple

from fieldlog.domain.days import ONE_DAY, ONE_WEEK, SIX_DAYS, end_of_day, local_day, monday_of, week_name
from fieldlog.domain.dossier import Dossier
from fieldlog.domain.obligations import Obligation
from fieldlog.domain.packs import pack_on
from fieldlog.domain.problems import N_, Sentence
from fieldlog.domain.rule_names import WEEKLY_CONTACT
from fieldlog.domain.rules.context import Context
from fieldlog.domain.standing import Standing, opted_out_since, paused_days, standing_on, standings
from fieldlog.domain.views import Visit

RULE = WEEKLY_CONTACT
SOURCE = "S0 r3"
TITLE = N_("Contact once a week")
SUMMARY = N_(
    "Class A and key customers are met or phoned at least once a week; only contacts that reached them count."
)


def evaluate(dossier: Dossier, context: Context) -> Iterator[Obligation]:
    """Yield one obligation for each whole week in which the customer had to be contacted, due at the end of
    Sunday.
    """
    timeline = standings(dossier.class_changes)
    if dossier.customer is None or not timeline:
        return
    contacts = _contacts_by_week(dossier.visits, context)
    opted_out = opted_out_since(dossier)
    monday = _first_full_week(max(dossier.customer.created, timeline[0].start))
    while (sunday := monday + SIX_DAYS) <= context.through:
        if opted_out is not None and opted_out <= sunday:
            return
        if _is_due(timeline, monday, context):
            yield _week_obligation(dossier, context, monday, contacts.get(monday, []))
        monday += ONE_WEEK


def _first_full_week(day: date) -> date:
    return monday_of(day + SIX_DAYS)


def _is_due(timeline: tuple[Standing, ...], monday: date, context: Context) -> bool:
    classes = pack_on(context.packs, monday).contact_classes
    found = [standing_on(timeline, monday)]
    if timeline[-1].start > monday:
        found += (one for one in timeline if monday < one.start < monday + ONE_WEEK)
    return all(one.key or one.letter in classes for one in found)


def _contacts_by_week(visits: tuple[Visit, ...], context: Context) -> dict[date, list[Visit]]:
    found: dict[date, list[Visit]] = {}
    for visit in visits:
        day = local_day(visit.start, context.zone)
        if visit.channel in pack_on(context.packs, day).contact_channels:
            found.setdefault(monday_of(day), []).append(visit)
    return found


class Week(NamedTuple):
    """What a week is called, the instant its contact is due, and the day (as text) from which a missing one
    shows.
    """

    name: str
    due: datetime
    amber_from: str


# All customers have the same weeks.
@lru_cache(maxsize=1024)
def _describe_week(monday: date, zone: tzinfo, amber_weekday: int) -> Week:
    amber_from = monday + ONE_DAY * (amber_weekday - 1)
    return Week(week_name(monday), end_of_day(monday + SIX_DAYS, zone), amber_from.isoformat())


def _week_obligation(dossier: Dossier, context: Context, monday: date, contacts: list[Visit]) -> Obligation:
    pack = pack_on(context.packs, monday)
    week = _describe_week(monday, context.zone, pack.amber_weekday)
    reached = [visit for visit in contacts if visit.reached]
    paused, reason = paused_days(dossier.pauses, monday)
    excused = reason if paused >= pack.paused_days_that_excuse and not reached else None
    return context.oblige(
        RULE,
        week.name,
        week.due,
        reached[0].start if reached else None,
        excused,
        contacts=len(reached),
        attempts=len(contacts) - len(reached),
        paused_days=paused,
        pack=pack.version,
        amber_from=week.amber_from,
    )


def explain(obligation: Obligation, now: datetime) -> Sentence:
    """Say how many contacts there were in the week; none, in one that is over, will not come any more."""
    evidence = obligation.evidence
    if obligation.excused is not None:
        return Sentence(
            N_("{paused} of 7 days paused: {reason}"),
            {"paused": evidence["paused_days"], "reason": obligation.excused},
        )
    if evidence["contacts"]:
        return Sentence(N_("contacts in the week: {contacts}"), {"contacts": evidence["contacts"]})
    is_over = obligation.state(now) == "missed"
    if evidence["attempts"]:
        tried = (
            N_("no contact in that week; attempts that reached nobody: {attempts}")
            if is_over
            else N_("no contact yet; attempts that reached nobody: {attempts}")
        )
        return Sentence(tried, {"attempts": evidence["attempts"]})
    return Sentence(N_("no contact in that week") if is_over else N_("no contact yet in this week"), {})
