"""Work of reps as their laptops push it, and the server's evaluation of it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select

from fieldlog.domain import kinds
from fieldlog.domain.days import to_text
from sync_server.core import evaluation
from sync_server.core.handover import hand_over
from sync_server.core.server_saves import new_document, write_saves
from sync_server.database import users
from sync_server.database.derived_tables import is_derived
from sync_server.database.engine import Connection, reading, write
from sync_server.database.people import Sight
from sync_server.database.tables import metadata
from sync_server.database.visibility import EVERYTHING
from tests.sync_server.organisation import Clock, Laptop, Organisation, make_save, new_id

SHANGHAI = ZoneInfo("Asia/Shanghai")


def instant(local: str) -> datetime:
    """Return the instant of a local time ``YYYY-MM-DD HH:MM``."""
    return datetime.fromisoformat(local).replace(tzinfo=SHANGHAI)


class Fieldwork:
    """An organisation whose reps visit customers; days and times are those of Shanghai."""

    def __init__(self, organisation: Organisation) -> None:
        self.organisation = organisation
        self.clock: Clock = organisation.clock
        self.laptops: dict[str, Laptop] = {}

    def add_rep(self, name: str, team: str = "") -> Laptop:
        """Add a rep with a laptop."""
        self.laptops[name] = self.organisation.add_rep(name, team)
        return self.laptops[name]

    def sight(self, name: str) -> Sight:
        """Return whom a user sees."""
        with reading(self.organisation.engine) as connection:
            user = users.find_user(connection, name)
        assert user is not None
        return Sight(user.user_id, user.team_id if user.role == "supervisor" else None, user.role == "admin")

    def save(self, rep: str, customer: str, kind: str, values: Mapping[str, object], doc_id: str = "") -> str:
        """Push one document, and return its id."""
        doc_id = doc_id or (customer if kind == kinds.CUSTOMER else new_id())
        save = make_save(f"customer:{customer}", kind, values, doc_id=doc_id)
        self.organisation.push(self.laptops[rep], save)
        return doc_id

    def add_customer(
        self, rep: str, name: str = "李阿姨", created: str = "2026-10-01", letter: str = "A", **values: object
    ) -> str:
        """Push a new customer of a class, and return its id."""
        customer = new_id()
        self.save(rep, customer, kinds.CUSTOMER, {"name": name, "created": created, **values})
        if letter:
            self.save(rep, customer, kinds.CLASS_CHANGE, {"start": created, "letter": letter})
        return customer

    def visit(
        self,
        rep: str,
        customer: str,
        local: str,
        minutes: float = 45,
        channel: str = "home",
        health: str = "",
        **values: Any,
    ) -> str:
        """Push a visit, typed in at its end, and return its id."""
        start = instant(local)
        end = start + timedelta(minutes=minutes)
        known = {
            "channel": channel,
            "start": to_text(start),
            "end": to_text(end),
            "zone": "Asia/Shanghai",
            "purpose": "看望",
            "entered_at": to_text(end),
        }
        noted = {"health.body": health} if health else {}
        return self.save(rep, customer, kinds.VISIT, {**known, **noted, **values})

    def promise(self, rep: str, customer: str, due: str, text: str = "送体检报告", **values: Any) -> str:
        """Push a promise, and return its id."""
        return self.save(
            rep, customer, kinds.PROMISE, {"text": text, "due": due, "made": "2026-11-01", **values}
        )

    def hand_over(self, customer: str, to: str) -> None:
        """Give a customer to another rep."""
        now = self.clock.now()
        write(self.organisation.engine, lambda c: hand_over(c, customer, to, "reason", "Admin", now))

    def publish_pack(self, start: str, **values: object) -> None:
        """Publish a rule pack, as the office does: on the day before the Monday from which it holds."""
        published = to_text(instant(f"{start} 09:00") - timedelta(days=1))
        known = {"version": 2, "start": start, "at": published}
        document = new_document(kinds.RULE_PACK, {**known, **values})

        def work(connection: Connection) -> None:
            admin = users.find_user(connection, "Admin")
            assert admin is not None
            write_saves(connection, admin, {"organisation": [document]}, self.clock.now())

        write(self.organisation.engine, work)

    def refresh(self, sight: Sight = EVERYTHING) -> None:
        """Evaluate what a page of this sight evaluates first."""
        assert evaluation.refresh(self.organisation.engine, sight, self.clock.now())

    def derived(self) -> dict[str, list[tuple[Any, ...]]]:
        """Return all derived rows by table, without what chance decides."""
        with reading(self.organisation.engine) as connection:
            return {
                table.name: sorted(
                    (tuple(row) for row in connection.execute(select(*_columns(table)))), key=repr
                )
                for table in metadata.sorted_tables
                if is_derived(table) and table.name != "search_grams"
            }

    def rebuild(self) -> None:
        """Make everything that is derived again."""
        write(self.organisation.engine, evaluation.rebuild)
        self.refresh()

    def empty(self) -> None:
        """Remove what an example before has left."""

        def work(connection: Connection) -> None:
            for table in reversed(metadata.sorted_tables):
                connection.execute(delete(table))

        write(self.organisation.engine, work)


def _columns(table: Any) -> list[Any]:
    return [column for column in table.columns if column.name not in ("text_id", "card", "stamp")]
