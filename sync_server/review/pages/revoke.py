"""Revoking a laptop that is lost or given back."""

from sync_server.core.people import may_revoke, revoke_laptop
from sync_server.errors import RefusalError
from sync_server.review.call import PageCall
from sync_server.review.page import TEAM, Answer, Page, Redirect, Shown
from sync_server.review.pages.laptop import read_seen


def _show(call: PageCall) -> Answer:
    seen = read_seen(call)
    if not may_revoke(call.viewer, seen.user):
        raise RefusalError("page-not-yours")
    return Shown("revoke.html", seen._asdict())


def _submit(call: PageCall) -> Answer:
    laptop = call.names["laptop"]
    call.write(lambda connection: revoke_laptop(connection, call.viewer, laptop, call.now))
    return Redirect(f"/review/laptops/{laptop}", "revoked")


PAGE = Page("/review/laptops/{laptop:str}/revoke", TEAM, _show, _submit)
