"""Letting a person go."""

from sync_server.core.people import may_manage, read_person, retire
from sync_server.errors import RefusalError
from sync_server.review.call import PageCall
from sync_server.review.page import ADMINS, Answer, Page, Redirect, Shown


def _show(call: PageCall) -> Answer:
    person = call.read(lambda connection: read_person(connection, call.viewer.sight, call.names["user"]))
    if not may_manage(call.viewer, person.user):
        raise RefusalError("page-not-yours")
    return Shown("retire.html", {"person": person, "days": call.serving.settings.retiring_days})


def _submit(call: PageCall) -> Answer:
    days, user_id = call.serving.settings.retiring_days, call.names["user"]
    call.write(lambda connection: retire(connection, call.viewer, user_id, days, call.now))
    return Redirect(f"/review/people/{user_id}", "retired")


PAGE = Page("/review/people/{user:str}/retire", ADMINS, _show, _submit, is_fresh=True)
