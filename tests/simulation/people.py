"""What reps do on their laptops: record, change, leave forms open, sync, and run two programs at once."""

import json
from collections.abc import Mapping, Sequence
from random import Random
from typing import TYPE_CHECKING

from fieldlog.actions.conflicts import list_conflicts
from fieldlog.actions.consents import current_consent
from fieldlog.actions.save_builder import SaveBuilder, new_document_id
from fieldlog.actions.workspace import Workspace
from fieldlog.domain import kinds
from fieldlog.domain.days import to_text
from fieldlog.domain.documents import customer_of, live_ops, read_register, shown_values
from fieldlog.domain.errors import BadInputError, ServerRefusedError, StoreBusyError, StoreFullError
from fieldlog.domain.standing import HEALTH_NOTES, HEALTH_WORDING
from fieldlog.domain.wire import thaw
from fieldlog.store.drafts import Draft
from fieldlog.store.outbox import all_rows, read_rows
from fieldlog.sync.engine import Limits
from fieldlog.sync.troubles import UnreachableError
from tests.simulation import duplicates
from tests.simulation.faults import Fault, Weather
from tests.simulation.laptops import Form, SimLaptop
from tests.store.stores import visit_values

if TYPE_CHECKING:
    from tests.simulation.world import World

FIELDS = ("address", "name", "notes", "phone.home", "phone.work")
FULL_HEADROOM = 0


def customers_on(laptop: SimLaptop) -> list[str]:
    """Return the customers that a laptop shows, in an order that does not depend on who came first."""
    return sorted(one.doc_id for one in laptop.store.documents_of_kind(kinds.CUSTOMER))


# Saving


def commit(world: "World", laptop: SimLaptop, builder: SaveBuilder, drafts: Sequence[str] = ()) -> bool:
    """Save, and note what was shown as saved; return whether it was."""
    try:
        receipt = builder.commit(drafts)
    except BadInputError:
        # The customer was handed over.
        return False
    except StoreFullError:
        world.count(Fault.LAPTOP_FULL)
        return False
    note_saved(world, laptop, receipt.dseq)
    return True


def note_saved(
    world: "World", laptop: SimLaptop, dseq: int, poison: Sequence[str] = (), is_read: bool = True
) -> None:
    """Note a save that a person was told is saved."""
    (row,) = read_rows(laptop.store, dseq, dseq)
    world.ledger.note(row.gid, laptop.user, row.frozen, row.scope, poison, is_read)
    laptop.journal[row.gid] = None
    world.note(laptop.name, "saved", row.gid, row.scope[-8:], *poison)


def adopt(world: "World", laptop: SimLaptop) -> None:
    """Note saves that were on the disk already when the process was killed before it could say so."""
    for row in all_rows(laptop.store):
        if row.gid not in world.ledger.saves and not row.is_gone:
            world.ledger.note(row.gid, laptop.user, row.frozen, row.scope)
            laptop.journal[row.gid] = None
            world.note(laptop.name, "has saved", row.gid)
        elif row.gid not in laptop.journal and not row.is_gone:
            laptop.journal[row.gid] = None


def profile(builder: SaveBuilder, workspace: Workspace, customer: str, name: str, address: str) -> None:
    """Add a new customer who allows health notes to a save."""
    values = {"name": name, "created": "2026-10-01", "address": address}
    builder.create(kinds.CUSTOMER, values, customer)
    consent = {
        "purpose": HEALTH_NOTES,
        "wording": HEALTH_WORDING,
        "state": "given",
        "at": to_text(workspace.now()),
        "how": "口头",
    }
    builder.create(kinds.CONSENT, consent)


def visit(builder: SaveBuilder, workspace: Workspace, fields: Mapping[str, object]) -> None:
    """Add a visit to a save."""
    builder.create(kinds.VISIT, visit_values(workspace, **fields))


