"""The promises that are overdue, by who has the customer and by their age."""

from fieldlog.domain.problems import N_
from sync_server.core.figures.overdue_promises import AGES, OverdueOfRep, ages_by_rep, overdue_promises
from sync_server.database.engine import Connection
from sync_server.review.call import PageCall
from sync_server.review.chosen_team import ChosenTeam, choose_team
from sync_server.review.filter_words import AGE_WORDS
from sync_server.review.page import TEAM, Answer, Page, Shown
from sync_server.review.telling import due_words

MOST_SHOWN = 200


def _show(call: PageCall) -> Answer:
    is_current = call.evaluate()

    def work(connection: Connection) -> tuple[ChosenTeam, tuple[OverdueOfRep, ...]]:
        team = choose_team(connection, call)
        return team, overdue_promises(connection, team.sight, call.now)

    team, overdue = call.read(work)
    rep, age = call.query.get("rep", ""), call.query.get("age", "")
    chosen = [one for one in overdue if rep in ("", one.owner_id) and age in ("", one.age)]
    facts = {
        "team": team,
        "is_current": is_current,
        "reps": ages_by_rep(overdue),
        "ages": AGES,
        "age_words": AGE_WORDS,
        "total": len(overdue),
        "chosen": chosen[:MOST_SHOWN],
        "left_off": max(0, len(chosen) - MOST_SHOWN),
        "rep": rep,
        "rep_name": next((one.owner for one in overdue if one.owner_id == rep), ""),
        "age": age if age in AGES else "",
        "due_words": due_words,
    }
    return Shown("promises.html", facts)


PAGE = Page("/review/promises", TEAM, _show, entry=N_("Promises"))
