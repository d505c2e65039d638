"""What arrived late, and what two people wrote differently: within a sight, by the customer's owner."""

from typing import NamedTuple

from sqlalchemy import Connection, func, select

from fieldlog.domain.documents import Document
from sync_server.database.derived_tables import customer_cards
from sync_server.database.documents import read_document
from sync_server.database.people import Sight
from sync_server.database.tables import devices, documents, saves, users
from sync_server.database.visibility import owned_within

_CUSTOMER = func.substr(documents.c.scope, len("customer:") + 1)


class Disagreement(NamedTuple):
    """A document in conflict, and its customer."""

    customer: str
    customer_name: str
    owner_id: str
    owner: str
    document: Document


class LateSave(NamedTuple):
    """A save of who did not have the customer any more; taken all the same."""

    customer: str
    customer_name: str
    owner: str
    author: str
    received_at: str


def documents_in_conflict(connection: Connection, sight: Sight, limit: int) -> list[Disagreement]:
    """Return the documents of customers of which a field has more than one value, the newest first."""
    card = customer_cards.c
    query = (
        select(
            documents, card.customer, card.name, card.owner_id, func.coalesce(users.c.name, "").label("by")
        )
        .join(customer_cards, card.customer == _CUSTOMER)
        .outerjoin(users, users.c.user_id == card.owner_id)
        .where(documents.c.is_conflict, owned_within(sight, card.owner_id))
        .order_by(documents.c.seq.desc())
        .limit(limit)
    )
    return [
        Disagreement(row.customer, row.name, row.owner_id, row.by, read_document(row).document)
        for row in connection.execute(query)
    ]


def late_saves(connection: Connection, sight: Sight, since: str, limit: int) -> list[LateSave]:
    """Return what has come late since an instant, the newest first."""
    card, author = customer_cards.c, users.alias("author")
    scope = func.substr(saves.c.scope, len("customer:") + 1)
    query = (
        select(card.customer, card.name, func.coalesce(users.c.name, ""), author.c.name, saves.c.received_at)
        .select_from(saves)
        .join(devices, devices.c.device_id == saves.c.device_id)
        .join(author, author.c.user_id == devices.c.user_id)
        .join(customer_cards, card.customer == scope)
        .outerjoin(users, users.c.user_id == card.owner_id)
        .where(saves.c.status == "late", saves.c.received_at >= since, owned_within(sight, card.owner_id))
        .order_by(saves.c.received_at.desc())
        .limit(limit)
    )
    return [LateSave(*row) for row in connection.execute(query)]
