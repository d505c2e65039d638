"""Pages as they are applied: once, in one transaction, over what the laptop wrote itself."""

import msgspec
import pytest

from fieldlog.actions.conflicts import list_conflicts
from fieldlog.domain.documents import Document, Part, StoredWrite, live_ops, read_register
from fieldlog.domain.exchange import Cursor, DocumentEntry, DropEntry, GrantEntry, PullAnswer, PushResult
from fieldlog.domain.registers import live_writes, shown_write
from fieldlog.store import tables
from fieldlog.store.answers import store_answers
from fieldlog.store.derived import refresh
from fieldlog.store.outbox import all_rows, put_aside_rows
from fieldlog.store.pages import Applied, apply_page, read_again
from fieldlog.store.scopes import pending_drops
from fieldlog.store.sync_state import write_state
from tests.store.stores import Clock, add_customer, derived_rows, fresh_rows, save_visit
from tests.sync.laptops import Laptop, everything
from tests.sync.office import Office

AT = "2026-11-18T06:00:00Z"


def page(laptop: Laptop, *entries: object, seq: int = 10, done: bool = True) -> PullAnswer:
    """Return a page of these entries in the laptop's feed."""
    feed_id = laptop.state.feed_id
    raw = [msgspec.Raw(one if isinstance(one, bytes) else msgspec.json.encode(one)) for one in entries]
    return PullAnswer(raw, Cursor(feed_id, seq, "~"), done, feed_id, AT)


def entry_of(document: Document, number: int) -> DocumentEntry:
    """Return the entry of a document."""
    parts = msgspec.json.encode(document.parts)
    return DocumentEntry(
        number, number, document.doc_id, document.scope, document.kind, document.schema, msgspec.Raw(parts)
    )


def theirs(document: Document, number: int, **fields: str) -> Document:
    """Return a document as the server has it with another person's save (JSON texts by field) alone."""
    writes: dict[str, StoredWrite] = {
        name: (f"their-{name}-{number}", value, ()) for name, value in fields.items()
    }
    return document._replace(parts={f"theirs-{number}": Part(AT, "王芳", number, writes)})


def apply(laptop: Laptop, answer: PullAnswer) -> Applied | None:
    """Apply a page from where the laptop stands."""
    return apply_page(laptop.store, answer, laptop.state.cursor)


def test_a_page_is_applied_only_at_the_cursor_it_was_asked_with(wang: Laptop) -> None:
    customer = add_customer(wang.workspace)
    document = theirs(wang.get(customer), 7, address='"东街"')
    answer = page(wang, entry_of(document, 7))
    asked = wang.state.cursor
    assert apply_page(wang.store, answer, Cursor("feed-1", 3, "")) is None
    assert apply_page(wang.store, answer, asked) == Applied(1, 1, 0)
    before = everything(wang.store)
    # An answer that comes late, or a second time.
    assert apply_page(wang.store, answer, asked) is None
    assert everything(wang.store) == before
    assert wang.state.cursor == answer.cursor


def test_a_page_of_another_feed_changes_nothing(wang: Laptop) -> None:
    answer = page(wang, GrantEntry(1, "customer:x", "g", "owner", AT))
    other = PullAnswer(answer.entries, Cursor("feed-9", 4, ""), True, "feed-9", AT)
    assert apply_page(wang.store, other, wang.state.cursor) is None
    assert len(wang.store.table(tables.GRANTS)) == 0


def test_what_is_not_answered_yet_stays_over_what_is_pulled(wang: Laptop) -> None:
    customer = add_customer(wang.workspace, address="旧址")
    document = wang.get(customer)
    apply(wang, page(wang, entry_of(theirs(document, 7, address='"东街"', name='"李明"'), 7)))
    shown = {field: shown_write(read_register(wang.get(customer), field)) for field in ("address", "name")}
    assert [one.value for one in shown.values() if one] == ['"旧址"', '"李明朗"']
    assert len(list_conflicts(wang.workspace)) == 2


