"""From a customer's dossier and obligations to the rows that pages are made of."""

import json
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, tzinfo
from typing import Any, NamedTuple

from fieldlog.domain.card_making import make_card
from fieldlog.domain.cards import card_standing
from fieldlog.domain.days import local_day, to_text, week_name
from fieldlog.domain.dossier import Dossier
from fieldlog.domain.matters import matters_of, subject_of
from fieldlog.domain.obligations import Obligation
from fieldlog.domain.packs import RulePack
from fieldlog.domain.promises import promise_state
from fieldlog.domain.reviews import review_state
from fieldlog.domain.rule_names import ANSWER_BY, PURPOSE_FIRST, VISIT_LENGTH
from fieldlog.domain.signals import entry_lag
from fieldlog.domain.views import Pause, Promise, Visit
from sync_server.core.bigrams import searched_text
from sync_server.database.evaluating import Brought

OF_A_VISIT = frozenset({VISIT_LENGTH, PURPOSE_FIRST, ANSWER_BY})
"""Rules whose obligations are about one visit."""
_LARGEST = 2**31 - 1
Row = dict[str, Any]
OwnerAt = Callable[[datetime], str]


class Subject(NamedTuple):
    """One customer to make rows of: the facts, what the rules say, who has the customer now, who brought
    which document first, and when it was written down (UTC text).
    """

    dossier: Dossier
    obligations: Sequence[Obligation]
    owner_id: str
    brought: Mapping[str, Brought]
    written_at: Mapping[str, str]
    packs: Sequence[RulePack]
    zone: tzinfo
    week: date

    @property
    def owned(self) -> Row:
        """Return what every row of the customer begins with."""
        assert self.dossier.customer is not None
        return {"customer": self.dossier.customer.id, "owner_id": self.owner_id}

    def author_of(self, doc_id: str) -> str:
        """Return the id of the user who saved a document first; empty when nobody knows."""
        found = self.brought.get(doc_id)
        return "" if found is None else found.user_id


def with_responsible(obligations: Iterable[Obligation], owner_at: OwnerAt) -> list[Obligation]:
    """Return obligations with who had the customer when each of them fell due."""
    return [one._replace(responsible=owner_at(one.due)) for one in obligations]


def card_row(subject: Subject) -> Row:
    """Return the customer's card with the columns that lists are sorted and filtered by."""
    card = make_card(
        subject.dossier, subject.obligations, subject.packs, subject.zone, subject.week, known=None
    )
    assert card is not None
    standing = card_standing(card, subject.week)
    row = subject.owned | {
        name: card[name]
        for name in ("name", "district", "address", "created", "opted_out", "consent", "open_promises")
    }
    return row | {
        "sort": card["listed"]["sort"],
        "find": card["listed"]["find"],
        "letter": standing.letter,
        "is_key": standing.key,
        "last_contact": card.get("last_contact", ""),
        "last_attempt": card.get("last_attempt"),
        "paused_until": max((until for _, until, _ in card["pauses"]), default=None),
        "card": _json(card),
    }


def obligation_rows(subject: Subject) -> Iterator[Row]:
    """Yield a row for each obligation."""
    for one in subject.obligations:
        visit = one.subject.partition(".")[0] if one.rule in OF_A_VISIT else None
        yield subject.owned | {
            "rule": one.rule,
            "subject": one.subject,
            "responsible_id": one.responsible,
            "visit": visit,
            "week": week_name(local_day(one.due, subject.zone)),
            "due": to_text(one.due),
            "met_at": None if one.met_at is None else to_text(one.met_at),
            "excused": one.excused,
            "evidence": _json(one.evidence),
        }


def visit_rows(subject: Subject) -> Iterator[Row]:
    """Yield a row for each visit."""
    findings: dict[str, int] = {}
    short = set()
    for one in subject.obligations:
        if one.rule in OF_A_VISIT and one.is_open:
            visit = one.subject.partition(".")[0]
            findings[visit] = findings.get(visit, 0) + 1
        if one.rule == VISIT_LENGTH and one.met_at is None:
            short.add(one.subject)
    amended: dict[str, int] = {}
    for amendment in subject.dossier.amendments:
        if amendment.id not in subject.dossier.withdrawn:
            amended[amendment.target] = amended.get(amendment.target, 0) + 1
    for visit_view in subject.dossier.visits:
        counts = {
            "amendments": amended.get(visit_view.id, 0),
            "findings": findings.get(visit_view.id, 0),
            "is_short": visit_view.id in short,
        }
        yield subject.owned | counts | _visit_values(subject, visit_view)


