"""The sixteen invariants of the protocol, each a function with its words.

I6, I7, I11 and I12 are judged at every request (``watch``), I9 at every save of a form (``people``) as well.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec

from fieldlog.actions.conflicts import list_conflicts
from fieldlog.domain.documents import Document, merge_documents
from fieldlog.domain.erasing import blank_frozen
from fieldlog.domain.exchange import ERASED, PushLine
from fieldlog.domain.saves import apply_save
from fieldlog.domain.wire import thaw
from fieldlog.store.outbox import all_rows
from fieldlog.store.rows import OutboxRow
from fieldlog.store.scopes import pending_drops
from sync_server.core.integrity import find_faults
from sync_server.database.engine import reading
from sync_server.database.grants import PULLED
from tests.simulation.duplicates import check_links
from tests.simulation.faults import Weather
from tests.simulation.laptops import SimLaptop
from tests.simulation.ledger import Folded, Saved, conflicts_in, fold, live_values
from tests.simulation.office import Books
from tests.simulation.watch import require
from tests.sync.laptops import everything
from tests.sync.test_hand_overs import pages_of

if TYPE_CHECKING:
    from tests.simulation.world import World

JOURNAL = timedelta(days=35)
TAKEN = ("applied", "conflict", "late")


# One laptop, at any moment


def check_laptop(world: "World", laptop: SimLaptop) -> None:
    """Check what must hold on a laptop whatever has just happened."""
    rows = {row.gid: row for row in all_rows(laptop.store)}
    state = laptop.state
    for gid in laptop.journal:
        row = rows.get(gid)
        if row is not None and row.dseq <= state.answered and row.answered_at and laptop.journal[gid] is None:
            laptop.journal[gid] = world.ledger.answered.setdefault(gid, world.time)
    i2_what_is_saved_is_kept(world, laptop, rows)
    for gid in [gid for gid, row in rows.items() if row.is_gone]:
        laptop.journal.pop(gid, None)
    i2_what_waits_is_shown(world, laptop, rows, state.answered)
    i8_what_was_begun_can_be_finished(world, laptop)
    i15_no_form_shows_what_was_erased(world, laptop)


def i2_what_is_saved_is_kept(world: "World", laptop: SimLaptop, rows: dict[str, OutboxRow]) -> None:
    """I2, I16: a save shown as saved is in the outbox until it is answered, and for 35 days after; only a
    hand-over takes it away before.
    """
    for gid, answered in laptop.journal.items():
        row, saved = rows.get(gid), world.ledger.saves[gid]
        if row is None:
            is_old = answered is not None and answered < world.time - JOURNAL
            require(is_old, "I2", laptop.name, gid, "is gone from the outbox, answered:", answered)
        elif row.is_gone:
            has_left = answered is not None and len(world.ledger.owners.get(saved.scope, ())) > 0
            require(has_left, "I2", laptop.name, gid, "was dropped before it was answered")
        elif row.frozen != saved.frozen:
            is_same = _is_same(row.frozen, saved, world.ledger.erased)
            require(is_same, "I2", laptop.name, gid, "has other bytes than it was saved with")


def _is_same(frozen: bytes, saved: Saved, erased: Collection[str]) -> bool:
    """Say whether bytes are those of a save, but for values that were erased since."""
    if saved.save is None:
        return frozen == saved.frozen
    return blank_frozen(frozen, erased) == blank_frozen(saved.frozen, erased)


def i8_what_was_begun_can_be_finished(world: "World", laptop: SimLaptop) -> None:
    """I8: a hand-over takes no customer from the laptop as long as something is begun there."""
    # What a restored server does not hold any more goes, whatever was begun.
    for draft in laptop.store.drafts() if Weather.RESTORES not in world.weather else ():
        is_there = laptop.store.find_document(draft.customer) is not None
        require(is_there, "I8", laptop.name, "has a draft for a customer that has left", draft.customer)


def i15_no_form_shows_what_was_erased(world: "World", laptop: SimLaptop) -> None:
    """I15: a form that was left does not keep a value that is erased in the document it was filled from."""
    forms = [dict(draft.content) for draft in laptop.store.drafts() if draft.seen]
    if not forms:
        return
    parts = [part for one in everything(laptop.store).values() for part in one.parts.values()]
    blank = {write[0] for part in parts for write in part.writes.values() if write[1] == ERASED}
    shown, kept = json.dumps(forms, ensure_ascii=False), _texts_kept(world, blank)
    for saved in world.ledger.saves.values():
        for text, op in _texts(saved):
            is_left = op in blank and text not in kept and text in shown
            require(not is_left, "I15", laptop.name, "a form shows", text)


def i2_what_waits_is_shown(
    world: "World", laptop: SimLaptop, rows: dict[str, OutboxRow], answered: int
) -> None:
    """I2: a save is there whole: its row waits exactly if its documents show it."""
    documents = everything(laptop.store)
    own = {gid for one in documents.values() for gid, part in one.parts.items() if part.seq is None}
    # Who is leaving gets no number for what was answered, until the journal lets it go.
    unknown = own - rows.keys() - world.ledger.answered.keys()
    require(not unknown, "I2", laptop.name, "shows saves that are not in the outbox:", unknown)
    for row in rows.values():
        saved = world.ledger.saves[row.gid]
        is_slipped_in = saved.save is None or saved.poison == ("hash-differs",)
        # What was put aside is not shown, also while it is on its way to a restored server.
        if row.dseq <= answered or row.is_gone or is_slipped_in or row.gid in world.ledger.aside:
            continue
        for writes in thaw(row.frozen).documents:
            shown = documents.get(writes.doc_id)
            is_shown = shown is not None and row.gid in shown.parts
            require(is_shown, "I2", laptop.name, row.gid, "waits and is not shown in", writes.doc_id)


# Everything, when quiet


def check_everything(world: "World") -> None:
    """Check what must hold when everything has settled."""
    books = world.office.books()
    with reading(world.office.engine) as connection:
        require(not (found := list(find_faults(connection))), "the server fits together", found)
    taken = accepted(world, books)
    i1_what_was_answered_is_stored(world, books)
    i4_the_order_does_not_matter(world, books, taken)
    i9_nothing_disappears_by_itself(world, books, taken)
    i13_unknown_bytes_are_the_same(world, books, taken)
    i8_hand_overs_lose_nothing(world, books)
    for laptop in world.laptops:
        if laptop.user in world.retired:
            i15_what_was_dropped_is_gone(world, laptop, books)
            continue
        i3_a_laptop_equals_the_fold(laptop, books)
        i10_conflicts_are_exact(world, laptop, books)
        rule_6_linked_customers_count_as_one(laptop, books)
        i14_everything_is_settled(laptop, books)
        i15_what_was_dropped_is_gone(world, laptop, books)


def accepted(world: "World", books: Books) -> dict[str, Saved]:
    """Return the saves that the server has taken, as the ledger knows them."""
    gids = {row.gid for row in books.saves if row.status in TAKEN}
    return {gid: world.ledger.saves[gid] for gid in gids}


def _normal(folded: Folded, erased: Iterable[str]) -> Folded:
    """Return a document without values that were ever erased: after a restore they may be back for a time."""
    gone = frozenset(erased)
    parts = {
        gid: {
            field: (op, "null" if op in gone else value, over) for field, (op, value, over) in writes.items()
        }
        for gid, writes in folded.parts.items()
    }
    return folded._replace(parts=parts)


def i1_what_was_answered_is_stored(world: "World", books: Books) -> None:
    """I1, I16: a save answered with any status is at the server for ever, taken or put aside with its bytes;
    after a restore it has come back from a journal. What every author was told is saved is there."""
    stored = {row.gid: row for row in books.saves}
    aside = {(row.device_id, row.dseq): row for row in books.quarantine}
    for gid, saved in world.ledger.saves.items():
        is_waived = gid in world.ledger.lost or saved.user in world.retired
        if gid not in stored and saved.poison == ("line-unreadable",):
            # Its name could not be read either.
            continue
        require(
            gid in stored or (is_waived and gid not in world.ledger.stored), "I1", gid, "is not at the server"
        )
        row = stored.get(gid)
        if row is not None and row.status == "quarantined":
            line = aside.get((row.device_id, row.dseq))
            is_whole = line is not None and _holds(line.line, saved, world.ledger.erased)
            require(is_whole, "I1", gid, "is put aside without its bytes")


def _holds(line: bytes, saved: Saved, erased: Collection[str]) -> bool:
    """Say whether a line in quarantine holds a save, but for values that were erased since."""
    if saved.frozen in line or not line:
        return True
    found = msgspec.json.decode(line, type=PushLine)
    return _is_same(bytes(found.save), saved, erased)


def i4_the_order_does_not_matter(world: "World", books: Books, taken: dict[str, Saved]) -> None:
    """I4: the fold ignores order and repetition."""
    saves = [saved.save for saved in taken.values() if saved.save]
    order = [*saves, *saves[::2]]
    world.chance.shuffle(order)
    documents: dict[str, Document] = {}
    for save in order:
        documents |= {one.doc_id: one for one in apply_save(documents, save)}
    for doc_id, document in documents.items():
        twice = merge_documents(document, document)
        for one in (document, twice):
            same = _normal(_folded(one), world.ledger.erased) == _normal(
                books.documents[doc_id], world.ledger.erased
            )
            require(same, "I4", doc_id, "depends on the order")


def _folded(document: Document) -> Folded:
    parts = {
        gid: {field: (write[0], write[1], tuple(write[2])) for field, write in part.writes.items()}
        for gid, part in document.parts.items()
    }
    return Folded(document.scope, document.kind, parts)


def i9_nothing_disappears_by_itself(world: "World", books: Books, taken: dict[str, Saved]) -> None:
    """I9, I1: the server's documents are exactly the writes that were taken; a value is not live only because
    a write names it."""
    gone = world.ledger.erased
    expected = fold(taken.values(), gone)
    require(expected.keys() == books.documents.keys(), "I9", expected.keys() ^ books.documents.keys())
    for doc_id, folded in expected.items():
        require(_normal(books.documents[doc_id], gone) == folded, "I9", doc_id, "holds other writes")
    _i15_nothing_erased_is_at_the_server(world, books)
    for op in books.erased:
        values = {
            w[1]
            for one in books.documents.values()
            for p in one.parts.values()
            for w in p.values()
            if w[0] == op
        }
        require(values <= {"null"}, "I15", op, "was erased and is at the server")


def _i15_nothing_erased_is_at_the_server(world: "World", books: Books) -> None:
    lines, kept = b"".join(row.line for row in books.quarantine), _texts_kept(world, books.erased)
    for saved in world.ledger.saves.values():
        for text, op in _texts(saved):
            is_left = op in books.erased and text not in kept and text.encode() in lines
            require(not is_left, "I15", text, "was erased and is in quarantine")


def i13_unknown_bytes_are_the_same(world: "World", books: Books, taken: dict[str, Saved]) -> None:
    """I13: an old laptop's round trip changes no unknown byte, neither of a value nor of a schema number."""
    for saved in taken.values():
        for document in saved.save.documents if saved.save else ():
            schema = books.schemas[document.doc_id]
            require(schema >= document.schema, "I13", document.doc_id, "fell back to schema", schema)
            for field, write in document.fields.items():
                stored = books.documents[document.doc_id].parts[saved.gid][field][1]
                same = stored == write.value or write.op in world.ledger.erased
                require(same, "I13", document.doc_id, field, "was", write.value, "and is", stored)


