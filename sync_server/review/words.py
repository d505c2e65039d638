"""Words that many pages say: times, roles, states, deeds, and the notices after something was done."""

import re
from datetime import datetime, timedelta
from typing import Literal

from fieldlog.domain.days import from_text, local_day
from fieldlog.domain.problems import N_
from fieldlog.domain.reviews import STATES
from fieldlog.domain.signals import SIGNALS
from fieldlog.domain.standing import HEALTH_NOTES
from fieldlog.domain.timeline import CHANNELS
from sync_server.locale.words import DEVICE_STATES, ROLE_WORDS, USER_STATES
from sync_server.review.call import PageCall

Kind = Literal[
    "role",
    "user-state",
    "device-state",
    "deed",
    "channel",
    "area",
    "review",
    "decision",
    "state",
    "consent",
    "purpose",
    "form",
    "signal",
]

WORDS: dict[Kind, dict[str, str]] = {
    "role": ROLE_WORDS,
    "user-state": USER_STATES,
    "device-state": DEVICE_STATES,
    "deed": {
        "enrol": N_("enrolled a laptop"),
        "enrol-code": N_("made a code for a laptop"),
        "erase": N_("erased data of a customer"),
        "export": N_("exported a table"),
        "fork": N_("a laptop took a new identity"),
        "hand-over": N_("handed a customer over"),
        "late-kept": N_("looked at work that came late and left it"),
        "password": N_("chose a password"),
        "quarantine-accepted": N_("took in a save from quarantine"),
        "quarantine-moved": N_("moved a save from quarantine to a customer"),
        "quarantine-returned": N_("returned a save from quarantine"),
        "recovery-codes": N_("made recovery codes"),
        "restore": N_("restored a backup"),
        "revoke": N_("revoked a laptop"),
        "review": N_("reviewed a visit"),
        "review-pause": N_("decided about a pause"),
        "review-suggestion": N_("decided about a customer's suggestion"),
        "rule-pack": N_("published a rule pack"),
        "saw-conflict": N_("looked at values in conflict"),
        "saw-customer": N_("opened a customer"),
        "saw-customer-health": N_("read health notes of a customer"),
        "saw-late": N_("looked at work that came late"),
        "saw-matter": N_("opened a pause or a suggestion"),
        "saw-health": N_("read health notes of a visit"),
        "saw-report": N_("opened a weekly report"),
        "saw-quarantine": N_("looked at a save in quarantine"),
        "saw-holdings": N_("saw which customers a laptop holds"),
        "searched-customer": N_("searched the visits and health notes of a customer"),
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
    "channel": CHANNELS,
    "area": {
        "body": N_("body"),
        "diet": N_("diet"),
        "rest": N_("rest"),
        "living": N_("living"),
        "family": N_("family"),
        "mood": N_("mood"),
        "general": N_("In general"),
    },
    "review": STATES,
    "decision": {
        "approve": N_("approves"),
        "praise": N_("praises"),
        "send-back": N_("sends it back"),
        "ask": N_("asks"),
        "reply": N_("replies"),
        "": N_("answers"),
    },
    "state": {
        "met": N_("met"),
        "missed": N_("missed"),
        "open": N_("open"),
        "excused": N_("excused"),
        "unknown": N_("unknown"),
        "kept": N_("kept"),
        "kept_late": N_("kept late"),
        "released": N_("released"),
    },
    "consent": {
        "given": N_("given"),
        "refused": N_("refused"),
        "withdrawn": N_("withdrawn"),
        "": N_("not asked yet"),
    },
    "purpose": {HEALTH_NOTES: N_("health notes")},
    "form": {"promise": N_("promise"), "answer": N_("answer to a question")},
    "signal": {kind: meaning.title for kind, meaning in SIGNALS.items()},
}
"""What codes are called; a deed that is new here stands for itself."""

NOTICES: dict[str, str] = {
    "approve": N_("The visit is approved. The rep sees it after the next sync."),
    "approved-all": N_("The chosen visits are approved."),
    "ask": N_("Your question is on its way. The rep has it on Today after the next sync."),
    "countersigned": N_("The pause is countersigned."),
    "countersigned-all": N_("The ticked pauses are countersigned."),
    "none-countersigned": N_("No pause was countersigned: tick the ones that you have looked at first."),
    "replied": N_("Your reply is on its way. The rep has it on Today after the next sync."),
    "handed-over": N_("The customer is handed over. The new rep has it on Today after the next sync."),
    "handed-over-all": N_(
        "Customers handed over: {count}. The new rep has them on Today after the next sync."
    ),
    "late-kept": N_("It stays as it is. You find it with the customer."),
    "late-looked-at": N_("Somebody has looked at it already."),
    "moved": N_("The person is in another team now."),
    "none-ticked": N_("No customer is ticked. Tick those whom you want to hand over first."),
    "too-many-ticked": N_("At most 200 customers can be handed over at once. Tick fewer."),
    "none-chosen": N_("No visit was approved: tick the ones that you have looked at first."),
    "quarantine-accepted": N_("It is taken in. Laptops receive it at their next sync."),
    "quarantine-moved": N_("It is taken in for the customer that you chose."),
    "quarantine-returned": N_("It is returned. The rep sees that with “fieldlog quarantine”."),
    "password": N_("The new password is good from now on. Everywhere else you are signed out."),
    "praise": N_("Your praise is on its way. The rep has it on Today after the next sync."),
    "retired": N_("The person has left. The laptop drops its customers; pending work may still come in."),
    "revoked": N_("The laptop is revoked. It is refused from its next request on."),
    "rule-pack": N_("The rule pack is published. Laptops receive it at their next sync."),
    "second-factor": N_("The second factor is set up."),
    "send-back": N_("The visit is sent back. The rep has it on Today after the next sync."),
    "signed-out": N_("You are signed out."),
}
"""What is said on a page after something was done, by the code in its address."""


_COUNT = re.compile("[0-9]{1,4}")


def notice(call: PageCall) -> str:
    """Return what was done before this page, with the number in its address where it has one."""
    count = call.query.get("count", "")
    template = NOTICES.get(call.query.get("done", ""), "")
    return call.say(template, count=count if _COUNT.fullmatch(count) else "?")


def word(call: PageCall, kind: Kind, code: str) -> str:
    """Return what a code is called; one of a newer version stands for itself."""
    return call.say_known(WORDS[kind], code)


FORM_FIELDS = {
    "comment": N_("Comment"),
    "decision": N_("Decision"),
    "name": N_("Name"),
    "reason": N_("Reason"),
    "role": N_("Role"),
    "start": N_("Holds from"),
    "team": N_("Team"),
    "to": N_("New rep"),
}
"""Fields whose name says what a mistake is about; a password's mistake says it itself."""


def mistake(call: PageCall, field: str, sentence: str) -> str:
    """Return what is wrong with a field, with the field's name in front where that helps."""
    if field not in FORM_FIELDS:
        return sentence
    return call.say(N_("{what}: {words}"), what=call.say(FORM_FIELDS[field]), words=sentence)


def when(call: PageCall, at: str) -> str:
    """Return a stored time as a clock on the organisation's wall shows it."""
    return from_text(at).astimezone(call.zone).strftime("%Y-%m-%d %H:%M")


def ago(call: PageCall, at: str) -> str:
    """Return how long ago a stored time was, in one unit."""
    return since(call, from_text(at))


def since(call: PageCall, instant: datetime) -> str:
    """Return how long ago an instant was, in one unit."""
    passed = max(call.now - instant, timedelta())
    # Days as the calendar counts them: in a list of days nobody wants to see another number than in a report.
    days = (local_day(call.now, call.zone) - local_day(instant, call.zone)).days
    if passed >= timedelta(days=1):
        passed = timedelta(days=days)
    for length, one, many in (
        (timedelta(days=1), N_("1 day ago"), N_("{count} days ago")),
        (timedelta(hours=1), N_("1 hour ago"), N_("{count} hours ago")),
        (timedelta(minutes=1), N_("1 minute ago"), N_("{count} minutes ago")),
    ):
        count = passed // length
        if count:
            return call.say(one) if count == 1 else call.say(many, count=count)
    return call.say(N_("just now"))
