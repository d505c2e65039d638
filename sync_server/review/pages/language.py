"""The other language: for this browser, and for who is signed in everywhere."""

from functools import partial

from sync_server.database.people import write_language
from sync_server.errors import RefusalError
from sync_server.review.browsers import own_path
from sync_server.review.call import PageCall
from sync_server.review.page import ANYBODY, Answer, Page, Redirect


def _show(call: PageCall) -> Answer:
    wanted = call.query.get("to", "")
    if wanted not in ("zh", "en"):
        raise RefusalError("not-found")
    if call.signed_in is not None:
        user_id = call.signed_in.user.user_id
        call.write(partial(write_language, user_id=user_id, language=wanted))
    return Redirect(own_path(call.query.get("next", "")), language=wanted)


PAGE = Page("/review/language", ANYBODY, _show)
