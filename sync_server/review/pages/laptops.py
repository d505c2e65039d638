"""The laptops: when each spoke last, and how much it holds."""

from fieldlog.domain.days import to_text
from fieldlog.domain.problems import N_
from sync_server.core.figures.weeks import SILENT
from sync_server.core.people import is_in_use, read_laptops
from sync_server.review.call import PageCall
from sync_server.review.page import TEAM, Answer, Page, Shown


def _show(call: PageCall) -> Answer:
    found = call.read(lambda connection: read_laptops(connection, call.viewer.sight))
    # Those that nobody has heard from for longest come first: they are what the page is opened for.
    found = sorted(found, key=lambda one: one.device.seen_at or "")
    facts = {
        "laptops": [one for one in found if is_in_use(one)],
        "silent_since": to_text(call.now - SILENT),
        "revoked": [one for one in found if not is_in_use(one)],
    }
    return Shown("laptops.html", facts)


PAGE = Page("/review/laptops", TEAM, _show, entry=N_("Laptops"))
