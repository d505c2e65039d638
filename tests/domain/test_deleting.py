"""A deletion counts while it covers everything; whatever was written meanwhile brings the document back."""

from fieldlog.domain.deleting import DELETED, deletion_value, is_deleted, is_outrun
from fieldlog.domain.documents import Document, Part, StoredWrite
from fieldlog.domain.saves import to_json
from fieldlog.domain.views import read_view


def customer(*parts: dict[str, StoredWrite], kind: str = "customer") -> Document:
    """A document that was written by these saves."""
    named = {f"gid-{n}": Part("2026-11-18T06:00:00Z", "小王", n, part) for n, part in enumerate(parts, 1)}
    return Document("c" * 32, "customer:" + "c" * 32, kind, 1, named)


PROFILE: dict[str, StoredWrite] = {
    "name": ("n1", '"李明朗"', ()),
    "created": ("c1", '"2026-10-01"', ()),
}


def deletion(document: Document, op: str = "d1") -> dict[str, StoredWrite]:
    """The part of a save that deletes a document as it is."""
    return {DELETED: (op, to_json(deletion_value(document)), ())}


def test_a_document_is_deleted_by_somebody_who_saw_all_of_it() -> None:
    before = customer(PROFILE)
    assert read_view(before) is not None
    after = customer(PROFILE, deletion(before))
    assert is_deleted(after)
    assert not is_outrun(after)
    assert read_view(after) is None


def test_a_write_that_the_deletion_had_not_seen_brings_it_back_and_it_is_flagged() -> None:
    phone: dict[str, StoredWrite] = {"phone.1": ("p1", '"13800001111"', ())}
    both = customer(PROFILE, deletion(customer(PROFILE)), phone)
    assert not is_deleted(both)
    assert is_outrun(both)
    assert read_view(both) is not None


def test_a_deletion_that_was_taken_back_counts_no_more() -> None:
    before = customer(PROFILE)
    back: dict[str, StoredWrite] = {DELETED: ("d2", "null", ("d1",))}
    after = customer(PROFILE, deletion(before), back)
    assert not is_deleted(after)
    assert not is_outrun(after)


def test_visits_and_promises_are_never_deleted() -> None:
    for kind in ("visit", "promise"):
        before = customer(PROFILE, kind=kind)
        after = customer(PROFILE, deletion(before), kind=kind)
        assert not is_deleted(after)


def test_what_stands_there_in_no_known_form_deletes_nothing() -> None:
    for value in ("true", '"yes"', '{"seen":7}', "[1]", "{}"):
        odd: dict[str, StoredWrite] = {DELETED: ("d1", value, ())}
        assert not is_deleted(customer(PROFILE, odd))
