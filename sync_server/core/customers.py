"""Naming customers on the server: by their id, its beginning, or their name."""

import json

from fieldlog.domain import kinds
from fieldlog.domain.customer_list.cells import fold
from fieldlog.domain.documents import Document, shown_values
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.problems import Problem
from sync_server.database import documents, grants
from sync_server.database.engine import Connection

SHOWN_DIGITS = 8
MOST_SHOWN = 5


def find_customer(connection: Connection, words: str) -> str:
    """Return the id of the one customer that is meant; ``BadInputError`` names the candidates."""
    found = [scope[9:] for scope in grants.scopes_like(connection, f"customer:{words.lower()}")]
    if not found or not words:
        wanted = fold(words)
        profiles = documents.documents_of_kind(connection, kinds.CUSTOMER)
        found = [one.scope[9:] for one in profiles if wanted and fold(name_of(one)) == wanted]
    if not found:
        raise BadInputError(Problem("customer", "no-such-customer", {"words": words[:40]}))
    if len(found) > 1:
        shown = tuple(customer[:SHOWN_DIGITS] for customer in found[:MOST_SHOWN])
        raise BadInputError(
            Problem(
                "customer",
                "ambiguous",
                {"words": words[:40], "count": len(found), "candidates": shown},
            )
        )
    return found[0]


def name_of(document: Document) -> str:
    """Return the name in a customer's profile; empty when it holds none."""
    try:
        value = json.loads(shown_values(document).get("name", '""'))
    except ValueError:
        return ""
    return value if isinstance(value, str) else ""


def customer_name(connection: Connection, customer: str) -> str:
    """Return the name of a customer; empty when its profile has not arrived."""
    stored = documents.find_document(connection, customer)
    return "" if stored is None else name_of(stored.document)
