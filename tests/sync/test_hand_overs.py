"""A customer changes hands: the old laptop hands in what is pending and then holds no byte of it; the new one
receives everything, once.
"""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from fieldlog.actions.captures import Capture
from fieldlog.actions.consents import record_consent
from fieldlog.actions.finding import get_customer
from fieldlog.actions.held_notes import held_notes
from fieldlog.actions.undo import undo_last_save
from fieldlog.actions.visits import add_visit
from fieldlog.domain.documents import StoredWrite
from fieldlog.store import tables
from fieldlog.store.derived import refresh
from fieldlog.store.drafts import Draft
from fieldlog.store.keys.opening import PUBLIC_PRACTICE_KEY
from fieldlog.store.opening import DATABASE_NAME
from fieldlog.store.outbox import all_rows
from fieldlog.store.scopes import grants_on, pending_drops
from fieldlog.store.store import Store
from tests.store.stores import Clock, add_customer, save_visit
from tests.sync.laptops import Laptop, everything
from tests.sync.office import Office, is_offline
from tests.sync_server.databases import KINDS

PAGE = 4096
BEGUN = "2026-11-18T06:00:00Z"
SECRET = "膝盖疼了三年"


def readable(store: Store) -> str:
    """Return all that the key opens: every row of every table, and every page of the log."""
    connection = store.database.storage.connection
    names = [name for (name,) in connection.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return "\n".join(str(row) for name in names for row in connection.rows(f'SELECT * FROM "{name}"'))


def pages_of(store: Store) -> bytes:
    """Return every page of the file and of its log as the key decrypts it, free ones and all.

    SQLCipher 4: AES-256-CBC; the last 80 bytes of a page are its vector and its check. In the log, 24 bytes
    stand before each page.
    """
    raw = (store.home / DATABASE_NAME).read_bytes()
    log = (store.home / f"{DATABASE_NAME}-wal").read_bytes()
    pages = [raw[start : start + PAGE] for start in range(0, len(raw), PAGE)]
    pages += [log[start + 24 : start + 24 + PAGE] for start in range(32, len(log), PAGE + 24)]
    return b"".join(map(_decrypted, pages))


def _decrypted(page: bytes) -> bytes:
    cipher = Cipher(AES(PUBLIC_PRACTICE_KEY), CBC(page[PAGE - 80 : PAGE - 64]))
    return cipher.decryptor().update(page[: PAGE - 80])


@pytest.mark.parametrize("office", KINDS, indirect=True)
def test_the_new_laptop_receives_everything_and_the_old_one_holds_no_byte(
    office: Office, wang: Laptop, chen: Laptop, clock: Clock
) -> None:
    customer = add_customer(wang.workspace, notes=SECRET)
    other = add_customer(wang.workspace, "王秀英")
    save_visit(wang.workspace, customer, note=SECRET)
    wang.sync()
    refresh(wang.store, clock())
    expected = {key: one for key, one in everything(wang.store).items() if one.scope.endswith(customer)}
    office.hand_over(customer, "小陈")
    assert wang.sync().dropped == (f"customer:{customer}",)
    chen.sync()
    received = {key: one for key, one in everything(chen.store).items() if one.scope.endswith(customer)}
    assert received == expected
    (grant,) = grants_on(chen.store, f"customer:{customer}")
    assert (grant.from_user, grant.reason) == ("小王", "调岗")
    assert SECRET not in readable(wang.store)
    assert not wang.state.must_rinse
    refresh(wang.store, clock())
    assert [str(row.doc_id) for row in wang.store.table(tables.CARDS)] == [other]
    assert [row.is_gone for row in all_rows(wang.store)] == [True, False, True]
    assert office.holding(wang.state.device)[1] == []


def test_no_drop_runs_while_a_draft_is_left_and_the_server_knows_who_holds_what(
    office: Office, wang: Laptop
) -> None:
    customer = add_customer(wang.workspace)
    scope = f"customer:{customer}"
    wang.sync()
    wang.store.write_draft(Draft("form/pause/", "pause", customer, {"reason": "住院"}, {}, BEGUN))
    office.hand_over(customer, "小陈")
    assert wang.sync().dropped == ()
    assert [drop.to_user for drop in pending_drops(wang.store)] == ["小陈"]
    assert office.holding(wang.state.device)[1] == [scope]
    wang.store.remove_draft("form/pause/")
    assert wang.sync().dropped == (scope,)
    assert office.holding(wang.state.device)[1] == []
    assert wang.store.find_document(customer) is None


def test_the_sync_that_drops_or_brings_a_customer_tells_the_server_so(
    office: Office, wang: Laptop, chen: Laptop
) -> None:
    customer = add_customer(wang.workspace)
    wang.sync()
    office.hand_over(customer, "小陈")
    assert office.held(wang.state.device)[1:3] == ((), (customer,))
    assert wang.sync().dropped == (f"customer:{customer}",)
    assert office.held(wang.state.device)[1:3] == ((), ())
    chen.sync()
    assert office.held(chen.state.device)[1:3] == ((customer,), ())


def test_the_server_is_asked_once_more_only_when_somebody_holds_something_else(
    office: Office, wang: Laptop
) -> None:
    customer = add_customer(wang.workspace)
    wang.sync()
    office.requests.clear()
    save_visit(wang.workspace, customer)
    wang.sync()
    assert [request.path for request in office.requests] == ["/v1/push", "/v1/pull"]
    office.hand_over(customer, "小陈")
    office.requests.clear()
    wang.sync()
    assert [request.path for request in office.requests] == ["/v1/pull", "/v1/pull"]


@pytest.mark.parametrize("office", KINDS, indirect=True)
def test_what_was_saved_offline_before_the_hand_over_arrives_late_and_the_new_rep_reads_it(
    office: Office, wang: Laptop, chen: Laptop
) -> None:
    customer = add_customer(wang.workspace)
    wang.sync()
    office.hand_over(customer, "小陈")
    chen.sync()
    visit = save_visit(wang.workspace, customer)
    assert wang.sync().dropped == (f"customer:{customer}",)
    assert [row.status for row in all_rows(wang.store)] == ["applied", "late"]
    chen.sync()
    assert chen.store.find_document(visit) is not None


@pytest.mark.parametrize("office", KINDS, indirect=True)
def test_a_later_grant_cancels_the_drop(office: Office, wang: Laptop, chen: Laptop) -> None:
    customer = add_customer(wang.workspace)
    wang.sync()
    wang.store.write_draft(Draft("form/pause/", "pause", customer, {"reason": "x"}, {}, BEGUN))
    office.hand_over(customer, "小陈")
    wang.sync()
    assert len(pending_drops(wang.store)) == 1
    chen.sync()
    chen.change(customer, address="新址")
    chen.sync()
    office.hand_over(customer, "小王")
    wang.store.remove_draft("form/pause/")
    office.before = None
    wang.sync()
    chen.sync()
    assert pending_drops(wang.store) == []
    assert wang.store.find_document(customer) is not None
    assert len(wang.get(customer).parts) == 2
    assert chen.store.find_document(customer) is None


@pytest.mark.parametrize("office", KINDS, indirect=True)
def test_a_hand_over_there_and_back_while_the_laptop_is_away_leaves_everything_in_place(
    office: Office, wang: Laptop, chen: Laptop
) -> None:
    customer = add_customer(wang.workspace)
    wang.sync()
    office.before = is_offline
    visit = save_visit(wang.workspace, customer)
    office.before = None
    office.hand_over(customer, "小陈")
    office.hand_over(customer, "小王")
    assert wang.sync().dropped == ()
    assert {customer, visit} <= everything(wang.store).keys()
    assert [row.status for row in all_rows(wang.store)] == ["applied", "applied"]


def test_an_erasure_blanks_documents_journal_drafts_and_what_was_derived(
    office: Office, wang: Laptop, clock: Clock
) -> None:
    customer = add_customer(wang.workspace)
    fields = {"health.body": SECRET, "note": "送了茶"}
    visit = save_visit(wang.workspace, customer, **fields)
    _allow_health(wang, customer)
    wang.sync()
    refresh(wang.store, clock())
    seen = {"health.body": [write[0] for write in _writes(wang, visit, "health.body")]}
    wang.store.write_draft(
        Draft(
            "form/visit-correction/",
            "visit-correction",
            customer,
            {"health.body": SECRET, "note": "改"},
            seen,
            "",
        )
    )
    office.erase(customer)
    wang.sync()
    assert SECRET not in readable(wang.store)
    assert [write[1] for write in _writes(wang, visit, "health.body")] == ["null"]
    assert [write[1] for write in _writes(wang, visit, "note")] == ['"送了茶"']
    draft = wang.store.find_draft("form/visit-correction/")
    assert draft is not None
    assert draft.content == {"note": "改"}
    assert wang.state.erased == ()
    assert not wang.state.must_rinse
    assert [row.erased for row in all_rows(wang.store)].count(True) == 1


def _writes(laptop: Laptop, doc_id: str, field: str) -> list[StoredWrite]:
    return [part.writes[field] for part in laptop.get(doc_id).parts.values() if field in part.writes]


def _allow_health(laptop: Laptop, customer: str) -> None:
    record_consent(laptop.workspace, get_customer(laptop.workspace, customer), "given", "口头")


def test_a_health_note_whose_consent_was_undone_never_leaves_the_laptop(
    office: Office, wang: Laptop, tmp_path: Path
) -> None:
    workspace = wang.workspace
    customer = add_customer(workspace)
    visit = add_visit(
        workspace,
        get_customer(workspace, customer),
        "回访",
        workspace.now().replace(hour=1),
        40,
        capture=Capture(health={"body": SECRET}, consent="not-asked"),
    )
    _allow_health(wang, customer)
    undo_last_save(workspace)
    wang.sync()
    assert all(SECRET.encode() not in request.body for request in office.requests)
    (held,) = held_notes(workspace)
    assert (held.visit, held.health) == (visit, {"body": SECRET})
    assert not any(row.erased for row in all_rows(wang.store))
    _allow_health(wang, customer)
    wang.sync()
    assert any(SECRET.encode() in request.body for request in office.requests)


@pytest.mark.parametrize("is_withdrawn", [True, False])
def test_the_pages_of_the_file_hold_nothing_of_what_was_erased(
    is_withdrawn: bool, office: Office, wang: Laptop
) -> None:
    customer = add_customer(wang.workspace)
    save_visit(wang.workspace, customer, **{"health.body": SECRET})
    _allow_health(wang, customer)
    wang.sync()
    assert SECRET.encode() in pages_of(wang.store)
    if is_withdrawn:
        office.erase(customer)
    else:
        office.hand_over(customer, "小陈")
    wang.sync()
    assert SECRET.encode() not in pages_of(wang.store)
