"""What is known of a customer, read from whatever documents arrived."""

from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldlog.domain import kinds
from fieldlog.domain.documents import Document, merge_documents
from fieldlog.domain.dossier import read_dossier
from fieldlog.domain.kinds import KINDS
from fieldlog.domain.packs import RulePack
from fieldlog.domain.views import VIEWS, Customer, Visit, read_view, read_views
from tests.domain.builders import (
    customer,
    document,
    dossier,
    kept,
    made_class,
    promise,
    raw_document,
    visit,
    withdrawal,
)


def withdrawn(*facts: Document) -> set[str]:
    """Return what is withdrawn, alike in whatever order the amendments arrived."""
    (found,) = {dossier(*arrived).withdrawn for arrived in permutations(facts)}
    return set(found)


def test_facts_are_in_the_order_of_time_whatever_the_order_of_arrival() -> None:
    visits = [
        visit("2026-11-12 10:00", doc_id="b"),
        visit("2026-11-10 10:00", doc_id="c"),
        visit("2026-11-12 10:00", doc_id="a"),
    ]
    for arrived in permutations(visits):
        assert [one.id for one in dossier(*arrived).visits] == ["c", "a", "b"]


def test_times_of_different_offsets_are_ordered_by_the_instant() -> None:
    early = raw_document("promise-kept", {"target": '"p"', "at": '"2026-11-10T10:00:00+08:00"'}, "z")
    late = raw_document("promise-kept", {"target": '"p"', "at": '"2026-11-10T03:00:00Z"'}, "a")
    assert [one.id for one in dossier(late, early).kept["p"]] == ["z", "a"]


def test_a_withdrawn_fact_is_left_out_and_its_amendment_is_kept() -> None:
    found = dossier(customer(), visit("2026-11-10 10:00", doc_id="v"), withdrawal("v", "w"))
    assert found.visits == ()
    assert [one.id for one in found.amendments] == ["w"]


def test_a_withdrawal_that_was_withdrawn_takes_nothing_back() -> None:
    assert withdrawn(withdrawal("v", "w1")) == {"v"}
    assert withdrawn(withdrawal("v", "w1"), withdrawal("w1", "w2")) == {"w1"}
    assert withdrawn(withdrawal("v", "w1"), withdrawal("w1", "w2"), withdrawal("w2", "w3")) == {"v", "w2"}


def test_a_second_withdrawal_still_stands_when_the_first_was_taken_back() -> None:
    assert withdrawn(withdrawal("v", "w1"), withdrawal("v", "w2"), withdrawal("w1", "w3")) == {"v", "w1"}


def test_withdrawals_forged_into_a_circle_take_nothing_back() -> None:
    assert withdrawn(withdrawal("w1", "w1")) == set()
    assert withdrawn(withdrawal("w2", "w1"), withdrawal("w1", "w2")) == set()
    assert withdrawn(withdrawal("w2", "w1"), withdrawal("w1", "w2"), withdrawal("v", "w3")) == {"v"}
    assert withdrawn(withdrawal("w2", "w1"), withdrawal("w1", "w2"), withdrawal("w1", "w3")) == {"w1"}


def test_a_very_long_chain_of_withdrawals_is_followed() -> None:
    chain = [withdrawal("v" if number == 0 else f"w{number - 1}", f"w{number}") for number in range(1501)]
    found = dossier(visit("2026-11-10 10:00", doc_id="v"), *chain)
    assert "v" in found.withdrawn
    assert "v" not in dossier(visit("2026-11-10 10:00", doc_id="v"), *chain[:-1]).withdrawn


def test_an_amendment_that_withdraws_nothing_leaves_its_target() -> None:
    change = {"note": {"from": "a", "to": "b"}}
    note = document(
        kinds.AMENDMENT, "am", target="v", reason="typo", at="2026-11-20T02:00:00Z", changes=change
    )
    found = dossier(visit("2026-11-10 10:00", doc_id="v"), note)
    assert len(found.visits) == 1
    assert found.amendments[0].changes == change


def test_documents_that_cannot_be_read_are_left_out_and_hide_no_other() -> None:
    odd = [
        document("star-sign", sign="fish"),
        document(kinds.VISIT, note="no times"),
        raw_document(kinds.VISIT, {"start": "{"}),
        raw_document(kinds.PROMISE, {"text": "5", "due": '"2026-12-02"', "made": '"2026-11-01"'}),
        raw_document(
            kinds.AMENDMENT,
            {"target": '"v"', "reason": '""', "at": '"2026-11-20T02:00:00"', "withdraws": "true"},
        ),
        raw_document(kinds.OPT_OUT, {"start": '"2026-02-30"', "reason": '""'}),
        document(kinds.CLASS_CHANGE, start="0001-01-01", letter="A"),
    ]
    found = dossier(customer(), *odd, visit("2026-11-10 10:00", doc_id="v"))
    assert [read_view(one) for one in odd] == [None] * len(odd)
    assert [one.id for one in found.visits] == ["v"]
    assert (found.promises, found.opt_outs, found.class_changes) == ((), (), ())


def test_an_incomplete_document_is_read_once_its_fields_have_arrived() -> None:
    half = document(kinds.OPT_OUT, "o", start="2026-01-01")
    rest = document(kinds.OPT_OUT, "o", reason="moved away")
    assert dossier(half).opt_outs == ()
    assert dossier(merge_documents(half, rest)).opt_outs[0].reason == "moved away"


