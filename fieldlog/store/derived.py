"""What is computed from documents and kept for fast reading: each customer's obligations and card.

A save only marks its customer dirty. Readers call ``refresh`` first, which evaluates the dirty customers and
writes the rows that differ; a new week and a new rule pack make every customer dirty. Joined customers are
evaluated as one, under the customer that
was kept.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from tinydb import where

from fieldlog.domain import kinds
from fieldlog.domain.card_making import make_card
from fieldlog.domain.cards import Card
from fieldlog.domain.dossier import Dossier, read_dossier
from fieldlog.domain.merging import kept_customer, kept_customers
from fieldlog.domain.obligations import obligation_key, to_stored
from fieldlog.domain.rules import evaluate
from fieldlog.domain.views import MergeLink, read_views
from fieldlog.store import tables
from fieldlog.store.freshness import EVALUATION, covers, wanted_span
from fieldlog.store.packs import rule_packs
from fieldlog.store.store import Store


def joined_customers(store: Store) -> dict[str, str]:
    """Return for each customer that was joined to another the one that was kept."""
    documents = {document.doc_id: document for document in store.documents_of_kind(kinds.MERGE_LINK)}
    return kept_customers(read_views(documents, MergeLink))


def read_customer(store: Store, customer: str, only: Sequence[str] = ()) -> Dossier:
    """Return the dossier of a customer together with those joined to it.

    With ``only`` it holds the facts of some kinds; name amendments too, which may take them back.
    """
    joined = joined_customers(store)
    kept = kept_customer(joined, customer)
    return _read_group(store, kept, joined, only)


def _read_group(store: Store, kept: str, joined: Mapping[str, str], only: Sequence[str] = ()) -> Dossier:
    members = [kept, *(one for one in joined if kept_customer(joined, one) == kept)]
    documents = [document for member in members for document in store.documents_of(member, only)]
    return read_dossier(kept, documents)


def refresh(store: Store, now: datetime) -> int:
    """Evaluate what is dirty as of ``now``, in one transaction; return how many customers that were."""
    settings = store.settings()
    zone = ZoneInfo(settings.zone)
    with store.writing():
        progress = store.progress()
        span = wanted_span(progress, now, zone)
        through, week = map(date.fromisoformat, span)
        is_covered = covers(progress, span)
        dirty = _dirty_customers(store, is_covered)
        if not dirty and is_covered:
            return 0
        packs, joined = rule_packs(store), joined_customers(store)
        for kept in sorted({kept_customer(joined, one) for one in dirty}):
            dossier = _read_group(store, kept, joined)
            obligations = evaluate(dossier, packs, zone, through, settings.rep)
            known = store.find_row(tables.CARDS, kept)
            _write_rows(store, kept, [to_stored(one) for one in obligations])
            _write_card(store, kept, known, make_card(dossier, obligations, packs, zone, week, known))
        for customer in dirty:
            kept = kept_customer(joined, customer)
            if kept != customer:
                _write_rows(store, customer, [])
                known = store.find_row(tables.CARDS, customer)
                _write_card(store, customer, known, {"id": customer, "kept": kept})
        store.write_progress(progress._replace(**span._asdict(), evaluation=EVALUATION))
        store.table(tables.DIRTY).truncate()
    return len(dirty)


def _dirty_customers(store: Store, is_covered: bool) -> set[str]:
    dirty = {str(row.doc_id) for row in store.table(tables.DIRTY)}
    if "" in dirty or not is_covered:
        known = {document.doc_id for document in store.documents_of_kind(kinds.CUSTOMER)}
        # One that was joined is listed as that, although its own documents may have left.
        listed = {str(row.doc_id) for row in store.table(tables.CARDS)}
        return (dirty - {""}) | known | listed
    return dirty


def _write_rows(store: Store, customer: str, fresh: Sequence[Mapping[str, Any]]) -> None:
    table = store.table(tables.OBLIGATIONS)
    wanted = {obligation_key(row): row for row in fresh}
    known = {str(row.doc_id): row for row in table.search(where("customer") == customer)}
    gone = [key for key, row in known.items() if wanted.get(key) != row]
    added = [tables.named_row(wanted[key], key) for key in wanted if known.get(key) != wanted[key]]
    if gone:
        table.remove(doc_ids=gone)
    if added:
        table.insert_multiple(added)


def _write_card(store: Store, customer: str, known: Card | None, card: Card | None) -> None:
    table = store.table(tables.CARDS)
    if known == card:
        return
    if known is not None:
        table.remove(doc_ids=[customer])
    if card is not None:
        table.insert(tables.named_row(card, customer))
