"""All that a person wants to see of a pause or of a customer's suggestion: what it is, who wrote it down and
when, and what was said about it.
"""

from datetime import date, datetime, tzinfo
from typing import NamedTuple

from fieldlog.actions.cards import get_card
from fieldlog.actions.finding import get_document
from fieldlog.actions.visit_pages import VisitPage, read_visit_page
from fieldlog.actions.workspace import Workspace
from fieldlog.domain import kinds
from fieldlog.domain.cards import Card
from fieldlog.domain.days import from_text
from fieldlog.domain.documents import Document, customer_of
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.matters import MATTERS, Matter
from fieldlog.domain.problems import Problem
from fieldlog.domain.reviews import ReviewState, ThreadEntry, open_to_answers, review_state, review_thread
from fieldlog.domain.views import Pause, Suggestion, read_view
from fieldlog.store.derived import read_customer


class MatterPage(NamedTuple):
    """A matter of ``kind`` with its customer, as of ``today``; ``author`` wrote it down at ``written_at``.

    ``is_withdrawn`` says that it was taken back.
    """

    card: Card
    kind: str
    matter: Matter
    author: str
    written_at: datetime
    is_withdrawn: bool
    state: ReviewState
    thread: tuple[ThreadEntry, ...]
    zone: tzinfo
    today: date

    @property
    def open_to_answers(self) -> tuple[ThreadEntry, ...]:
        """What can be answered: what waits for that; where nothing does, the last decision."""
        return open_to_answers(self.state, self.thread)


def read_matter_page(workspace: Workspace, matter: str) -> MatterPage:
    """Return the page of a stored pause or suggestion; BadInputError for one that is not known."""
    document = get_matter(workspace, matter)
    view = read_view(document)
    if not isinstance(view, Pause | Suggestion):
        raise BadInputError(Problem(document.kind, "incomplete"))
    customer = customer_of(document.scope) or ""
    dossier = read_customer(workspace.store, customer)
    made = next(iter(document.parts.values()))
    return MatterPage(
        get_card(workspace, customer),
        document.kind,
        view,
        made.by,
        from_text(made.at),
        view.id in dossier.withdrawn,
        review_state(dossier, view.id),
        review_thread(dossier, view.id),
        workspace.zone,
        workspace.today(),
    )


def read_subject_page(workspace: Workspace, subject: str) -> VisitPage | MatterPage:
    """Return the page of a stored visit, pause or suggestion; BadInputError for one that is not known."""
    document = workspace.store.find_document(subject)
    if document is not None and document.kind in MATTERS:
        return read_matter_page(workspace, subject)
    return read_visit_page(workspace, subject)


def find_matter(workspace: Workspace, words: str) -> str:
    """Return the id of the one pause or suggestion meant by an id or a unique prefix; BadInputError."""
    return get_document(workspace, words, "id", *MATTERS).doc_id


def get_matter(workspace: Workspace, matter: str) -> Document:
    """Return the pause or suggestion with an id; BadInputError for one that is not known."""
    document = workspace.store.find_document(matter)
    if document is None or document.kind not in MATTERS:
        raise BadInputError(Problem(kinds.PAUSE, "not-found", {"words": matter[:40]}))
    return document
