"""Words that many pages say: times, roles, states, deeds, and the notices after something was done."""

from datetime import datetime, timedelta
from typing import Literal

from fieldlog.domain.days import from_text
from fieldlog.domain.problems import N_
from sync_server.review.call import PageCall

Kind = Literal["role", "user-state", "device-state", "deed"]

WORDS: dict[Kind, dict[str, str]] = {
    "role": {"rep": N_("Rep"), "supervisor": N_("Supervisor"), "admin": N_("Administrator")},
    "user-state": {
        "active": N_("Active"),
        "retiring": N_("Has left, may hand in work"),
        "retired": N_("Has left"),
    },
    "device-state": {
        "active": N_("In use"),
        "forked": N_("Goes on under another identity"),
        "revoked": N_("Revoked"),
    },
    "deed": {
        "enrol": N_("enrolled a laptop"),
        "enrol-code": N_("made a code for a laptop"),
        "erase": N_("erased data of a customer"),
        "fork": N_("a laptop took a new identity"),
        "hand-over": N_("handed a customer over"),
        "password": N_("chose a password"),
        "recovery-codes": N_("made recovery codes"),
        "restore": N_("restored a backup"),
        "revoke": N_("revoked a laptop"),
        "saw-holdings": N_("saw which customers a laptop holds"),
        "second-factor": N_("set up a second factor"),
        "second-factor-reset": N_("took a second factor away"),
        "sign-in": N_("signed in"),
        "sign-in-link": N_("made a link for signing in"),
        "sign-in-recovery": N_("signed in with a recovery code"),
        "sign-out": N_("signed out"),
        "user-add": N_("added a person"),
        "user-retire": N_("marked a person as left"),
        "user-team": N_("moved a person to another team"),
    },
}
"""What codes are called; a deed that is new here stands for itself."""

NOTICES: dict[str, str] = {
    "moved": N_("The person is in another team now."),
    "password": N_("The new password is good from now on. Everywhere else you are signed out."),
    "retired": N_("The person has left. The laptop drops its customers; pending work may still come in."),
    "revoked": N_("The laptop is revoked. It is refused from its next request on."),
    "second-factor": N_("The second factor is set up."),
    "signed-out": N_("You are signed out."),
}
"""What is said on a page after something was done, by the code in its address."""


def word(call: PageCall, kind: Kind, code: str) -> str:
    """Return what a code is called."""
    return call.say(WORDS[kind].get(code, code))


def when(call: PageCall, at: str) -> str:
    """Return a stored time as a clock on the organisation's wall shows it."""
    return from_text(at).astimezone(call.zone).strftime("%Y-%m-%d %H:%M")


def ago(call: PageCall, at: str) -> str:
    """Return how long ago a stored time was, in one unit."""
    return since(call, from_text(at))


def since(call: PageCall, instant: datetime) -> str:
    """Return how long ago an instant was, in one unit."""
    passed = max(call.now - instant, timedelta())
    for length, one, many in (
        (timedelta(days=1), N_("1 day ago"), N_("{count} days ago")),
        (timedelta(hours=1), N_("1 hour ago"), N_("{count} hours ago")),
        (timedelta(minutes=1), N_("1 minute ago"), N_("{count} minutes ago")),
    ):
        count = passed // length
        if count:
            return call.say(one) if count == 1 else call.say(many, count=count)
    return call.say(N_("just now"))
