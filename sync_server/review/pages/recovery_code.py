"""A recovery code in the place of the app: each is good once."""

from functools import partial

from sync_server.core.signing_in import give_recovery_code
from sync_server.review.browsers import own_path
from sync_server.review.call import PageCall
from sync_server.review.page import GIVING_CODE, Answer, Page, Shown
from sync_server.review.pages.second_factor import after_code

TEMPLATE = "recovery_code.html"


def _show(call: PageCall) -> Answer:
    return Shown(TEMPLATE, {"next": own_path(call.query.get("next", ""))})


def _submit(call: PageCall) -> Answer:
    given = call.write(
        partial(give_recovery_code, viewer=call.viewer, code=call.form.get("code")[:100], now=call.now)
    )
    return after_code(call, given, TEMPLATE, "recovery-wrong")


PAGE = Page("/review/recovery-code", GIVING_CODE, _show, _submit)
