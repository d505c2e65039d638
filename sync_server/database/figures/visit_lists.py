"""The log of visits: filtered, searched, sorted, and read page by page behind a place."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    case,
    exists,
    func,
    literal,
    or_,
    select,
)

from fieldlog.domain.reviews import UNREVIEWED
from sync_server.database.derived_tables import (
    customer_cards,
    obligations,
    search_grams,
    searched_texts,
    signals,
    visits,
)
from sync_server.database.many import among
from sync_server.database.people import Sight
from sync_server.database.tables import users
from sync_server.database.visibility import counted_within, made_once, owned_within

NEWEST, OLDEST, SHORTEST, LONGEST = "newest", "oldest", "shortest", "longest"
SORTS = (NEWEST, OLDEST, SHORTEST, LONGEST)


class Words(NamedTuple):
    """One word of a search: itself, and its grams; of a single character the first and last that begin so."""

    text: str
    grams: Sequence[int]
    beginning: tuple[int, int] | None


class VisitChoice(NamedTuple):
    """Which visits are wanted; what is empty chooses nothing.

    ``rep`` and ``owner`` are ids of users, ``first`` and ``last`` local days, ``rule`` with ``results`` (met,
    missed, excused) what a rule says of the visit, ``states`` review states, ``named`` a part of what a
    search finds a customer by. At the instant ``unreviewed_since`` (UTC text) or later those arrived that
    nobody has looked at, the others at any time; before ``waiting_before`` (UTC text) began what they wait
    for. ``has_findings``: something was missed, ``has_excuses``:
    or excused. ``meetings`` are channels in which the customer was reached; ``least`` and ``most`` are
    whole minutes.
    """

    rep: str = ""
    owner: str = ""
    customer: str = ""
    district: str = ""
    first: str = ""
    last: str = ""
    channel: str = ""
    rule: str = ""
    results: tuple[str, ...] = ()
    signal: str = ""
    states: tuple[str, ...] = ()
    unreviewed_since: str = ""
    waiting_before: str = ""
    has_findings: bool | None = None
    has_excuses: bool | None = None
    words: tuple[Words, ...] = ()
    named: str = ""
    meetings: tuple[str, ...] = ()
    least: int | None = None
    most: int | None = None


class VisitPlace(NamedTuple):
    """Where a page of visits ended: what it was sorted by, and the id."""

    value: str | int
    visit: str


class ListedVisit(NamedTuple):
    """A visit in a list; times are UTC texts, ``day`` is local, ``seconds`` its length; ``arrived_at`` is
    when the server got it.
    """

    visit: str
    customer: str
    customer_name: str
    owner_id: str
    rep_id: str
    rep: str
    start: str
    end: str
    day: str
    seconds: int
    channel: str
    purpose: str
    note: str
    is_reached: bool
    reason: str
    is_timed: bool
    lag: int | None
    clock_shift: int
    amendments: int
    findings: int
    review_state: str
    reviewed_at: str | None
    arrived_at: str

    @property
    def minutes(self) -> int:
        """Whole minutes, rounded down."""
        return self.seconds // 60


_visit = visits.c
WAITS_SINCE = func.coalesce(_visit.reviewed_at, _visit.arrived_at)
"""Since when a visit waits: nobody can look at what lies on a laptop still."""
_LISTED = (
    select(
        _visit.visit_id,
        _visit.customer,
        func.coalesce(customer_cards.c.name, ""),
        _visit.owner_id,
        _visit.rep_id,
        func.coalesce(users.c.name, ""),
        *(_visit[name] for name in ListedVisit._fields[6:]),
    )
    .select_from(visits)
    .outerjoin(customer_cards, customer_cards.c.customer == _visit.customer)
    .outerjoin(users, users.c.user_id == _visit.rep_id)
)


def list_visits(
    connection: Connection,
    sight: Sight,
    choice: VisitChoice,
    sort: str,
    behind: VisitPlace | None,
    limit: int,
) -> list[ListedVisit]:
    """Return a page of the chosen visits."""
    # First which ones: an index tells it, and the rows of all others are neither read nor sorted.
    query = _choosing(sight, choice, _visit.visit_id)
    column: ColumnElement[Any] = _visit.start if sort in (NEWEST, OLDEST) else _visit.seconds
    is_down = sort in (NEWEST, LONGEST)
    if behind is not None:
        query = query.where(_is_behind(column, behind, is_down))
    # What waits is little: by an expression, or an index over the instants would be read, and all in it.
    sorted_by = func.coalesce(column, "") if choice.unreviewed_since and column is _visit.start else column
    order = [one.desc() if is_down else one.asc() for one in (sorted_by, _visit.visit_id)]
    chosen = connection.execute(query.order_by(*order).limit(limit)).scalars().all()
    listed = _LISTED.where(owned_within(sight, _visit.owner_id), among(_visit.visit_id, "chosen"))
    found = connection.execute(listed.order_by(*order), {"chosen": list(chosen)})
    return [ListedVisit._make(row) for row in found]


def _choosing(sight: Sight, choice: VisitChoice, *columns: ColumnElement[Any]) -> Select[Any]:
    query = select(*columns).select_from(visits)
    if choice.district or choice.named:
        query = query.join(customer_cards, customer_cards.c.customer == _visit.customer)
    return query.where(owned_within(sight, _visit.owner_id), *_conditions(choice))


def _is_behind(column: ColumnElement[Any], place: VisitPlace, is_down: bool) -> ColumnElement[bool]:
    if is_down:
        same = and_(column == place.value, _visit.visit_id < place.visit)
        return and_(column <= place.value, or_(column < place.value, same))
    same = and_(column == place.value, _visit.visit_id > place.visit)
    return and_(column >= place.value, or_(column > place.value, same))


def count_visits(connection: Connection, sight: Sight, choice: VisitChoice, most: int) -> int:
    """Return how many visits are chosen, ``most`` at the most: counting all of them takes its time."""
    some = _choosing(sight, choice, literal(1)).limit(most).subquery()
    return int(connection.execute(select(func.count()).select_from(some)).scalar_one())


def find_visit(connection: Connection, sight: Sight, visit: str) -> ListedVisit | None:
    """Return a visit; ``None`` when there is none of this id within the sight."""
    query = _LISTED.where(owned_within(sight, _visit.owner_id), _visit.visit_id == visit)
    row = connection.execute(query).one_or_none()
    return None if row is None else ListedVisit._make(row)


def find_overlapped(connection: Connection, sight: Sight, visit: ListedVisit) -> ListedVisit | None:
    """Return the visit of the same rep that had begun before this one and ended last, if this one began
    before its end.
    """
    is_before = or_(
        _visit.start < visit.start, and_(_visit.start == visit.start, _visit.visit_id < visit.visit)
    )
    query = _LISTED.where(
        owned_within(sight, _visit.owner_id),
        _visit.rep_id == visit.rep_id,
        # Signals look at one week.
        _visit.start >= (date.fromisoformat(visit.day) - timedelta(days=8)).isoformat(),
        is_before,
        _visit.end > visit.start,
    )
    row = connection.execute(query.order_by(_visit.end.desc(), _visit.visit_id).limit(1)).one_or_none()
    return None if row is None else ListedVisit._make(row)


def _conditions(choice: VisitChoice) -> list[ColumnElement[bool]]:
    equal: Mapping[Any, str] = {
        _visit.rep_id: choice.rep,
        _visit.owner_id: choice.owner,
        _visit.customer: choice.customer,
        _visit.channel: choice.channel,
        customer_cards.c.district: choice.district,
    }
    found: list[ColumnElement[bool]] = [column == wanted for column, wanted in equal.items() if wanted]
    found += _on_days(choice.first, choice.last)
    found += _of_length(choice)
    if choice.named:
        found.append(customer_cards.c.find.contains(choice.named, autoescape=True))
    if choice.states:
        found.append(_visit.review_state.in_(choice.states))
    if choice.unreviewed_since:
        found.append(or_(_visit.review_state != UNREVIEWED, _visit.arrived_at >= choice.unreviewed_since))
    if choice.waiting_before:
        found.append(choice.waiting_before > WAITS_SINCE)
    if choice.has_findings is not None:
        found.append(_visit.findings > 0 if choice.has_findings else _visit.findings == 0)
    if choice.has_excuses is not None:
        found.append(_HAS_EXCUSES if choice.has_excuses else ~_HAS_EXCUSES)
    if choice.rule:
        found.append(_has_result(choice.rule, choice.results))
    if choice.signal:
        found.append(exists().where(signals.c.visit == _visit.visit_id, signals.c.kind == choice.signal))
    return [*found, *(_visit.visit_id.in_(_found(words)) for words in choice.words)]


def _on_days(first: str, last: str) -> Iterator[ColumnElement[bool]]:
    """Yield the conditions that a visit began on a local day between two; in every zone a day begins and ends
    less than a day from UTC's, and by the instants the index finds it.
    """
    if first:
        yield _visit.day >= first
        yield _visit.start >= (date.fromisoformat(first) - timedelta(days=1)).isoformat()
    if last:
        yield _visit.day <= last
        yield _visit.start < (date.fromisoformat(last) + timedelta(days=2)).isoformat()


def _of_length(choice: VisitChoice) -> Iterator[ColumnElement[bool]]:
    if choice.meetings:
        yield _visit.is_reached
        yield _visit.channel.in_(choice.meetings)
    if choice.least is not None:
        yield _visit.seconds >= choice.least * 60
    if choice.most is not None:
        yield _visit.seconds < (choice.most + 1) * 60


_HAS_EXCUSES = exists().where(obligations.c.visit == _visit.visit_id, obligations.c.excused.is_not(None))


def _has_result(rule: str, results: Sequence[str]) -> ColumnElement[bool]:
    one = obligations.c
    state = case(
        (one.excused.is_not(None), "excused"),
        (and_(one.met_at.is_not(None), one.met_at <= one.due), "met"),
        else_="missed",
    )
    query = exists().where(one.visit == _visit.visit_id, one.rule == rule)
    return query.where(state.in_(results)) if results else query


def _found(words: Words) -> Select[tuple[str]]:
    """Return the query of what holds a word: its grams by index, and then the word as a whole."""
    query = select(searched_texts.c.subject)
    gram, number = search_grams.c.gram, search_grams.c.text_id
    for one in words.grams:
        query = query.where(searched_texts.c.text_id.in_(select(number).where(gram == one)))
    if words.beginning is not None:
        among = select(number).where(gram.between(*words.beginning))
        return query.where(searched_texts.c.text_id.in_(among))
    return query.where(searched_texts.c.text.contains(words.text, autoescape=True))


class LengthCount(NamedTuple):
    """How many meetings lasted from so many minutes on, up to the next step, and how many visits of such a
    length were shorter than the rule wanted on their day, excused ones too.
    """

    minutes: int
    visits: int
    short: int


def count_lengths(
    connection: Connection, sight: Sight, channels: Sequence[str], days: tuple[str, str], step: int, most: int
) -> list[LengthCount]:
    """Return how long the visits of these days were, by steps of minutes; the last step has no end. Meetings
    are those on these channels that reached the customer.
    """
    counted: dict[int, LengthCount] = {}
    for number, visits_in_it, short in connection.execute(_count_lengths(sight, tuple(channels), days, step)):
        minutes = min(number * step, most)
        known = counted.get(minutes, LengthCount(minutes, 0, 0))
        counted[minutes] = LengthCount(minutes, known.visits + visits_in_it, known.short + short)
    return sorted(counted.values())


@made_once
def _count_lengths(sight: Sight, channels: tuple[str, ...], days: tuple[str, str], step: int) -> Select[Any]:
    steps = _visit.seconds // (60 * step)
    is_meeting = and_(_visit.is_reached, _visit.channel.in_(channels))
    return (
        select(steps, func.count(case((is_meeting, 1))), func.count(case((_visit.is_short, 1))))
        .where(counted_within(sight, _visit.owner_id), *_on_days(*days))
        .group_by(steps)
    )
