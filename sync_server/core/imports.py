"""A shop's list for a rep: the server saves it in the rep's name, and the rep's laptop pulls it."""

import hashlib
import secrets
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, tzinfo
from functools import partial
from typing import NamedTuple
from uuid import UUID, uuid4

from fieldlog.domain import kinds
from fieldlog.domain.birthdays import birthday_value
from fieldlog.domain.customer_list import Candidate, RowProblem, read_customer_list
from fieldlog.domain.customer_list.additions import LINES, TEXTS, Additions, compare_with_list
from fieldlog.domain.customer_list.candidates import identity_keys
from fieldlog.domain.customer_list.rows import SheetRow
from fieldlog.domain.days import local_day, to_text
from fieldlog.domain.documents import Document, live_ops
from fieldlog.domain.elements import element_values
from fieldlog.domain.kinds import KINDS
from fieldlog.domain.problems import Problem
from fieldlog.domain.saves import DocumentWrites, FieldWrite, Save, freeze, to_json
from fieldlog.domain.views import ClassChange, Customer, read_view
from sync_server.core.lines import read_lines
from sync_server.core.push import Push
from sync_server.core.server_saves import AUTHOR, random_id, server_device
from sync_server.core.users import get_active
from sync_server.database import documents, grants
from sync_server.database.engine import Connection, Engine, reading, write
from sync_server.database.grants import OWNER
from sync_server.database.pushes import lock_device
from sync_server.database.users import User

SAVES_AT_ONCE = 200
IMPORTED, UPDATED, UNCHANGED = "imported", "updated", "unchanged"


class ImportResult(NamedTuple):
    """How many customers were added, got something new, or were so already; what is wrong with which row;
    the titles of columns that were not read.
    """

    imported: int
    updated: int
    unchanged: int
    problems: tuple[RowProblem, ...]
    unknown_columns: tuple[str, ...]


class _Known(NamedTuple):
    """A customer that the rep has: the profile, its view, and the class changes."""

    document: Document
    view: Customer
    changes: tuple[ClassChange, ...]


def import_customers(
    engine: Engine, rows: Sequence[SheetRow], rep: str, now: datetime, zone: tzinfo
) -> ImportResult:
    """Import a list for a rep; ``RefusalError`` when there is no such user.

    Saves go in by the hundreds, so that laptops are not kept waiting; importing again after an interruption
    adds what is missing.
    """
    with reading(engine) as connection:
        user = get_active(connection, rep)
        known = list(_known_customers(connection, user))
    today = local_day(now, zone)
    found = read_customer_list(rows, today)
    work = _Import(known, today, now)
    for candidate in found.candidates:
        work.take(candidate)
    for start in range(0, len(work.saves), SAVES_AT_ONCE):
        part = work.saves[start : start + SAVES_AT_ONCE]
        write(engine, partial(_store, user=user, saves=part, now=now))
    problems = tuple(sorted((*found.problems, *work.problems), key=lambda problem: problem.row))
    return ImportResult(**work.counts, problems=problems, unknown_columns=found.unknown_columns)


def _known_customers(connection: Connection, user: User) -> Iterator[_Known]:
    mine = grants.grants_of_users(connection, [user.user_id], OWNER)
    for scope in sorted({grant.scope for grant in mine if grant.to_seq is None}):
        found = [one.document for one in documents.documents_in(connection, scope)]
        changes = tuple(
            view
            for view in map(read_view, (one for one in found if one.kind == kinds.CLASS_CHANGE))
            if isinstance(view, ClassChange)
        )
        for document in found:
            view = read_view(document) if document.kind == kinds.CUSTOMER else None
            if isinstance(view, Customer):
                yield _Known(document, view, changes)


def _store(connection: Connection, user: User, saves: Sequence[Save], now: datetime) -> None:
    device = server_device(connection, user, now)
    last = lock_device(connection, device.device_id)
    lines = [_line(save, dseq) for dseq, save in enumerate(saves, last + 1)]
    Push(connection, device, now).take(read_lines(lines, last))


def _line(save: Save, dseq: int) -> bytes:
    frozen = freeze(save)
    digest = hashlib.sha256(frozen).hexdigest()
    return b'{"dseq":%d,"gid":"%s","hash":"%s","save":%s}' % (
        dseq,
        save.gid.encode(),
        digest.encode(),
        frozen,
    )


