"""What an evaluation reads, and the rows that it locks: one a customer, so that two can share the work."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Text, bindparam, func, or_, select, text, update

from fieldlog.domain import kinds
from fieldlog.domain.documents import Document
from sync_server.database.derived_tables import evaluations, merge_links, signals, visits
from sync_server.database.documents import read_document
from sync_server.database.engine import is_sqlite
from sync_server.database.many import among
from sync_server.database.people import Sight
from sync_server.database.tables import devices, documents, saves
from sync_server.database.visibility import owned_within


class Evaluated(NamedTuple):
    """A customer as it was evaluated last: who had it, whom it was joined to, what for; ``failure`` says why
    that could not be done.
    """

    customer: str
    owner_id: str
    kept: str | None
    stamp: str
    failure: str | None = None


_OF = select(evaluations).where(among(evaluations.c.customer, "wanted")).order_by(evaluations.c.customer)


def lock_evaluations(connection: Connection, customers: Iterable[str], waits: bool) -> dict[str, Evaluated]:
    """Lock customers in their order, and return them; those that another evaluation holds are waited for, or
    left out.
    """
    wanted = sorted(set(customers))
    if not wanted:
        return {}
    known = {row.customer for row in connection.execute(_OF, {"wanted": wanted})}
    for customer in wanted:
        if customer not in known:
            _make_row(connection, customer)
    found = connection.execute(_OF.with_for_update(skip_locked=not waits), {"wanted": wanted})
    return {row.customer: Evaluated(*row) for row in found}


def _make_row(connection: Connection, customer: str) -> None:
    if is_sqlite(connection):
        from sqlalchemy.dialects.sqlite import insert as insert_or_not
    else:
        from sqlalchemy.dialects.postgresql import insert as insert_or_not  # type: ignore[assignment]
    values = {"customer": customer, "owner_id": "", "kept": None, "stamp": ""}
    connection.execute(insert_or_not(evaluations).values(**values).on_conflict_do_nothing())


def write_evaluations(connection: Connection, done: Iterable[Evaluated]) -> None:
    """Note as what customers were evaluated."""
    rows = [
        {
            "this": one.customer,
            "owner": one.owner_id,
            "into": one.kept,
            "as_of": one.stamp,
            "why": one.failure,
        }
        for one in done
    ]
    changed = update(evaluations).where(evaluations.c.customer == bindparam("this"))
    values = {
        "owner_id": bindparam("owner"),
        "kept": bindparam("into", type_=Text),
        "stamp": bindparam("as_of"),
        "failure": bindparam("why", type_=Text),
    }
    if rows:
        connection.execute(changed.values(values), rows)


def failures_within(connection: Connection, sight: Sight) -> dict[str, str]:
    """Return the customers within a sight that could not be evaluated, and why."""
    query = select(evaluations.c.customer, evaluations.c.failure).where(
        evaluations.c.failure.is_not(None), owned_within(sight, evaluations.c.owner_id)
    )
    return {row.customer: row.failure for row in connection.execute(query)}


def joined_before(connection: Connection, customers: Collection[str]) -> set[tuple[str, str]]:
    """Return (joined, kept) as they were evaluated last, where one of them is among these customers."""
    is_one = or_(among(evaluations.c.customer, "wanted"), among(evaluations.c.kept, "wanted"))
    query = select(evaluations.c.customer, evaluations.c.kept).where(evaluations.c.kept.is_not(None), is_one)
    found = connection.execute(query, {"wanted": sorted(customers)})
    return {(row.customer, row.kept) for row in found}


def members_within(connection: Connection, sight: Sight, customer: str) -> list[str]:
    """Return a customer with those that count as it; empty when it is not within a sight."""
    query = select(evaluations.c.customer).where(
        or_(evaluations.c.customer == customer, evaluations.c.kept == customer),
        owned_within(sight, evaluations.c.owner_id),
    )
    found = sorted(connection.execute(query).scalars())
    return found if customer in found else []


def links_between(connection: Connection) -> list[Any]:
    """Return the rows of all links between customers."""
    return list(connection.execute(select(merge_links)))


def documents_of(connection: Connection, customers: Iterable[str]) -> dict[str, list[Document]]:
    """Return the documents of customers."""
    found: dict[str, list[Document]] = {customer: [] for customer in sorted(set(customers))}
    query = select(documents).where(among(documents.c.scope, "wanted")).order_by(documents.c.seq)
    wanted = [f"customer:{customer}" for customer in found]
    for row in connection.execute(query, {"wanted": wanted}):
        found[row.scope[9:]].append(read_document(row).document)
    return found


class Brought(NamedTuple):
    """Whose laptop brought a save, and when the server got it (UTC text)."""

    user_id: str
    received_at: str


def brought_saves(connection: Connection, gids: Iterable[str]) -> dict[str, Brought]:
    """Return who brought each of these saves first."""
    query = (
        select(saves.c.gid, devices.c.user_id, saves.c.received_at)
        .join(devices, devices.c.device_id == saves.c.device_id)
        .where(among(saves.c.gid, "wanted"), saves.c.code.is_(None))
        .order_by(saves.c.received_at.desc(), saves.c.device_id)
    )
    found = connection.execute(query, {"wanted": sorted(set(gids))})
    return {row.gid: Brought(row.user_id, row.received_at) for row in found}


def rule_pack_documents(connection: Connection) -> tuple[int, list[Document]]:
    """Return the published rule packs, and the highest number among them (0: none)."""
    query = select(documents).where(documents.c.scope == "organisation", documents.c.kind == kinds.RULE_PACK)
    found = [read_document(row) for row in connection.execute(query.order_by(documents.c.seq))]
    return max((one.seq for one in found), default=0), [one.document for one in found]


def rule_pack_number(connection: Connection) -> int:
    """Return the highest number among the rule packs; 0 when none was published."""
    query = select(func.max(documents.c.seq)).where(
        documents.c.scope == "organisation", documents.c.kind == kinds.RULE_PACK
    )
    return int(connection.execute(query).scalar() or 0)


def lock_rule_packs(connection: Connection) -> None:
    """Let nobody else publish a rule pack until the transaction ends."""
    if not is_sqlite(connection):
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('rule packs'))"))


def lock_reps(connection: Connection, reps: Iterable[str]) -> None:
    """Let nobody else look for signals of reps until the transaction ends."""
    if not is_sqlite(connection):
        for rep in sorted(set(reps)):
            connection.execute(
                text("SELECT pg_advisory_xact_lock(hashtext(:rep))"), {"rep": f"signals {rep}"}
            )


def visits_between(connection: Connection, rep: str, first: str, last: str) -> Sequence[Any]:
    """Return the rows of a rep's visits that started between two instants, both included."""
    query = select(visits).where(visits.c.rep_id == rep, visits.c.start.between(first, last))
    return connection.execute(query.order_by(visits.c.start, visits.c.visit_id)).all()


def signals_in(connection: Connection, rep: str, week: str) -> list[dict[str, Any]]:
    """Return the rows of the signals of a rep in a week."""
    query = select(signals).where(signals.c.rep_id == rep, signals.c.week == week)
    return [dict(row) for row in connection.execute(query).mappings()]
