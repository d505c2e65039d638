"""Where everybody begins: for who sees a team its figures in one look, for a rep the own laptops."""

from datetime import date, timedelta

from fieldlog.domain.days import from_text, local_day, week_name
from fieldlog.domain.problems import N_
from sync_server.core.figures.contact_coverage import STRIP_LEGEND
from sync_server.core.figures.promises_on_time import PromiseWeek
from sync_server.core.figures.team_overview import LENGTH_WEEKS, WEEKS, TeamOverview, read_overview
from sync_server.core.figures.visit_lengths import MOST, STEP, VisitLengths
from sync_server.core.figures.visit_log import WAITING_DAYS
from sync_server.core.people import Person, read_people
from sync_server.database.credentials import count_recovery_codes
from sync_server.database.engine import Connection
from sync_server.review.call import PageCall
from sync_server.review.charts import Amount, columns
from sync_server.review.heat_map import FAIR, heat_rows, short_day
from sync_server.review.page import EVERYBODY, Answer, Page, Shown

NAMED_HERE = 8
"""So many overdue promises, silent laptops and places are named; the pages behind show all."""


def _show(call: PageCall) -> Answer:
    viewer = call.viewer
    if not viewer.sees_team:
        return Shown("start.html", {"mine": _mine(call)})
    is_whole = call.evaluate()

    def work(connection: Connection) -> tuple[TeamOverview, int]:
        overview = read_overview(connection, viewer.sight, call.now)
        return overview, count_recovery_codes(connection, viewer.user.user_id)

    overview, codes = call.read(work)
    facts = {
        "overview": overview,
        "codes_left": codes,
        "is_whole": is_whole,
        "named_here": NAMED_HERE,
        "legend": [(mark, call.say(words)) for mark, words in STRIP_LEGEND],
        "rows": heat_rows(call, overview.coverage, overview.mondays, overview.names),
        "weeks": [short_day(monday) for monday in overview.mondays],
        "to_review": sum(one.unreviewed + one.answered for one in overview.waiting),
        "review_first": local_day(call.now, call.zone) - timedelta(days=WAITING_DAYS - 1),
        "late": sum(one.late for one in overview.waiting),
        "days_since": _days_since(call, overview),
        **_promises(overview),
        **_lengths(overview.lengths, overview.mondays),
    }
    return Shown("start.html", facts)


def _mine(call: PageCall) -> Person:
    people = call.read(lambda connection: read_people(connection, call.viewer.sight))
    return next(one for one in people if one.user.user_id == call.viewer.user.user_id)


def _days_since(call: PageCall, overview: TeamOverview) -> dict[str, int]:
    """Return how many days ago each of the customers seen least was contacted; without any: none."""
    today = local_day(call.now, call.zone)
    return {
        one.customer.customer: (today - local_day(from_text(one.customer.last_contact), call.zone))
        // timedelta(days=1)
        for one in overview.least_seen
        if one.customer.last_contact
    }


def _promises(overview: TeamOverview) -> dict[str, object]:
    known = {one.week: one for one in overview.promise_weeks}
    weeks = [
        (short_day(monday), known.get(week_name(monday), PromiseWeek("", "", 0, 0, 0, 0, 0)))
        for monday in overview.mondays
    ]
    amounts = [
        Amount(
            day,
            one.percent,
            "–" if one.percent is None else str(one.percent),
            "" if one.percent is None or one.percent >= FAIR else "below",
        )
        for day, one in weeks
    ]
    return {"promise_rows": weeks, "promise_columns": columns(amounts, 100)}


def _lengths(lengths: VisitLengths, mondays: tuple[date, ...]) -> dict[str, object]:
    counted = {one.minutes: one.visits for one in lengths.counts}
    steps = range(0, MOST + STEP, STEP)
    amounts = [
        Amount(
            str(minutes) if minutes % 30 == 0 else "",
            counted.get(minutes, 0),
            kind="below" if minutes < lengths.line else "",
        )
        for minutes in steps
    ]
    drawn = columns(amounts, max(counted.values(), default=0))
    line = next((one.x for one, minutes in zip(drawn, steps, strict=True) if minutes >= lengths.line), 0.0)
    return {
        "length_columns": drawn,
        "length_line": round(line - 1, 1),
        "length_rows": [(minutes, counted[minutes]) for minutes in steps if counted.get(minutes)],
        "length_first": mondays[-LENGTH_WEEKS].isoformat(),
        "length_step": STEP,
        "length_most": MOST,
        "length_weeks": LENGTH_WEEKS,
        "shown_weeks": WEEKS,
    }


PAGE = Page("/review", EVERYBODY, _show, entry=N_("Start page"))
