"""All promises as a table, one row each, whatever became of them."""

from typing import NamedTuple

from sqlalchemy import Connection, func, select

from sync_server.database.derived_tables import customer_cards, promises
from sync_server.database.people import Sight
from sync_server.database.tables import users
from sync_server.database.visibility import owned_within


class ListedPromise(NamedTuple):
    """A promise with the names that belong to it; ``made`` is a local day, ``due`` a local day or an instant,
    the other times are UTC texts; ``state`` as ``PromiseState`` has it.
    """

    promise: str
    customer: str
    customer_name: str
    text: str
    made: str
    due: str
    state: str
    kept_at: str | None
    moves: int
    rep: str


def list_promises(
    connection: Connection, sight: Sight, owner: str, first: str, last: str, limit: int
) -> list[ListedPromise]:
    """Return the promises that fall due between two instants (UTC texts, both ends included), the first due
    first; ``owner`` is the id of who has the customer, or empty.
    """
    one = promises.c
    query = (
        select(
            one.promise_id,
            one.customer,
            func.coalesce(customer_cards.c.name, ""),
            one.text,
            one.made,
            one.due,
            one.state,
            one.kept_at,
            one.moves,
            func.coalesce(users.c.name, ""),
        )
        .select_from(promises)
        .outerjoin(customer_cards, customer_cards.c.customer == one.customer)
        .outerjoin(users, users.c.user_id == one.owner_id)
        .where(owned_within(sight, one.owner_id), one.due_at.between(first, last))
        .order_by(one.due_at, one.promise_id)
        .limit(limit)
    )
    if owner:
        query = query.where(one.owner_id == owner)
    return [ListedPromise._make(row) for row in connection.execute(query)]
