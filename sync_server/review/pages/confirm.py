"""The password once more, before something grave."""

from fieldlog.domain.problems import Problem
from sync_server.core.signing_in import confirm_password
from sync_server.errors import RefusalError
from sync_server.review.browsers import own_path
from sync_server.review.call import PageCall
from sync_server.review.page import EVERYBODY, Answer, Page, Redirect, Shown
from sync_server.review.pages.sign_in import wait


def _show(call: PageCall) -> Answer:
    return Shown("confirm.html", {"next": own_path(call.query.get("next", ""))})


def _submit(call: PageCall) -> Answer:
    following = own_path(call.form.get("next"))
    try:
        call.serving.sign_ins.take(call.address)
        entry = confirm_password(
            call.serving.engine, call.viewer, call.form.get("password"), call.address, call.now
        )
    except RefusalError as error:
        return wait("confirm.html", {"next": following}, error.retry_after or 1)
    if entry.problem:
        problems = call.explain(Problem("password", entry.problem))
        return Shown("confirm.html", {"next": following, "problems": problems}, status=422)
    return Redirect(following, session=entry.session_id)


PAGE = Page("/review/confirm", EVERYBODY, _show, _submit)