def i8_hand_overs_lose_nothing(world: "World", books: Books) -> None:
    """I8: a hand-over loses nothing and overwrites nothing: whoever had the customer, all that was saved is
    there, and exactly one has it now."""
    owners = {
        grant.scope: grant.user for grant in books.grants if grant.why == "owner" and grant.to_seq is None
    }
    for scope in world.ledger.owners:
        if scope not in world.ledger.shaky:
            expected, found = world.ledger.owner(scope), owners.get(scope, "")
            require(found == expected, "I8", scope, "is", found, "and should be", expected)
    open_owners = [grant.scope for grant in books.grants if grant.why == "owner" and grant.to_seq is None]
    require(len(open_owners) == len(set(open_owners)), "I8", "a customer has two owners")


def scopes_of(user: str, books: Books) -> set[str]:
    """Return the scopes that a user receives."""
    return {
        grant.scope
        for grant in books.grants
        if grant.user == user and grant.why in PULLED and grant.to_seq is None
    }


def i3_a_laptop_equals_the_fold(laptop: SimLaptop, books: Books) -> None:
    """I3: when quiet, every laptop equals the fold of accepted writes restricted to its grants."""
    mine = scopes_of(laptop.user, books)
    expected = {doc_id: one for doc_id, one in books.documents.items() if one.scope in mine}
    found = {doc_id: _folded(one) for doc_id, one in everything(laptop.store).items()}
    surplus, missing = found.keys() - expected.keys(), expected.keys() - found.keys()
    require(not surplus and not missing, "I3", laptop.name, "has too much:", surplus, "and lacks:", missing)
    for doc_id, folded in expected.items():
        require(
            found[doc_id] == folded, "I3", laptop.name, doc_id, "differs", found[doc_id].parts, folded.parts
        )


