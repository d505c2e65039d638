"""Saves that the server has put aside: what they were about, why, and what to do next."""

from typing import NamedTuple

from fieldlog.actions.journal import read_save
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.documents import customer_of
from fieldlog.domain.refusals import reason_of
from fieldlog.store.outbox import put_aside_rows
from fieldlog.store.rows import OutboxRow
from fieldlog.store.store import Store


class PutAside(NamedTuple):
    """A save that was put aside: its number and name, of which customer, when it was made and answered (UTC
    texts), the kinds of its documents, the code, and why and the next step (to be translated).
    ``has_left``: the customer was handed over since, and nothing else of the save is on this laptop.
    """

    dseq: int
    gid: str
    customer: str
    at: str
    answered_at: str
    kinds: tuple[str, ...]
    code: str
    why: str
    next_step: str
    has_left: bool


def list_put_aside(workspace: Workspace) -> tuple[PutAside, ...]:
    """Return the saves that the server has put aside, the oldest first; nothing of them is lost there."""
    return tuple(_describe(workspace.store, row) for row in put_aside_rows(workspace.store))


def _describe(store: Store, row: OutboxRow) -> PutAside:
    save = read_save(row)
    kinds = row.kinds if save is None else save.kinds
    at = row.saved_at if save is None else save.at
    reason = reason_of(row.code)
    customer = customer_of(row.scope) or ""
    return PutAside(
        row.dseq,
        row.gid,
        customer,
        at,
        row.answered_at,
        kinds,
        row.code,
        reason.why,
        reason.next_step,
        row.is_gone and store.find_document(customer) is None,
    )