@pytest.mark.parametrize(("number", "is_shown"), [(8, True), (9, False), (10, False)])
def test_an_answered_save_leaves_with_a_document_at_or_above_its_number(
    number: int, is_shown: bool, wang: Laptop, clock: Clock
) -> None:
    customer = add_customer(wang.workspace, address="旧址")
    document = wang.get(customer)
    (row,) = all_rows(wang.store)
    with wang.store.writing():
        store_answers(wang.store, [PushResult(row.dseq, row.gid, "applied", 9)], clock())
    # The server's copy lacks it only if somebody there has taken it out.
    apply(wang, page(wang, entry_of(theirs(document, number, name='"李明"'), number)))
    assert (row.gid in wang.get(customer).parts) == is_shown


def test_a_save_that_was_put_aside_leaves_the_view_at_once_and_returns_when_it_is_let_in(
    wang: Laptop, clock: Clock
) -> None:
    customer = add_customer(wang.workspace)
    visit = save_visit(wang.workspace, customer)
    written = wang.get(visit)
    first, second = all_rows(wang.store)
    refresh(wang.store, clock())
    with wang.store.writing():
        results = [
            PushResult(1, first.gid, "applied", 5),
            PushResult(2, second.gid, "quarantined", None, "late-too-long"),
        ]
        answered = store_answers(wang.store, results, clock())
    assert (answered.stored, answered.put_aside) == (2, 1)
    assert wang.store.find_document(visit) is None
    refresh(wang.store, clock())
    assert derived_rows(wang.store) == fresh_rows(wang.store, wang.workspace.today())
    assert [row.code for row in put_aside_rows(wang.store)] == ["late-too-long"]
    (part,) = written.parts.values()
    let_in = written._replace(parts={second.gid: part._replace(seq=9)})
    apply(wang, page(wang, entry_of(let_in, 9)))
    assert put_aside_rows(wang.store) == []
    assert wang.get(visit) == let_in


def test_a_change_over_a_save_that_was_put_aside_still_stands_over_what_that_one_had_seen(
    wang: Laptop, clock: Clock
) -> None:
    customer = add_customer(wang.workspace, address="旧址")
    first = all_rows(wang.store)[0]
    wang.change(customer, address="东街")
    wang.change(customer, address="西街")
    rows = all_rows(wang.store)
    statuses = ["applied", "quarantined", "applied"]
    results = [
        PushResult(row.dseq, row.gid, status, 5, "too-long" if status == "quarantined" else None)
        for row, status in zip(rows, statuses, strict=True)
    ]
    with wang.store.writing():
        store_answers(wang.store, results, clock())
    assert first.gid in wang.get(customer).parts
    live = live_writes(read_register(wang.get(customer), "address"))
    assert [write.value for write in live] == ['"西街"']


def test_answers_to_other_saves_and_out_of_order_are_left_out(wang: Laptop, clock: Clock) -> None:
    for number in range(3):
        add_customer(wang.workspace, f"李明{number}")
    one, two, three = all_rows(wang.store)
    cases = [
        ([PushResult(2, two.gid, "applied", 5)], 0),
        ([PushResult(1, "another-name", "applied", 5)], 0),
        ([PushResult(2, two.gid, "applied", 6), PushResult(1, one.gid, "applied", 5)], 2),
        ([PushResult(1, one.gid, "applied", 5)], 2),
        ([PushResult(4, "x" * 22, "applied", 5), PushResult(3, three.gid, "applied", 7)], 3),
    ]
    for results, answered in cases:
        with wang.store.writing():
            store_answers(wang.store, results, clock())
        assert wang.state.answered == answered