def i10_conflicts_are_exact(world: "World", laptop: SimLaptop, books: Books) -> None:
    """I10: the conflict list is exactly the fields with more than one distinct live value."""
    at_server = {doc_id for doc_id, one in books.documents.items() if conflicts_in(one.parts)}
    require(at_server == books.conflicts, "I10", "the server's list differs", at_server ^ books.conflicts)
    mine = scopes_of(laptop.user, books)
    expected = {
        (doc_id, field): set(live_values(one.parts)[field].values())
        for doc_id, one in books.documents.items()
        if one.scope in mine
        for field in conflicts_in(one.parts)
    }
    found = {
        (one.document, one.field): {claim.value for claim in one.claims}
        for one in list_conflicts(laptop.workspace)
    }
    require(found == expected, "I10", laptop.name, "lists", found, "instead of", expected)


def rule_6_linked_customers_count_as_one(laptop: SimLaptop, books: Books) -> None:
    """Rule 6: readers treat linked customers as one, until the link is undone."""
    mine = scopes_of(laptop.user, books)
    documents = {doc_id: one for doc_id, one in books.documents.items() if one.scope in mine}
    found = list(check_links(laptop, documents))
    require(not found, "rule 6", laptop.name, *found)


def i14_everything_is_settled(laptop: SimLaptop, books: Books) -> None:
    """I14: with a good network everything settles: nothing waits, all was pulled, no drop is left."""
    state = laptop.state
    require(state.answered == laptop.store.progress().dseq, "I14", laptop.name, "still waits")
    require(state.feed_id == books.feed_id, "I14", laptop.name, "is in another feed")
    require(
        not pending_drops(laptop.store), "I14", laptop.name, "has not let go", pending_drops(laptop.store)
    )
    require(not state.erased and not state.must_rinse, "I14", laptop.name, "has not told of an erasure")
    require(not state.next_device, "I14", laptop.name, "has not finished a fork")


