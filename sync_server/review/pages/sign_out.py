"""Signing out."""

from functools import partial

from sync_server.core.signing_in import sign_out
from sync_server.review.call import PageCall
from sync_server.review.page import HALFWAY, Answer, Page, Redirect


def _submit(call: PageCall) -> Answer:
    call.write(partial(sign_out, viewer=call.viewer, now=call.now))
    return Redirect("/review/sign-in", "signed-out", session="")


PAGE = Page("/review/sign-out", HALFWAY, submit=_submit)
