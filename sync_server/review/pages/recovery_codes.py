"""New recovery codes, shown once."""

from functools import partial

from sync_server.core.second_factors import make_recovery_codes
from sync_server.review.call import PageCall
from sync_server.review.page import EVERYBODY, Answer, Page, Shown


def _show(_call: PageCall) -> Answer:
    return Shown("recovery_codes.html", {"codes": (), "is_set_up": False})


def _submit(call: PageCall) -> Answer:
    codes = call.write(partial(make_recovery_codes, viewer=call.viewer, now=call.now))
    return Shown("recovery_codes.html", {"codes": codes, "is_set_up": False})


PAGE = Page("/review/recovery-codes", EVERYBODY, _show, _submit, is_fresh=True)
