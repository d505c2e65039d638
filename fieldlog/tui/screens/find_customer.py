"""Whom is it about? A customer is found by name, pinyin, phone, address or district."""

from collections.abc import Sequence

from fieldlog.actions.customer_lists import CustomerRow, open_customer_list
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.customer_filter import CustomerFilter
from fieldlog.domain.problems import N_
from fieldlog.tui.choosing_screen import ChoosingScreen
from fieldlog.tui.widgets.row_list import Row

MOST = 50


class FindCustomerScreen(ChoosingScreen[str]):
    """Answers with the id of the customer."""

    placeholder = N_("Whom is it about? Name, pinyin or phone")
    nothing = N_("Nobody is found. Type less of the name, or its pinyin; Escape goes back.")

    async def find(self, query: str) -> Sequence[Row]:
        """Return the customers that a query finds."""
        return [customer_row(one) for one in await self.fieldlog.desk.run(find_customers, query, MOST)]

    def choose(self, key: str) -> None:
        """Answer."""
        self.dismiss(key)


def find_customers(workspace: Workspace, query: str, most: int) -> tuple[CustomerRow, ...]:
    """Return the first customers that a query finds, in the order of the list."""
    return open_customer_list(workspace, CustomerFilter(query=query)).window(0, most)


def customer_row(one: CustomerRow) -> Row:
    """Return the line of a customer: the name, and what tells namesakes apart."""
    return Row(one.id, (one.name, one.district or (one.phones[0] if one.phones else "")))