def add_customer(world: "World", laptop: SimLaptop) -> None:
    """Record a new customer."""
    customer = new_document_id(laptop.workspace)
    builder = SaveBuilder(laptop.workspace, customer)
    profile(builder, laptop.workspace, customer, world.word(), world.word())
    commit(world, laptop, builder)


def add_visit(world: "World", laptop: SimLaptop, drafts: Sequence[str] = (), customer: str = "") -> None:
    """Record a visit with a health note."""
    found = customers_on(laptop)
    customer = customer or (world.chance.choice(found) if found else "")
    if not customer:
        return
    builder = SaveBuilder(laptop.workspace, customer)
    fields = {"note": world.word() + ("字" * 3000 if world.has(Weather.DISKS) else "")}
    if may_note_health(world, laptop, customer):
        fields["health.body"] = world.word()
    visit(builder, laptop.workspace, fields)
    commit(world, laptop, builder, drafts)


def may_note_health(world: "World", laptop: SimLaptop, customer: str) -> bool:
    """Say whether a health note may be saved.

    Where a restored server may take a consent away for a while, the laptop holds unsent notes back until a
    person has asked again: nobody notes any there.
    """
    return Weather.RESTORES not in world.weather and current_consent(laptop.workspace, customer) == "given"


def begin_draft(world: "World", laptop: SimLaptop) -> None:
    """Begin a visit and leave it."""
    found = customers_on(laptop)
    if found:
        customer = world.chance.choice(found)
        draft = Draft(f"form/{customer}", "pause", customer, {"reason": world.word()}, {}, "")
        try:
            laptop.store.write_draft(draft)
        except StoreFullError:
            world.count(Fault.LAPTOP_FULL)


def leave_form(world: "World", laptop: SimLaptop) -> None:
    """Open a form on something, and leave it: it keeps what was shown."""
    before = len(laptop.forms)
    open_form(world, laptop)
    if len(laptop.forms) == before:
        return
    form = laptop.forms.pop()
    if laptop.store.find_document(form.customer) is None:
        # A page ended within what a hand-over brings, and no screen shows the customer yet.
        return
    document = laptop.store.find_document(form.doc_id)
    shown = shown_values(document).get(form.field, '""') if document else '""'
    content = {form.field: json.loads(shown), "reason": world.word()}
    seen = {form.field: list(form.seen)}
    try:
        laptop.store.write_draft(Draft(f"form/{form.doc_id}", "change", form.customer, content, seen, ""))
    except StoreFullError:
        world.count(Fault.LAPTOP_FULL)


def finish_draft(world: "World", laptop: SimLaptop) -> None:
    """Go on with a visit or a form that was left, and save it."""
    drafts = sorted(laptop.store.drafts())
    if not drafts:
        return
    draft = world.chance.choice(drafts)
    if not draft.seen:
        add_visit(world, laptop, (draft.draft_id,), draft.customer)
        return
    ((field, seen),) = draft.seen.items()
    form = Form(draft.draft_id.removeprefix("form/"), draft.customer, field, tuple(seen), None)
    _write_form(world, laptop, form, (draft.draft_id,))


# Forms


def open_form(world: "World", laptop: SimLaptop) -> None:
    """Open a form on a field of a customer or of a visit."""
    documents = [
        one
        for kind in (kinds.CUSTOMER, kinds.VISIT)
        for one in laptop.store.documents_of_kind(kind)
        if customer_of(one.scope)
    ]
    if not documents:
        return
    document = world.chance.choice(sorted(documents, key=lambda one: one.doc_id))
    field = world.chance.choice(FIELDS if document.kind == kinds.CUSTOMER else ("note", "health.body"))
    seen = live_ops(document, field)
    customer = customer_of(document.scope) or ""
    if field == "health.body" and not may_note_health(world, laptop, customer):
        return
    laptop.forms.append(Form(document.doc_id, customer, field, seen, laptop.state.cursor_seq))


