"""Who saw, wrote, handed over: the audit log, newest first, a page at a time."""

import re
from typing import NamedTuple
from urllib.parse import urlencode

from fieldlog.domain.problems import N_
from sync_server.database import people
from sync_server.database.audits import Deed
from sync_server.database.engine import Connection
from sync_server.database.figures.subject_names import names_of_subjects
from sync_server.database.people import Choice, Place
from sync_server.errors import RefusalError
from sync_server.review.call import PageCall
from sync_server.review.deed_words import detail_words, ids_in
from sync_server.review.export_tables import EXPORTS
from sync_server.review.page import TEAM, Answer, Page, Shown
from sync_server.review.words import WORDS

ON_A_PAGE = 50
SHOWN_DIGITS = 8
_PLACE = re.compile("([0-9TZ:-]{20}) ([0-9a-f]{32})")


class Line(NamedTuple):
    """A deed, what it was done to in words, and what else is known of it."""

    deed: Deed
    subject: str
    detail: str


def _show(call: PageCall) -> Answer:
    choice = Choice(call.query.get("by", "").strip()[:100], call.query.get("action", ""))
    behind = _place(call.query.get("behind", ""))

    def work(connection: Connection) -> tuple[list[tuple[str, Deed]], dict[str, str]]:
        sight = call.viewer.sight
        found = people.deeds(connection, sight, choice, behind, ON_A_PAGE + 1)
        ids = [one for _, deed in found for one in (_id_in(deed), *ids_in(deed))]
        return found, people.names_of(connection, ids) | names_of_subjects(connection, sight, ids)

    found, names = call.read(work)
    shown = found[:ON_A_PAGE]
    facts = {
        "lines": [
            Line(deed, _subject(call, deed, names), detail_words(call, deed, names)) for _, deed in shown
        ],
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


def _id_in(deed: Deed) -> str:
    """Return the id of whom or what a deed concerns; of a scope that of the customer or person."""
    return deed.subject.rpartition(":")[2]


def _subject(call: PageCall, deed: Deed, names: dict[str, str]) -> str:
    """Return whom or what a deed concerns: a name or a word, else the first digits of an id."""
    subject = _id_in(deed)
    if subject in names:
        return names[subject]
    if deed.action == "export" and subject in EXPORTS:
        return call.say(EXPORTS[subject].title)
    if deed.action == "saw-report":
        week = call.say(N_("Week from {day}"), day=subject)
        return f"{week} · {deed.detail}" if deed.detail else week
    if deed.action == "rule-pack":
        return call.say(N_("Rule pack {version}"), version=subject)
    if subject == "server":
        return call.say(N_("the server"))
    return subject[:SHOWN_DIGITS]


def _older(choice: Choice, shown: list[tuple[str, Deed]]) -> str:
    audit_id, last = shown[-1]
    given = {**choice._asdict(), "behind": f"{last.at} {audit_id}"}
    return "/review/audit?" + urlencode({name: value for name, value in given.items() if value})


PAGE = Page("/review/audit", TEAM, _show, entry=N_("Log"))
