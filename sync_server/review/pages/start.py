"""Where everybody begins; the page of the team takes this place."""

from datetime import timedelta

from fieldlog.domain.days import to_text
from fieldlog.domain.problems import N_
from sync_server.core.people import Person, read_people
from sync_server.database.credentials import count_recovery_codes
from sync_server.database.engine import Connection
from sync_server.review.call import PageCall
from sync_server.review.page import EVERYBODY, Answer, Page, Shown

SILENT_AFTER = timedelta(days=7)


def _show(call: PageCall) -> Answer:
    viewer = call.viewer

    def work(connection: Connection) -> tuple[list[Person], int]:
        return read_people(connection, viewer.sight), count_recovery_codes(connection, viewer.user.user_id)

    people, codes = call.read(work)
    reps = [one for one in people if one.user.role == "rep" and one.user.state == "active"]
    silent_since = to_text(call.now - SILENT_AFTER)
    silent = sum(1 for one in reps if one.seen_at < silent_since)
    facts = {
        "reps": reps,
        "silent": silent,
        "mine": next(one for one in people if one.user.user_id == viewer.user.user_id),
    }
    return Shown("start.html", {**facts, "codes_left": codes})


PAGE = Page("/review", EVERYBODY, _show, entry=N_("Start page"))
