"""Some of the customers within a sight, to try something on without reading everybody."""

from typing import NamedTuple

from sqlalchemy import Connection, func, select

from sync_server.database.derived_tables import customer_cards, evaluations
from sync_server.database.figures.obligation_counts import LAST_SYNC
from sync_server.database.many import among
from sync_server.database.people import Sight
from sync_server.database.tables import teams, users
from sync_server.database.visibility import owned_within


class SampledCustomer(NamedTuple):
    """A customer, its name, and the rep who has it today with the team; empty when there is none."""

    customer: str
    name: str
    rep_id: str
    rep: str
    team: str


def sample_customers(connection: Connection, sight: Sight, limit: int) -> tuple[int, list[SampledCustomer]]:
    """Return how many customers there are, and up to ``limit`` of them.

    Ids are random, so that the first ones are as good a sample as any; it stays the same from look to look.
    """
    card = customer_cards.c
    within = owned_within(sight, card.owner_id)
    total = connection.execute(select(func.count()).select_from(customer_cards).where(within)).scalar_one()
    query = (
        select(
            card.customer,
            card.name,
            card.owner_id,
            func.coalesce(users.c.name, ""),
            func.coalesce(teams.c.name, ""),
        )
        .select_from(customer_cards.outerjoin(users, users.c.user_id == card.owner_id).outerjoin(teams))
        .where(within)
        .order_by(card.customer)
        .limit(limit)
    )
    return int(total), [SampledCustomer(*row) for row in connection.execute(query)]


def members_of(connection: Connection, customers: list[str]) -> dict[str, list[str]]:
    """Return for each of these customers all that count as it, itself first."""
    found = {customer: [customer] for customer in customers}
    query = select(evaluations.c.customer, evaluations.c.kept).where(among(evaluations.c.kept, "wanted"))
    for row in connection.execute(query, {"wanted": customers}):
        found[row.kept].append(row.customer)
    return found


def last_syncs(connection: Connection) -> dict[str, str]:
    """Return when a laptop of each user spoke last."""
    return {row.user_id: row.seen_at for row in connection.execute(select(LAST_SYNC))}
