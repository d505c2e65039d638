"""Who saw, wrote, handed over: the audit log, newest first, a page at a time."""

import re
from typing import NamedTuple
from urllib.parse import urlencode

from fieldlog.domain.problems import N_
from sync_server.database import people
from sync_server.database.audits import Deed
from sync_server.database.engine import Connection
from sync_server.database.people import Choice, Place
from sync_server.errors import RefusalError
from sync_server.review.call import PageCall
from sync_server.review.page import TEAM, Answer, Page, Shown
from sync_server.review.words import WORDS

ON_A_PAGE = 50
SHOWN_DIGITS = 8
_PLACE = re.compile("([0-9TZ:-]{20}) ([0-9a-f]{32})")


class Line(NamedTuple):
    """A deed, and what it was done to in words."""

    deed: Deed
    subject: str


def _show(call: PageCall) -> Answer:
    choice = Choice(call.query.get("by", "").strip()[:100], call.query.get("action", ""))
    behind = _place(call.query.get("behind", ""))

    def work(connection: Connection) -> tuple[list[tuple[str, Deed]], dict[str, str]]:
        found = people.deeds(connection, call.viewer.sight, choice, behind, ON_A_PAGE + 1)
        return found, people.names_of(connection, [deed.subject for _, deed in found])

    found, names = call.read(work)
    shown = found[:ON_A_PAGE]
    facts = {
        "lines": [Line(deed, _subject(deed, names)) for _, deed in shown],
        "choice": choice,
        "actions": sorted(WORDS["deed"], key=lambda code: call.say(WORDS["deed"][code])),
        "older": _older(choice, shown) if len(found) > ON_A_PAGE else "",
        "is_first": behind is None,
    }
    return Shown("audit.html", facts)


def _place(text: str) -> Place | None:
    if not text:
        return None
    found = _PLACE.fullmatch(text)
    if found is None:
        raise RefusalError("bad-parameter")
    return Place(found[1], found[2])


def _subject(deed: Deed, names: dict[str, str]) -> str:
    """Return whom or what a deed concerns: a name, else the first digits of an id."""
    scope, _, customer = deed.subject.rpartition(":")
    return names.get(deed.subject) or (customer if scope else deed.subject)[:SHOWN_DIGITS]


def _older(choice: Choice, shown: list[tuple[str, Deed]]) -> str:
    audit_id, last = shown[-1]
    given = {**choice._asdict(), "behind": f"{last.at} {audit_id}"}
    return "/review/audit?" + urlencode({name: value for name, value in given.items() if value})


PAGE = Page("/review/audit", TEAM, _show, entry=N_("Log"))
