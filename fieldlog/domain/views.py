"""Typed, frozen views of documents: what the rules and the edges read.

A view is made from the shown values of a document. Unknown fields are ignored here and stay in the document.
A document that lacks a required field, or holds one of another type (a newer version may), has no view: it is
kept, and left out of lists. Element registers such as ``phone.<id>`` or ``health.body`` are gathered into one
mapping by element.
"""

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from json.encoder import encode_basestring
from typing import TypeVar

import msgspec

from fieldlog.domain import kinds
from fieldlog.domain.birthdays import Birthday
from fieldlog.domain.days import FIRST_YEAR, is_placeable
from fieldlog.domain.deleting import is_deleted
from fieldlog.domain.documents import Document, customer_of, shown_values
from fieldlog.domain.packs import RulePack
from fieldlog.domain.review_views import Review, ReviewAnswer, SignalComment
from fieldlog.domain.view import Instant, View


def _require_placeable(*moments: date) -> None:
    # msgspec takes a ValueError for "not of this type": the document has no view.
    if not all(map(is_placeable, moments)):
        raise ValueError("outside the years that can be reckoned with")


def _require_possible(birthday: Birthday) -> None:
    # Every solar day that exists is in a leap year; a lunar month has at most 30 days.
    in_month = birthday.day in range(1, 31) and birthday.month in range(1, 13)
    if birthday.calendar == "lunar" and not in_month:
        raise ValueError("no lunar day")
    if birthday.calendar == "solar":
        date(2000, birthday.month, birthday.day)


def is_due(text: str) -> bool:
    """Say whether a text is a due date: a day ``YYYY-MM-DD``, or an instant that begins with its own local
    day.
    """
    try:
        day = date.fromisoformat(text[:10])
        moment = datetime.fromisoformat(text)
    except ValueError:
        return False
    is_day = len(text) == len("2026-12-02")
    return text[4] == text[7] == "-" and day.year >= FIRST_YEAR and (is_day or moment.tzinfo is not None)


class FamilyMember(msgspec.Struct, frozen=True):
    """A person around the customer."""

    name: str
    relation: str = ""


class Customer(View, frozen=True, kw_only=True):
    """A customer's profile; ``created`` is the local day of the first record."""

    name: str
    created: date
    honorific: str = ""
    phone: dict[str, str] = {}
    address: str = ""
    district: str = ""
    birthday: Birthday | None = None
    character: str = ""
    taboos: str = ""
    family: dict[str, FamilyMember] = {}
    notes: str = ""
    agreed_hours: str = ""

    def __post_init__(self) -> None:
        """Refuse days that no calendar of ours holds."""
        _require_placeable(self.created)
        if self.birthday is not None:
            _require_possible(self.birthday)

    @property
    def phones(self) -> tuple[str, ...]:
        """The phone numbers that have not been taken off, oldest element first."""
        return tuple(self.phone.values())


class ClassChange(View, frozen=True, kw_only=True):
    """From a day on, the customer's class and key flag; ``None`` leaves what was before. ``replaces`` are the
    changes the writer saw.
    """

    start: date
    letter: str | None = None
    key: bool | None = None
    reasons: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse days that no calendar of ours holds."""
        _require_placeable(self.start)


class OptOut(View, frozen=True, kw_only=True):
    """From a day on, the customer does not want to be contacted regularly."""

    start: date
    reason: str


class Pause(View, frozen=True, kw_only=True):
    """Days, both included, in which no contact is expected."""

    start: date
    until: date
    reason: str


class Consent(View, frozen=True, kw_only=True):
    """What the customer said about keeping health notes: ``given``, ``refused`` or ``withdrawn``, and how.
    ``replaces`` as in a class change.
    """

    purpose: str
    wording: str
    state: str
    at: Instant
    how: str = ""
    replaces: tuple[str, ...] = ()


class Question(msgspec.Struct, frozen=True):
    """A customer's question; ``answer`` is empty while it is open, ``answer_by`` is its promised day."""

    text: str
    answer_by: str = ""
    answer: str = ""


