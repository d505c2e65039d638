"""The laws of documents and saves: the same saves give the same documents, byte for byte."""

import json
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldlog.domain.documents import (
    Document,
    Part,
    field_names,
    live_ops,
    merge_documents,
    read_register,
    shown_values,
)
from fieldlog.domain.registers import live_writes, merge, ops_to_name, shown_write
from fieldlog.domain.saves import DocumentWrites, FieldWrite, Save, apply_save, freeze, to_json
from fieldlog.domain.views import read_view
from fieldlog.domain.wire import UnreadableSaveError, thaw
from fieldlog.store.rows import document_to_row, row_to_document

FIELDS = ["name", "note", "phone.1", "x-unknown"]
Numbered = tuple[Save, int | None]
some = settings(max_examples=60)

ODD_VALUES = [
    "1e400",
    "-0",
    "1.0",
    "1E5",
    "0.10",
    "123456789012345678901234567890",
    "true",
    "null",
    '"\\u4e2d\\/\\u0041"',
    '{"b": 1,"a":[ 1 , 2]}',
    '{"a":1,"a":2}',
    '"中 🎂 \\ud83c\\udf82"',
    "[[[{}]]]",
    '""',
]


@st.composite
def stories(draw: st.DrawFn) -> list[Numbered]:
    """Saves of several devices on two documents; each form showed what its own device knew."""
    saves: list[Numbered] = []
    for number in range(draw(st.integers(1, 6))):
        known = apply_all([one for one in saves if draw(st.booleans())])
        documents = []
        for doc_id in draw(st.lists(st.sampled_from(["d1", "d2"]), min_size=1, unique=True)):
            fields = {}
            for field in draw(st.lists(st.sampled_from(FIELDS), min_size=1, unique=True)):
                register = read_register(known[doc_id], field) if doc_id in known else {}
                over = ops_to_name(register, [write.op for write in live_writes(register)])
                fields[field] = FieldWrite(
                    f"op{number}.{doc_id}.{field}", draw(st.sampled_from(ODD_VALUES)), over
                )
            documents.append(DocumentWrites(doc_id, "customer", draw(st.integers(1, 3)), fields))
        at = draw(st.sampled_from(["2000-01-01T00:00:00Z", "2026-11-22T02:00:00Z"]))
        save = Save(f"g{number}", "customer:c1", at, "rep", tuple(documents))
        saves.append((save, number + 1 if draw(st.booleans()) else None))
    return saves


def apply_all(saves: Iterable[Numbered]) -> dict[str, Document]:
    """Apply saves one after the other to an empty laptop."""
    known: dict[str, Document] = {}
    for save, seq in saves:
        known.update((document.doc_id, document) for document in apply_save(known, save, seq))
    return known


def content(document: Document) -> str:
    """Return all that a document says, the order of its parts aside."""
    return json.dumps(document_to_row(document), sort_keys=True)


def contents(documents: dict[str, Document]) -> dict[str, str]:
    return {doc_id: content(document) for doc_id, document in documents.items()}


@some
@given(stories(), st.data())
def test_saves_in_any_order_and_again_give_the_same_documents(
    saves: list[Numbered], data: st.DataObject
) -> None:
    again = data.draw(st.lists(st.sampled_from(saves), max_size=3))
    arrived = data.draw(st.permutations([*saves, *again]))
    assert contents(apply_all(arrived)) == contents(apply_all(saves))


@some
@given(stories())
def test_a_save_that_comes_again_without_its_number_does_not_lose_it(saves: list[Numbered]) -> None:
    once = apply_all(saves)
    again = dict(once)
    for save, _ in saves:
        again.update((document.doc_id, document) for document in apply_save(again, save))
    assert contents(again) == contents(once)


