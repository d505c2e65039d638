"""The day's list: whom to see and why, in one order, each entry with its reason.

Groups, in order: what is unfinished (the visit, then forms), customers handed over, overdue promises (oldest
first), what is due today, what the supervisor sent back, in one line what the supervisor found good, notes
that wait for consent, weekly contact at risk (by district, neighbours together), pauses that end, birthdays
within the lead time. Customers who opted out appear only for what was promised to them or asked about their
visits. Festivals are nobody's entry: they stand beside the list.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta, tzinfo
from typing import Any, NamedTuple

from fieldlog.domain.card_reviews import CardReview, asked_reviews
from fieldlog.domain.cards import Card, card_pauses, days_since_contact
from fieldlog.domain.days import ONE_DAY, local_day, whole_seconds
from fieldlog.domain.decisions import PRAISE, REPLY, tell_decision
from fieldlog.domain.forms import TITLES
from fieldlog.domain.kinds import PAUSE
from fieldlog.domain.neighbours import place_key
from fieldlog.domain.obligations import Obligation
from fieldlog.domain.overdue import PROMISE_RULE
from fieldlog.domain.packs import RulePack
from fieldlog.domain.problems import N_, Sentence
from fieldlog.domain.rule_names import WEEKLY_CONTACT

UNFINISHED, HANDED_OVER, OVERDUE, DUE_TODAY, SENT_BACK, HEARD, HELD_NOTE, AT_RISK, PAUSE_ENDS, SPECIAL_DAY = (
    range(10)
)
GROUP_TITLES = (
    N_("Unfinished"),
    N_("Handed over to you"),
    N_("Overdue promises"),
    N_("Due today"),
    N_("Sent back by the supervisor"),
    N_("Heard from the supervisor"),
    N_("Notes waiting for consent"),
    N_("Weekly contact at risk"),
    N_("Pauses that end"),
    N_("Birthdays and festivals"),
)
VISIT_RULE, DRAFT_RULE, HAND_OVER_RULE = "visit", "draft", "hand-over"
REVIEW_RULE, HEARD_RULE = "review", "heard"
STAYING = (UNFINISHED, HEARD)
"""Groups that nobody puts off: they go by themselves."""
LONGEST_NAME = 40


class Entry(NamedTuple):
    """One line of the day's list. ``due`` is a local day or an instant as text; ``warns`` marks amber among
    the calm ones. A form's ``customer`` may be empty (somebody new), its ``subject`` is the draft. The
    ``subject`` of a review is the visit, or the pause or suggestion of ``review_kind``; of several that were
    heard together, it and ``customer`` are empty.
    """

    id: str
    group: int
    rule: str
    customer: str
    subject: str
    due: str
    why: Sentence
    warns: bool = False
    review_kind: str = ""


class Running(NamedTuple):
    """The visit that was started and not finished."""

    customer: str
    purpose: str
    start: datetime


class HeldNote(NamedTuple):
    """A health note that waits on this laptop until the customer has been asked."""

    customer: str
    visit: str
    keep_until: date


class TypedForm(NamedTuple):
    """A form that was typed into and not saved: its draft, what it is for, whose name stands in it."""

    draft_id: str
    form: str
    customer: str
    name: str
    typed_at: datetime


class HandedOver(NamedTuple):
    """A customer that was handed over to the rep, who has not read yet what comes along: the hand-over, from
    whom, and since when.
    """

    hand_over: str
    customer: str
    from_user: str
    given_at: datetime


class HeardReview(NamedTuple):
    """A praise, an approval or a reply about a customer that the rep has not seen yet."""

    customer: str
    review: CardReview


class Day(NamedTuple):
    """What the day's list is made from."""

    today: date
    now: datetime
    zone: tzinfo
    pack: RulePack
    obligations: Sequence[Obligation]
    cards: Mapping[str, Card]
    running: Running | None
    held_notes: Sequence[HeldNote]
    forms: Sequence[TypedForm] = ()
    handed_over: Sequence[HandedOver] = ()
    heard: Sequence[HeardReview] = ()


def entry_id(rule: str, subject: str, customer: str) -> str:
    """Return the short, stable name of an entry (ten hexadecimal digits)."""
    return hashlib.blake2s(f"{rule}/{subject}/{customer}".encode(), digest_size=5).hexdigest()


