"""The dossier of one customer, for whoever sees it."""

from fieldlog.domain.dossier import Dossier, read_dossier
from sync_server.database import evaluating
from sync_server.database.engine import Connection
from sync_server.database.people import Sight


def find_dossier(connection: Connection, sight: Sight, customer: str) -> Dossier | None:
    """Return the dossier of a customer and those that count as it; ``None`` when it is not within the sight.

    It holds health notes: whoever shows them to a supervisor notes that in the audit log.
    """
    members = evaluating.members_within(connection, sight, customer)
    if not members:
        return None
    found = evaluating.documents_of(connection, members)
    return read_dossier(customer, [one for documents in found.values() for one in documents])