@some
@given(stories(), st.data())
def test_merging_copies_of_devices_is_order_free_idempotent_and_associative(
    saves: list[Numbered], data: st.DataObject
) -> None:
    # The same save may have its number on one device and not yet on another.
    def copy() -> Document | None:
        chosen = data.draw(st.lists(st.sampled_from(saves), max_size=4))
        return apply_all((save, seq if data.draw(st.booleans()) else None) for save, seq in chosen).get("d1")

    copies = [one for one in (copy(), copy(), copy()) if one is not None]
    if len(copies) < 3:
        copies = [
            apply_all(saves).get("d1", copies[0] if copies else None) or Document("d1", "", "", 1, {})
        ] * 3
    one, two, three = copies
    assert content(merge_documents(one, two)) == content(merge_documents(two, one))
    assert content(merge_documents(one, one)) == content(one)
    left = merge_documents(merge_documents(one, two), three)
    assert content(left) == content(merge_documents(one, merge_documents(two, three)))
    assert shown_values(left) == shown_values(merge_documents(three, merge_documents(two, one)))


@some
@given(stories(), st.data())
def test_the_register_of_a_merged_document_is_the_merged_register(
    saves: list[Numbered], data: st.DataObject
) -> None:
    parts = data.draw(st.integers(0, len(saves)))
    one, two = apply_all(saves[:parts]).get("d1"), apply_all(saves[max(parts - 1, 0) :]).get("d1")
    if one is not None and two is not None:
        for field in FIELDS:
            registers = merge(read_register(one, field), read_register(two, field))
            assert read_register(merge_documents(one, two), field) == registers


@some
@given(stories())
def test_every_write_stays_and_only_named_ones_are_not_live(saves: list[Numbered]) -> None:
    for doc_id, document in apply_all(saves).items():
        writes = [
            (field, write)
            for save, _ in saves
            for one in save.documents
            if one.doc_id == doc_id
            for field, write in one.fields.items()
        ]
        assert sorted(op.op for field in FIELDS for op in read_register(document, field).values()) == sorted(
            write.op for _, write in writes
        )
        for field in field_names(document):
            named = {op for name, write in writes if name == field for op in write.over}
            assert (
                set(live_ops(document, field))
                == {write.op for name, write in writes if name == field} - named
            )


@some
@given(stories(), st.sampled_from(["1999-01-01T00:00:00Z", "2150-01-01T00:00:00Z"]))
def test_no_clock_changes_what_a_document_shows(saves: list[Numbered], at: str) -> None:
    right = {doc_id: shown_values(one) for doc_id, one in apply_all(saves).items()}
    wrong = apply_all(
        (save._replace(at=at) if number % 2 else save, seq) for number, (save, seq) in enumerate(saves)
    )
    assert {doc_id: shown_values(one) for doc_id, one in wrong.items()} == right


@some
@given(stories())
def test_shown_values_are_those_of_the_registers(saves: list[Numbered]) -> None:
    for document in apply_all(saves).values():
        expected = {name: shown_write(read_register(document, name)) for name in field_names(document)}
        assert shown_values(document) == {
            name: write.value for name, write in expected.items() if write is not None
        }


@some
@given(stories())
def test_saves_and_rows_keep_every_byte(saves: list[Numbered]) -> None:
    for save, _ in saves:
        assert freeze(thaw(freeze(save))) == freeze(save)
    for document in apply_all(saves).values():
        row = json.loads(json.dumps(document_to_row(document)))
        assert document_to_row(row_to_document(row)) == row
        assert shown_values(row_to_document(row)) == shown_values(document)


ids = st.text(st.characters(codec="utf-8"), max_size=8)


@some
@given(
    st.dictionaries(ids, st.tuples(ids, st.sampled_from(ODD_VALUES), st.lists(ids, max_size=2).map(tuple))),
    ids,
    ids,
)
def test_any_names_of_kinds_fields_and_ops_survive_the_wire(
    fields: dict[str, tuple[str, str, tuple[str, ...]]], kind: str, scope: str
) -> None:
    writes = DocumentWrites("d", kind, 99, {name: FieldWrite(*write) for name, write in fields.items()})
    save = Save("g", scope, "at", "rep", (writes,))
    assert thaw(freeze(save)) == save
    assert freeze(thaw(freeze(save))) == freeze(save)
    (document,) = apply_save({}, save)
    row = json.loads(json.dumps(document_to_row(document)))
    assert {name: write[1] for name, write in fields.items()} == shown_values(row_to_document(row))


