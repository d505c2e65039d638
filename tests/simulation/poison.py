"""Saves that the server cannot take: each is put aside with one of some codes, and holds nobody up."""

from base64 import urlsafe_b64encode
from collections.abc import Callable
from typing import TYPE_CHECKING

from fieldlog.actions.save_builder import new_document_id
from fieldlog.domain import kinds
from fieldlog.domain.days import to_text
from fieldlog.domain.errors import StoreFullError
from fieldlog.domain.saves import DocumentWrites, FieldWrite, Save, freeze
from fieldlog.store import tables
from fieldlog.store.rows import OutboxRow, outbox_to_row
from fieldlog.store.store import sha256_of
from tests.simulation.faults import Fault, Weather
from tests.simulation.laptops import SimLaptop

if TYPE_CHECKING:
    from tests.simulation.world import World


def _name(laptop: SimLaptop) -> str:
    return urlsafe_b64encode(laptop.random.randbytes(16)).rstrip(b"=").decode()


def _save(world: "World", laptop: SimLaptop, customer: str, document: DocumentWrites) -> Save:
    at = to_text(laptop.workspace.now())
    return Save(_name(laptop), f"customer:{customer}", at, laptop.user, (document,))


def _document(world: "World", laptop: SimLaptop, kind: str = "note", value: str = "") -> DocumentWrites:
    write = FieldWrite(_name(laptop), value or f'"{world.word()}"')
    return DocumentWrites(new_document_id(laptop.workspace), kind, 1, {"text": write})


def _keep(world: "World", laptop: SimLaptop, save: Save, *codes: str) -> None:
    from tests.simulation.people import note_saved

    note_saved(world, laptop, laptop.store.save(save).dseq, codes)


def _kind_of_the_server(world: "World", laptop: SimLaptop, customer: str) -> None:
    _keep(
        world,
        laptop,
        _save(world, laptop, customer, _document(world, laptop, "review")),
        "kind-is-the-servers",
    )


def _too_long(world: "World", laptop: SimLaptop, customer: str) -> None:
    long = _document(world, laptop, value=f'"{world.word()}{"长" * 10_000}"')
    _keep(world, laptop, _save(world, laptop, customer, long), "too-long")


def _forbidden(world: "World", laptop: SimLaptop, customer: str) -> None:
    zero = _document(world, laptop, value='"\\u0000"')
    _keep(world, laptop, _save(world, laptop, customer, zero), "forbidden-character")


def _of_another_kind(world: "World", laptop: SimLaptop, customer: str) -> None:
    other = _document(world, laptop)._replace(doc_id=customer)
    # Where the customer itself has not arrived, this makes it.
    known = laptop.store.find_document(customer)
    if known is not None and any(part.seq is not None for part in known.parts.values()):
        save = _save(world, laptop, customer, other)
        _keep(world, laptop, save, "document-of-another-kind", "late-too-long")


def _written_once(world: "World", laptop: SimLaptop, customer: str) -> None:
    for consent in laptop.store.documents_of(customer, (kinds.CONSENT,)):
        if any(part.seq is not None for part in consent.parts.values()):
            again = _document(world, laptop, kinds.CONSENT)._replace(doc_id=consent.doc_id)
            save = _save(world, laptop, customer, again)
            _keep(world, laptop, save, "written-once", "late-too-long")
            return


def _foreign(world: "World", laptop: SimLaptop, _customer: str) -> None:
    """Write into the customer of somebody else."""
    others = [
        scope
        for scope, owners in sorted(world.ledger.owners.items())
        if all(one.user != laptop.user for one in owners)
    ]
    if others:
        customer = world.chance.choice(others).removeprefix("customer:")
        # As long as the server does not know the customer any more, it is opened.
        if f"customer:{customer}" not in world.ledger.shaky:
            _keep(world, laptop, _save(world, laptop, customer, _document(world, laptop)), "foreign-scope")


def _unreadable(world: "World", laptop: SimLaptop, _customer: str) -> None:
    _slip_in(world, laptop, b'{"gid":"', _name(laptop), "", "line-unreadable")


def _damaged(world: "World", laptop: SimLaptop, customer: str) -> None:
    save = _save(world, laptop, customer, _document(world, laptop))
    frozen = freeze(save)
    wrong = sha256_of(frozen + b" ")
    _slip_in(world, laptop, frozen, save.gid, save.scope, "hash-differs", digest=wrong)


def _slip_in(
    world: "World", laptop: SimLaptop, frozen: bytes, gid: str, scope: str, code: str, digest: str = ""
) -> None:
    """Put into the outbox what fieldlog itself would never put there."""
    store = laptop.store
    with store.writing():
        dseq = store.progress().dseq + 1
        row = OutboxRow(dseq, gid, frozen, digest or sha256_of(frozen), scope)
        store.table(tables.OUTBOX).insert(tables.named_row(outbox_to_row(row), dseq))
        store.write_progress(store.progress()._replace(dseq=dseq))
    if gid not in world.ledger.saves:
        world.ledger.note(gid, laptop.user, frozen, scope, (code,), is_read=code != "line-unreadable")
        laptop.journal[gid] = None


_Maker = Callable[["World", SimLaptop, str], None]
_ALWAYS: tuple[_Maker, ...] = (_kind_of_the_server, _too_long, _forbidden, _foreign, _unreadable, _damaged)
_ON_KNOWN_DOCUMENTS: tuple[_Maker, ...] = (_of_another_kind, _written_once)
"""A server that was restored may not know the document any more, and then the save is sound."""


def save_poison(world: "World", laptop: SimLaptop) -> None:
    """Save something that the server has to put aside."""
    from tests.simulation.people import customers_on

    customers = customers_on(laptop)
    if not customers:
        return
    before = len(world.ledger.saves)
    # A save that a crash has left on the disk would be taken for a sound one.
    laptop.points.arm(None)
    makers = _ALWAYS if Weather.RESTORES in world.weather else (*_ALWAYS, *_ON_KNOWN_DOCUMENTS)
    try:
        world.chance.choice(makers)(world, laptop, world.chance.choice(customers))
    except StoreFullError:
        world.count(Fault.LAPTOP_FULL)
    if len(world.ledger.saves) > before:
        world.count(Fault.POISON)