def test_a_profile_that_has_not_arrived_leaves_the_facts_in_place() -> None:
    found = dossier(visit("2026-11-10 10:00"), made_class("2026-01-01", "A"))
    assert found.customer is None
    assert (len(found.visits), len(found.class_changes)) == (1, 1)


def test_facts_of_joined_customers_are_read_with_the_one_that_is_kept() -> None:
    found = read_dossier(
        "c1",
        [customer(), customer(doc_id="c2", name="李明"), visit("2026-11-10 10:00"), kept("2026-11-10 10:00")],
    )
    assert found.customer is not None
    assert found.customer.id == "c1"
    assert [one.id for one in found.joined] == ["c2"]


def test_what_only_a_joined_entry_knows_is_read_under_the_kept_one() -> None:
    birthday = {"calendar": "solar", "month": 3, "day": 5}
    son = {"name": "李强", "relation": "儿子"}
    full = customer(
        doc_id="c2", name="李明", honorific="李老师", address="和平路 8 号", birthday=birthday,
        taboos="不提股票", notes="爱喝茶", phone__a="13800000001", phone__b="13800000002", family__a=son,
    )  # fmt: skip
    bare = customer(notes="住三楼", taboos="不提股票", phone__a="13800000001", family__a={"name": "王芳"})
    third = customer(doc_id="c3", honorific="老李", taboos="不提前妻", family__x=son)
    found = read_dossier("c1", [third, full, bare]).customer
    assert found is not None
    assert (found.id, found.name, found.honorific) == ("c1", "李明朗", "李老师")
    assert (found.address, found.birthday is not None) == ("和平路 8 号", True)
    assert (found.taboos, found.notes) == ("不提股票\n不提前妻", "住三楼\n爱喝茶")
    assert found.phones == ("13800000001", "13800000002")
    assert [one.name for one in found.family.values()] == ["王芳", "李强"]
    alone = read_dossier("c1", [bare]).customer
    assert alone is not None
    assert (alone.honorific, alone.taboos, len(alone.family)) == ("", "不提股票", 1)


def test_an_emptied_field_is_as_good_as_never_written() -> None:
    profile = customer(honorific=None, birthday=None, phone__a="1", phone__b=None, family__x=None)
    view = read_view(profile)
    assert isinstance(view, Customer)
    assert (view.honorific, view.birthday, view.phones, view.family) == ("", None, ("1",), {})


def test_an_unknown_field_stays_in_the_document_and_out_of_the_view() -> None:
    plain = visit("2026-11-10 10:00", doc_id="v")
    odd = {
        "mood": "1e400",
        'a"b': "{}",
        "id": '"forged"',
        "customer": '"forged"',
        "health": "5",
        "deep": "[" * 9000 + "]" * 9000,
    }
    other = merge_documents(plain, raw_document(kinds.VISIT, odd, "v"))
    assert read_view(other) == read_view(plain)


@settings(max_examples=80)
@given(
    st.dictionaries(
        st.text(st.characters(codec="utf-8"), max_size=6), st.text(st.characters(codec="utf-8"), max_size=6)
    )
)
def test_an_element_may_have_any_name(notes: dict[str, str]) -> None:
    elements: dict[str, Any] = {f"health.{name}": text for name, text in notes.items()}
    view = read_view(visit("2026-11-10 10:00", **elements))
    assert isinstance(view, Visit)
    assert view.health == notes


BIRTHDAYS = [
    ({"calendar": "solar", "month": 2, "day": 29}, True),
    ({"calendar": "solar", "month": 2, "day": 30}, False),
    ({"calendar": "solar", "month": 13, "day": 1}, False),
    ({"calendar": "solar", "month": 4, "day": 31, "year": 1950}, False),
    ({"calendar": "lunar", "month": 12, "day": 30}, True),
    ({"calendar": "lunar", "month": 12, "day": 31}, False),
    ({"calendar": "lunar", "month": 0, "day": 1}, False),
    ({"calendar": "maya", "month": 1, "day": 1}, False),
]


@pytest.mark.parametrize(("birthday", "possible"), BIRTHDAYS)
def test_a_profile_with_a_birthday_that_cannot_be_kept_is_left_out(
    birthday: dict[str, object], possible: bool
) -> None:
    assert (dossier(customer(birthday=birthday)).customer is not None) is possible


def test_a_rule_pack_without_its_start_or_version_is_left_out() -> None:
    whole = document(kinds.RULE_PACK, "r1", version=2, start="2026-11-16", visit_minutes=45)
    facts = [
        whole,
        document(kinds.RULE_PACK, "r2", version=3),
        document(kinds.RULE_PACK, "r3", start="2026-11-16"),
    ]
    packs = read_views({one.doc_id: one for one in facts}, RulePack)
    assert [(one.id, one.visit_minutes, one.paused_days_that_excuse) for one in packs] == [("r1", 45, 4)]


def test_every_kind_has_a_view_and_every_view_a_kind() -> None:
    assert set(VIEWS) == set(KINDS)


def test_views_of_one_type_are_found_in_their_order() -> None:
    documents = {
        one.doc_id: one
        for one in (promise("2026-12-02", "p2"), visit("2026-11-10 10:00"), promise("2026-12-01", "p1"))
    }
    assert [one.id for one in read_views(documents, VIEWS[kinds.PROMISE])] == ["p2", "p1"]