class _Import:
    """One list on its way in: the saves that it makes of candidates, and what is wrong with them."""

    def __init__(self, known: Iterable[_Known], today: date, now: datetime) -> None:
        self._today = today
        self._at = to_text(now)
        self._known = {one.view.id: one for one in known}
        self._owners: dict[tuple[str, str, str], set[str]] = {}
        for one in self._known.values():
            for key in identity_keys(one.view):
                self._owners.setdefault(key, set()).add(one.view.id)
        self.saves: list[Save] = []
        self.problems: list[RowProblem] = []
        self.counts = dict.fromkeys((IMPORTED, UPDATED, UNCHANGED), 0)

    def take(self, candidate: Candidate) -> None:
        """Take a candidate in: as a new customer, or as an addition to the one that is known."""
        keys = identity_keys(candidate)
        matches = sorted(set().union(*(self._owners.get(key, set()) for key in keys)))
        if len(matches) > 1:
            shown = tuple(f"{candidate.name} {customer[:8]}" for customer in matches[:5])
            problem = Problem("name", "matches-several", {"candidates": shown})
            self.problems.append(RowProblem(candidate.row, problem))
        elif matches:
            self._add_to(self._known[matches[0]], candidate)
        else:
            self._add_new(candidate)

    def _add_new(self, candidate: Candidate) -> None:
        customer = UUID(bytes=secrets.token_bytes(16), version=4).hex
        values: dict[str, object] = {"created": self._today.isoformat(), "name": candidate.name}
        values |= {name: text for name in (*LINES, *TEXTS) if (text := getattr(candidate, name))}
        family = [{"name": line, "relation": ""} for line in candidate.family.splitlines() if line.strip()]
        values |= element_values("phone", candidate.phones, {}, random_id)
        values |= element_values("family", family, {}, random_id)
        if candidate.birthday is not None:
            values["birthday"] = birthday_value(candidate.birthday)
        profile = DocumentWrites(customer, kinds.CUSTOMER, KINDS[kinds.CUSTOMER].schema, _writes(values))
        self._save(customer, profile, candidate.letter, candidate.key, ())
        self.counts[IMPORTED] += 1

    def _add_to(self, known: _Known, candidate: Candidate) -> None:
        found = compare_with_list(known.view, known.changes, candidate, self._today)
        self.problems += (RowProblem(candidate.row, problem) for problem in found.problems)
        values = _added_values(known.view, found)
        document = known.document
        fields = {
            name: FieldWrite(random_id(), to_json(value), live_ops(document, name))
            for name, value in values.items()
        }
        has_changed = bool(fields) or found.letter is not None or found.key is not None
        if has_changed:
            profile = DocumentWrites(document.doc_id, document.kind, document.schema, fields)
            replaces = tuple(change.id for change in known.changes)
            self._save(known.view.id, profile, found.letter, found.key, replaces)
        self.counts[UPDATED if has_changed else UNCHANGED] += 1

    def _save(
        self,
        customer: str,
        profile: DocumentWrites,
        letter: str | None,
        key: bool | None,
        replaces: tuple[str, ...],
    ) -> None:
        written = [profile] if profile.fields else []
        if letter is not None or key is not None:
            values = {
                "start": self._today.isoformat(),
                "letter": letter,
                "key": key,
                "replaces": list(replaces) or None,
            }
            said = _writes({name: value for name, value in values.items() if value is not None})
            schema = KINDS[kinds.CLASS_CHANGE].schema
            written.append(DocumentWrites(uuid4().hex, kinds.CLASS_CHANGE, schema, said))
        save = Save(random_id(), f"customer:{customer}", self._at, AUTHOR, tuple(written))
        self.saves.append(save)


def _added_values(known: Customer, found: Additions) -> dict[str, object]:
    values: dict[str, object] = {name: text for name, text in found.texts.items() if text is not None}
    if found.birthday is not None:
        values["birthday"] = birthday_value(found.birthday)
    if found.phones is not None:
        values |= element_values("phone", found.phones, known.phone, random_id)
    if found.family is not None:
        members = [{"name": name, "relation": relation} for name, relation in found.family]
        present = {key: {"name": one.name, "relation": one.relation} for key, one in known.family.items()}
        values |= element_values("family", members, present, random_id)
    return values


def _writes(values: dict[str, object]) -> dict[str, FieldWrite]:
    return {name: FieldWrite(random_id(), to_json(value)) for name, value in values.items()}
