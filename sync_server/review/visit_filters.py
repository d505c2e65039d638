"""What a viewer wants of the visits: read from an address, and written back into one."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple
from urllib.parse import urlencode

from fieldlog.domain.cards import plain
from fieldlog.domain.problems import N_
from fieldlog.domain.reviews import STATES, WAITING_FOR_SUPERVISOR
from fieldlog.domain.rule_names import ANSWER_BY, PURPOSE_FIRST, VISIT_LENGTH
from fieldlog.domain.signals import SIGNALS
from fieldlog.domain.timeline import CHANNELS
from sync_server.core.figures.visit_lengths import meeting_channels
from sync_server.core.figures.visit_log import (
    LONGEST,
    NEWEST,
    OLDEST,
    SHORTEST,
    VisitChoice,
    VisitPlace,
    arrived_since,
    read_words,
    waiting_too_long,
)
from sync_server.core.figures.weeks import read_zone
from sync_server.database.engine import Connection
from sync_server.errors import RefusalError
from sync_server.review.browsers import own_path

LIST = "/review/visits"
QUEUE, ALL, LATE = "queue", "all", "late"
"""Chosen as review states: what waits for a supervisor, every visit, and what waits for too long."""
ANY, NONE = "any", "none"
MEETING = "meeting"
"""Chosen as a channel: meetings that reached the customer, in whatever channels the rule of lengths names."""
TOO_SHORT = "visit-length-short"
FINDINGS: dict[str, tuple[str, tuple[str, ...]]] = {
    TOO_SHORT: (VISIT_LENGTH, ("missed", "excused")),
    **{
        f"{rule}-{result}": (rule, (result,))
        for rule in (VISIT_LENGTH, PURPOSE_FIRST, ANSWER_BY)
        for result in ("missed", "excused", "met")
    },
}
"""What can be wanted of the rules of visits: the rule and its results, by the code in an address."""
SORTS: dict[str, str] = {
    NEWEST: N_("newest first"),
    OLDEST: N_("oldest first"),
    SHORTEST: N_("shortest first"),
    LONGEST: N_("longest first"),
}
OPPOSITE = {NEWEST: OLDEST, OLDEST: NEWEST, SHORTEST: LONGEST, LONGEST: SHORTEST}
LONGEST_TEXT = 60
_PLACE = re.compile(r"([0-9TZ:.+-]{1,32}) ([0-9A-Za-z_-]{1,64})")
_MINUTES = re.compile("[0-9]{1,4}")
_YEARS = (1990, 2100)


class Filters(NamedTuple):
    """What stands in the fields of the form; empty chooses nothing, ``review`` is the queue by default."""

    words: str = ""
    team: str = ""
    rep: str = ""
    customer: str = ""
    named: str = ""
    district: str = ""
    first: str = ""
    last: str = ""
    since: str = ""
    channel: str = ""
    least: str = ""
    most: str = ""
    finding: str = ""
    signal: str = ""
    review: str = QUEUE
    sort: str = NEWEST

    @property
    def is_queue(self) -> bool:
        """Say whether nothing was chosen: this is what waits for the viewer."""
        return self._replace(sort=NEWEST) == Filters()

    def choice(self, connection: Connection, now: datetime) -> VisitChoice:
        """Return what the database is asked for."""
        rule, results = FINDINGS.get(self.finding, ("", ()))
        waiting = WAITING_FOR_SUPERVISOR
        states = {QUEUE: waiting, LATE: waiting, ALL: ()}.get(self.review, (self.review,))
        return VisitChoice(
            rep=self.rep,
            customer=self.customer,
            district=self.district,
            first=self.first,
            last=self.last,
            channel="" if self.channel == MEETING else self.channel,
            meetings=self._meetings(connection, now),
            least=int(self.least) if self.least else None,
            most=int(self.most) if self.most else None,
            rule=rule,
            results=results,
            signal=self.signal,
            states=states,
            unreviewed_since=self._arrived_since(connection),
            waiting_before=waiting_too_long(now) if self.review == LATE else "",
            has_findings={ANY: True, NONE: False}.get(self.finding),
            has_excuses=False if self.finding == NONE else None,
            words=read_words(self.words),
            named=plain(self.named),
        )

    def _meetings(self, connection: Connection, now: datetime) -> tuple[str, ...]:
        if self.channel != MEETING:
            return ()
        last = date.fromisoformat(self.last) if self.last else None
        return meeting_channels(connection, now, last)

    def _arrived_since(self, connection: Connection) -> str:
        if not self.since:
            return ""
        return arrived_since(date.fromisoformat(self.since), read_zone(connection))

    def address(self, **more: str) -> str:
        """Return the address of this list, with more parameters."""
        given = self._given() | more
        return f"{LIST}?{urlencode(given)}" if given else LIST

    def export_address(self) -> str:
        """Return where the whole list can be exported."""
        return "/review/export?" + urlencode({"table": "visits", **self._given()})

    def _given(self) -> dict[str, str]:
        usual = Filters()._asdict()
        return {name: value for name, value in self._asdict().items() if value != usual[name]}


def read_filters(query: Mapping[str, str]) -> Filters:
    """Return what an address chooses; what is none of the choices is left out; ``RefusalError`` for a day
    that is none.
    """
    texts = {
        name: query.get(name, "").strip()[:LONGEST_TEXT]
        for name in ("words", "team", "rep", "customer", "named", "district")
    }
    days = {name: _day(query.get(name, "")) for name in ("first", "last", "since")}
    return Filters(
        **texts,
        **days,
        channel=_one_of(query.get("channel", ""), (MEETING, *CHANNELS)),
        least=_minutes(query.get("least", "")),
        most=_minutes(query.get("most", "")),
        finding=_one_of(query.get("finding", ""), (ANY, NONE, *FINDINGS)),
        signal=_one_of(query.get("signal", ""), SIGNALS),
        review=_one_of(query.get("review", ""), (ALL, LATE, *STATES)) or QUEUE,
        sort=_one_of(query.get("sort", ""), SORTS) or NEWEST,
    )


def _one_of(wanted: str, known: "Mapping[str, object] | tuple[str, ...]") -> str:
    return wanted if wanted in known else ""


def _minutes(text: str) -> str:
    """Return whole minutes as they were typed; empty where these are none."""
    typed = text.strip()
    return str(int(typed)) if _MINUTES.fullmatch(typed) else ""


def _day(text: str) -> str:
    if not text:
        return ""
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise RefusalError("bad-parameter") from error
    if not _YEARS[0] <= day.year <= _YEARS[1]:
        raise RefusalError("bad-parameter")
    return day.isoformat()


def read_place(text: str, sort: str) -> VisitPlace | None:
    """Return a place of a page in an address; ``RefusalError`` when it is none."""
    if not text:
        return None
    found = _PLACE.fullmatch(text)
    if found is None:
        raise RefusalError("bad-parameter")
    if sort in (NEWEST, OLDEST):
        return VisitPlace(found[1], found[2])
    if not found[1].isdecimal() or len(found[1]) > len("999999999"):
        raise RefusalError("bad-parameter")
    return VisitPlace(int(found[1]), found[2])


def write_place(place: VisitPlace) -> str:
    """Return a place as an address carries it."""
    return f"{place.value} {place.visit}"


def list_path(wanted: str) -> str:
    """Return the address of the list that a viewer came from, with what was chosen there."""
    return own_path(wanted, LIST) if wanted.partition("?")[0] == LIST else LIST