def test_an_entry_that_cannot_be_read_is_kept_and_read_by_a_version_that_can(wang: Laptop) -> None:
    customer = add_customer(wang.workspace)
    document = theirs(wang.get(customer), 7, address='"东街"')
    odd = [
        b'{"entry":"festival","seq":3,"scope":"organisation","name":"x"}',
        b'{"entry":"doc","seq":4,"parts":17}',
        b'{"entry":"doc","seq":5,"number":5,"doc_id":"d","scope":"customer:x","kind":"k","schema":1,"parts":{"g":[]}}',
        b'"\xff\xfe"',
        b"[" * 5000 + b"]" * 5000,
    ]
    assert apply(wang, page(wang, *odd, entry_of(document, 7))) == Applied(6, 1, 5)
    kept = [row["entry"].encode("latin-1") for row in wang.store.table(tables.UNREAD)]
    assert kept == odd
    assert read_again(wang.store) == 0
    # As a version would have left it that could not read documents.
    later = entry_of(theirs(document, 8, address='"西街"'), 8)
    with wang.store.writing():
        content = msgspec.json.encode(later).decode("latin-1")
        wang.store.table(tables.UNREAD).insert({"entry": content, "scope": document.scope})
    assert read_again(wang.store) == 1
    assert "theirs-8" in wang.get(customer).parts
    with wang.store.writing():
        content = msgspec.json.encode(entry_of(document, 7)).decode("latin-1")
        wang.store.table(tables.UNREAD).insert({"entry": content, "scope": document.scope})
    read_again(wang.store)
    assert "theirs-8" in wang.get(customer).parts


def test_a_drop_that_comes_after_a_later_grant_is_no_drop(wang: Laptop) -> None:
    scope = f"customer:{add_customer(wang.workspace)}"
    grant = GrantEntry(9, scope, "g2", "owner", AT, "小陈")
    apply(wang, page(wang, grant, DropEntry(8, scope, "g1", "小陈")))
    assert pending_drops(wang.store) == []
    apply(wang, page(wang, DropEntry(12, scope, "g2", "小陈"), seq=12))
    assert [drop.seq for drop in pending_drops(wang.store)] == [12]
    apply(wang, page(wang, GrantEntry(15, scope, "g3", "owner", AT), seq=15))
    assert pending_drops(wang.store) == []


def test_what_a_page_changes_is_derived_anew_and_nothing_else(wang: Laptop, clock: Clock) -> None:
    first, second = add_customer(wang.workspace), add_customer(wang.workspace, "王秀英")
    refresh(wang.store, clock())
    apply(wang, page(wang, entry_of(theirs(wang.get(first), 7, address='"东街"'), 7)))
    assert [str(row.doc_id) for row in wang.store.table(tables.DIRTY)] == [first]
    refresh(wang.store, clock())
    assert derived_rows(wang.store) == fresh_rows(wang.store, wang.workspace.today())
    assert second in derived_rows(wang.store)[1]


def test_an_unknown_kind_and_unknown_fields_pass_through_two_laptops_byte_for_byte(
    office: Office, wang: Laptop, chen: Laptop
) -> None:
    from fieldlog.domain.saves import DocumentWrites, FieldWrite, Save
    from tests.data.make_store_fixture import UNKNOWN_VALUES

    customer = add_customer(wang.workspace)
    values = [value for value in UNKNOWN_VALUES if "\\u0000" not in value]
    fields = {f"new_{n}": FieldWrite(f"op-{n}", value) for n, value in enumerate(values)}
    writes = DocumentWrites("e" * 32, "weather-report", 7, fields)
    wang.store.save(Save("n" * 22, f"customer:{customer}", AT, "小王", (writes,)))
    wang.sync()
    office.hand_over(customer, "小陈")
    chen.sync()
    (part,) = chen.get("e" * 32).parts.values()
    assert [part.writes[f"new_{n}"][1] for n in range(len(values))] == values
    assert live_ops(chen.get("e" * 32), "new_0") == ("op-0",)


def test_the_state_of_a_store_survives_members_of_a_newer_version(wang: Laptop) -> None:
    table = wang.store.table(tables.SYNC)
    with wang.store.writing():
        table.update({"from_the_future": 1}, doc_ids=["state"])
    write_state(wang.store, wang.state._replace(last_error="busy"))
    row = table.get(doc_id="state")
    assert (row["from_the_future"], row["last_error"]) == (1, "busy")
