"""Evaluating customers: the rules of ``fieldlog.domain``, stored as rows that pages find by range.

A push only marks its customers. What a customer was evaluated for is its *stamp*: the code, the rule packs
and the last Sunday of its obligations. A new week and a new rule pack raise the stamp that is wanted, and
touch no row. An evaluation reaches to the end of the next week, so a page asks for less than the evaluator
does: at the beginning of a week nobody waits.
"""

import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from fieldlog.domain import kinds
from fieldlog.domain.days import SIX_DAYS, from_text, local_day, monday_of
from fieldlog.domain.documents import Document
from fieldlog.domain.dossier import read_dossier
from fieldlog.domain.matters import MATTERS
from fieldlog.domain.packs import BUILT_IN, RulePack
from fieldlog.domain.rules import evaluate
from fieldlog.domain.views import MergeLink, read_views
from sync_server.core import page_rows
from sync_server.core.bigrams import grams_of
from sync_server.core.granting import current_owners
from sync_server.core.joined_groups import connected, kept_within, standing_pairs
from sync_server.core.page_rows import Row, Subject
from sync_server.core.signal_weeks import evaluate_weeks
from sync_server.database import derived_rows, derived_tables, evaluating, feeds, grants, marks
from sync_server.database.engine import Connection, Engine, reading, write
from sync_server.database.evaluating import Brought, Evaluated
from sync_server.database.grants import OWNER, Grant
from sync_server.database.people import Sight
from sync_server.database.visibility import EVERYTHING

EVALUATION = 6
"""Number of the code that derives rows; raising it makes the server evaluate every customer anew."""
AT_ONCE = 25
"""Customers of one transaction: on the embedded database a push waits for it."""
MOST_FOR_A_PAGE = 500


RowsOf = Callable[[Subject], Iterable[Row]]
Derived = dict[Any, list[Row]]
"""The rows of one customer by their table."""


class Span(NamedTuple):
    """What evaluations are made with: the packs and their number, the zone, the Monday of this week."""

    packs: tuple[RulePack, ...]
    number: int
    zone: ZoneInfo
    week: date

    @property
    def through(self) -> date:
        """The last day of obligations: the Sunday of the next week."""
        return self.week + timedelta(days=13)

    @property
    def stamp(self) -> str:
        """What customers that are evaluated now are good for."""
        return stamp_of(self.number, self.through)


def stamp_of(number: int, through: date) -> str:
    """Return the stamp of an evaluation with rule packs up to a number, through a Sunday; they sort."""
    return f"{EVALUATION:04d}/{number:016d}/{through.isoformat()}"


def read_span(connection: Connection, now: datetime) -> Span:
    """Return what customers are to be evaluated with."""
    zone = ZoneInfo(feeds.read_setting(connection, "zone"))
    number, published = evaluating.rule_pack_documents(connection)
    packs = read_views({one.doc_id: one for one in published}, RulePack)
    return Span((BUILT_IN, *packs), number, zone, monday_of(local_day(now, zone)))


def page_stamp(connection: Connection, now: datetime) -> str:
    """Return the stamp that a page needs: up to the end of this week."""
    zone = ZoneInfo(feeds.read_setting(connection, "zone"))
    sunday = monday_of(local_day(now, zone)) + SIX_DAYS
    return stamp_of(evaluating.rule_pack_number(connection), sunday)


def refresh(engine: Engine, sight: Sight, now: datetime, most: int = MOST_FOR_A_PAGE) -> bool:
    """Evaluate what a page within a sight needs, and say whether all of it is up to date now.

    At most ``most`` customers are evaluated, so that nobody waits long for a page; the evaluator does the
    rest.
    """
    done = 0
    while True:
        with reading(engine) as connection:
            if not marks.is_dirty(connection, sight, page_stamp(connection, now)):
                return True
        if done >= most:
            return False
        work = partial(evaluate_dirty, now=now, sight=sight, limit=AT_ONCE, is_for_page=True)
        done += max(1, write(engine, work))


def is_up_to_date(engine: Engine, now: datetime) -> bool:
    """Say whether an evaluator has nothing to do; looking does not keep anybody waiting."""
    with reading(engine) as connection:
        return not marks.is_dirty(connection, EVERYTHING, read_span(connection, now).stamp)


def failures(engine: Engine) -> dict[str, str]:
    """Return the customers that could not be evaluated, and the errors with their places in the code."""
    with reading(engine) as connection:
        return evaluating.failures_within(connection, EVERYTHING)