@pytest.mark.parametrize("text", ODD_VALUES)
def test_an_odd_value_travels_as_its_own_text(text: str) -> None:
    save = Save(
        "g", "customer:c1", "at", "rep", (DocumentWrites("d", "future", 7, {"x": FieldWrite("op", text)}),)
    )
    assert thaw(freeze(save)).documents[0].fields["x"].value == text
    assert f'"value":{text},'.encode() in freeze(save)


UNREADABLE = [
    b"",
    b"{}",
    b"[]",
    b'{"gid":1}',
    b"<html>sign in</html>",
    b"\xff\xfe",
    b'{"gid":"g","scope":"s","at":"a","by":"b","documents":[{"id":"d","kind":"k","schema":1,"fields":{"x":{"op":"o","value":"\xff"}}}]}',
    b'{"gid":"g","scope":"s","at":"a","by":"b","documents":[{"id":"d","kind":"k","schema":1,"fields":{"x":{"op":"o","value":'
    + b"[" * 50_000,
]


@pytest.mark.parametrize("frozen", UNREADABLE, ids=range(len(UNREADABLE)))
def test_what_is_no_save_is_one_error_and_no_traceback(frozen: bytes) -> None:
    with pytest.raises(UnreadableSaveError):
        thaw(frozen)


def test_a_save_cut_short_anywhere_is_unreadable() -> None:
    frozen = freeze(
        Save("g", "customer:c1", "at", "rep", (DocumentWrites("d", "k", 1, {"x": FieldWrite("o", '"中"')}),))
    )
    for length in range(len(frozen)):
        with pytest.raises(UnreadableSaveError):
            thaw(frozen[:length])


def test_a_save_that_names_a_document_twice_loses_neither_part() -> None:
    first = DocumentWrites("d", "customer", 1, {"name": FieldWrite("op1", '"a"')})
    second = DocumentWrites("d", "customer", 2, {"note": FieldWrite("op2", '"b"')})
    (document,) = apply_save({}, Save("g", "customer:c1", "at", "rep", (first, second)))
    assert shown_values(document) == {"name": '"a"', "note": '"b"'}
    assert document.schema == 2


def test_one_op_forged_into_two_saves_reads_alike_on_every_device() -> None:
    one = Part("at", "ann", 1, {"name": ("op", '"a"', ())})
    two = Part("at", "bo", 2, {"name": ("op", '"b"', ())})
    documents = [
        Document("d", "s", "customer", 1, parts) for parts in ({"g1": one, "g2": two}, {"g2": two, "g1": one})
    ]
    assert shown_values(documents[0]) == shown_values(documents[1]) == {"name": '"b"'}


def test_copies_of_a_part_that_differ_in_the_order_of_over_merge_alike() -> None:
    copies = [
        Document("d", "s", "k", 1, {"g": Part("", "", 1, {"x": ("op", "1", over)})})
        for over in (("a", "b"), ("b", "a"))
    ]
    assert content(merge_documents(*copies)) == content(merge_documents(*copies[::-1]))


def test_the_schema_of_a_document_never_shrinks() -> None:
    known = Document("d", "customer:c1", "customer", 5, {})
    writes = DocumentWrites("d", "customer", 1, {"name": FieldWrite("op", '"a"')})
    (after,) = apply_save({"d": known}, Save("g", "customer:c1", "at", "rep", (writes,)))
    assert after.schema == 5


def test_what_a_newer_version_wrote_stays_beside_an_edit_of_this_one() -> None:
    newer = DocumentWrites(
        "d", "customer", 9, {"name": FieldWrite("op1", '"a"'), "hobby": FieldWrite("op2", '{"x" : 1e400}')}
    )
    known = {one.doc_id: one for one in apply_save({}, Save("g1", "customer:c1", "", "", (newer,)), 4)}
    edit = DocumentWrites("d", "customer", 1, {"name": FieldWrite("op3", to_json("b"), ("op1",))})
    (after,) = apply_save(known, Save("g2", "customer:c1", "", "", (edit,)))
    row = json.loads(json.dumps(document_to_row(after)))
    assert shown_values(row_to_document(row)) == {"name": '"b"', "hobby": '{"x" : 1e400}'}
    assert read_view(after) is None