class Visit(View, frozen=True, kw_only=True):
    """One contact. ``start`` and ``end`` are UTC, ``zone`` the IANA name the laptop was in, ``channel`` home,
    phone, store, event or message. ``clock_shift`` is by how many seconds the laptop's clock was put forward
    during it (back: negative); its times are right all the same.
    """

    channel: str
    start: Instant
    end: Instant
    zone: str
    purpose: str = ""
    purpose_set_at: Instant | None = None
    entered_at: Instant | None = None
    timed: bool = False
    reached: bool = True
    not_reached_reason: str = ""
    health: dict[str, str] = {}
    note: str = ""
    question: dict[str, Question] = {}
    brief_reason: str = ""
    clock_shift: int = 0

    def __post_init__(self) -> None:
        """Refuse times that no calendar of ours holds."""
        _require_placeable(self.start, self.end)

    @property
    def seconds(self) -> int:
        """Length in whole seconds."""
        return int((self.end - self.start).total_seconds())

    @property
    def minutes(self) -> int:
        """Length in whole minutes, rounded down."""
        return self.seconds // 60


class Amendment(View, frozen=True, kw_only=True):
    """A correction of ``target`` with its reason: ``changes`` is {field: {from, to}}; ``withdraws`` takes the
    target back as a whole.
    """

    target: str
    reason: str
    at: Instant
    changes: dict[str, dict[str, object]] = {}
    withdraws: bool = False


class Suggestion(View, frozen=True, kw_only=True):
    """What a customer suggests to the company, for the supervisor to answer; ``made`` is the local day on
    which it was said, ``visit`` the visit in which.
    """

    text: str
    made: date
    visit: str = ""

    def __post_init__(self) -> None:
        """Refuse days that no calendar of ours holds."""
        _require_placeable(self.made)


class Promise(View, frozen=True, kw_only=True):
    """Words said to a customer. ``due`` is a local day ``YYYY-MM-DD`` or an instant in ISO 8601; ``form`` is
    promise or answer.
    """

    text: str
    due: str
    made: date
    form: str = "promise"
    visit: str = ""
    question: str = ""

    def __post_init__(self) -> None:
        """Refuse what is no due date."""
        _require_placeable(self.made)
        if not is_due(self.due):
            raise ValueError("no due date")


class PromiseEvent(View, frozen=True, kw_only=True):
    """Something that happened to the promise ``target`` at an instant."""

    target: str
    at: Instant

    def __post_init__(self) -> None:
        """Refuse times that no calendar of ours holds."""
        _require_placeable(self.at)


class PromiseKept(PromiseEvent, frozen=True, kw_only=True):
    """A promise was done at this instant."""


class PromiseMoved(PromiseEvent, frozen=True, kw_only=True):
    """A promise got another due date; ``agreed`` when the customer agreed."""

    due: str
    reason: str
    agreed: bool = False

    def __post_init__(self) -> None:
        """Refuse what is no due date."""
        super().__post_init__()
        if not is_due(self.due):
            raise ValueError("no due date")


class PromiseReleased(PromiseEvent, frozen=True, kw_only=True):
    """The customer no longer wants what was promised."""

    reason: str


class AgendaSnooze(View, frozen=True, kw_only=True):
    """An entry of the day's list is put off until a day, with its reason."""

    entry: str
    until: date
    reason: str


class AgendaNotDone(View, frozen=True, kw_only=True):
    """An entry of the day's list could not be done, with its reason."""

    entry: str
    at: Instant
    reason: str

    def __post_init__(self) -> None:
        """Refuse times that no calendar of ours holds."""
        _require_placeable(self.at)


class MergeLink(View, frozen=True, kw_only=True):
    """A person said that customers ``kept`` and ``joined`` are one; a link that names another in ``undoes``
    takes that one back.
    """

    kept: str = ""
    joined: str = ""
    undoes: str = ""


