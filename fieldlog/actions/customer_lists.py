"""The list of customers as screens and the command line show it: found at once, read a window at a time."""

from typing import NamedTuple

from fieldlog.actions.workspace import Workspace
from fieldlog.domain.cards import Card, card_standing, days_since_contact, paused_until
from fieldlog.domain.customer_filter import CustomerFilter, is_to_contact
from fieldlog.store.freshness import refresh_all
from fieldlog.store.listing import districts_in_use, find_customer_ids
from fieldlog.store.reading import cards_by_id


class CustomerRow(NamedTuple):
    """One customer in a list, as of today. ``strip`` is read with ``contact_strip``; days are texts.

    A customer that was joined to another one since the list was opened has an id only.
    """

    id: str
    name: str = ""
    honorific: str = ""
    letter: str = ""
    key: bool = False
    district: str = ""
    phones: tuple[str, ...] = ()
    days_since_contact: int | None = None
    open_promises: int = 0
    is_to_contact: bool = False
    paused_until: str | None = None
    opted_out: str | None = None
    strip: str = ""


class CustomerList:
    """The ids of customers in the order of the list, and a look at any part of it.

    The ids stay as they were found; what a window shows is what is stored when it is read.
    """

    def __init__(self, workspace: Workspace, ids: tuple[str, ...]) -> None:
        self._workspace = workspace
        self.ids = ids

    def __len__(self) -> int:
        return len(self.ids)

    def window(self, first: int, count: int) -> tuple[CustomerRow, ...]:
        """Return the rows ``first`` to ``first + count - 1``, as far as there are any."""
        wanted = self._part(first, count)
        cards = cards_by_id(self._workspace.store, wanted)
        return tuple(
            _row(cards[one], self._workspace) if one in cards else CustomerRow(one) for one in wanted
        )

    def cards(self, first: int, count: int) -> tuple[Card, ...]:
        """Return the cards of a window, without those of customers that have been joined to others since."""
        wanted = self._part(first, count)
        cards = cards_by_id(self._workspace.store, wanted)
        return tuple(cards[one] for one in wanted if one in cards)

    def _part(self, first: int, count: int) -> tuple[str, ...]:
        start = max(first, 0)
        return self.ids[start : max(first + count, start)]


NOBODY_LEFT_OUT = CustomerFilter()


def open_customer_list(workspace: Workspace, wanted: CustomerFilter = NOBODY_LEFT_OUT) -> CustomerList:
    """Return the list of the customers that a filter lets through, by district, pinyin and name."""
    refresh_all(workspace.store, workspace.now())
    return CustomerList(workspace, find_customer_ids(workspace.store, wanted, workspace.today()))


def list_districts(workspace: Workspace) -> tuple[str, ...]:
    """Return the districts in use, sorted, to filter by."""
    refresh_all(workspace.store, workspace.now())
    return tuple(one for one in districts_in_use(workspace.store) if one)


def _row(card: Card, workspace: Workspace) -> CustomerRow:
    today = workspace.today()
    standing = card_standing(card, today)
    return CustomerRow(
        id=card["id"],
        name=card["name"],
        honorific=card["honorific"],
        letter=standing.letter,
        key=standing.key,
        district=card["district"],
        phones=tuple(card["phones"]),
        days_since_contact=days_since_contact(card, today, workspace.zone),
        open_promises=card["open_promises"],
        is_to_contact=is_to_contact(card, today),
        paused_until=paused_until(card, today),
        opted_out=card["opted_out"],
        strip=card["strip"],
    )
