"""The laptops: when each spoke last, and how much it holds."""

from fieldlog.domain.problems import N_
from sync_server.core.people import is_in_use, read_laptops
from sync_server.review.call import PageCall
from sync_server.review.page import TEAM, Answer, Page, Shown


def _show(call: PageCall) -> Answer:
    found = call.read(lambda connection: read_laptops(connection, call.viewer.sight))
    facts = {
        "laptops": [one for one in found if is_in_use(one)],
        "revoked": [one for one in found if not is_in_use(one)],
    }
    return Shown("laptops.html", facts)


PAGE = Page("/review/laptops", TEAM, _show, entry=N_("Laptops"))
