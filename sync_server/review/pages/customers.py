"""The customers whom a viewer may see: searched, chosen, a page at a time; those of one rep can be ticked to
be handed over.
"""

from datetime import date, timedelta
from urllib.parse import urlencode

from fieldlog.domain.cards import plain
from fieldlog.domain.days import SIX_DAYS, local_day, read_week, start_of_day, to_text, week_name
from fieldlog.domain.problems import N_
from sync_server.core.admission import ACTIVE
from sync_server.core.bulk_handover import MOST_AT_ONCE
from sync_server.core.figures.contact_coverage import STRIP_LEGEND, contact_strips
from sync_server.core.figures.needed_by_sunday import choose_needed, paused_to_sunday
from sync_server.core.users import REP
from sync_server.database import people
from sync_server.database.engine import Connection
from sync_server.database.figures import customer_lists
from sync_server.database.figures.customer_choices import CustomerChoice, choose_customers
from sync_server.database.figures.needed_contacts import UnreachedChoice
from sync_server.database.users import User
from sync_server.errors import RefusalError
from sync_server.review.browsers import own_path
from sync_server.review.call import PageCall
from sync_server.review.chosen_team import choose_team
from sync_server.review.page import TEAM, Answer, Page, Redirect, Shown
from sync_server.review.ticked_customers import ID, ticked_path

ON_A_PAGE = 50
STRIP_WEEKS = 12
MOST_WORDS, LONGEST_WORDS = 5, 50
FIELDS = ("words", "team", "rep", "district", "contact", "week", "was")
WEEKS = (1, 2, 3, 4, 8, 12)
"""So many whole weeks without a contact can be asked for."""
NEEDED = "needed"
"""Asks for those whose contact this week still needs."""
PAUSED = "paused"
"""Asks for those of whom nobody needs one, as they are paused to its end."""
CONTACT_WORDS = {NEEDED: N_("needed this week"), PAUSED: N_("paused to Sunday")}
PATH = "/review/customers"


def _show(call: PageCall) -> Answer:
    behind = call.query.get("behind", "")
    if behind and not ID.fullmatch(behind):
        raise RefusalError("bad-parameter")
    asked = {name: call.query.get(name, "").strip()[:100] for name in FIELDS}
    if asked["contact"] not in (NEEDED, PAUSED, *map(str, WEEKS)):
        asked["contact"] = ""
    monday = _monday(asked["week"])
    if monday is None or not ID.fullmatch(asked["was"]):
        asked["week"] = asked["was"] = ""
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
            "is_ticked": call.query.get("tick") == "all",
            "tick_all": _address({**asked, "behind": behind, "tick": "all"}),
            "here_list": _address({**asked, "behind": behind}),
            "most": MOST_AT_ONCE,
            "weeks": WEEKS,
            "contacts": CONTACT_WORDS,
            "legend": STRIP_LEGEND,
            "next_page": _address(older) if older else "",
            "first_page": _address(asked),
            "days": f"{monday} – {monday + SIX_DAYS}" if monday else "",
            "any_week": _address({**asked, "week": "", "was": ""}),
        },
    )


def _find(connection: Connection, call: PageCall, asked: dict[str, str], behind: str) -> dict[str, object]:
    team = choose_team(connection, call)
    sight = team.sight
    choice = _choice(asked, call)
    if asked["contact"] == NEEDED:
        choice = choice._replace(needed=choose_needed(connection, sight, call.now))
    if asked["contact"] == PAUSED:
        choice = choice._replace(ids=paused_to_sunday(connection, sight, call.now))
    day = local_day(call.now, call.zone)
    reps = [one for one in people.people(connection, sight) if one.role == REP]
    may_tick = _may_tick(asked["rep"], reps)
    # Whoever leaves hands over all customers: they stand on one page, as many as can be ticked at once.
    most = MOST_AT_ONCE if may_tick else ON_A_PAGE
    found = choose_customers(connection, sight, day, choice, behind, most + 1)
    shown = found[:most]
    return {
        "team": team,
        "customers": shown,
        "last": shown[-1].customer if len(found) > most else "",
        "strips": contact_strips(connection, sight, [one.customer for one in shown], call.now, STRIP_WEEKS),
        "districts": customer_lists.districts(connection, sight),
        "reps": reps,
        "was": next((one.name for one in reps if one.user_id == asked["was"]), ""),
        "may_tick": may_tick,
        "hint_tick": not asked["rep"] and len(reps) > 1,
    }


def _monday(week: str) -> date | None:
    """Return the Monday of a week; ``None`` where none is asked for, ``RefusalError`` where it is none."""
    monday = read_week(week) if week else None
    if week and (monday is None or week_name(monday) != week):
        raise RefusalError("bad-parameter")
    return monday


def _may_tick(rep: str, reps: list[User]) -> bool:
    """Say whether a rep is chosen, and there is another one to whom the viewer may hand customers over."""
    others = [one for one in reps if one.user_id != rep and one.state == ACTIVE]
    return len(others) > 0 and any(one.user_id == rep for one in reps)


def _choice(asked: dict[str, str], call: PageCall) -> CustomerChoice:
    words = tuple(plain(one)[:LONGEST_WORDS] for one in asked["words"].split()[:MOST_WORDS])
    weeks = asked["contact"]
    not_since = _behind_day(call, int(weeks)) if weeks.isdecimal() else ""
    unreached = UnreachedChoice(asked["week"], asked["was"]) if asked["week"] else None
    return CustomerChoice(words, asked["rep"], asked["district"], not_since, unreached=unreached)


def _behind_day(call: PageCall, weeks: int) -> str:
    """Return where the local day ended that was so many weeks ago: whoever was contacted on it and not since
    was not contacted for so long, as the start page counts the days, at whatever hour it was.
    """
    day = local_day(call.now, call.zone) - timedelta(weeks=weeks)
    return to_text(start_of_day(day + timedelta(days=1), call.zone))


def _address(given: dict[str, object] | dict[str, str]) -> str:
    return f"{PATH}?" + urlencode({name: value for name, value in given.items() if value})


def _submit(call: PageCall) -> Answer:
    """Lead to the page that hands over what was ticked."""
    rep, chosen = call.form.get("rep"), call.form.all("customer")
    if not all(map(ID.fullmatch, (rep, *chosen))):
        raise RefusalError("bad-parameter")
    if 0 < len(chosen) <= MOST_AT_ONCE:
        return Redirect(ticked_path(rep, chosen))
    back = own_path(call.form.get("back"), PATH)
    return Redirect(back, "too-many-ticked" if chosen else "none-ticked")


PAGE = Page(PATH, TEAM, _show, _submit, entry=N_("Customers"))