def drain(
    engine: Engine, now: datetime, goes_on: Callable[[], bool] = lambda: True, at_once: int = AT_ONCE
) -> int:
    """Evaluate whatever is out of date, a few customers a transaction, and return how many that were.

    Several evaluators share the work. ``goes_on`` is asked before each transaction.
    """
    done = 0
    while goes_on():
        found = write(engine, partial(evaluate_dirty, now=now, sight=EVERYTHING, limit=at_once))
        if not found:
            return done
        done += found
    return done


def rebuild(connection: Connection) -> None:
    """Forget all that is derived, and mark every customer: after a restore, or when in doubt."""
    derived_rows.empty_derived(connection)
    marks.mark_all(connection)


def evaluate_dirty(
    connection: Connection, now: datetime, sight: Sight, limit: int, is_for_page: bool = False
) -> int:
    """Evaluate up to ``limit`` customers within a sight that are out of date; when there are none, find the
    signals of weeks in which visits changed. Return how many customers or weeks that were.

    For a page, customers that another evaluation holds are waited for; else they are left to it.
    """
    span = read_span(connection, now)
    wanted = page_stamp(connection, now) if is_for_page else span.stamp
    customers = marks.dirty_within(connection, sight, wanted, limit)
    if not customers:
        return evaluate_weeks(connection, span.zone)
    return _Batch(connection, span, waits=is_for_page).evaluate(customers, wanted)


_TABLES: dict[Any, RowsOf] = {
    derived_tables.customer_cards: lambda subject: [page_rows.card_row(subject)],
    derived_tables.obligations: page_rows.obligation_rows,
    derived_tables.promises: page_rows.promise_rows,
    derived_tables.matters: page_rows.matter_rows,
}
_ROWS_OF: dict[Any, RowsOf] = {
    **_TABLES,
    derived_tables.visits: page_rows.visit_rows,
    derived_tables.searched_texts: page_rows.text_rows,
}


