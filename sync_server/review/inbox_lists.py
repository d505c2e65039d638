"""The lists of the inbox: the beginning of each, or one of them page by page."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode

from fieldlog.domain.kinds import PAUSE, SUGGESTION
from sync_server.core.matters import waiting_matters
from sync_server.database.engine import Connection
from sync_server.database.figures.disagreements import documents_in_conflict
from sync_server.database.figures.late_lists import late_work
from sync_server.database.figures.places import ListPlace
from sync_server.database.quarantines import open_within
from sync_server.errors import RefusalError
from sync_server.review.call import PageCall
from sync_server.review.places import number_of, read_list_place, write_list_place

INBOX = "/review/inbox"
ON_A_PAGE = 50
Read = Callable[[Connection, PageCall, ListPlace | None, int], Sequence[Any]]


class Slice(NamedTuple):
    """The rows of a list that are shown, and the address of the next ones; empty when there are no more."""

    rows: tuple[Any, ...] = ()
    following: str = ""


def _conflicts(connection: Connection, call: PageCall, behind: ListPlace | None, limit: int) -> Sequence[Any]:
    below = None if behind is None else number_of(behind)
    return documents_in_conflict(connection, call.viewer.sight, below, limit)


LISTS: dict[str, Read] = {
    "waiting": lambda connection, call, behind, limit: open_within(
        connection, call.viewer.sight, behind, limit
    ),
    "suggestions": lambda connection, call, behind, limit: waiting_matters(
        connection, call.viewer.sight, SUGGESTION, call.now, behind, limit
    ),
    "pauses": lambda connection, call, behind, limit: waiting_matters(
        connection, call.viewer.sight, PAUSE, call.now, behind, limit
    ),
    "conflicts": _conflicts,
    "late": lambda connection, call, behind, limit: late_work(connection, call.viewer.sight, behind, limit),
}
"""By their names in an address, in the order of the page."""


def chosen_list(call: PageCall) -> str:
    """Return the one list that an address names; empty for all of them, ``RefusalError`` for none of them."""
    name = call.query.get("list", "")
    if name and name not in LISTS:
        raise RefusalError("bad-parameter")
    return name


def read_lists(connection: Connection, call: PageCall) -> dict[str, Slice]:
    """Return the lists that an address wants; the others are empty."""
    chosen = chosen_list(call)
    behind = read_list_place(call.query.get("behind", "")) if chosen else None
    return {
        name: _slice(connection, call, name, behind) if chosen in ("", name) else Slice() for name in LISTS
    }


def _slice(connection: Connection, call: PageCall, name: str, behind: ListPlace | None) -> Slice:
    rows = LISTS[name](connection, call, behind, ON_A_PAGE + 1)
    if len(rows) <= ON_A_PAGE:
        return Slice(tuple(rows))
    shown = tuple(rows[:ON_A_PAGE])
    following = {"list": name, "behind": write_list_place(shown[-1].place)}
    return Slice(shown, f"{INBOX}?{urlencode(following)}")
