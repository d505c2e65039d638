"""Where everybody begins: for who sees a team its figures in one look, for a rep the own laptops."""

from datetime import timedelta

from fieldlog.domain.days import SIX_DAYS, from_text, local_day
from fieldlog.domain.problems import N_
from sync_server.core.figures.contact_coverage import STRIP_LEGEND
from sync_server.core.figures.team_overview import LENGTH_WEEKS, TeamOverview, read_overview
from sync_server.core.figures.visit_log import first_waiting_day
from sync_server.core.matters import count_to_decide
from sync_server.core.people import Person, read_people
from sync_server.database.credentials import count_recovery_codes
from sync_server.database.engine import Connection
from sync_server.database.figures.late_lists import count_late_work
from sync_server.database.quarantines import count_open_within
from sync_server.review.call import PageCall
from sync_server.review.chosen_team import ChosenTeam, choose_team
from sync_server.review.heat_map import heat_rows, short_day
from sync_server.review.page import EVERYBODY, Answer, Page, Shown
from sync_server.review.team_charts import PROMISE_WORDS, length_chart, promise_chart

NAMED_HERE = 8
"""So many silent laptops are named; the page behind shows all."""


def _show(call: PageCall) -> Answer:
    viewer = call.viewer
    if not viewer.sees_team:
        return Shown("start.html", {"mine": _mine(call)})
    is_whole = call.evaluate()

    def work(connection: Connection) -> tuple[ChosenTeam, TeamOverview, int, int]:
        chosen = choose_team(connection, call)
        overview = read_overview(connection, chosen.sight, call.now)
        to_decide = count_to_decide(connection, viewer.sight, call.now)
        to_decide += count_open_within(connection, viewer.sight) + count_late_work(connection, viewer.sight)
        return chosen, overview, to_decide, count_recovery_codes(connection, viewer.user.user_id)

    chosen, overview, to_decide, codes = call.read(work)
    facts = {
        "chosen": chosen,
        "overview": overview,
        "codes_left": codes,
        "to_decide": to_decide,
        "is_whole": is_whole,
        "named_here": NAMED_HERE,
        "legend": [(mark, call.say(words)) for mark, words in STRIP_LEGEND],
        "rows": heat_rows(call, overview.coverage, overview.mondays, overview.names),
        "weeks": [short_day(monday) for monday in overview.mondays],
        "review_first": first_waiting_day(local_day(call.now, call.zone)),
        "days_since": _days_since(call, overview),
        "silent_reps": {one.user_id for one in overview.silent},
        "promise_chart": promise_chart(call, chosen, overview.promise_weeks, overview.mondays),
        **PROMISE_WORDS,
        "length_chart": length_chart(
            call, chosen, overview.lengths, (overview.mondays[-LENGTH_WEEKS], overview.mondays[-1] + SIX_DAYS)
        ),
        "length_first": overview.mondays[-LENGTH_WEEKS].isoformat(),
        "length_last": (overview.mondays[-1] + SIX_DAYS).isoformat(),
        "length_weeks": LENGTH_WEEKS,
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


PAGE = Page("/review", EVERYBODY, _show, entry=N_("Start page"))