def build_agenda(day: Day, put_off: frozenset[str]) -> tuple[Entry, ...]:
    """Return the entries of a day in their order, without those that were put off."""
    entries = [
        *_unfinished(day),
        *_forms(day),
        *_handed_over(day),
        *_promises(day),
        *_sent_back(day),
        *_heard(day),
        *_held_notes(day),
        *_at_risk(day),
        *_pause_ends(day),
        *_birthdays(day),
    ]
    shown = [entry for entry in entries if entry.id not in put_off or entry.group in STAYING]
    places = Counter(_place(entry, day.cards) for entry in shown if entry.group == AT_RISK)
    shared = frozenset(place for place, count in places.items() if count > 1)
    return tuple(sorted(shown, key=lambda entry: _order(entry, day.cards, shared)))


def _place(entry: Entry, cards: Mapping[str, Card]) -> tuple[str, str]:
    card = cards.get(entry.customer, {})
    return card.get("district", ""), place_key(card)


def _order(entry: Entry, cards: Mapping[str, Card], shared: frozenset[tuple[str, str]]) -> tuple[Any, ...]:
    district, place = _place(entry, cards) if entry.group == AT_RISK else ("", "")
    if (district, place) not in shared:
        place = ""
    # A bare day is due at its end, after every time of that day.
    due = entry.due if "T" in entry.due else f"{entry.due}T24"
    name = cards.get(entry.customer, {}).get("name", "")
    where = (district == "", district, place == "", place)
    return (entry.group, entry.rule == DRAFT_RULE, *where, due, name, entry.id)


def _entry(
    group: int, rule: str, customer: str, subject: str, due: str, why: Sentence, warns: bool = False
) -> Entry:
    return Entry(entry_id(rule, subject, customer), group, rule, customer, subject, due, why, warns)


def _in_days(one_day: str, several: str, days: int, **arguments: object) -> Sentence:
    """Return the sentence of a number of days; English says one day differently."""
    return Sentence(one_day if days == 1 else several, {**arguments, "days": days})


def _unfinished(day: Day) -> Iterable[Entry]:
    if day.running is not None:
        start = day.running.start.astimezone(day.zone)
        why = Sentence(
            N_("visit started at {time}, not finished: {purpose}"),
            {"time": start.strftime("%H:%M"), "purpose": day.running.purpose},
        )
        yield _entry(
            UNFINISHED, VISIT_RULE, day.running.customer, "running", start.isoformat(timespec="seconds"), why
        )


def _forms(day: Day) -> Iterable[Entry]:
    for form in day.forms:
        typed = form.typed_at.astimezone(day.zone)
        clock: object = typed.strftime("%H:%M")
        if typed.date() != day.today:
            clock = Sentence(N_("{day}, {time}"), {"day": typed.date(), "time": clock})
        words = {"form": Sentence(TITLES.get(form.form, form.form)), "time": clock}
        why = Sentence(N_("unfinished: {form}, typed {time}"), words)
        if not form.customer and form.name:
            words["name"] = form.name[:LONGEST_NAME]
            why = Sentence(N_("unfinished: {form} {name}, typed {time}"), words)
        due = typed.isoformat(timespec="seconds")
        yield _entry(UNFINISHED, DRAFT_RULE, form.customer, form.draft_id, due, why)


def _handed_over(day: Day) -> Iterable[Entry]:
    for one in day.handed_over:
        why = Sentence(N_("handed over by {user}; read what comes along"), {"user": one.from_user})
        given = local_day(one.given_at, day.zone).isoformat()
        yield _entry(HANDED_OVER, HAND_OVER_RULE, one.customer, one.hand_over, given, why)


def _promises(day: Day) -> Iterable[Entry]:
    for one in day.obligations:
        if one.rule != PROMISE_RULE or not one.is_open:
            continue
        text, due = one.evidence["text"], one.evidence["due_on"]
        if one.due < whole_seconds(day.now):
            late = (day.today - date.fromisoformat(due[:10])).days
            one_day = N_('promised "{text}", {days} day late')
            why = _in_days(one_day, N_('promised "{text}", {days} days late'), late, text=text)
            yield _entry(OVERDUE, one.rule, one.customer, one.subject, due, why, warns=True)
        elif local_day(one.due, day.zone) == day.today:
            why = Sentence(N_('promised "{text}", due today'), {"text": text})
            yield _entry(DUE_TODAY, one.rule, one.customer, one.subject, due, why)


def _sent_back(day: Day) -> Iterable[Entry]:
    for customer, card in day.cards.items():
        for one in asked_reviews(card):
            entry = _review_entry(SENT_BACK, REVIEW_RULE, customer, one, day)
            # Two who ask about one visit are answered one by one.
            yield entry._replace(id=entry_id(REVIEW_RULE, one.review, customer))


def _review_entry(group: int, rule: str, customer: str, one: CardReview, day: Day) -> Entry:
    why = tell_decision(one.kind, one.decision, one.author, one.subject_day(day.zone), one.words)
    entry = _entry(group, rule, customer, one.subject, one.day(day.zone).isoformat(), why)
    return entry._replace(review_kind=one.kind)


