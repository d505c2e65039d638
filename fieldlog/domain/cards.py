"""The card of a customer: what lists show and searches find, derived from the dossier so that no list reads
the whole history.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta, tzinfo
from typing import Any

import msgspec

from fieldlog.domain.birthdays import next_birthday
from fieldlog.domain.days import from_text, local_day, monday_of, to_text
from fieldlog.domain.dossier import Dossier
from fieldlog.domain.obligations import Obligation
from fieldlog.domain.overdue import PROMISE_RULE
from fieldlog.domain.packs import RulePack, pack_on
from fieldlog.domain.pinyin import name_readings
from fieldlog.domain.standing import Standing, consent_state, opted_out_since, standing_on, standings
from fieldlog.domain.views import Customer

Card = Mapping[str, Any]
"""JSON-like: id, name, readings, honorific, phones, address, district, standings, last_contact, last_attempt,
open_promises, birthday, next_birthday, pauses, opted_out, consent, joined, put_off (entry to the day until
which it stays away).
"""


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
    }
    pause_ends = [pause[1] for pause in card["pauses"]]
    if pause_ends:
        card["pause_end"] = min(pause_ends)
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


def _birthday(customer: Customer, today: date) -> dict[str, Any]:
    if customer.birthday is None:
        return {}
    following = next_birthday(customer.birthday, monday_of(today))
    return {"birthday": msgspec.to_builtins(customer.birthday), "next_birthday": following.isoformat()}


def card_standing(card: Card, day: date) -> Standing:
    """Return the customer's class and key flag on a day."""
    timeline = [Standing(date.fromisoformat(start), letter, key) for start, letter, key in card["standings"]]
    return standing_on(timeline, day)


def card_pauses(card: Card, day: date) -> bool:
    """Say whether a pause covers a day."""
    return any(start <= day.isoformat() <= until for start, until, _ in card["pauses"])


def days_since_contact(card: Card, today: date, zone: tzinfo) -> int | None:
    """Return the calendar days since the last contact that reached the customer."""
    last = card.get("last_contact")
    return None if last is None else (today - local_day(from_text(last), zone)).days


def card_matches(card: Card, query: str) -> bool:
    """Say whether a query is part of the name, a pinyin spelling, a phone number, the address or the
    district.
    """
    wanted = "".join(query.split()).casefold()
    texts = (
        card["name"],
        *card["readings"],
        *card["phones"],
        card["address"],
        card["district"],
        card["honorific"],
    )
    return any(wanted in "".join(text.split()).casefold() for text in texts)
