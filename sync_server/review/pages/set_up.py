"""Setting up a second factor: a picture for the app, the same secret in letters, and the first code."""

from functools import partial
from io import BytesIO

import segno

from fieldlog.domain.problems import Problem
from sync_server.auth.passwords import in_groups, totp_uri
from sync_server.core.second_factors import finish_set_up, pending_secret
from sync_server.review.call import PageCall
from sync_server.review.page import SETTING_UP, Answer, File, Page, Shown


def _secret(call: PageCall) -> str:
    return call.write(partial(pending_secret, viewer=call.viewer))


def _show(call: PageCall) -> Answer:
    return Shown("set_up.html", {"secret": in_groups(_secret(call))})


def _submit(call: PageCall) -> Answer:
    code = call.form.get("code")[:100]
    done = call.write(partial(finish_set_up, viewer=call.viewer, code=code, now=call.now))
    if done.problem:
        problems = call.explain(Problem("code", done.problem))
        return Shown("set_up.html", {"secret": in_groups(_secret(call)), "problems": problems}, status=422)
    facts = {"codes": done.recovery_codes, "is_set_up": True}
    return Shown("recovery_codes.html", facts, session=done.session_id)


def _picture(call: PageCall) -> Answer:
    drawing = BytesIO()
    uri = totp_uri(_secret(call), call.viewer.user.name)
    code = segno.make(uri, error="m", micro=False)
    code.save(drawing, kind="svg", scale=4, border=4, dark="#000", light="#fff", xmldecl=False, nl=False)
    return File(drawing.getvalue(), "image/svg+xml")


PAGE = Page("/review/set-up", SETTING_UP, _show, _submit, is_fresh=True)
PICTURE = Page("/review/set-up/picture.svg", SETTING_UP, _picture, is_fresh=True)
