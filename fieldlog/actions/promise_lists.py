"""The lists of promises as screens show them: overdue, due today, upcoming and done, a window at a time."""

from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

from fieldlog.actions.workspace import Workspace
from fieldlog.domain.days import end_of_day
from fieldlog.domain.obligations import Obligation
from fieldlog.domain.promises import due_day
from fieldlog.store.freshness import refresh_promises
from fieldlog.store.listing import (
    closed_promises,
    count_closed_promises,
    count_open_promises,
    open_promises,
)
from fieldlog.store.reading import cards_by_id

OVERDUE, TODAY, UPCOMING, DONE = "overdue", "today", "upcoming", "done"
WHICH = (OVERDUE, TODAY, UPCOMING, DONE)
ONE_SECOND = timedelta(seconds=1)


class PromiseRow(NamedTuple):
    """One promise in a list.

    ``due`` is the due date that counts (a local day or an instant, as text); ``days_late`` counts calendar
    days of an overdue one. ``state`` is open, kept, kept_late or released, ``closed_at`` (UTC text) when it
    stopped being open.
    """

    promise: str
    customer: str
    customer_name: str
    text: str
    due: str
    form: str
    state: str
    days_late: int | None
    closed_at: str | None


class PromiseList:
    """How many promises there are in a list, and a look at any part of it, as of when the list was opened."""

    def __init__(
        self, workspace: Workspace, count: int, read: Callable[[int, int], tuple[Obligation, ...]]
    ) -> None:
        self._workspace = workspace
        self._read = read
        self._now = workspace.now()
        self._today = workspace.today()
        self.count = count

    def __len__(self) -> int:
        return self.count

    def window(self, first: int, count: int) -> tuple[PromiseRow, ...]:
        """Return the rows ``first`` to ``first + count - 1``, as far as there are any."""
        start = max(first, 0)
        found = self._read(start, max(first + count - start, 0))
        cards = cards_by_id(self._workspace.store, {one.customer for one in found})
        names = {customer: card["name"] for customer, card in cards.items()}
        return tuple(self._row(one, names.get(one.customer, "")) for one in found)

    def _row(self, one: Obligation, name: str) -> PromiseRow:
        due = one.evidence["due_on"]
        is_late = one.is_open and one.due < self._now
        return PromiseRow(
            promise=one.subject,
            customer=one.customer,
            customer_name=name,
            text=one.evidence["text"],
            due=due,
            form=one.evidence["form"],
            state=_state(one),
            days_late=(self._today - due_day(due)).days if is_late else None,
            closed_at=one.evidence.get("closed_at"),
        )


def open_promise_list(workspace: Workspace, which: str) -> PromiseList:
    """Return one of the lists of ``WHICH``: what can still be done by due date, what is done newest first."""
    now, store = workspace.now(), workspace.store
    refresh_promises(store, now)
    if which == DONE:
        return PromiseList(
            workspace, count_closed_promises(store), lambda start, count: closed_promises(store, start, count)
        )
    end_of_today = end_of_day(workspace.today(), workspace.zone)
    first, last = {
        OVERDUE: (None, now - ONE_SECOND),
        TODAY: (now, end_of_today),
        UPCOMING: (end_of_today + ONE_SECOND, None),
    }[which]
    return PromiseList(
        workspace,
        count_open_promises(store, first, last),
        lambda start, count: open_promises(store, first, last, start, count),
    )


def _state(one: Obligation) -> str:
    if one.is_open:
        return "open"
    if one.excused is not None:
        return "released"
    return "kept" if one.met_at is not None and one.met_at <= one.due else "kept_late"
