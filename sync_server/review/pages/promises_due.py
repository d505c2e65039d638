"""The promises that fell due in a week, by what became of them: what the charts count, one by one."""

import re
from datetime import date
from typing import NamedTuple
from urllib.parse import urlencode

from fieldlog.domain.days import ONE_WEEK, SIX_DAYS, is_placeable, local_day, monday_of, read_week, week_name
from sync_server.core.figures.promises_on_time import PromiseWeek, promises_on_time
from sync_server.core.figures.weeks import period_of, read_zone
from sync_server.database.engine import Connection
from sync_server.database.figures.obligation_lists import DuePlace, DuePromise, promises_of_week
from sync_server.errors import RefusalError
from sync_server.review.call import PageCall
from sync_server.review.chosen_team import ChosenTeam, choose_team
from sync_server.review.page import TEAM, Answer, Page, Shown
from sync_server.review.promise_words import BECAME, DUE, STATES, became
from sync_server.review.telling import due_words

ON_A_PAGE = 100
_PLACE = re.compile(r"([0-9TZ:.+-]{1,32}) ([0-9A-Za-z_-]{1,64})")


class Asked(NamedTuple):
    """What an address asks for: a week by its Monday, one of ``BECAME`` or all, and where a page begins."""

    monday: date
    became: str
    behind: DuePlace | None


def _show(call: PageCall) -> Answer:
    is_whole = call.evaluate()
    asked = _read_asked(call)

    def work(connection: Connection) -> tuple[ChosenTeam, PromiseWeek, list[DuePromise]]:
        chosen = choose_team(connection, call)
        weeks = promises_on_time(connection, chosen.sight, call.now, 1, last=asked.monday)
        counted = next(iter(weeks), PromiseWeek("", "", 0, 0, 0, 0, 0))
        period = period_of((asked.monday,), call.now, read_zone(connection))
        states = (STATES[asked.became],) if asked.became else ()
        found = promises_of_week(connection, chosen.sight, period, states, asked.behind, ON_A_PAGE + 1)
        return chosen, counted, found

    chosen, counted, found = call.read(work)
    counts = dict(became(counted))
    facts = {
        "is_whole": is_whole,
        "chosen": chosen,
        "promises": found[:ON_A_PAGE],
        "following": _following(chosen, asked, found),
        "is_first": asked.behind is None,
        "became": asked.became,
        "became_words": BECAME,
        "became_of": {state: code for code, state in STATES.items()},
        "counts": counts,
        "total": counts[asked.became] if asked.became else sum(counts.values()),
        "due_words": due_words,
        **_weeks(call, chosen, asked),
    }
    return Shown("promises_due.html", facts)


def _read_asked(call: PageCall) -> Asked:
    week, wanted = call.query.get("week", ""), call.query.get("became", "")
    monday = read_week(week) if week else monday_of(local_day(call.now, call.zone))
    if monday is None:
        raise RefusalError("bad-parameter")
    return Asked(monday, wanted if wanted in BECAME else "", _read_place(call.query.get("behind", "")))


def _read_place(text: str) -> DuePlace | None:
    if not text:
        return None
    found = _PLACE.fullmatch(text)
    if found is None:
        raise RefusalError("bad-parameter")
    return DuePlace(found[1], found[2])


def _weeks(call: PageCall, chosen: ChosenTeam, asked: Asked) -> dict[str, object]:
    """Return the week that is shown, and the addresses of what was asked for in those on either side."""
    before, after = asked.monday - ONE_WEEK, asked.monday + ONE_WEEK
    return {
        "week": week_name(asked.monday),
        "first": asked.monday,
        "last": asked.monday + SIX_DAYS,
        "before": _path(chosen, before, asked.became) if is_placeable(before) else "",
        "after": _path(chosen, after, asked.became)
        if asked.monday < monday_of(local_day(call.now, call.zone))
        else "",
        "here": {code: _path(chosen, asked.monday, code) for code in ("", *BECAME)},
    }


def _path(chosen: ChosenTeam, monday: date, wanted: str) -> str:
    given = {"week": week_name(monday), "became": wanted}
    return chosen.path(DUE, **{name: value for name, value in given.items() if value})


def _following(chosen: ChosenTeam, asked: Asked, found: list[DuePromise]) -> str:
    if len(found) <= ON_A_PAGE:
        return ""
    place = found[ON_A_PAGE - 1].place
    return f"{_path(chosen, asked.monday, asked.became)}&{urlencode({'behind': ' '.join(place)})}"


PAGE = Page(DUE, TEAM, _show)
