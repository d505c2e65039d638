"""Stores for tests: made in a moment, opened without a keyring, with a clock that the test moves."""

import hashlib
import subprocess
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from fieldlog.actions.homes import init_practice_store
from fieldlog.actions.save_builder import SaveBuilder, new_document_id
from fieldlog.actions.steady_clock import SteadyReading
from fieldlog.actions.workspace import Workspace
from fieldlog.domain import kinds
from fieldlog.domain.card_making import make_card
from fieldlog.domain.days import monday_of, to_text
from fieldlog.domain.dossier import read_dossier
from fieldlog.domain.merging import kept_customer
from fieldlog.domain.obligations import obligation_key, to_stored
from fieldlog.domain.rules import evaluate
from fieldlog.domain.wire import thaw
from fieldlog.store import tables
from fieldlog.store.derived import joined_customers
from fieldlog.store.keys.opening import PUBLIC_PRACTICE_KEY
from fieldlog.store.opening import open_with_key
from fieldlog.store.packs import rule_packs
from fieldlog.store.rows import row_to_document
from fieldlog.store.store import Store

CHECKOUT = Path(__file__).resolve().parents[2]
ZONE = "Asia/Shanghai"
NOW = datetime(2026, 11, 18, 6, 0, tzinfo=UTC)
"""A Wednesday, two in the afternoon in Shanghai."""

Rows = dict[str, Mapping[str, Any]]


class Clock:
    """A laptop's clock that a test sets."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def go_on(self, **lengths: int) -> None:
        """Let time pass."""
        self.now += timedelta(**lengths)


def make_workspace(home: Path, seed: int = 1, clock: Clock | None = None) -> Workspace:
    """Make a store without people and return it open."""
    clock = clock or Clock()
    random_bytes = Random(seed).randbytes
    workspace = init_practice_store(home, "小王", ZONE, clock(), random_bytes)
    return Workspace(workspace.store, clock, random_bytes)


def open_again(
    home: Path,
    seed: int = 2,
    clock: Clock | None = None,
    steady_clock: Callable[[], SteadyReading] | None = None,
) -> Workspace:
    """Open the store of a folder, as a second process or a second run would."""
    clock, random_bytes = clock or Clock(), Random(seed).randbytes
    return Workspace(open_with_key(home, PUBLIC_PRACTICE_KEY, clock()), clock, random_bytes, steady_clock)


def add_customer(workspace: Workspace, name: str = "李明朗", **fields: object) -> str:
    """Save a customer of class A, known for three weeks, and return the id."""
    customer = new_document_id(workspace)
    builder = SaveBuilder(workspace, customer)
    start = (workspace.today() - timedelta(days=21)).isoformat()
    builder.create(kinds.CUSTOMER, {"name": name, "created": start, **fields}, customer)
    builder.create(kinds.CLASS_CHANGE, {"start": start, "letter": "A"})
    builder.commit()
    return customer


def visit_values(workspace: Workspace, **fields: object) -> dict[str, object]:
    """Return the fields of a visit of forty minutes that has just ended."""
    end = workspace.now()
    times = {"start": to_text(end - timedelta(minutes=40)), "end": to_text(end), "zone": ZONE}
    return {"channel": "home", "purpose": "回访", "timed": True, **times, **fields}


def save_visit(workspace: Workspace, customer: str, *drafts: str, **fields: object) -> str:
    """Save a visit with a promise made in it and return the visit's id."""
    builder = SaveBuilder(workspace, customer)
    visit = builder.create(kinds.VISIT, visit_values(workspace, **fields))
    promise = {
        "text": "送体检报告",
        "due": "2026-12-02",
        "made": "2026-11-18",
        "form": "promise",
        "visit": visit,
    }
    builder.create(kinds.PROMISE, promise)
    builder.commit(drafts)
    return visit


# What must hold


def check_whole(store: Store) -> dict[str, int]:
    """Assert that the file is undamaged and that its saves are whole; return the ``dseq`` of each gid."""
    assert store.database.integrity_problems() == []
    return check_saves(store)


def check_saves(store: Store) -> dict[str, int]:
    """Assert that outbox and documents fit together; return the ``dseq`` of each gid."""
    outbox = store.outbox_rows()
    assert [row.dseq for row in outbox] == list(range(1, store.progress().dseq + 1))
    written = {row["id"]: set(row["parts"]) for row in store.table(tables.DOCUMENTS)}
    expected: dict[str, set[str]] = {}
    for row in outbox:
        assert hashlib.sha256(row.frozen).hexdigest() == row.hash
        save = thaw(row.frozen)
        assert save.gid == row.gid
        for writes in save.documents:
            expected.setdefault(writes.doc_id, set()).add(save.gid)
    assert written == expected
    return {row.gid: row.dseq for row in outbox}


def derived_rows(store: Store) -> tuple[Rows, Rows]:
    """Return the obligations and the cards as they are stored."""
    obligations: Rows = {str(row.doc_id): dict(row) for row in store.table(tables.OBLIGATIONS)}
    cards: Rows = {str(row.doc_id): dict(row) for row in store.table(tables.CARDS)}
    return obligations, cards


def fresh_rows(store: Store, today: date) -> tuple[Rows, Rows]:
    """Return the obligations and the cards that all documents give on a day, evaluated from scratch."""
    by_customer: dict[str, list[Any]] = {}
    for row in store.table(tables.DOCUMENTS):
        by_customer.setdefault(row["customer"], []).append(row_to_document(row))
    joined, packs, settings = joined_customers(store), rule_packs(store), store.settings()
    zone, monday = ZoneInfo(settings.zone), monday_of(today)
    obligations: Rows = {}
    cards: Rows = {}
    for customer in by_customer:
        kept = kept_customer(joined, customer)
        if kept != customer:
            cards[customer] = {"id": customer, "kept": kept}
            continue
        members = [one for one in by_customer if kept_customer(joined, one) == kept]
        dossier = read_dossier(kept, [document for one in members for document in by_customer[one]])
        found = evaluate(dossier, packs, zone, monday + timedelta(days=13), settings.rep)
        obligations |= {obligation_key(row): row for row in map(to_stored, found)}
        card = make_card(dossier, found, packs, zone, monday, None)
        if card is not None:
            cards[kept] = card
    return obligations, cards


def file_hashes(folder: Path) -> dict[str, str]:
    """Return the hash of every file below a folder; symbolic links and all."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


# Other processes


def start_program(function: str, *arguments: object, **options: Any) -> "subprocess.Popen[str]":
    """Start ``module.function`` of ``tests.store`` in a process of its own, with pipes to it."""
    module, _, name = function.partition(".")
    program = f"import sys; from tests.store.{module} import {name}; {name}(*sys.argv[1:])"
    return subprocess.Popen(
        [sys.executable, "-c", program, *map(str, arguments)],
        cwd=CHECKOUT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )


def kill(process: "subprocess.Popen[str]") -> list[str]:
    """Kill a process as a power cut would and return the whole lines that it had still written."""
    process.kill()
    rest, complaints = process.communicate(timeout=60)
    assert complaints == "", complaints
    return rest[: rest.rfind("\n") + 1].splitlines()


def finish(process: "subprocess.Popen[str]") -> list[str]:
    """Wait for a process that must succeed without a word on stderr; return the lines that it wrote."""
    output, complaints = process.communicate(timeout=120)
    assert (process.returncode, complaints) == (0, ""), complaints
    return output.splitlines()