def save_form(world: "World", laptop: SimLaptop) -> None:
    """Save a form that was opened some time ago; what was shown in it is written over, and nothing else."""
    if not laptop.forms:
        open_form(world, laptop)
    if not laptop.forms:
        return
    form = laptop.forms.pop(world.chance.randrange(len(laptop.forms)))
    _write_form(world, laptop, form)


def _write_form(world: "World", laptop: SimLaptop, form: Form, drafts: Sequence[str] = ()) -> None:
    document = laptop.store.find_document(form.doc_id)
    if document is None:
        return
    register = read_register(document, form.field)
    own = [register[op] for op in form.seen if op in register and register[op].seq is None]
    expected = {*form.seen, *(op for write in own for op in write.over)}
    builder = SaveBuilder(laptop.workspace, form.customer)
    builder.change(document, {form.field: world.word()}, {form.field: form.seen})
    if not commit(world, laptop, builder, drafts):
        return
    if form.cursor not in (None, laptop.state.cursor_seq):
        world.count(Fault.OPEN_FORM)
    (row,) = read_rows(laptop.store, laptop.store.progress().dseq, laptop.store.progress().dseq)
    (writes,) = thaw(row.frozen).documents
    over = set(writes.fields[form.field].over)
    # I9: a value disappears only by a write that names it, made by somebody who saw it.
    world.check(over == expected, "I9", laptop.name, "writes over", over, "having seen", expected)


def change_everything(world: "World", laptop: SimLaptop, customer: str) -> None:
    """Change every document of a customer that can be changed, in one save."""
    builder = SaveBuilder(laptop.workspace, customer)
    for document in laptop.store.documents_of(customer, (kinds.CUSTOMER, kinds.VISIT)):
        builder.change(document, {"notes" if document.kind == kinds.CUSTOMER else "note": world.word()})
    if laptop.store.find_document(customer) is not None:
        commit(world, laptop, builder)


def settle_conflict(world: "World", laptop: SimLaptop) -> None:
    """Decide between two values, having seen both."""
    conflicts = list_conflicts(laptop.workspace)
    if not conflicts:
        return
    conflict = world.chance.choice(sorted(conflicts, key=lambda one: (one.document, one.field)))
    document = laptop.store.find_document(conflict.document)
    if document is not None and conflict.customer:
        builder = SaveBuilder(laptop.workspace, conflict.customer)
        # The list is in the order of clocks, which are wrong.
        value = min(claim.value for claim in conflict.claims)
        builder.write_over(document, conflict.field, value, conflict.ops)
        commit(world, laptop, builder)


# Syncing


def sync(world: "World", laptop: SimLaptop) -> bool:
    """Sync once; return whether it came to its end."""
    laptop.is_busy = True
    laptop.answered_at_start = laptop.store.progress().dseq
    chance = world.chance
    if world.is_calm:
        laptop.limits = Limits()
    else:
        laptop.limits = Limits(saves=chance.choice((1, 2, 5, 200)), entries=chance.choice((1, 2, 3, 500)))
    try:
        outcome = laptop.sync()
    except UnreachableError as error:
        _check_wait(world, laptop, error)
        world.note(laptop.name, "offline:", error.reason)
    except StoreBusyError as error:
        world.note(laptop.name, "busy:", type(error).__name__)
    except StoreFullError:
        world.count(Fault.LAPTOP_FULL)
    except ServerRefusedError as error:
        world.note(laptop.name, "refused:", error.code)
        _check_refusal(world, laptop, error.code)
    else:
        world.note(laptop.name, "synced", *outcome)
        return True
    finally:
        laptop.is_busy = False
    return False


def _check_wait(world: "World", laptop: SimLaptop, error: UnreachableError) -> None:
    wanted = laptop.wanted_wait
    if wanted is not None:
        world.check(error.retry_after == wanted, "Retry-After", laptop.name, error.retry_after)


