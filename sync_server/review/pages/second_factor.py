"""The code of the authenticator app."""

from functools import partial

from fieldlog.domain.problems import Problem
from sync_server.core.signing_in import Entry, give_code
from sync_server.review.browsers import own_path
from sync_server.review.call import PageCall
from sync_server.review.page import GIVING_CODE, Answer, Page, Redirect, Shown
from sync_server.review.pages.sign_in import wait

TEMPLATE = "second_factor.html"


def _show(call: PageCall) -> Answer:
    return Shown(TEMPLATE, {"next": own_path(call.query.get("next", ""))})


def _submit(call: PageCall) -> Answer:
    given = call.write(partial(give_code, viewer=call.viewer, code=call.form.get("code")[:100], now=call.now))
    return after_code(call, given, TEMPLATE, "code-wrong")


def after_code(call: PageCall, given: Entry | int, template: str, problem: str) -> Answer:
    """Return what follows a code: the page that was wanted, or this one again with what is wrong."""
    following = own_path(call.form.get("next"))
    if isinstance(given, int):
        return wait(template, {"next": following}, given)
    if given.problem:
        problems = call.explain(Problem("code", problem))
        return Shown(template, {"next": following, "problems": problems}, status=422)
    return Redirect(following, session=given.session_id)


PAGE = Page("/review/second-factor", GIVING_CODE, _show, _submit)
