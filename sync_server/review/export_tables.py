"""What is exported: the visits as they are listed, promises and those that are overdue, and results of rules.

Health notes are in none of them; what a rep wrote freely may hold words about health, and that is said.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import NamedTuple

from fieldlog.domain.days import end_of_day, from_text, start_of_day, to_text
from fieldlog.domain.problems import N_
from fieldlog.domain.table_cells import CellValue
from sync_server.core.figures.overdue_promises import overdue_promises
from sync_server.core.figures.team_overview import WEEKS
from sync_server.core.figures.visit_log import ListedVisit, list_visits
from sync_server.core.figures.weeks import last_weeks, read_zone, silent_before
from sync_server.database.engine import Connection
from sync_server.database.figures.obligation_counts import Period
from sync_server.database.figures.obligation_lists import ListedObligation, list_obligations
from sync_server.database.figures.promise_lists import list_promises
from sync_server.review.call import PageCall
from sync_server.review.chosen_team import choose_team
from sync_server.review.tables_out import MOST_ROWS, Table
from sync_server.review.telling import RULE_TITLES, due_words
from sync_server.review.visit_filters import QUEUE, read_filters
from sync_server.review.words import word

Rows = list[tuple[CellValue, ...]]
_VISIT_COLUMNS = (
    N_("Start"),
    N_("End"),
    N_("Minutes"),
    N_("Rep"),
    N_("Customer"),
    N_("Channel"),
    N_("Reached"),
    N_("Reason"),
    N_("Purpose"),
    N_("Note"),
    N_("By the timer"),
    N_("Corrections"),
    N_("Rules missed"),
    N_("Review"),
    N_("Number of the visit"),
)
_PROMISE_COLUMNS = (
    N_("Customer"),
    N_("Promise"),
    N_("Due"),
    N_("Days late"),
    N_("Rep"),
    N_("Number of the customer"),
)
_ALL_PROMISE_COLUMNS = (
    N_("Customer"),
    N_("Promise"),
    N_("Promised on"),
    N_("Due"),
    N_("Result"),
    N_("Kept at"),
    N_("Times moved"),
    N_("Rep"),
    N_("Number of the customer"),
    N_("Number of the promise"),
)
_RULE_COLUMNS = (
    N_("Week"),
    N_("Service rule"),
    N_("Customer"),
    N_("Rep"),
    N_("Due"),
    N_("Done"),
    N_("Result"),
    N_("Number of the customer"),
)
_FREE = N_("What reps wrote in words of their own stands as it is, and may speak of health: {columns}.")


class Export(NamedTuple):
    """A table that can be taken along: its title, the page it belongs to, and what of an address chooses its
    rows; ``read`` returns one row more than are allowed when there are too many. ``free`` are the columns
    that hold what reps wrote in words of their own.
    """

    title: str
    page: str
    fields: tuple[str, ...]
    columns: tuple[str, ...]
    read: Callable[[PageCall, Connection], Rows]
    free: tuple[str, ...] = ()

    def choice(self, query: Mapping[str, str]) -> dict[str, str]:
        """Return what an address chooses."""
        return {name: query[name] for name in self.fields if query.get(name)}

    def noted(self, query: Mapping[str, str]) -> dict[str, str]:
        """Return what chooses the rows, also where an address leaves it open."""
        usual = {"review": QUEUE} if "review" in self.fields else {}
        return usual | self.choice(query)

    def table(self, call: PageCall) -> Table:
        """Return the chosen rows within the viewer's sight, in the viewer's language."""
        rows = call.read(lambda connection: self.read(call, connection))
        columns = tuple(call.say(one) for one in self.columns)
        return Table(call.say(self.title), columns, rows, " ".join(self.about_health(call)))

    def about_health(self, call: PageCall) -> list[str]:
        """Return in sentences what of health is in the table and what is not."""
        told = [call.say(N_("Health notes are left out."))]
        if self.free:
            columns = call.say(N_(", ")).join(call.say(one) for one in self.free)
            told.append(call.say(_FREE, columns=columns))
        return told


def _visits(call: PageCall, connection: Connection) -> Rows:
    filters = read_filters(call.query)
    choice, sight = filters.choice(connection, call.now), choose_team(connection, call).sight
    found = list_visits(connection, sight, choice, filters.sort, None, MOST_ROWS + 1)
    return [_visit(call, one) for one in found.visits]


def _visit(call: PageCall, one: ListedVisit) -> tuple[CellValue, ...]:
    return (
        _moment(call, one.start),
        _moment(call, one.end),
        one.minutes,
        one.rep,
        one.customer_name,
        word(call, "channel", one.channel),
        _yes(call, one.is_reached),
        one.reason,
        one.purpose,
        one.note,
        _yes(call, one.is_timed),
        one.amendments,
        one.findings,
        word(call, "review", one.review_state),
        one.visit,
    )


def _promises(call: PageCall, connection: Connection) -> Rows:
    rep, age = call.query.get("rep", ""), call.query.get("age", "")
    found = overdue_promises(connection, choose_team(connection, call).sight, call.now)
    chosen = [one for one in found if rep in ("", one.owner_id) and age in ("", one.age)]
    return [
        (
            one.customer_name,
            one.overdue.text,
            _due(one.overdue.due),
            one.overdue.days_late,
            one.owner,
            one.overdue.customer,
        )
        for one in chosen[: MOST_ROWS + 1]
    ]


def _all_promises(call: PageCall, connection: Connection) -> Rows:
    filters, zone = read_filters(call.query), read_zone(connection)
    first = to_text(start_of_day(date.fromisoformat(filters.first), zone)) if filters.first else ""
    last = to_text(end_of_day(date.fromisoformat(filters.last), zone)) if filters.last else "~"
    sight = choose_team(connection, call).sight
    return [
        (
            one.customer_name,
            one.text,
            date.fromisoformat(one.made),
            _due(one.due),
            word(call, "state", one.state),
            _moment(call, one.kept_at) if one.kept_at else None,
            one.moves,
            one.rep,
            one.customer,
            one.promise,
        )
        for one in list_promises(connection, sight, filters.rep, first, last, MOST_ROWS + 1)
    ]


def _due(due: str) -> date:
    """Return the day or the local moment of a promise."""
    words = due_words(due)
    return datetime.fromisoformat(words) if " " in words else date.fromisoformat(words)


def _rules(call: PageCall, connection: Connection) -> Rows:
    filters, zone = read_filters(call.query), read_zone(connection)
    weeks = last_weeks(call.now, zone, WEEKS)
    first = date.fromisoformat(filters.first) if filters.first else weeks[0]
    last = end_of_day(date.fromisoformat(filters.last), zone) if filters.last else call.now
    period = Period(
        to_text(start_of_day(first, zone)), to_text(last), to_text(call.now), silent_before(call.now)
    )
    found = list_obligations(
        connection, choose_team(connection, call).sight, period, filters.rep, MOST_ROWS + 1
    )
    return [_rule(call, one) for one in found]


def _rule(call: PageCall, one: ListedObligation) -> tuple[CellValue, ...]:
    return (
        one.week,
        call.say_known(RULE_TITLES, one.rule),
        one.customer_name,
        one.rep,
        _moment(call, one.due),
        _moment(call, one.met_at) if one.met_at else None,
        call.say(N_("unknown: the laptop has not synced since"))
        if one.state == "unknown"
        else word(call, "state", one.state),
        one.customer,
    )


def _moment(call: PageCall, at: str) -> datetime:
    return from_text(at).astimezone(call.zone).replace(tzinfo=None)


def _yes(call: PageCall, value: bool) -> str:
    return call.say(N_("yes")) if value else call.say(N_("no"))


_OF_VISITS = (
    "words",
    "team",
    "rep",
    "customer",
    "named",
    "district",
    "first",
    "last",
    "since",
    "channel",
    "least",
    "most",
    "finding",
    "signal",
    "review",
    "sort",
)
EXPORTS: dict[str, Export] = {
    "visits": Export(
        N_("Visits"),
        "/review/visits",
        _OF_VISITS,
        _VISIT_COLUMNS,
        _visits,
        (N_("Reason"), N_("Purpose"), N_("Note")),
    ),
    "promises": Export(
        N_("Overdue promises"),
        "/review/promises",
        ("team", "rep", "age"),
        _PROMISE_COLUMNS,
        _promises,
        (N_("Promise"),),
    ),
    "all-promises": Export(
        N_("Promises"),
        "/review/promises",
        ("team", "rep", "first", "last"),
        _ALL_PROMISE_COLUMNS,
        _all_promises,
        (N_("Promise"),),
    ),
    "rules": Export(
        N_("Results of the service rules"), "/review", ("team", "rep", "first", "last"), _RULE_COLUMNS, _rules
    ),
}
"""What can be exported, by its name in addresses."""
