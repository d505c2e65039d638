"""What has been erased: rows of the feed, reports of laptops, and the quarantine that may hold the same."""

import json
from collections.abc import Collection, Sequence
from typing import NamedTuple
from uuid import uuid4

from sqlalchemy import Connection, and_, exists, func, insert, or_, select, update

from sync_server.database.devices import ACTIVE, FORKED
from sync_server.database.grants import PULLED
from sync_server.database.many import among
from sync_server.database.tables import devices, erasure_reports, erasures, grants, quarantine


class NewErasure(NamedTuple):
    """The writes of one document whose values go, why, and by whom."""

    scope: str
    doc_id: str
    ops: tuple[str, ...]
    reason: str
    by: str
    at: str


class QuarantinedLine(NamedTuple):
    """A line in the quarantine, with its bytes."""

    quarantine_id: str
    device_id: str
    dseq: int
    line: bytes


def add_erasures(connection: Connection, new: Sequence[NewErasure], first: int) -> None:
    """Store erasures under numbers from the first on."""
    rows = [
        {
            "erasure_id": uuid4().hex,
            "seq": number,
            "scope": one.scope,
            "doc_id": one.doc_id,
            "ops": json.dumps(one.ops),
            "reason": one.reason,
            "made_by": one.by,
            "made_at": one.at,
        }
        for number, one in enumerate(new, first)
    ]
    connection.execute(insert(erasures), rows)


def erased_ops(connection: Connection, scope: str = "") -> dict[str, set[str]]:
    """Return the writes that were erased, by document, in one scope or in all."""
    found: dict[str, set[str]] = {}
    query = select(erasures.c.doc_id, erasures.c.ops)
    for row in connection.execute(query.where(erasures.c.scope == scope) if scope else query):
        found.setdefault(row.doc_id, set()).update(json.loads(row.ops))
    return found


def add_reports(connection: Connection, device_id: str, erasure_ids: Sequence[str], at: str) -> None:
    """Note that a laptop has carried erasures out."""
    query = select(erasures.c.erasure_id).where(erasures.c.erasure_id.in_(erasure_ids))
    done = select(erasure_reports.c.erasure_id).where(erasure_reports.c.device_id == device_id)
    new = set(connection.execute(query).scalars()) - set(connection.execute(done).scalars())
    if new:
        rows = [{"erasure_id": one, "device_id": device_id, "done_at": at} for one in sorted(new)]
        connection.execute(insert(erasure_reports), rows)


def lines_in_quarantine(connection: Connection, scope: str) -> list[QuarantinedLine]:
    """Return the lines in quarantine that name a scope, or whose scope could not be read."""
    columns = [quarantine.c[name] for name in QuarantinedLine._fields]
    query = select(*columns).where(or_(quarantine.c.scope == scope, quarantine.c.scope == ""))
    return [QuarantinedLine(*row) for row in connection.execute(query.order_by(quarantine.c.quarantine_id))]


def write_line(connection: Connection, quarantine_id: str, line: bytes) -> None:
    """Replace the bytes of a line in quarantine."""
    changed = update(quarantine).where(quarantine.c.quarantine_id == quarantine_id)
    connection.execute(changed.values(line=line))


def count_waiting(connection: Connection, device_ids: Collection[str]) -> dict[str, int]:
    """Return how many erasures these laptops have not reported as done; those that owe none are left out.

    A laptop owes those of scopes that its user had before, if it was enrolled by then: no other holds the
    values. A revoked one is not waited for: it is told nothing any more.
    """
    is_done = exists().where(
        erasure_reports.c.erasure_id == erasures.c.erasure_id,
        erasure_reports.c.device_id == devices.c.device_id,
    )
    had = and_(
        grants.c.scope == erasures.c.scope,
        grants.c.why.in_(PULLED),
        grants.c.from_seq <= erasures.c.seq,
    )
    query = (
        select(devices.c.device_id, func.count(erasures.c.erasure_id.distinct()).label("owed"))
        .select_from(erasures)
        .join(grants, had)
        .join(devices, devices.c.user_id == grants.c.user_id)
        .where(
            among(devices.c.device_id, "device_ids"),
            devices.c.state.in_((ACTIVE, FORKED)),
            devices.c.made_at <= erasures.c.made_at,
            ~is_done,
        )
        .group_by(devices.c.device_id)
    )
    rows = connection.execute(query, {"device_ids": list(device_ids)})
    return {row.device_id: row.owed for row in rows}
