"""One person: the laptops, and what can be done."""

from sync_server.core.people import may_enrol, may_manage, may_revoke, read_person
from sync_server.review.call import PageCall
from sync_server.review.page import TEAM, Answer, Page, Shown


def _show(call: PageCall) -> Answer:
    viewer = call.viewer
    person = call.read(lambda connection: read_person(connection, viewer.sight, call.names["user"]))
    facts = {
        "person": person,
        "may_enrol": may_enrol(viewer, person.user, call.now),
        "may_manage": may_manage(viewer, person.user),
        "may_revoke": may_revoke(viewer, person.user),
    }
    return Shown("person.html", facts)


PAGE = Page("/review/people/{user:str}", TEAM, _show)
