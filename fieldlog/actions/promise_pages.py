"""One promise as a page tells it: the words, whom, what became of it, and everything that happened."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from fieldlog.actions.finding import get_promise
from fieldlog.actions.promises import PromiseStory, read_story
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.documents import Document
from fieldlog.domain.dossier import Dossier
from fieldlog.domain.promises import days_late
from fieldlog.domain.views import (
    Amendment,
    Promise,
    PromiseEvent,
    PromiseKept,
    PromiseMoved,
    PromiseReleased,
    Visit,
    read_view,
)
from fieldlog.store.derived import read_customer
from fieldlog.store.reading import find_kept_card

Happening = Promise | PromiseKept | PromiseMoved | PromiseReleased | Amendment


class Happened(NamedTuple):
    """Something that happened to a promise: when it was noted (UTC), by whom, what, and whether it was taken
    back since. An ``Amendment`` is the taking back itself.
    """

    noted_at: datetime
    by: str
    what: Happening
    is_taken_back: bool


class PromisePage(NamedTuple):
    """A promise with the id and name of the customer as listed, the visit it was made in, the calendar days
    it is late, and its history in the order of time.
    """

    story: PromiseStory
    customer: str
    customer_name: str
    visit: Visit | None
    days_late: int | None
    history: tuple[Happened, ...]
    today: date
    now: datetime
    zone: ZoneInfo

    @property
    def is_open(self) -> bool:
        """Whether it can still be kept, moved or released."""
        return self.story.became.state == "open"


def read_promise_page(workspace: Workspace, promise: str) -> PromisePage:
    """Return the page of a promise, named by its id; ``BadInputError`` when there is none or it was taken
    back.
    """
    story = read_story(workspace, get_promise(workspace, promise))
    dossier = read_customer(workspace.store, story.promise.customer)
    card = find_kept_card(workspace.store, story.promise.customer)
    return PromisePage(
        story=story,
        customer=story.promise.customer if card is None else card["id"],
        customer_name="" if card is None else card["name"],
        visit=next((visit for visit in dossier.visits if visit.id == story.promise.visit), None),
        days_late=days_late(story.became, workspace.now(), workspace.today()),
        history=_history(workspace, story, dossier),
        today=workspace.today(),
        now=workspace.now(),
        zone=workspace.zone,
    )


def _history(workspace: Workspace, story: PromiseStory, dossier: Dossier) -> tuple[Happened, ...]:
    documents = workspace.store.documents_of(story.promise.customer)
    happened = list(_events(documents, story.promise.id, dossier.withdrawn))
    ids = {one.what.id for one in happened}
    happened += [
        _happened(document, view, dossier.withdrawn)
        for document in documents
        if isinstance(view := read_view(document), Amendment) and view.withdraws and view.target in ids
    ]
    # What was noted in one second keeps its sense: made, then what happened to it, then what was taken back.
    return tuple(sorted(happened, key=lambda one: (one.noted_at, _rank(one.what))))


def _rank(what: Happening) -> int:
    return 0 if isinstance(what, Promise) else 2 if isinstance(what, Amendment) else 1


def _events(documents: Iterable[Document], promise: str, withdrawn: frozenset[str]) -> Iterable[Happened]:
    for document in documents:
        view = read_view(document)
        is_it = isinstance(view, Promise) and view.id == promise
        if is_it or (isinstance(view, PromiseEvent) and view.target == promise):
            assert isinstance(view, Promise | PromiseKept | PromiseMoved | PromiseReleased)
            yield _happened(document, view, withdrawn)


def _happened(document: Document, what: Happening, withdrawn: frozenset[str]) -> Happened:
    part = next(iter(document.parts.values()))
    return Happened(datetime.fromisoformat(part.at), part.by, what, what.id in withdrawn)
