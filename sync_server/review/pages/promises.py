"""The promises that are overdue, by who has the customer and by their age."""

from collections.abc import Sequence
from urllib.parse import urlencode

from fieldlog.domain.problems import N_
from sync_server.core.figures.overdue_promises import AGES, OverdueOfRep, ages_by_rep, overdue_promises
from sync_server.database.engine import Connection
from sync_server.database.figures.places import ListPlace
from sync_server.review.call import PageCall
from sync_server.review.chosen_team import ChosenTeam, choose_team
from sync_server.review.filter_words import AGE_WORDS
from sync_server.review.page import TEAM, Answer, Page, Shown
from sync_server.review.places import read_list_place, write_list_place
from sync_server.review.telling import due_words

ON_A_PAGE = 100
_DAY = len("2026-12-02")


def _show(call: PageCall) -> Answer:
    is_current = call.evaluate()

    def work(connection: Connection) -> tuple[ChosenTeam, tuple[OverdueOfRep, ...]]:
        team = choose_team(connection, call)
        return team, overdue_promises(connection, team.sight, call.now)

    team, overdue = call.read(work)
    rep, age = call.query.get("rep", ""), call.query.get("age", "")
    chosen = [one for one in overdue if rep in ("", one.owner_id) and age in ("", one.age)]
    start = _start(chosen, read_list_place(call.query.get("behind", "")))
    facts = {
        "team": team,
        "is_current": is_current,
        "reps": ages_by_rep(overdue),
        "ages": AGES,
        "age_words": AGE_WORDS,
        "total": len(overdue),
        "chosen": chosen[start : start + ON_A_PAGE],
        "count": len(chosen),
        "is_first": start == 0,
        "first_page": _path(team, rep, age),
        "following": _following(team, rep, age, chosen[: start + ON_A_PAGE], len(chosen)),
        "rep": rep,
        "rep_name": next((one.owner for one in overdue if one.owner_id == rep), ""),
        "age": age if age in AGES else "",
        "due_words": due_words,
    }
    return Shown("promises.html", facts)


def _start(chosen: Sequence[OverdueOfRep], behind: ListPlace | None) -> int:
    """Return how many of the chosen stand before a page. Where the promise behind which it begins was kept
    meanwhile, it begins with that one's day: nothing is left out, and a few may be shown twice.
    """
    if behind is None:
        return 0
    known = (number for number, one in enumerate(chosen, 1) if one.overdue.promise == behind.name)
    return next(known, sum(one.overdue.due[:_DAY] < behind.value for one in chosen))


def _path(team: ChosenTeam, rep: str, age: str) -> str:
    given = {"rep": rep, "age": age}
    return team.path("/review/promises", **{name: value for name, value in given.items() if value})


def _following(team: ChosenTeam, rep: str, age: str, shown: Sequence[OverdueOfRep], count: int) -> str:
    """Return the address of the next page; empty when this is the last one."""
    if len(shown) >= count:
        return ""
    last, path = shown[-1].overdue, _path(team, rep, age)
    behind = write_list_place(ListPlace(last.due[:_DAY], last.promise))
    return f"{path}{'&' if '?' in path else '?'}{urlencode({'behind': behind})}#list"


PAGE = Page("/review/promises", TEAM, _show, entry=N_("Promises"))
