"""The JSON shapes that scripts rely on; times with offset, days YYYY-MM-DD, customers {"id", "name"}."""

from datetime import datetime
from typing import Any

from fieldlog.actions.workspace import Workspace
from fieldlog.domain.days import from_text
from fieldlog.store.reading import find_kept_card

Json = dict[str, Any]


def moment_json(moment: datetime | str | None, workspace: Workspace) -> str | None:
    """Return an instant in the organisation's zone with its offset."""
    if moment is None:
        return None
    instant = from_text(moment) if isinstance(moment, str) else moment
    return instant.astimezone(workspace.zone).isoformat(timespec="seconds")


def customer_json(customer: str, workspace: Workspace) -> Json:
    """Return the {"id", "name"} of a customer."""
    card = find_kept_card(workspace.store, customer)
    return {"id": card["id"] if card else customer, "name": card["name"] if card else ""}