class _Batch:
    """The customers of one transaction."""

    def __init__(self, connection: Connection, span: Span, waits: bool) -> None:
        self._connection = connection
        self._span = span
        self._waits = waits
        self._held: dict[str, Evaluated] = {}
        self._documents: dict[str, list[Document]] = {}
        self._owners: dict[str, str] = {}
        self._spans: dict[str, list[Grant]] = {}

    def evaluate(self, customers: Iterable[str], wanted: str) -> int:
        """Evaluate customers that are still out of date once they are held, and return how many that were."""
        held = evaluating.lock_evaluations(self._connection, customers, self._waits)
        # Marks that come from now on stay: what they stand for may not be read below.
        seen = marks.marks_of(self._connection, list(held))
        marked = {customer for customer, _ in seen}
        self._hold({name: one for name, one in held.items() if name in marked or one.stamp < wanted})
        kept = self._find_groups()
        self._write(kept)
        marks.remove_marks(self._connection, [mark for mark in seen if mark[0] in kept])
        return len(kept)

    def _hold(self, held: Mapping[str, Evaluated]) -> None:
        self._held |= held
        self._documents |= evaluating.documents_of(self._connection, held)

    def _find_groups(self) -> dict[str, str]:
        """Return for each customer that can be evaluated as which one it counts.

        Those that are or were joined with one are held too; where one of them cannot be, all are left out.
        """
        self._write_links()
        rows = evaluating.links_between(self._connection)
        links = [
            MergeLink(id=row.link_id, kept=row.kept, joined=row.joined, undoes=row.undoes) for row in rows
        ]
        pairs = standing_pairs(links)
        pairs |= evaluating.joined_before(self._connection, connected(self._held, pairs))
        group = connected(self._held, pairs)
        partners = group - self._held.keys()
        self._hold(evaluating.lock_evaluations(self._connection, partners, self._waits))
        missing = connected(group - self._held.keys(), pairs)
        whole = sorted(group - missing)
        self._read_owners(whole)
        return kept_within(links, whole, self._owners)

    def _write_links(self) -> None:
        found: list[Row] = []
        for customer, documents in self._documents.items():
            links = {one.doc_id: one for one in documents if one.kind == kinds.MERGE_LINK}
            found += [
                {"link_id": one.id, "customer": customer, **_ends(one)}
                for one in read_views(links, MergeLink)
            ]
        table = derived_tables.merge_links
        derived_rows.replace_rows(self._connection, table, list(self._documents), found)

    def _read_owners(self, customers: Sequence[str]) -> None:
        scopes = [f"customer:{customer}" for customer in customers]
        found = grants.grants_of_scopes(self._connection, scopes, OWNER)
        self._owners = {scope[9:]: user for scope, user in current_owners(found).items()}
        self._spans = spans_of(found)

    def _write(self, kept: dict[str, str]) -> None:
        derived, failures = self._derive(kept)
        # What could not be evaluated keeps the rows that it has.
        customers = sorted(customer for customer in kept if kept[customer] not in failures)
        fresh = {table: [row for rows in derived for row in rows[table]] for table in _ROWS_OF}
        for table in _TABLES:
            derived_rows.replace_rows(self._connection, table, customers, fresh[table])
        visits = derived_tables.visits
        changed = derived_rows.replace_rows(self._connection, visits, customers, fresh[visits])
        marks.mark_weeks(self._connection, ((row["rep_id"], row["week"]) for row in changed))
        texts = fresh[derived_tables.searched_texts]
        derived_rows.replace_texts(self._connection, customers, texts, grams_of)
        done = (
            Evaluated(
                customer,
                self._owners.get(customer, ""),
                kept[customer] if kept[customer] != customer else None,
                self._span.stamp,
                failures.get(kept[customer]),
            )
            for customer in sorted(kept)
        )
        evaluating.write_evaluations(self._connection, done)

    def _derive(self, kept: dict[str, str]) -> tuple[list[Derived], dict[str, str]]:
        """Return the rows of each customer, and for those that cannot be evaluated why.

        One whose documents meet a defect must not keep the pages from all others; it is noted with the place
        in the code, ``check`` and the inbox name it, and it is tried again when anything of it changes.
        """
        groups: dict[str, list[Document]] = {}
        for customer in sorted(kept):
            groups.setdefault(kept[customer], []).extend(self._documents[customer])
        making = _making_saves(one for documents in groups.values() for one in documents)
        brought = self._brought(making)
        derived, failures = [], {}
        for customer, documents in groups.items():
            try:
                subject = self._subject(customer, documents, making, brought)
                if subject is not None:
                    derived.append({table: list(rows_of(subject)) for table, rows_of in _ROWS_OF.items()})
            except Exception as error:  # noqa: BLE001 - noted above all; the transaction is as it was
                failures[customer] = _place_of(error)
        return derived, failures

    def _subject(
        self,
        customer: str,
        documents: list[Document],
        making: Mapping[str, str],
        brought: Mapping[str, Brought],
    ) -> Subject | None:
        span, dossier = self._span, read_dossier(customer, documents)
        if dossier.customer is None:
            return None
        owner = self._owners.get(customer, "")
        found = evaluate(dossier, span.packs, span.zone, span.through, owner)
        obligations = page_rows.with_responsible(found, partial(owner_at, self._spans.get(customer, [])))
        written = {one.doc_id: one.parts[making[one.doc_id]].at for one in documents if one.doc_id in making}
        return Subject(dossier, obligations, owner, brought, written, span.packs, span.zone, span.week)

    def _brought(self, making: Mapping[str, str]) -> dict[str, Brought]:
        """Return by document who brought the save that made it."""
        found = evaluating.brought_saves(self._connection, making.values())
        return {doc_id: found[gid] for doc_id, gid in making.items() if gid in found}


def _place_of(error: Exception) -> str:
    """Return what kind of error it was and where in the code; what it says may hold words of a customer."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} {Path(place.filename).name}:{place.lineno}"


def _ends(link: MergeLink) -> Row:
    return {"kept": link.kept, "joined": link.joined, "undoes": link.undoes}


def _making_saves(documents: Iterable[Document]) -> dict[str, str]:
    """Return by document the save that made it, of those whose rows tell who that was."""
    return {one.doc_id: _making_save(one) for one in documents if one.kind in _HAVE_AUTHORS and one.parts}


_HAVE_AUTHORS = frozenset({kinds.VISIT, kinds.PROMISE, *MATTERS})


def _making_save(document: Document) -> str:
    """Return the save that made a document: the one that wrote what only that one writes, else the first."""
    made_with = kinds.KINDS[document.kind].made_with
    found = [gid for gid, part in document.parts.items() if made_with in part.writes] or list(document.parts)
    return min(found, key=lambda gid: (document.parts[gid].seq or 0, gid))


def spans_of(owned: Iterable[Grant]) -> dict[str, list[Grant]]:
    """Return by customer who had it one after the other, from ``OWNER`` grants."""
    spans: dict[str, list[Grant]] = {}
    for grant in sorted(owned, key=lambda one: one.from_seq):
        spans.setdefault(grant.scope[9:], []).append(grant)
    return spans


def owner_at(spans: Sequence[Grant], instant: datetime) -> str:
    """Return who had a customer at an instant; before everybody the first, after everybody the last."""
    owner = ""
    for grant in spans:
        if not owner or from_text(grant.given_at) <= instant:
            owner = grant.user_id
    return owner
