"""The search within one customer, health notes too. The words come in the body of a form, so that they stand
in no address and no log; that somebody searched, and where, is in the audit before anything is shown.
"""

from functools import partial

from fieldlog.domain.problems import Problem
from sync_server.core.customer_search import search_customer
from sync_server.core.figures.visit_log import read_words
from sync_server.database.figures.customer_lists import find_customer
from sync_server.database.figures.kept_customers import kept_instead
from sync_server.errors import RefusalError
from sync_server.review.call import PageCall
from sync_server.review.page import TEAM, Answer, Page, Redirect, Shown
from sync_server.review.telling import field_words
from sync_server.review.visit_filters import LONGEST_TEXT


def _show(call: PageCall) -> Answer:
    customer, sight = call.names["customer"], call.viewer.sight
    kept = call.read(lambda connection: kept_instead(connection, sight, customer))
    if kept is not None:
        return Redirect(f"/review/customers/{kept}/search")
    return Shown("customer_search.html", _facts(call))


def _facts(call: PageCall) -> dict[str, object]:
    call.evaluate()
    customer, sight, today = call.names["customer"], call.viewer.sight, call.now.astimezone(call.zone).date()
    listed = call.read(lambda connection: find_customer(connection, sight, today, customer))
    if listed is None:
        raise RefusalError("not-found")
    return {"listed": listed, "path": f"/review/customers/{customer}", "words": "", "searched": None}


def _submit(call: PageCall) -> Answer:
    facts, words = _facts(call), call.form.get("words").strip()[:LONGEST_TEXT]
    if not read_words(words):
        problems = call.explain(Problem("words", "empty"))
        return Shown("customer_search.html", {**facts, "problems": problems}, status=422)
    customer, sight = call.names["customer"], call.viewer.sight
    call.note("searched-customer", f"customer:{customer}")
    searched = call.read(lambda connection: search_customer(connection, sight, customer, words))
    found = {"words": words, "searched": searched, "place_words": partial(field_words, call)}
    return Shown("customer_search.html", {**facts, **found})


PAGE = Page("/review/customers/{customer:str}/search", TEAM, _show, _submit)
