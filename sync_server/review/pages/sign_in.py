"""Signing in with name and password."""

from collections.abc import Mapping

from fieldlog.domain.problems import Problem
from sync_server.core.signing_in import sign_in
from sync_server.errors import RefusalError
from sync_server.review.browsers import own_path
from sync_server.review.call import PageCall
from sync_server.review.page import ANYBODY, Answer, Page, Redirect, Shown


def _show(call: PageCall) -> Answer:
    if call.signed_in is not None and call.signed_in.is_complete:
        return Redirect(own_path(call.query.get("next", "")))
    return Shown("sign_in.html", {"name": "", "next": own_path(call.query.get("next", ""))})


def _submit(call: PageCall) -> Answer:
    name, following = call.form.get("name"), own_path(call.form.get("next"))
    facts = {"name": name, "next": following}
    try:
        call.serving.sign_ins.take(call.address)
        entry = sign_in(
            call.serving.engine, name, call.form.get("password"), call.address, call.now, call.session_id
        )
    except RefusalError as error:
        return wait("sign_in.html", facts, error.retry_after or 1)
    if entry.problem:
        problems = call.explain(Problem("name", entry.problem))
        return Shown("sign_in.html", {**facts, "problems": problems}, status=422)
    return Redirect(following, session=entry.session_id)


def wait(template: str, facts: Mapping[str, object], seconds: int) -> Shown:
    """Return a page that says in how many seconds it takes another attempt."""
    return Shown(template, {**facts, "seconds": seconds}, 429, {"Retry-After": str(seconds)})


PAGE = Page("/review/sign-in", ANYBODY, _show, _submit)
