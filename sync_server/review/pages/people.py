"""The people whom a viewer may see."""

from fieldlog.domain.problems import N_
from sync_server.core.people import read_people
from sync_server.core.users import ADMIN
from sync_server.review.call import PageCall
from sync_server.review.page import TEAM, Answer, Page, Shown


def _show(call: PageCall) -> Answer:
    found = call.read(lambda connection: read_people(connection, call.viewer.sight))
    facts = {
        "people": [one for one in found if one.user.state == "active"],
        "gone": [one for one in found if one.user.state != "active"],
        "may_add": call.viewer.user.role == ADMIN,
    }
    return Shown("people.html", facts)


PAGE = Page("/review/people", TEAM, _show, entry=N_("People"))
