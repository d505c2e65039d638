"""The customers whom a viewer may see: searched, chosen, a page at a time."""

import re
from datetime import datetime, timedelta
from urllib.parse import urlencode

from fieldlog.domain.cards import plain
from fieldlog.domain.days import local_day, to_text
from fieldlog.domain.problems import N_
from sync_server.core.figures.contact_coverage import STRIP_LEGEND, contact_strips
from sync_server.core.figures.needed_by_sunday import choose_needed
from sync_server.core.users import REP
from sync_server.database import people
from sync_server.database.engine import Connection
from sync_server.database.figures import customer_lists
from sync_server.database.figures.customer_choices import CustomerChoice, choose_customers
from sync_server.errors import RefusalError
from sync_server.review.call import PageCall
from sync_server.review.chosen_team import choose_team
from sync_server.review.page import TEAM, Answer, Page, Shown

ON_A_PAGE = 50
STRIP_WEEKS = 12
MOST_WORDS, LONGEST_WORDS = 5, 50
FIELDS = ("words", "team", "rep", "district", "contact")
WEEKS = (1, 2, 3, 4, 8, 12)
"""So many whole weeks without a contact can be asked for."""
NEEDED = "needed"
"""Asks for those whose contact this week still needs."""
_ID = re.compile("[0-9a-f]{32}")


def _show(call: PageCall) -> Answer:
    behind = call.query.get("behind", "")
    if behind and not _ID.fullmatch(behind):
        raise RefusalError("bad-parameter")
    asked = {name: call.query.get(name, "").strip()[:100] for name in FIELDS}
    if asked["contact"] not in (NEEDED, *map(str, WEEKS)):
        asked["contact"] = ""
    is_current = call.evaluate()
    facts = call.read(lambda connection: _find(connection, call, asked, behind))
    older = {**asked, "behind": facts["last"]} if facts["last"] else {}
    return Shown(
        "customers.html",
        {
            **facts,
            "asked": asked,
            "is_chosen": any(asked.values()),
            "is_current": is_current,
            "is_first": not behind,
            "weeks": WEEKS,
            "needed": NEEDED,
            "legend": STRIP_LEGEND,
            "next_page": _address(older) if older else "",
            "first_page": _address(asked),
        },
    )


def _find(connection: Connection, call: PageCall, asked: dict[str, str], behind: str) -> dict[str, object]:
    team = choose_team(connection, call)
    sight = team.sight
    choice = _choice(asked, call.now)
    if asked["contact"] == NEEDED:
        choice = choice._replace(needed=choose_needed(connection, sight, call.now))
    day = local_day(call.now, call.zone)
    found = choose_customers(connection, sight, day, choice, behind, ON_A_PAGE + 1)
    shown = found[:ON_A_PAGE]
    return {
        "team": team,
        "customers": shown,
        "last": shown[-1].customer if len(found) > ON_A_PAGE else "",
        "strips": contact_strips(connection, sight, [one.customer for one in shown], call.now, STRIP_WEEKS),
        "districts": customer_lists.districts(connection, sight),
        "reps": [one for one in people.people(connection, sight) if one.role == REP],
    }


def _choice(asked: dict[str, str], now: datetime) -> CustomerChoice:
    words = tuple(plain(one)[:LONGEST_WORDS] for one in asked["words"].split()[:MOST_WORDS])
    weeks = asked["contact"]
    not_since = to_text(now - timedelta(weeks=int(weeks))) if weeks.isdecimal() else ""
    return CustomerChoice(words, asked["rep"], asked["district"], not_since)


def _address(given: dict[str, object] | dict[str, str]) -> str:
    return "/review/customers?" + urlencode({name: value for name, value in given.items() if value})


PAGE = Page("/review/customers", TEAM, _show, entry=N_("Customers"))
