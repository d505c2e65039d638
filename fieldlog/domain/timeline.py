"""All that happened with one customer, told one line at a time, the newest first."""

from collections.abc import Iterator
from datetime import date, datetime, tzinfo
from typing import NamedTuple

from fieldlog.domain.card_reviews import subject_day
from fieldlog.domain.days import is_placeable, local_day
from fieldlog.domain.decisions import shorten, tell_decision
from fieldlog.domain.dossier import Dossier
from fieldlog.domain.kind_words import KIND_WORDS
from fieldlog.domain.kinds import (
    AMENDMENT,
    CLASS_CHANGE,
    CONSENT,
    CUSTOMER,
    OPT_OUT,
    PAUSE,
    PROMISE,
    PROMISE_KEPT,
    PROMISE_MOVED,
    PROMISE_RELEASED,
    REVIEW,
    REVIEW_ANSWER,
    SUGGESTION,
    VISIT,
)
from fieldlog.domain.matters import review_subjects
from fieldlog.domain.problems import N_, Sentence
from fieldlog.domain.promises import due_day, promise_state
from fieldlog.domain.undone import UNDO, Undone, read_undone
from fieldlog.domain.view import View
from fieldlog.domain.views import Amendment, ClassChange, Consent, Promise, Visit, kind_of

CHANNELS = {
    "home": N_("home visit"),
    "phone": N_("phone call"),
    "store": N_("in the store"),
    "event": N_("at an event"),
    "message": N_("message"),
}
CONSENTS = {
    "given": N_("health notes may be kept"),
    "refused": N_("health notes may not be kept"),
    "withdrawn": N_("consent to health notes withdrawn"),
}


NOTE_SHOWN = 100
"""So many characters of a visit's note stand in the timeline; the visit's own page shows all of it."""


class TimelineEntry(NamedTuple):
    """One thing that happened.

    ``kind`` is the kind of document that says so (``kinds``), ``subject`` the id of the visit, promise or
    other document it is about. ``at`` is the instant in UTC, ``None`` for what is dated by its ``day`` alone.
    """

    kind: str
    day: date
    at: datetime | None
    what: Sentence
    subject: str


def tell_timeline(dossier: Dossier, zone: tzinfo) -> tuple[TimelineEntry, ...]:
    """Return what happened with a customer, newest first; days are those of ``zone``.

    What is dated by its day alone stands before the events of that day, as something it began with.
    """
    told = [
        *_profiles(dossier),
        *(_at(VISIT, one.start, zone, _tell_visit(one), one.id) for one in dossier.visits),
        *_promises(dossier, zone),
        *_standing(dossier),
        *_suggestions(dossier),
        *(_at(CONSENT, one.at, zone, _tell_consent(one), one.id) for one in dossier.consents),
        *_corrections(dossier, zone),
        *_reviews(dossier, zone),
    ]
    return tuple(sorted(told, key=_moment, reverse=True))


def _moment(entry: TimelineEntry) -> tuple[date, str, str, str]:
    return (entry.day, "" if entry.at is None else entry.at.isoformat(), entry.kind, entry.subject)


def _at(kind: str, at: datetime, zone: tzinfo, what: Sentence, subject: str) -> TimelineEntry:
    # A time out of the calendar can only be forged; it keeps the day that is written in it.
    day = local_day(at, zone) if is_placeable(at) else at.date()
    return TimelineEntry(kind, day, at, what, subject)


def _profiles(dossier: Dossier) -> Iterator[TimelineEntry]:
    if dossier.customer is not None:
        what = Sentence(N_("written down for the first time"))
        yield TimelineEntry(CUSTOMER, dossier.customer.created, None, what, dossier.customer.id)
    for one in dossier.joined:
        what = Sentence(N_("written down as {name} too"), {"name": one.name})
        yield TimelineEntry(CUSTOMER, one.created, None, what, one.id)


def _tell_visit(visit: Visit) -> Sentence:
    """Say that there was a visit, and what was talked about, as far as a line of a list has room for it."""
    what = _how_visited(visit)
    note = " ".join(visit.note.split())
    if not note:
        return what
    if len(note) > NOTE_SHOWN:
        note = note[:NOTE_SHOWN].rstrip() + "..."
    return Sentence(N_("{what}. {note}"), {"what": what, "note": note})


def _how_visited(visit: Visit) -> Sentence:
    named = CHANNELS.get(visit.channel)
    channel: object = Sentence(named) if named else visit.channel
    words = {"channel": channel, "minutes": visit.minutes, "purpose": visit.purpose}
    if not visit.reached:
        return Sentence(
            N_("{channel}, nobody reached: {reason}"), {**words, "reason": visit.not_reached_reason}
        )
    if not visit.minutes:
        return Sentence(N_("{channel}: {purpose}"), words)
    return Sentence(N_("{channel}, {minutes} min: {purpose}"), words)


def _promises(dossier: Dossier, zone: tzinfo) -> Iterator[TimelineEntry]:
    for promise in dossier.promises:
        words = {"text": promise.text, "due": due_day(promise.due)}
        template = (
            N_("answer promised by {due}: {text}")
            if promise.form == "answer"
            else N_("promised by {due}: {text}")
        )
        yield TimelineEntry(PROMISE, promise.made, None, Sentence(template, words), promise.id)
        yield from _moves(dossier, promise, zone)
        yield from _ends(dossier, promise, zone)


