"""A one-time link for a person who has no password yet, or has lost it, or the second factor."""

from sync_server.core.people import WELCOME_MINUTES, get_user, invite, may_manage
from sync_server.database.users import User
from sync_server.errors import RefusalError
from sync_server.review.call import PageCall
from sync_server.review.page import ADMINS, Answer, Page, Shown


def link_facts(call: PageCall, user: User, code: str, minutes: int) -> dict[str, object]:
    """Return what the template shows of a link: shown once, with the path behind the server's address."""
    return {"user": user, "link": f"/review/welcome/{code}", "hours": minutes // 60}


def _show(call: PageCall) -> Answer:
    user = call.read(lambda connection: get_user(connection, call.viewer.sight, call.names["user"]))
    if not may_manage(call.viewer, user):
        raise RefusalError("page-not-yours")
    return Shown("sign_in_link.html", {"user": user, "link": "", "hours": WELCOME_MINUTES // 60})


def _submit(call: PageCall) -> Answer:
    is_lost = call.form.get("lost") == "yes"
    user, code = call.write(
        lambda connection: invite(connection, call.viewer, call.names["user"], is_lost, call.now)
    )
    return Shown("sign_in_link.html", link_facts(call, user, code, WELCOME_MINUTES))


PAGE = Page("/review/people/{user:str}/link", ADMINS, _show, _submit, is_fresh=True)
