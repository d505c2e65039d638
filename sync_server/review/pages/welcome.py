"""A one-time link: it is used up by a button, because programs that look at links in advance press none."""

from functools import partial

from fieldlog.domain.problems import Problem
from sync_server.core.second_factors import follow_link
from sync_server.database.engine import Connection
from sync_server.review.browsers import HOME
from sync_server.review.call import PageCall
from sync_server.review.page import ANYBODY, Answer, Page, Redirect, Shown


def _show(_call: PageCall) -> Answer:
    return Shown("welcome.html")


def _submit(call: PageCall) -> Answer:
    call.serving.sign_ins.take(call.address)
    follow = partial(follow_link, code=call.names["code"][:100], now=call.now)

    def work(connection: Connection) -> Answer:
        entry = follow(connection)
        if entry.problem:
            problems = call.explain(Problem("link", entry.problem))
            return Shown("welcome.html", {"problems": problems}, status=422)
        return Redirect(HOME, session=entry.session_id)

    return call.write(work)


PAGE = Page("/review/welcome/{code:str}", ANYBODY, _show, _submit)
