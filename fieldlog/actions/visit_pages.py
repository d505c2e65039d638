"""All that a person wants to see of one visit, read in one go."""

from collections.abc import Mapping
from datetime import date, tzinfo
from typing import NamedTuple

from fieldlog.actions.cards import get_card
from fieldlog.actions.finding import get_visit
from fieldlog.actions.held_notes import held_notes
from fieldlog.actions.visit_preparations import least_minutes
from fieldlog.actions.visit_reviews import VisitReview, read_visit_review
from fieldlog.actions.visit_stories import Correction, VisitStory, read_history, read_visit_story
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.cards import Card
from fieldlog.domain.days import local_day
from fieldlog.domain.documents import seen_ops


class VisitPage(NamedTuple):
    """A visit with its customer, its corrections and what was said about it, as of ``today``; ``seen`` is
    what a correction is filled from. ``held_until`` is the last day a health note waits for consent, ``None``
    when none waits; ``least_minutes`` by channel is below how many minutes such a visit is brief.
    """

    card: Card
    story: VisitStory
    history: tuple[Correction, ...]
    review: VisitReview
    seen: Mapping[str, list[str]]
    held_until: date | None
    least_minutes: Mapping[str, int]
    zone: tzinfo
    today: date


def read_visit_page(workspace: Workspace, visit: str) -> VisitPage:
    """Return the page of a stored visit; BadInputError for one that is not known."""
    document = get_visit(workspace, visit)
    story = read_visit_story(workspace, document)
    held = [note.keep_until for note in held_notes(workspace) if note.visit == story.visit.id]
    return VisitPage(
        get_card(workspace, story.visit.customer),
        story,
        tuple(read_history(workspace, story)),
        read_visit_review(workspace, story),
        seen_ops(document),
        held[0] if held else None,
        least_minutes(workspace, local_day(story.visit.start, workspace.zone)),
        workspace.zone,
        workspace.today(),
    )