def _visit_values(subject: Subject, visit: Visit) -> Row:
    day = local_day(visit.start, subject.zone)
    lag = entry_lag(visit.end, visit.entered_at)
    review = review_state(subject.dossier, visit.id)
    brought = subject.brought.get(visit.id)
    return {
        "visit_id": visit.id,
        "rep_id": subject.author_of(visit.id),
        "start": to_text(visit.start),
        "end": to_text(visit.end),
        "day": day.isoformat(),
        "week": week_name(day),
        "seconds": _whole(visit.seconds),
        "channel": visit.channel,
        "purpose": visit.purpose,
        "note": visit.note,
        "is_reached": visit.reached,
        "reason": visit.brief_reason if visit.reached else visit.not_reached_reason,
        "is_timed": visit.timed,
        "entered_at": None if visit.entered_at is None else to_text(visit.entered_at),
        "arrived_at": to_text(visit.end) if brought is None else brought.received_at,
        "lag": None if lag is None else _whole(lag),
        "clock_shift": _whole(visit.clock_shift),
        "review_state": review.state,
        "reviewed_at": None if review.since is None else to_text(review.since),
    }


def promise_rows(subject: Subject) -> Iterator[Row]:
    """Yield a row for each promise, with what became of it."""
    for promise in subject.dossier.promises:
        yield subject.owned | _promise_values(subject, promise)


def _promise_values(subject: Subject, promise: Promise) -> Row:
    became = promise_state(subject.dossier, promise, subject.zone)
    closed = became.released_at if became.state == "released" else became.kept_at
    return {
        "promise_id": promise.id,
        "rep_id": subject.author_of(promise.id),
        "visit": promise.visit,
        "text": promise.text,
        "form": promise.form,
        "made": promise.made.isoformat(),
        "due": became.due,
        "due_at": to_text(became.due_at),
        "planned": became.planned,
        "state": became.state,
        "kept_at": None if became.kept_at is None else to_text(became.kept_at),
        "closed_at": None if closed is None else to_text(closed),
        "moves": len(became.moves),
    }


def matter_rows(subject: Subject) -> Iterator[Row]:
    """Yield a row for each pause and each suggestion, with how it stands."""
    for matter in matters_of(subject.dossier):
        review = review_state(subject.dossier, matter.id)
        about = subject_of(matter)
        if isinstance(matter, Pause):
            until, text = matter.until.isoformat(), matter.reason
        else:
            until, text = about.start, matter.text
        yield subject.owned | {
            "matter_id": matter.id,
            "rep_id": subject.author_of(matter.id),
            "kind": about.kind,
            "written_at": subject.written_at[matter.id],
            "start": about.start,
            "until": until,
            "text": text,
            "review_state": review.state,
            "reviewed_at": None if review.since is None else to_text(review.since),
        }


def text_rows(subject: Subject) -> Iterator[Row]:
    """Yield what a search finds: of a visit its purpose, its note and what was promised at it, and each
    promise. Health notes are in no search over customers.
    """
    promised: dict[str, list[str]] = {}
    for promise in subject.dossier.promises:
        promised.setdefault(promise.visit, []).append(promise.text)
        yield _text_row(subject, promise.id, searched_text(promise.text))
    for visit in subject.dossier.visits:
        text = searched_text(visit.purpose, visit.note, *promised.get(visit.id, ()))
        if text:
            yield _text_row(subject, visit.id, text)


def _text_row(subject: Subject, name: str, text: str) -> Row:
    number = secrets.randbits(62)
    return {"subject": name, "text_id": number, "customer": subject.owned["customer"], "text": text}


def _whole(number: int) -> int:
    return max(-_LARGEST, min(_LARGEST, number))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