def _heard(day: Day) -> Iterable[Entry]:
    """Yield a line for each reply, which is to be passed on, and one for all else, however much it is."""
    replies = [one for one in day.heard if one.review.decision == REPLY]
    others = [one for one in day.heard if one.review.decision != REPLY]
    for one in replies if len(others) > 1 else day.heard:
        yield _review_entry(HEARD, HEARD_RULE, one.customer, one.review, day)
    if len(others) > 1:
        last = max(one.review.day(day.zone) for one in others)
        yield _entry(HEARD, HEARD_RULE, "", "", last.isoformat(), _several_heard(others))


def _several_heard(heard: Sequence[HeardReview]) -> Sentence:
    praised = sum(one.review.decision == PRAISE for one in heard)
    pauses = sum(one.review.kind == PAUSE for one in heard)
    approved = len(heard) - praised - pauses
    counts = {"count": len(heard), "praised": praised, "approved": approved, "pauses": pauses}
    if pauses == len(heard):
        return Sentence(N_("{count} pauses were countersigned"), counts)
    if pauses:
        template = N_("your visits: {praised} praised, {approved} approved; pauses countersigned: {pauses}")
        return Sentence(template, counts)
    template = N_("your visits: {praised} praised, {approved} approved")
    if not praised:
        template = N_("{count} of your visits were approved")
    elif praised == len(heard):
        template = N_("{count} of your visits were praised")
    return Sentence(template, counts)


def _held_notes(day: Day) -> Iterable[Entry]:
    for note in day.held_notes:
        # A note whose day is over stays until a save shows that the clock is right.
        left = max(0, (note.keep_until - day.today).days)
        one_day = N_("ask whether the health note may be kept; it is removed in {days} day")
        why = _in_days(
            one_day, N_("ask whether the health note may be kept; it is removed in {days} days"), left
        )
        yield _entry(HELD_NOTE, "consent", note.customer, note.visit, note.keep_until.isoformat(), why)


def _at_risk(day: Day) -> Iterable[Entry]:
    for one in day.obligations:
        if one.rule != WEEKLY_CONTACT or not one.is_open or local_day(one.due, day.zone) < day.today:
            continue
        card = day.cards.get(one.customer)
        if card is None or card_pauses(card, day.today) or _is_later_week(one, day):
            continue
        is_amber = day.today >= date.fromisoformat(one.evidence["amber_from"])
        due = local_day(one.due, day.zone)
        yield _entry(
            AT_RISK, one.rule, one.customer, one.subject, due.isoformat(), _no_contact(card, day), is_amber
        )


def _is_later_week(obligation: Obligation, day: Day) -> bool:
    return local_day(obligation.due, day.zone) - day.today >= timedelta(days=7)


def _no_contact(card: Card, day: Day) -> Sentence:
    days = days_since_contact(card, day.today, day.zone)
    if days is None:
        return Sentence(N_("no contact this week, none recorded yet"), {})
    one_day = N_("no contact this week, the last one {days} day ago")
    return _in_days(one_day, N_("no contact this week, the last one {days} days ago"), days)


def _pause_ends(day: Day) -> Iterable[Entry]:
    last = (day.today + timedelta(days=day.pack.pause_end_lead_days)).isoformat()
    for customer, card in day.cards.items():
        for start, until, reason in card.get("pauses", ()):
            if not (start <= day.today.isoformat() <= until <= last) or _has_opted_out(card, day.today):
                continue
            if not card_pauses(card, date.fromisoformat(until) + ONE_DAY):
                why = Sentence(N_("the pause ends ({reason}); contact counts again"), {"reason": reason})
                yield _entry(PAUSE_ENDS, "pause", customer, f"{start}/{until}", until, why)


def _has_opted_out(card: Card, today: date) -> bool:
    return card["opted_out"] is not None and card["opted_out"] <= today.isoformat()


def _birthdays(day: Day) -> Iterable[Entry]:
    last = day.today + timedelta(days=day.pack.birthday_lead_days)
    for customer, card in day.cards.items():
        birthday = card.get("next_birthday")
        if (
            birthday is None
            or _has_opted_out(card, day.today)
            or not day.today.isoformat() <= birthday <= last.isoformat()
        ):
            continue
        left = (date.fromisoformat(birthday) - day.today).days
        why = (
            _in_days(N_("birthday in {days} day"), N_("birthday in {days} days"), left)
            if left
            else Sentence(N_("birthday today"), {})
        )
        yield _entry(SPECIAL_DAY, "special-day", customer, birthday, birthday, why)
