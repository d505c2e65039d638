"""Deciding about what was not taken: accept it, move it to a customer, or return it to the rep."""

from datetime import datetime
from typing import NamedTuple

from fieldlog.domain.days import to_text
from fieldlog.domain.deleting import is_deleted
from fieldlog.domain.kinds import CUSTOMER, MERGE_LINK
from fieldlog.domain.saves import Save, apply_save
from fieldlog.domain.views import read_view
from sync_server.core.lines import read_lines
from sync_server.core.push import Push
from sync_server.core.server_saves import line_of, random_id, server_device
from sync_server.core.viewers import Viewer
from sync_server.database import documents, evaluating, quarantines, users
from sync_server.database.audits import Deed, add_deed
from sync_server.database.engine import Connection
from sync_server.database.people import Sight
from sync_server.database.pushes import lock_device
from sync_server.database.quarantines import WaitingSave
from sync_server.errors import RefusalError

OPEN, ACCEPTED, MOVED, RETURNED = "open", "accepted", "moved", "returned"
ABOUT_SCOPE = frozenset({"foreign-scope", "late-too-long"})
"""Codes of saves that are whole: only the author had no right to the customer."""


class Quarantined(NamedTuple):
    """A save that waits; ``save`` is ``None`` when it cannot be read.

    ``may_accept`` when it can be taken where it was meant for, ``may_move`` when for another customer; what
    would appear nowhere then, because it is not what it says it is, can only be returned.
    """

    waiting: WaitingSave
    save: Save | None
    may_accept: bool
    may_move: bool


def read_quarantined(
    connection: Connection, sight: Sight, quarantine_id: str, is_locked: bool = False
) -> Quarantined:
    """Return a save of somebody within a sight, locked for a decision if wanted; ``RefusalError``."""
    found = quarantines.find_within(connection, sight, quarantine_id, is_locked)
    if found is None:
        raise RefusalError("not-found")
    waiting, content = found
    save = read_lines([content], 0)[0].save
    kinds = {one.kind for one in save.documents} if save else set()
    is_open = waiting.code in ABOUT_SCOPE and waiting.state == OPEN
    is_whole = save is not None and is_open and _is_readable(connection, save)
    is_seen = bool(evaluating.members_within(connection, sight, waiting.scope.removeprefix("customer:")))
    may_accept = is_whole and is_seen and MERGE_LINK not in kinds
    return Quarantined(waiting, save, may_accept, is_whole and not kinds & {CUSTOMER, MERGE_LINK})


def _is_readable(connection: Connection, save: Save) -> bool:
    """Say whether every document of a save can be shown, together with what is known of it."""
    found = (documents.find_document(connection, one.doc_id) for one in save.documents)
    known = {one.document.doc_id: one.document for one in found if one and one.document.scope == save.scope}
    return all(is_deleted(one) or read_view(one) is not None for one in apply_save(known, save))


def accept(connection: Connection, viewer: Viewer, quarantine_id: str, now: datetime) -> None:
    """Take a save where it was meant for, in its author's name; ``RefusalError``."""
    found = read_quarantined(connection, viewer.sight, quarantine_id, is_locked=True)
    if not found.may_accept or found.save is None:
        raise RefusalError("quarantine-decided")
    _take(connection, found.waiting, found.save, now)
    _decide(connection, viewer, found.waiting, ACCEPTED, found.save.scope, now)


def move(connection: Connection, viewer: Viewer, quarantine_id: str, customer: str, now: datetime) -> None:
    """Take a save for another customer within the viewer's sight; ``RefusalError``."""
    found = read_quarantined(connection, viewer.sight, quarantine_id, is_locked=True)
    if not evaluating.members_within(connection, viewer.sight, customer):
        raise RefusalError("not-found")
    if not found.may_move or found.save is None:
        raise RefusalError("quarantine-decided")
    scope = f"customer:{customer}"
    _take(connection, found.waiting, found.save._replace(scope=scope), now)
    _decide(connection, viewer, found.waiting, MOVED, scope, now)


def give_back(connection: Connection, viewer: Viewer, quarantine_id: str, now: datetime) -> None:
    """Leave a save to its author, whose laptop still has it; ``RefusalError``."""
    found = read_quarantined(connection, viewer.sight, quarantine_id, is_locked=True)
    if found.waiting.state != OPEN:
        raise RefusalError("quarantine-decided")
    _decide(connection, viewer, found.waiting, RETURNED, "", now)


def _take(connection: Connection, waiting: WaitingSave, save: Save, now: datetime) -> None:
    """Store a save under a name of its own: under the old one it was answered already."""
    author = users.get_user(connection, waiting.user_id)
    device = server_device(connection, author, now)
    last = lock_device(connection, device.device_id)
    line = line_of(save._replace(gid=random_id()), last + 1)
    answer = Push(connection, device, now, is_servers=True).take([line])
    if not isinstance(answer, list) or answer[0].status == "quarantined":
        # What it writes is a document of somebody else's by now: nothing of this transaction stays.
        raise RefusalError("quarantine-unfit")


def _decide(
    connection: Connection, viewer: Viewer, waiting: WaitingSave, state: str, detail: str, now: datetime
) -> None:
    at, by = to_text(now), viewer.user.name
    quarantines.write_decision(connection, waiting.quarantine_id, state, by, at)
    add_deed(connection, Deed(at, by, f"quarantine-{state}", waiting.user_id, detail))
