"""What customers and visits are called by their ids, as far as a viewer may see them."""

from collections.abc import Collection

from sqlalchemy import Connection, select

from sync_server.database.derived_tables import customer_cards, evaluations, matters, visits
from sync_server.database.figures.kept_customers import COUNTED_AS
from sync_server.database.many import among
from sync_server.database.people import Sight
from sync_server.database.visibility import owned_within


def names_of_subjects(connection: Connection, sight: Sight, subjects: Collection[str]) -> dict[str, str]:
    """Return the names of those of these ids that are customers, and of visits, pauses and suggestions the
    customer and the day. A customer that was joined to another is called as that one.
    """
    card, visit, matter = customer_cards.c, visits.c, matters.c
    done = evaluations.c
    customers = select(done.customer, card.name).where(
        card.customer == COUNTED_AS, among(done.customer, "subjects")
    )
    made = select(visit.visit_id, card.name + " · " + visit.day).where(
        card.customer == visit.customer, among(visit.visit_id, "subjects")
    )
    spoken_of = select(matter.matter_id, card.name + " · " + matter.start).where(
        card.customer == matter.customer, among(matter.matter_id, "subjects")
    )
    named: dict[str, str] = {}
    for query in (customers, made, spoken_of):
        within = query.where(owned_within(sight, card.owner_id))
        found = connection.execute(within, {"subjects": sorted(set(subjects))})
        named |= {str(row[0]): str(row[1]) for row in found}
    return named
