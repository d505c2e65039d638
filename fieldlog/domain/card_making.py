"""Making the card of a customer from the dossier and the obligations."""

from collections.abc import Sequence
from datetime import date, timedelta, tzinfo
from typing import Any

import msgspec

from fieldlog.domain.birthdays import next_birthday
from fieldlog.domain.card_review_making import review_members
from fieldlog.domain.cards import (
    ASK_THE_CARD,
    LETTERS,
    TO_CONTACT,
    Card,
    card_standing,
    plain,
    searched_texts,
)
from fieldlog.domain.contact_strip import OPEN, make_strip
from fieldlog.domain.days import local_day, monday_of, to_text, week_name
from fieldlog.domain.dossier import Dossier
from fieldlog.domain.obligations import Obligation
from fieldlog.domain.overdue import PROMISE_RULE
from fieldlog.domain.packs import RulePack, pack_on
from fieldlog.domain.pinyin import name_readings
from fieldlog.domain.standing import consent_state, opted_out_since, standings
from fieldlog.domain.views import Customer


def make_card(
    dossier: Dossier,
    obligations: Sequence[Obligation],
    packs: Sequence[RulePack],
    zone: tzinfo,
    today: date,
    known: Card | None,
) -> dict[str, Any] | None:
    """Return the card as of the week of ``today``, or ``None`` while the profile has not arrived; ``known``
    is the card before.
    """
    customer = dossier.customer
    if customer is None:
        return None
    opted_out = opted_out_since(dossier)
    card = {
        "id": customer.id,
        "name": customer.name,
        "readings": _readings(customer.name, known),
        "honorific": customer.honorific,
        "phones": list(customer.phones),
        "address": customer.address,
        "district": customer.district,
        "created": customer.created.isoformat(),
        "standings": [
            [one.start.isoformat(), one.letter, one.key] for one in standings(dossier.class_changes)
        ],
        "pauses": [
            [pause.start.isoformat(), pause.until.isoformat(), pause.reason]
            for pause in dossier.pauses
            if pause.until >= monday_of(today)
        ],
        "opted_out": opted_out.isoformat() if opted_out else None,
        "consent": consent_state(dossier),
        "joined": [one.id for one in dossier.joined],
        "open_promises": sum(1 for one in obligations if one.rule == PROMISE_RULE and one.is_open),
        "put_off": _put_off(dossier, pack_on(packs, today), zone, today),
        **_contacts(dossier, packs, zone),
        **_birthday(customer, today),
        **review_members(dossier, zone, today),
        "strip": make_strip(obligations, today, contacted=_weeks_with_contact(dossier, packs, zone)),
        "week": monday_of(today).isoformat(),
    }
    pause_ends = [pause[1] for pause in card["pauses"]]
    if pause_ends:
        card["pause_end"] = min(pause_ends)
    card["listed"] = _listed(card)
    return card


def _readings(name: str, known: Card | None) -> list[str]:
    # The card of a customer that was joined to another holds no name.
    if known is not None and known.get("name") == name:
        return list(known["readings"])
    return list(name_readings(name))


def _put_off(dossier: Dossier, pack: RulePack, zone: tzinfo, today: date) -> dict[str, str]:
    """Return until which day each entry of the day's list stays away; what could not be done comes back after
    the longest snooze.
    """
    back_again = timedelta(days=pack.snooze_days)
    spans = [(one.entry, one.until) for one in dossier.snoozes]
    spans += [(one.entry, local_day(one.at, zone) + back_again) for one in dossier.not_done]
    # The longest wish counts: sorted by day, the last one of each entry stays.
    return {entry: until.isoformat() for entry, until in sorted(spans) if until >= monday_of(today)}


def _contacts(dossier: Dossier, packs: Sequence[RulePack], zone: tzinfo) -> dict[str, str]:
    found: dict[str, str] = {}
    for visit in reversed(dossier.visits):
        if visit.channel not in pack_on(packs, local_day(visit.start, zone)).contact_channels:
            continue
        found.setdefault("last_attempt", to_text(visit.start))
        if visit.reached:
            found["last_contact"] = to_text(visit.start)
            break
    return found


def _weeks_with_contact(dossier: Dossier, packs: Sequence[RulePack], zone: tzinfo) -> frozenset[str]:
    days = ((local_day(visit.start, zone), visit.channel) for visit in dossier.visits if visit.reached)
    return frozenset(
        week_name(monday_of(day)) for day, channel in days if channel in pack_on(packs, day).contact_channels
    )


def _birthday(customer: Customer, today: date) -> dict[str, Any]:
    if customer.birthday is None:
        return {}
    following = next_birthday(customer.birthday, monday_of(today))
    return {"birthday": msgspec.to_builtins(customer.birthday), "next_birthday": following.isoformat()}


def _listed(card: Card) -> dict[str, str]:
    """Return texts that a list can be made from without looking at cards.

    ``sort`` sorts by pinyin, then name. ``standing`` is the class, with a star for a key customer.
    ``contact`` is there while this week's contact is due. See ``customer_filter`` for what they stand for.
    """
    listed = {
        "district": card["district"],
        "sort": _before_others(card["readings"][0]) + card["name"],
        "find": "\n".join(map(plain, searched_texts(card))),
        "standing": _standing_mark(card),
    }
    if card["strip"].endswith(OPEN):
        listed["contact"] = ASK_THE_CARD if card["pauses"] else TO_CONTACT
    return listed


def _before_others(text: str) -> str:
    """Return a text and a mark that sorts before whatever stands in its place in a longer text."""
    return text.translate({0: "\2\2", 1: "\2\3", 2: "\2\4"}) + "\1"


def _standing_mark(card: Card) -> str:
    standing = card_standing(card, date.fromisoformat(card["week"]))
    is_settled = all(start <= card["week"] for start, _, _ in card["standings"])
    if not is_settled or standing.letter not in LETTERS:
        return ASK_THE_CARD
    return f"{standing.letter}*" if standing.key else standing.letter
