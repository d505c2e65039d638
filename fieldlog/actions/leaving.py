"""Customers that were handed over and are still on this laptop: they can be read, and what was begun there
can be finished; nothing new begins.
"""

from collections.abc import Iterable

from fieldlog.actions.workspace import Workspace
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.problems import Problem
from fieldlog.store.reading import find_kept_card
from fieldlog.store.scopes import Drop, find_drop


def find_leaving(workspace: Workspace, customer: str) -> Drop | None:
    """Return the hand-over that takes a customer away; ``None`` for one that stays."""
    return find_drop(workspace.store, f"customer:{customer}") if customer else None


def refuse_new_work(workspace: Workspace, customer: str, finished_drafts: Iterable[str] = ()) -> None:
    """Raise ``BadInputError`` when a customer was handed over, unless this finishes what was begun there."""
    drop = find_leaving(workspace, customer)
    if drop is None or workspace.finishing == customer:
        return
    drafts = map(workspace.store.find_draft, finished_drafts)
    if any(draft is not None and draft.customer == customer for draft in drafts):
        return
    card = find_kept_card(workspace.store, customer)
    name = card["name"] if card else customer[:8]
    code = "handed-over-to" if drop.to_user else "handed-over"
    raise BadInputError(Problem("customer", code, {"name": name, "to": drop.to_user}))
