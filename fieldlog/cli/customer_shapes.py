"""The JSON shape of a customer."""

from fieldlog.actions.workspace import Workspace
from fieldlog.cli.shapes import Json, moment_json
from fieldlog.domain.cards import Card, card_standing, days_since_contact, paused_until
from fieldlog.store.freshness import refresh_all
from fieldlog.store.reading import find_kept_card

NOT_ASKED = "not-asked"


def find_customer_json(workspace: Workspace, customer: str) -> Json:
    """Return the shape of a customer as it is now, after a save too."""
    refresh_all(workspace.store, workspace.now())
    card = find_kept_card(workspace.store, customer)
    return {"id": customer} if card is None else card_json(card, workspace)


def card_json(card: Card, workspace: Workspace) -> Json:
    """Return the shape of a customer from the card."""
    today = workspace.today()
    standing = card_standing(card, today)
    return {
        **{name: card[name] for name in ("id", "name", "honorific", "phones", "address", "district")},
        "class": standing.letter or None,
        "key": standing.key,
        "birthday": card.get("birthday"),
        "next_birthday": card.get("next_birthday"),
        "created": card["created"],
        "paused_until": paused_until(card, today),
        "opted_out_since": card["opted_out"],
        "consent": card["consent"] or NOT_ASKED,
        "last_contact": moment_json(card.get("last_contact"), workspace),
        "days_since_contact": days_since_contact(card, today, workspace.zone),
        "open_promises": card["open_promises"],
        "contact_strip": card["strip"],
    }