def _check_refusal(world: "World", laptop: SimLaptop, code: str) -> None:
    is_excused = {
        "device-revoked": laptop.root.is_revoked,
        "user-retired": laptop.user in world.retired,
        # A server that was restored knows no newer token; of two twins one has the token that was renewed.
        "not-signed-in": world.counts[Fault.SERVER_RESTORED] > 0 or laptop.root.has_twin,
    }
    world.check(is_excused.get(code), "I14", laptop.name, "was refused:", code)


def act_beside(world: "World", laptop: SimLaptop) -> None:
    """Let a second process work on the store while the first one waits for the network."""
    chance = world.chance
    with world.deeper():
        other = laptop.beside()
        try:
            if chance.random() < 0.5:
                chance.choice((add_visit, save_form, save_form))(world, other)
                world.count(Fault.TWO_PROCESSES)
                return
            sleeps = chance.random() < 0.5
            world.go_on(seconds=200 if sleeps else 1)
            if sync(world, other) and sleeps:
                world.count(Fault.LEASE_LOST)
            world.count(Fault.TWO_PROCESSES)
        finally:
            other.end()


# What comes from another version, and what nobody should send


def write_newer(world: "World", laptop: SimLaptop) -> None:
    """Save what only a newer fieldlog knows: a kind, and fields of a known kind, in odd JSON."""
    from fieldlog.domain.saves import DocumentWrites, FieldWrite, Save

    found = customers_on(laptop)
    if not found:
        return
    customer = world.chance.choice(found)
    odd = world.chance.choice(
        ('{"b": 1,  "a":[1e2, 2.50]}', "1E400", '"\\u4e2d"', "[ ]", "-0", '{"a":1,"a":2}')
    )
    new = DocumentWrites(
        new_document_id(laptop.workspace), "weather-report", 7, {"sky": FieldWrite(_op(laptop.random), odd)}
    )
    profile = DocumentWrites(customer, kinds.CUSTOMER, 9, {"mood_v9": FieldWrite(_op(laptop.random), odd)})
    at = to_text(laptop.workspace.now())
    save = Save(_op(laptop.random), f"customer:{customer}", at, laptop.user, (new, profile))
    try:
        note_saved(world, laptop, laptop.store.save(save).dseq)
    except StoreFullError:
        world.count(Fault.LAPTOP_FULL)
        return
    world.count(Fault.NEWER_SCHEMA)


def edit_newer(world: "World", laptop: SimLaptop) -> None:
    """Change a known field of a document that has fields of a newer schema."""
    for customer in customers_on(laptop):
        document = laptop.store.find_document(customer)
        if document is not None and read_register(document, "mood_v9"):
            builder = SaveBuilder(laptop.workspace, customer)
            builder.change(document, {"notes": world.word()})
            if commit(world, laptop, builder):
                world.count(Fault.OLDER_SCHEMA)
            return


def _op(chance: Random) -> str:
    from base64 import urlsafe_b64encode

    return urlsafe_b64encode(chance.randbytes(16)).rstrip(b"=").decode()


def work(world: "World", laptop: SimLaptop) -> None:
    """Do one of the things that a rep does in a day."""
    chance = world.chance
    works = [
        (add_customer, 1),
        (add_visit, 4),
        (open_form, 5),
        (save_form, 7),
        (settle_conflict, 3),
        (begin_draft, 3 if world.has(Weather.HAND_OVERS) else 1),
        (finish_draft, 2),
    ]
    if world.has(Weather.ERASING):
        works.append((leave_form, 8))
    if world.has(Weather.DUPLICATES):
        works += [(duplicates.link, 4), (duplicates.unlink, 2), (duplicates.read_list, 3)]
    if world.has(Weather.SCHEMAS):
        works += [(write_newer, 3), (edit_newer, 6)]
    if world.has(Weather.POISON):
        from tests.simulation.poison import save_poison

        works.append((save_poison, 4))
    (chosen,) = chance.choices([one for one, _ in works], [weight for _, weight in works])
    world.note(laptop.name, chosen.__name__)
    chosen(world, laptop)