class HandOverAccepted(View, frozen=True, kw_only=True):
    """The new owner of a customer has read what came along with the hand-over; ``target`` is its grant."""

    target: str
    at: Instant


VIEWS: dict[str, type[View]] = {
    kinds.CUSTOMER: Customer,
    kinds.CLASS_CHANGE: ClassChange,
    kinds.OPT_OUT: OptOut,
    kinds.PAUSE: Pause,
    kinds.CONSENT: Consent,
    kinds.VISIT: Visit,
    kinds.AMENDMENT: Amendment,
    kinds.PROMISE: Promise,
    kinds.PROMISE_KEPT: PromiseKept,
    kinds.PROMISE_MOVED: PromiseMoved,
    kinds.PROMISE_RELEASED: PromiseReleased,
    kinds.AGENDA_SNOOZE: AgendaSnooze,
    kinds.AGENDA_NOT_DONE: AgendaNotDone,
    kinds.MERGE_LINK: MergeLink,
    kinds.HAND_OVER_ACCEPTED: HandOverAccepted,
    kinds.RULE_PACK: RulePack,
    kinds.REVIEW: Review,
    kinds.REVIEW_ANSWER: ReviewAnswer,
    kinds.SIGNAL_COMMENT: SignalComment,
    kinds.SUGGESTION: Suggestion,
}

_KIND_OF = {view: kind for kind, view in VIEWS.items()}
_ELEMENTS = frozenset({"phone", "family", "health", "question"})
# For each field of a kind that is no collection, the JSON that stands before its value.
_PLAIN = {
    kind: {name: f'"{name}":' for name in set(view.__struct_fields__) - {"id", "customer"} - _ELEMENTS}
    for kind, view in VIEWS.items()
}
_decoders = {kind: msgspec.json.Decoder(view) for kind, view in VIEWS.items()}
AnyView = TypeVar("AnyView", bound=View)


def read_view(document: Document) -> View | None:
    """Return the typed view of a document, or ``None`` for an unknown kind, an incomplete or a deleted
    document.
    """
    decoder = _decoders.get(document.kind)
    if decoder is None or is_deleted(document):
        return None
    try:
        return decoder.decode(_object_text(document))
    except (msgspec.DecodeError, RecursionError):
        # An incomplete document is no error (sync rule 8): it waits for the rest of its fields.
        return None


def kind_of(view: View) -> str:
    """Return the kind of document that a view shows."""
    return _KIND_OF[type(view)]


def _object_text(document: Document) -> str:
    quoted = encode_basestring
    members = [f'"id":{quoted(document.doc_id)}', _customer_text(document.scope)]
    plain = _PLAIN[document.kind]
    elements: dict[str, list[str]] = {}
    for name, text in shown_values(document).items():
        # A field that was emptied, or given back the nothing it held before, is as good as never written.
        if text == "null":
            continue
        prefix = plain.get(name)
        if prefix is not None:
            members.append(prefix + text)
            continue
        collection, dot, element = name.partition(".")
        if dot and collection in _ELEMENTS:
            elements.setdefault(collection, []).append(f"{quoted(element)}:{text}")
    members += (f'"{name}":{{{",".join(texts)}}}' for name, texts in elements.items())
    return f"{{{','.join(members)}}}"


# The documents of a customer are read one after the other, and all have the same scope.
@lru_cache(maxsize=16)
def _customer_text(scope: str) -> str:
    return f'"customer":{encode_basestring(customer_of(scope) or "")}'


def read_views(documents: Mapping[str, Document], view_type: type[AnyView]) -> tuple[AnyView, ...]:
    """Return the views of one type among these documents, in their order."""
    views = (read_view(document) for document in documents.values() if VIEWS.get(document.kind) is view_type)
    return tuple(view for view in views if isinstance(view, view_type))
