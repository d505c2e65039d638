"""Choosing a password: with a one-time link, or a new one for who is signed in."""

from functools import partial

from fieldlog.domain.problems import Problem
from sync_server.auth.passwords import LONGEST, SHORTEST, hash_password, is_long_enough
from sync_server.core.second_factors import choose_password
from sync_server.review.browsers import HOME
from sync_server.review.call import PageCall
from sync_server.review.page import CHOOSING_PASSWORD, Answer, Page, Redirect, Shown

FACTS = {"shortest": SHORTEST}


def _show(_call: PageCall) -> Answer:
    return Shown("password.html", FACTS)


def _submit(call: PageCall) -> Answer:
    password, again = call.form.get("password"), call.form.get("again")
    problem = _find_problem(password, again)
    if problem is not None:
        return Shown("password.html", {**FACTS, "problems": call.explain(problem)}, status=422)
    hashed = hash_password(password)
    entry = call.write(partial(choose_password, viewer=call.viewer, password_hash=hashed, now=call.now))
    if entry.problem:
        return Redirect("/review/sign-in", session="")
    if call.viewer.is_complete:
        return Redirect("/review/account", "password", entry.session_id)
    return Redirect(HOME, session=entry.session_id)


def _find_problem(password: str, again: str) -> Problem | None:
    if not is_long_enough(password):
        return Problem("password", "password-length", {"least": SHORTEST, "most": LONGEST})
    return Problem("again", "passwords-differ") if password != again else None


PAGE = Page("/review/password", CHOOSING_PASSWORD, _show, _submit, is_fresh=True)