def _moves(dossier: Dossier, promise: Promise, zone: tzinfo) -> Iterator[TimelineEntry]:
    for one in dossier.moved.get(promise.id, ()):
        template = N_("moved to {due} ({reason}), the customer agreed: {text}")
        if not one.agreed:
            template = N_("moved to {due} ({reason}), without the customer's agreement: {text}")
        words = {"text": promise.text, "due": due_day(one.due), "reason": one.reason}
        yield _at(PROMISE_MOVED, one.at, zone, Sentence(template, words), promise.id)


def _ends(dossier: Dossier, promise: Promise, zone: tzinfo) -> Iterator[TimelineEntry]:
    became = promise_state(dossier, promise, zone)
    if became.kept_at is not None:
        template = N_("kept: {text}") if became.kept_at <= became.due_at else N_("kept late: {text}")
        what = Sentence(template, {"text": promise.text})
        yield _at(PROMISE_KEPT, became.kept_at, zone, what, promise.id)
    if became.released_at is not None:
        words = {"text": promise.text, "reason": became.release_reason}
        what = Sentence(N_("no longer wanted ({reason}): {text}"), words)
        yield _at(PROMISE_RELEASED, became.released_at, zone, what, promise.id)


def _standing(dossier: Dossier) -> Iterator[TimelineEntry]:
    for change in dossier.class_changes:
        yield TimelineEntry(CLASS_CHANGE, change.start, None, _tell_class(change), change.id)
    for pause in dossier.pauses:
        what = Sentence(N_("paused until {until}: {reason}"), {"until": pause.until, "reason": pause.reason})
        yield TimelineEntry(PAUSE, pause.start, None, what, pause.id)
    for one in dossier.opt_outs:
        what = Sentence(N_("wants no regular contact: {reason}"), {"reason": one.reason})
        yield TimelineEntry(OPT_OUT, one.start, None, what, one.id)


def _suggestions(dossier: Dossier) -> Iterator[TimelineEntry]:
    for one in dossier.suggestions:
        what = Sentence(N_("the customer suggests: {words}"), {"words": shorten(one.text)})
        yield TimelineEntry(SUGGESTION, one.made, None, what, one.id)


def _tell_class(change: ClassChange) -> Sentence:
    words = {"letter": change.letter, "reasons": change.reasons}
    if change.letter is None:
        return Sentence(N_("key customer") if change.key else N_("no key customer any more"))
    if change.key:
        what = Sentence(N_("class {letter}, key customer"), words)
    elif change.letter:
        what = Sentence(N_("class {letter}"), words)
    else:
        what = Sentence(N_("no class"))
    return Sentence(N_("{what} ({reasons})"), {**words, "what": what}) if change.reasons else what


def _tell_consent(consent: Consent) -> Sentence:
    template = CONSENTS.get(consent.state)
    return Sentence(template) if template else Sentence(N_("consent: {state}"), {"state": consent.state})


def _reviews(dossier: Dossier, zone: tzinfo) -> Iterator[TimelineEntry]:
    for subject in review_subjects(dossier).values():
        day = subject_day(subject.kind, subject.start, zone)
        for one in dossier.reviews.get(subject.id, ()):
            told = tell_decision(subject.kind, one.decision, one.author, day, one.comment)
            yield _at(REVIEW, one.at, zone, told, subject.id)
            for answer in dossier.answers.get(one.id, ()):
                words = {"author": answer.author, "words": shorten(answer.text)}
                what = Sentence(N_("{author} answered: {words}"), words)
                yield _at(REVIEW_ANSWER, answer.at, zone, what, subject.id)


def _corrections(dossier: Dossier, zone: tzinfo) -> Iterator[TimelineEntry]:
    for one in dossier.amendments:
        if one.reason != UNDO:
            yield _at(AMENDMENT, one.at, zone, _tell_correction(dossier, one, zone), one.target)
    for undone in read_undone(dossier.amendments):
        what = _tell_undone(undone, dossier.known.get(undone.subject), zone)
        yield _at(AMENDMENT, undone.at, zone, what, undone.subject)


def _tell_correction(dossier: Dossier, one: Amendment, zone: tzinfo) -> Sentence:
    target = dossier.known.get(one.target)
    if not one.withdraws:
        return Sentence(N_("corrected: {reason}"), {"reason": one.reason})
    if target is None:
        return Sentence(N_("taken back: {reason}"), {"reason": one.reason})
    words = {"what": name_fact(target, zone), "reason": one.reason}
    return Sentence(N_("{what}, taken back: {reason}"), words)


def _tell_undone(undone: Undone, subject: View | None, zone: tzinfo) -> Sentence:
    if subject is None:
        return Sentence(N_("restored") if undone.restores else N_("undone"))
    what = name_fact(subject, zone)
    if undone.is_change:
        what = Sentence(N_("change ({what})"), {"what": what})
    return Sentence(N_("restored: {what}") if undone.restores else N_("undone: {what}"), {"what": what})


def name_fact(fact: View, zone: tzinfo) -> Sentence:
    """Return what a fact is called in a sentence about it: a visit by its day and purpose."""
    if isinstance(fact, Visit):
        named = CHANNELS.get(fact.channel)
        day = local_day(fact.start, zone) if is_placeable(fact.start) else fact.start.date()
        words = {"day": day, "channel": Sentence(named) if named else fact.channel, "purpose": fact.purpose}
        return Sentence(
            N_("{channel} of {day}: {purpose}") if fact.purpose else N_("{channel} of {day}"), words
        )
    if isinstance(fact, Promise):
        return Sentence(N_("promise: {text}"), {"text": fact.text})
    kind = kind_of(fact)
    return Sentence(KIND_WORDS.get(kind, kind))