def i15_what_was_dropped_is_gone(world: "World", laptop: SimLaptop, books: Books) -> None:
    """I15: after a drop or an erasure no byte of it decrypts on the laptop."""
    mine = scopes_of(laptop.user, books)
    if laptop.user in world.retired and laptop.state.last_error:
        # Somebody whose time to hand in is over is told nothing any more.
        return
    content, kept = pages_of(laptop.store), _texts_kept(world, books.erased)
    for saved in world.ledger.saves.values():
        if saved.save is None or "foreign-scope" in saved.poison:
            # Whoever never had a customer is not told of its erasure.
            continue
        owners = {one.user for one in world.ledger.owners.get(saved.scope, ())}
        has_left = saved.scope not in mine and laptop.user in owners
        for text, op in _texts(saved):
            # What could not be read lies there in Latin-1, in which only the digits are the same.
            is_erased = op in books.erased and text not in kept
            if (has_left or is_erased) and text[1:].encode() in content:
                why = "of a customer that has left" if has_left else "that was erased"
                require(False, "I15", laptop.name, "still holds", text, why, saved.gid, saved.poison)


def _texts(saved: Saved) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for document in saved.save.documents if saved.save else ():
        found += [
            (w.value.strip('"')[:16], w.op) for w in document.fields.values() if w.value.startswith('"密')
        ]
    return found


def _texts_kept(world: "World", erased: Collection[str]) -> set[str]:
    """Return the texts that another write says as well, one that was not erased: somebody chose between two
    values, and that save came after the erasure.
    """
    found = (pair for saved in world.ledger.saves.values() for pair in _texts(saved))
    return {text for text, op in found if op not in erased}


# Two runs


def i5_no_clock_matters(one: Mapping[str, Folded], other: Mapping[str, Folded]) -> None:
    """I5: no laptop's clock changes the result: the same seed with right clocks ends with the same writes.

    Only what a laptop says of the time of a visit or a consent follows its clock.
    """
    require(one.keys() == other.keys(), "I5", one.keys() ^ other.keys())
    for doc_id, document in one.items():
        require(_without_times(document) == _without_times(other[doc_id]), "I5", doc_id, "differs")


def _without_times(document: Folded) -> Folded:
    parts = {
        gid: {field: write for field, write in writes.items() if field not in ("start", "end", "at")}
        for gid, writes in document.parts.items()
    }
    return document._replace(parts=parts)
