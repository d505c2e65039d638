"""The visits: what waits for a review, the whole log, and approving several at once."""

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from fieldlog.domain.problems import N_
from fieldlog.domain.reviews import UNREVIEWED
from fieldlog.domain.signals import SIGNALS
from sync_server.core.figures.visit_log import (
    NEWEST,
    OLDEST,
    ListedVisit,
    VisitChoice,
    VisitPlace,
    list_visits,
)
from sync_server.core.reviews import approve_all
from sync_server.core.users import REP
from sync_server.database.engine import Connection
from sync_server.database.figures import customer_lists, obligation_counts, visit_counts, visit_lists
from sync_server.database.people import Sight, people
from sync_server.database.users import User
from sync_server.review.call import PageCall
from sync_server.review.chosen_team import ChosenTeam, choose_team
from sync_server.review.filter_words import CHANNEL_WORDS, REVIEW_WORDS, finding_words
from sync_server.review.page import TEAM, Answer, Page, Redirect, Shown
from sync_server.review.visit_filters import (
    FINDINGS,
    LIST,
    OPPOSITE,
    SORTS,
    Filters,
    list_path,
    read_filters,
    read_place,
    write_place,
)

MOST_AT_ONCE = 100
MOST_COUNTED = 1_000
"""Of more visits the page says that there are more."""


class Slice(NamedTuple):
    """A page of visits, and whether there are more on either side."""

    visits: tuple[ListedVisit, ...]
    has_before: bool
    has_behind: bool


class Seen(NamedTuple):
    """All that the page reads of the database; ``total`` is ``MOST_COUNTED`` + 1 where there are more.

    ``signals`` are the kinds of those that a shown visit has.
    """

    team: ChosenTeam
    shown: Slice
    total: int
    reps: list[User]
    districts: list[str]
    excused: set[str]
    signals: dict[str, list[str]]


def _show(call: PageCall) -> Answer:
    is_whole = call.evaluate()
    filters = read_filters(call.query)
    seen = call.read(partial(_read, call, filters))
    me = call.viewer.user.user_id
    may_approve = {one.visit for one in seen.shown.visits if _is_simple(one, seen, me)}
    facts = {
        "seen": seen,
        "most_counted": MOST_COUNTED,
        "visits": seen.shown.visits,
        "filters": filters,
        "is_whole": is_whole,
        "may_approve": may_approve,
        "ticked_with_all": may_approve - seen.signals.keys(),
        "signals_told": {visit: _signals_told(call, kinds) for visit, kinds in seen.signals.items()},
        "me": me,
        "is_ticked": call.query.get("tick") == "all",
        "customer_name": _customer_name(filters, seen),
        "here_list": filters.address(**_place_of(call)),
        "tick_all": filters.address(**_place_of(call), tick="all"),
        "sorts": SORTS,
        "export": filters.export_address(),
        **_options(call, seen),
        **_ways(filters, seen.shown),
    }
    return Shown("visits.html", facts)


def _options(call: PageCall, seen: Seen) -> dict[str, object]:
    """Return what the lists of the form offer: values with their words."""
    signals = {kind: meaning.title for kind, meaning in SIGNALS.items()}
    worded = {"reviews": REVIEW_WORDS, "channels": CHANNEL_WORDS, "signals": signals, "sorts": SORTS}
    return {
        **{
            f"{name}_words": [(code, call.say(words)) for code, words in found.items()]
            for name, found in worded.items()
        },
        "findings_words": [(code, finding_words(call, code)) for code in FINDINGS],
        "reps_words": [(one.user_id, one.name) for one in seen.reps],
        "districts_words": [(one, one) for one in seen.districts],
    }


def _read(call: PageCall, filters: Filters, connection: Connection) -> Seen:
    team = choose_team(connection, call)
    sight = team.sight
    choice = filters.choice(connection, call.now)
    shown = _slice(call, filters, choice, sight, connection)
    return Seen(
        team,
        shown,
        visit_lists.count_visits(connection, sight, choice, MOST_COUNTED + 1),
        [one for one in people(connection, sight) if one.role == REP or one.user_id == filters.rep],
        customer_lists.districts(connection, sight),
        obligation_counts.excused_visits(connection, sight, [one.visit for one in shown.visits]),
        visit_counts.signals_among(connection, sight, [one.visit for one in shown.visits]),
    )


def _slice(
    call: PageCall, filters: Filters, choice: VisitChoice, sight: Sight, connection: Connection
) -> Slice:
    """Return the page behind one place, or the one before another, which is read backwards."""
    sort = filters.sort
    before = read_place(call.query.get("before", ""), sort)
    behind = read_place(call.query.get("behind", ""), sort)
    if before is None:
        found = list_visits(connection, sight, choice, sort, behind)
        return Slice(found.visits, behind is not None, found.following is not None)
    found = list_visits(connection, sight, choice, OPPOSITE[sort], before)
    return Slice(found.visits[::-1], found.following is not None, True)


def _ways(filters: Filters, shown: Slice) -> dict[str, object]:
    """Return the addresses of the pages on either side; empty where there is none."""
    ways = {"previous": "", "following": ""}
    if shown.visits and shown.has_before:
        ways["previous"] = filters.address(before=write_place(_place(filters, shown.visits[0])))
    elif shown.has_before:
        ways["previous"] = filters.address()
    if shown.visits and shown.has_behind:
        ways["following"] = filters.address(behind=write_place(_place(filters, shown.visits[-1])))
    return dict(ways)


def _place(filters: Filters, visit: ListedVisit) -> VisitPlace:
    return VisitPlace(visit.start if filters.sort in (NEWEST, OLDEST) else visit.seconds, visit.visit)


def _place_of(call: PageCall) -> dict[str, str]:
    return {name: call.query[name] for name in ("before", "behind") if call.query.get(name)}


def _is_simple(visit: ListedVisit, seen: Seen, me: str) -> bool:
    is_clear = not visit.findings and visit.visit not in seen.excused
    return is_clear and visit.review_state == UNREVIEWED and visit.rep_id != me


def _signals_told(call: PageCall, kinds: Sequence[str]) -> str:
    titles = [call.say(SIGNALS[kind].title) for kind in kinds if kind in SIGNALS]
    return call.say(N_("A signal, not a judgement: {signals}"), signals=call.say(N_(", ")).join(titles))


def _customer_name(filters: Filters, seen: Seen) -> str:
    if not filters.customer:
        return ""
    return next((one.customer_name for one in seen.shown.visits), "") or filters.customer[:8]


def _submit(call: PageCall) -> Answer:
    call.evaluate()
    viewer, chosen = call.viewer, call.form.all("visit")[:MOST_AT_ONCE]
    done = call.write(lambda connection: approve_all(connection, viewer.user, viewer.sight, chosen, call.now))
    return Redirect(list_path(call.form.get("back")), "approved-all" if done else "none-chosen")


PAGE = Page(LIST, TEAM, _show, _submit, entry=N_("Visits"))
