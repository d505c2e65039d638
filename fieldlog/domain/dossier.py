"""All that is known of one customer, read from the documents of its scope."""

from collections.abc import Callable, Iterable, Mapping
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar

from fieldlog.domain.conflicts import read_in_conflict
from fieldlog.domain.documents import Document
from fieldlog.domain.merging import read_as_one
from fieldlog.domain.review_views import Review, ReviewAnswer, Said, SignalComment
from fieldlog.domain.taken_back import find_taken_back
from fieldlog.domain.view import View
from fieldlog.domain.views import (
    AgendaNotDone,
    AgendaSnooze,
    Amendment,
    ClassChange,
    Consent,
    Customer,
    HandOverAccepted,
    OptOut,
    Pause,
    Promise,
    PromiseEvent,
    PromiseKept,
    PromiseMoved,
    PromiseReleased,
    Suggestion,
    Visit,
)

_BY_MOMENT = attrgetter("at", "id")
_BY_START = attrgetter("start", "id")
AnyView = TypeVar("AnyView", bound=View)
AnyEvent = TypeVar("AnyEvent", bound=PromiseEvent | Said)


class Dossier(NamedTuple):
    """The facts of one customer that have not been withdrawn, each group in the order of time.

    ``customer`` is ``None`` while the profile has not arrived; it also tells what only those ``joined`` to it
    know. ``amendments`` holds the withdrawing ones too;
    ``withdrawn`` names their targets; a review stands all the same, only another decision stands over it.
    What happened to promises and what supervisors and reps said is grouped by its target. ``known`` holds
    all by its id, also what was taken back.
    """

    customer: Customer | None
    joined: tuple[Customer, ...]
    class_changes: tuple[ClassChange, ...]
    opt_outs: tuple[OptOut, ...]
    pauses: tuple[Pause, ...]
    consents: tuple[Consent, ...]
    visits: tuple[Visit, ...]
    promises: tuple[Promise, ...]
    kept: dict[str, tuple[PromiseKept, ...]]
    moved: dict[str, tuple[PromiseMoved, ...]]
    released: dict[str, tuple[PromiseReleased, ...]]
    snoozes: tuple[AgendaSnooze, ...]
    not_done: tuple[AgendaNotDone, ...]
    accepted: tuple[HandOverAccepted, ...]
    amendments: tuple[Amendment, ...]
    withdrawn: frozenset[str]
    reviews: dict[str, tuple[Review, ...]]
    answers: dict[str, tuple[ReviewAnswer, ...]]
    signal_comments: dict[str, tuple[SignalComment, ...]]
    suggestions: tuple[Suggestion, ...]
    known: Mapping[str, View]


def read_dossier(customer_id: str, documents: Iterable[Document]) -> Dossier:
    """Return the dossier of a customer from the documents of its scope and of customers joined with it."""
    views = [view for view in map(read_in_conflict, documents) if view is not None]
    facts = _by_type(views)
    amendments = _of(facts, Amendment, _BY_MOMENT)
    withdrawn = find_withdrawn(amendments)
    if withdrawn:
        facts = _by_type(view for view in views if view.id not in withdrawn or isinstance(view, Review))
    customers = _of(facts, Customer, attrgetter("id"))
    own = next((view for view in customers if view.id == customer_id), None)
    joined = tuple(view for view in customers if view.id != customer_id)
    return Dossier(
        customer=own if own is None else read_as_one(own, joined),
        joined=joined,
        class_changes=_of(facts, ClassChange, _BY_START),
        opt_outs=_of(facts, OptOut, _BY_START),
        pauses=_of(facts, Pause, _BY_START),
        consents=_of(facts, Consent, _BY_MOMENT),
        visits=_of(facts, Visit, _BY_START),
        promises=_of(facts, Promise, attrgetter("made", "id")),
        kept=_by_target(_of(facts, PromiseKept, _BY_MOMENT)),
        moved=_by_target(_of(facts, PromiseMoved, _BY_MOMENT)),
        released=_by_target(_of(facts, PromiseReleased, _BY_MOMENT)),
        snoozes=_of(facts, AgendaSnooze, attrgetter("id")),
        not_done=_of(facts, AgendaNotDone, _BY_MOMENT),
        accepted=_of(facts, HandOverAccepted, _BY_MOMENT),
        amendments=amendments,
        withdrawn=withdrawn,
        reviews=_by_target(_of(facts, Review, _BY_MOMENT)),
        answers=_by_target(_of(facts, ReviewAnswer, _BY_MOMENT)),
        signal_comments=_by_target(_of(facts, SignalComment, _BY_MOMENT)),
        suggestions=_of(facts, Suggestion, attrgetter("made", "id")),
        known={view.id: view for view in views},
    )


def find_withdrawn(amendments: Iterable[Amendment]) -> frozenset[str]:
    """Return the ids of documents that an amendment takes back, unless that one was itself taken back."""
    return find_taken_back(
        (amendment.id, amendment.target) for amendment in amendments if amendment.withdraws
    )


def _by_type(views: Iterable[View]) -> dict[type[View], list[Any]]:
    found: dict[type[View], list[Any]] = {}
    for view in views:
        found.setdefault(type(view), []).append(view)
    return found


def _of(
    views: Mapping[type[View], list[Any]], view_type: type[AnyView], order: Callable[[AnyView], Any]
) -> tuple[AnyView, ...]:
    return tuple(sorted(views.get(view_type, ()), key=order))


def _by_target(events: Iterable[AnyEvent]) -> dict[str, tuple[AnyEvent, ...]]:
    grouped: dict[str, tuple[AnyEvent, ...]] = {}
    for event in events:
        grouped[event.target] = (*grouped.get(event.target, ()), event)
    return grouped
