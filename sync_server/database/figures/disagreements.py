"""What two people wrote differently: within a sight, by the customer's owner."""

from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, Select, func, select

from fieldlog.domain.documents import Document
from sync_server.database.documents import read_document
from sync_server.database.figures.kept_customers import (
    COUNTED_AS,
    HAS_CARD,
    NAME,
    OWNER_ID,
    customer_of,
    join_kept,
)
from sync_server.database.figures.places import ListPlace
from sync_server.database.people import Sight
from sync_server.database.tables import documents, users
from sync_server.database.visibility import owned_within


class Disagreement(NamedTuple):
    """A document in conflict, its number, its customer, and who has that one.

    A customer that was joined to another is that one here; ``has_card`` is false where no profile is known.
    """

    customer: str
    customer_name: str
    owner_id: str
    owner: str
    document: Document
    seq: int
    has_card: bool

    @property
    def place(self) -> ListPlace:
        """Where the list goes on behind it."""
        return ListPlace(str(self.seq), self.document.doc_id)


def documents_in_conflict(
    connection: Connection, sight: Sight, below: int | None, limit: int
) -> list[Disagreement]:
    """Return the documents of customers of which a field has more than one value, the newest first, those
    with a number below one.
    """
    query = _in_conflict(sight)
    if below is not None:
        query = query.where(documents.c.seq < below)
    return [_read(row) for row in connection.execute(query.order_by(documents.c.seq.desc()).limit(limit))]


def find_disagreement(connection: Connection, sight: Sight, doc_id: str) -> Disagreement | None:
    """Return a document in conflict; ``None`` when there is none of this id within the sight."""
    row = connection.execute(_in_conflict(sight).where(documents.c.doc_id == doc_id)).one_or_none()
    return None if row is None else _read(row)


def _in_conflict(sight: Sight) -> Select[Any]:
    named = (
        COUNTED_AS.label("customer"),
        NAME.label("name"),
        OWNER_ID.label("owner_id"),
        func.coalesce(users.c.name, "").label("by"),
        HAS_CARD.label("has_card"),
    )
    rows = join_kept(documents, customer_of(documents.c.scope))
    return (
        select(documents, *named)
        .select_from(rows.outerjoin(users, users.c.user_id == OWNER_ID))
        .where(documents.c.is_conflict, owned_within(sight, OWNER_ID))
    )


def _read(row: Row[Any]) -> Disagreement:
    document = read_document(row).document
    return Disagreement(row.customer, row.name, row.owner_id, row.by, document, row.seq, row.has_card)
