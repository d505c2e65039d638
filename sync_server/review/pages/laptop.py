"""One laptop, and which customers it holds: who sees that is noted."""

from typing import NamedTuple

from sync_server.core.holdings import Holding
from sync_server.core.people import Named, get_laptop, get_user, may_revoke, named
from sync_server.database.engine import Connection
from sync_server.database.users import User
from sync_server.review.call import PageCall
from sync_server.review.page import TEAM, Answer, Page, Shown


class Seen(NamedTuple):
    """A laptop, whose it is, and the customers by name."""

    laptop: Holding
    user: User
    customers: list[Named]
    to_drop: list[Named]


def read_seen(call: PageCall) -> Seen:
    """Return the laptop of the address, and note that its customers were seen; ``RefusalError``."""
    sight = call.viewer.sight

    def work(connection: Connection) -> Seen:
        laptop = get_laptop(connection, sight, call.names["laptop"])
        user = get_user(connection, sight, laptop.device.user_id)
        return Seen(laptop, user, named(connection, laptop.customers), named(connection, laptop.to_drop))

    seen = call.read(work)
    call.note("saw-holdings", seen.laptop.device.device_id)
    return seen


def _show(call: PageCall) -> Answer:
    seen = read_seen(call)
    return Shown("laptop.html", {**seen._asdict(), "may_revoke": may_revoke(call.viewer, seen.user)})


PAGE = Page("/review/laptops/{laptop:str}", TEAM, _show)
