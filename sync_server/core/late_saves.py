"""Work that came late: its author had lost the customer before it arrived.

It was taken in at once and stands with the customer (sync rule 21): a save that says it is stored is. What
is taken in is never moved or taken out again, so a supervisor looks at it and leaves it, or asks the rep who
has the customer now to correct it. A decision on a visit that came late is a look at it.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from fieldlog.domain.days import to_text
from fieldlog.domain.documents import Document
from sync_server.core.viewers import Viewer
from sync_server.database import documents, grants, people
from sync_server.database.audits import Deed, add_deed
from sync_server.database.engine import Connection
from sync_server.database.figures import late_lists
from sync_server.database.figures.late_lists import LateSave
from sync_server.database.grants import OWNER
from sync_server.database.people import Sight
from sync_server.errors import RefusalError


class LateDocument(NamedTuple):
    """What a late save wrote into one document: JSON text by field."""

    doc_id: str
    kind: str
    values: Mapping[str, str]


class LateContent(NamedTuple):
    """One late save with what is in it; ``written_at`` is the time of the laptop's clock."""

    save: LateSave
    written_at: str
    documents: tuple[LateDocument, ...]


class LateStory(NamedTuple):
    """All that waits of an author about a customer, and why it is late: until when the author had the
    customer, who got it then, and the reason that was given; empty where nobody got it.

    ``customer`` is the one that was kept where several were joined, ``owner`` has it now; ``has_card`` is
    false where no profile of it is known.
    """

    customer: str
    customer_name: str
    owner: str
    has_card: bool
    author: str
    ended_at: str
    receiver: str
    reason: str
    contents: tuple[LateContent, ...]


def read_late_work(connection: Connection, sight: Sight, customer: str, author_id: str) -> LateStory | None:
    """Return what an author has sent late about a customer within a sight; ``None`` when somebody has looked
    at all of it, ``RefusalError`` when there never was anything.
    """
    found = _find(connection, sight, customer, author_id)
    if not found:
        return None
    about, scopes = found[0], sorted({one.scope for one in found})
    owners = sorted(grants.grants_of_scopes(connection, scopes, OWNER), key=lambda one: one.from_seq)
    ended = max((one.ended_at for one in owners if one.user_id == author_id and one.ended_at), default="")
    after = next((one for one in owners if one.given_at >= ended and one.user_id != author_id), None)
    names = people.names_of_users(connection, [author_id, *([after.user_id] if after else [])])
    written = [one.document for scope in scopes for one in documents.documents_in(connection, scope)]
    return LateStory(
        about.customer,
        about.customer_name,
        about.owner,
        about.has_card,
        names.get(author_id, ""),
        ended,
        names.get(after.user_id, "") if after else "",
        after.reason if after else "",
        tuple(_content(one, written) for one in found),
    )


def _find(connection: Connection, sight: Sight, customer: str, author_id: str) -> list[LateSave]:
    found = late_lists.find_late_work(connection, sight, customer, author_id)
    if not found and not late_lists.was_late_work(connection, sight, customer, author_id):
        raise RefusalError("not-found")
    return found


def _content(save: LateSave, written: Iterable[Document]) -> LateContent:
    parts = [(one, one.parts[save.gid]) for one in written if save.gid in one.parts]
    at = next((part.at for _, part in parts), "")
    values = (
        LateDocument(one.doc_id, one.kind, {field: write[1] for field, write in part.writes.items()})
        for one, part in parts
    )
    return LateContent(save, at, tuple(values))


def keep_late_work(
    connection: Connection,
    viewer: Viewer,
    customer: str,
    author_id: str,
    seen: Collection[str],
    now: datetime,
) -> bool:
    """Leave late work as it is, those saves that were seen, and say whether any of them waited still;
    ``RefusalError`` when there never was anything.
    """
    found = _find(connection, viewer.sight, customer, author_id)
    chosen = [one for one in found if one.gid in seen]
    if not chosen:
        return False
    at, by = to_text(now), viewer.user.name
    late_lists.write_looked_at(connection, [one.gid for one in chosen], by, at)
    add_deed(connection, Deed(at, by, "late-kept", author_id, f"customer:{chosen[0].customer}"))
    return True


def note_decided(connection: Connection, decided: Iterable[Document], by: str, now: datetime) -> None:
    """Note that somebody has looked at the saves that made these documents, those of them that came late:
    whoever decides on one has seen it. What else was sent with later saves waits on.
    """
    making = {min((part.seq or 0, gid) for gid, part in one.parts.items())[1] for one in decided}
    late_lists.write_looked_at(connection, late_lists.late_among(connection, making), by, to_text(now))
