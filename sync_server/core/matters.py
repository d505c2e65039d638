"""Pauses to countersign and customers' suggestions to reply to: what waits, one of them, and the decision."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from fieldlog.domain.days import from_text
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.kinds import PAUSE, SUGGESTION
from fieldlog.domain.reviews import (
    APPROVE,
    ASKED,
    UNREVIEWED,
    WAITING_FOR_SUPERVISOR,
    ReviewState,
    ThreadEntry,
    find_review_problems,
    review_state,
    review_thread,
)
from sync_server.core.dossiers import find_dossier
from sync_server.core.figures.weeks import read_zone
from sync_server.core.reviews import Decided, require_reviewer, write_decisions
from sync_server.database.engine import Connection
from sync_server.database.figures import matter_lists
from sync_server.database.figures.matter_lists import ListedMatter
from sync_server.database.figures.places import ListPlace
from sync_server.database.people import Sight
from sync_server.database.users import User
from sync_server.errors import RefusalError

DEEDS = {PAUSE: "review-pause", SUGGESTION: "review-suggestion"}
COUNTERSIGNED_FOR = timedelta(days=28)
"""So long after its end a pause still asks to be countersigned; later nothing would come of it."""
REPLY_WITHIN = timedelta(days=7)
"""Within so long a customer's suggestion is replied to (S0 r11)."""
MOST_WAITING = 100
_OPEN = (*WAITING_FOR_SUPERVISOR, ASKED)


class MatterStory(NamedTuple):
    """A pause or a suggestion with how it stands, and all that was said about it; ``visit`` is the visit in
    which a suggestion was made, empty where there is none.
    """

    listed: ListedMatter
    visit: str
    state: ReviewState
    thread: tuple[ThreadEntry, ...]


def waiting_matters(
    connection: Connection,
    sight: Sight,
    kind: str,
    now: datetime,
    behind: ListPlace | None = None,
    limit: int = MOST_WAITING,
) -> tuple[ListedMatter, ...]:
    """Return the pauses or the suggestions within a sight that wait for a supervisor, or were asked about and
    wait for the rep, the oldest first, behind a place; the viewer's own wait for somebody else.
    """
    first = _since(connection, now)[kind]
    return tuple(matter_lists.matters_in(connection, sight, kind, _OPEN, first, behind, limit))


def is_reply_late(matter: ListedMatter, now: datetime) -> bool:
    """Say whether a suggestion has waited for longer than ``REPLY_WITHIN``."""
    return from_text(matter.written_at) + REPLY_WITHIN < now


def count_to_decide(connection: Connection, sight: Sight, now: datetime) -> int:
    """Return how many pauses and suggestions within a sight the viewer can decide about."""
    return sum(
        matter_lists.count_matters(connection, sight, kind, WAITING_FOR_SUPERVISOR, first)
        for kind, first in _since(connection, now).items()
    )


def _since(connection: Connection, now: datetime) -> dict[str, str]:
    """Return by kind the local day before which what ended asks nobody any more."""
    today = now.astimezone(read_zone(connection)).date()
    return {PAUSE: (today - COUNTERSIGNED_FOR).isoformat(), SUGGESTION: ""}


def read_matter(connection: Connection, sight: Sight, matter: str) -> MatterStory:
    """Return the story of a pause or suggestion within a sight; ``RefusalError``."""
    listed = matter_lists.find_matter(connection, sight, matter)
    dossier = listed and find_dossier(connection, sight, listed.customer)
    if listed is None or dossier is None:
        raise RefusalError("not-found")
    visit = next((one.visit for one in dossier.suggestions if one.id == matter), "")
    is_known = any(one.id == visit for one in dossier.visits)
    state, thread = review_state(dossier, matter), review_thread(dossier, matter)
    return MatterStory(listed, visit if is_known else "", state, thread)


def decide_matter(
    connection: Connection,
    user: User,
    sight: Sight,
    matter: str,
    decision: str,
    comment: str,
    now: datetime,
    seen: Sequence[str],
) -> None:
    """Write a decision on a pause or suggestion; ``RefusalError``, ``BadInputError``.

    ``seen`` are the ids of the reviews that the form showed, which this one stands over. Nobody decides about
    what he wrote down himself.
    """
    require_reviewer(user)
    story = read_matter(connection, sight, matter)
    if story.listed.rep_id == user.user_id:
        raise RefusalError("review-own")
    problems = tuple(find_review_problems(decision, comment, story.listed.kind))
    if problems:
        raise BadInputError(*problems)
    named = [one.id for one in story.thread if one.decision and one.id in set(seen)]
    decided = Decided(matter, decision, comment, named)
    write_decisions(connection, user, [decided], now, DEEDS[story.listed.kind])


def countersign_all(
    connection: Connection, user: User, sight: Sight, matters: Iterable[str], now: datetime
) -> tuple[str, ...]:
    """Countersign those of these that are pauses nobody has looked at, not the viewer's own; return them."""
    require_reviewer(user)
    found = (matter_lists.find_matter(connection, sight, one) for one in dict.fromkeys(matters))
    chosen = [
        Decided(one.matter, APPROVE, "", ())
        for one in found
        if one and one.kind == PAUSE and one.review_state == UNREVIEWED and one.rep_id != user.user_id
    ]
    write_decisions(connection, user, chosen, now, DEEDS[PAUSE])
    return tuple(one.subject for one in chosen)
