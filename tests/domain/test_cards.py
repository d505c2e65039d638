"""The card of a customer."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from fieldlog.domain.card_making import make_card
from fieldlog.domain.cards import (
    Card,
    card_matches,
    card_pauses,
    card_standing,
    days_since_contact,
)
from fieldlog.domain.documents import Document
from fieldlog.domain.obligations import to_stored
from fieldlog.domain.packs import BUILT_IN
from fieldlog.domain.pinyin import MAXIMUM_READINGS, full_spellings, name_readings
from tests.domain.builders import (
    SHANGHAI,
    consent,
    customer,
    document,
    dossier,
    instant_text,
    kept,
    made_class,
    obligations,
    opted_out,
    pack,
    paused,
    promise,
    visit,
)

TODAY = date(2026, 11, 18)
"""A Wednesday; its week began on the 16th."""


def card_of(*documents: Document, packs: Any = (BUILT_IN,), known: Card | None = None) -> dict[str, Any]:
    facts = documents if any(one.kind == "customer" for one in documents) else (customer(), *documents)
    card = make_card(dossier(*facts), obligations(facts, packs=packs), packs, SHANGHAI, TODAY, known)
    assert card is not None
    return card


def test_a_card_says_who_the_customer_is() -> None:
    profile = customer(honorific="李姐", phone__a="13800000001", address="和平路1号", district="和平")
    card = card_of(profile, made_class("2026-01-01", "A"), consent("given", "2026-01-01 10:00"))
    assert (card["name"], card["honorific"], card["phones"], card["district"]) == (
        "李明朗",
        "李姐",
        ["13800000001"],
        "和平",
    )
    assert (card["consent"], card["opted_out"], card["joined"]) == ("given", None, [])
    assert card_standing(card, TODAY).letter == "A"
    assert card_standing(card, date(2025, 1, 1)).letter == ""


def test_there_is_no_card_before_the_profile_has_arrived() -> None:
    facts = dossier(visit("2026-11-10 10:00"))
    assert make_card(facts, (), (BUILT_IN,), SHANGHAI, TODAY, None) is None


def test_open_promises_are_counted() -> None:
    facts = [
        promise("2026-12-02", "p1"),
        promise("2026-11-01", "p2"),
        promise("2026-11-01", "p3"),
        kept("2026-11-01 10:00", "p3"),
    ]
    assert card_of(*facts)["open_promises"] == 2


def test_the_last_contact_reached_the_customer_and_the_last_attempt_need_not_have() -> None:
    visits = [
        visit("2026-11-09 10:00"),
        visit("2026-11-10 10:00", reached=False),
        visit("2026-11-11 10:00", channel="message"),
        visit("2026-11-01 10:00"),
    ]
    card = card_of(*visits)
    assert card["last_contact"] == instant_text("2026-11-09 10:00")
    assert card["last_attempt"] == instant_text("2026-11-10 10:00")
    assert days_since_contact(card, TODAY, SHANGHAI) == 9
    assert days_since_contact(card_of(), TODAY, SHANGHAI) is None


def test_days_since_a_contact_are_calendar_days_of_the_zone() -> None:
    card = card_of(visit("2026-11-17 23:59"))
    assert days_since_contact(card, TODAY, SHANGHAI) == 1
    assert days_since_contact(card, date(2026, 11, 17), ZoneInfo("Pacific/Honolulu")) == 0


def test_what_a_contact_is_follows_the_pack_of_its_local_day() -> None:
    later = pack("2026-11-16", contact_channels=("home",))
    early_monday = visit("2026-11-16 01:00", channel="phone")
    assert "last_contact" not in card_of(early_monday, packs=(BUILT_IN, later))
    assert "last_contact" in card_of(visit("2026-11-15 23:00", channel="phone"), packs=(BUILT_IN, later))


def test_pauses_of_this_week_and_later_are_on_the_card_with_the_first_end() -> None:
    card = card_of(
        paused("2026-11-01", "2026-11-15"),
        paused("2026-11-10", "2026-11-16"),
        paused("2026-12-01", "2026-12-05"),
    )
    assert [pause[1] for pause in card["pauses"]] == ["2026-11-16", "2026-12-05"]
    assert card["pause_end"] == "2026-11-16"
    assert card_pauses(card, date(2026, 11, 16))
    assert not card_pauses(card, TODAY)
    assert "pause_end" not in card_of()


@pytest.mark.parametrize(
    ("birthday", "following"),
    [
        ({"calendar": "solar", "month": 11, "day": 16}, "2026-11-16"),
        ({"calendar": "solar", "month": 11, "day": 15}, "2027-11-15"),
        ({"calendar": "solar", "month": 2, "day": 29}, "2027-02-28"),
        ({"calendar": "lunar", "month": 10, "day": 10}, "2026-11-18"),
    ],
)
def test_the_next_birthday_is_counted_from_monday(birthday: dict[str, object], following: str) -> None:
    assert card_of(customer(birthday=birthday))["next_birthday"] == following
    assert "next_birthday" not in card_of()


def snoozed(entry: str, until: str, doc_id: str) -> Document:
    return document("agenda-snooze", doc_id, entry=entry, until=until, reason="away")


def not_done(entry: str, at: str, doc_id: str = "n") -> Document:
    return document("agenda-not-done", doc_id, entry=entry, at=instant_text(at), reason="away")


def test_the_longest_snooze_of_an_entry_counts_whatever_its_id() -> None:
    snoozes = [
        snoozed("e1", "2026-11-25", "a"),
        snoozed("e1", "2026-11-20", "b"),
        snoozed("e2", "2026-11-15", "c"),
    ]
    assert card_of(*snoozes)["put_off"] == {"e1": "2026-11-25"}


def test_what_could_not_be_done_comes_back_after_the_snooze_of_the_pack_in_local_days() -> None:
    # Seven in the morning in Shanghai is the day before in UTC.
    assert card_of(not_done("e1", "2026-11-18 07:00"))["put_off"] == {"e1": "2026-11-25"}
    assert card_of(not_done("e1", "2026-11-18 07:00"), packs=(pack("2026-11-16", snooze_days=3),))[
        "put_off"
    ] == {"e1": "2026-11-21"}
    both = [not_done("e1", "2026-11-16 10:00"), snoozed("e1", "2026-11-24", "s")]
    assert card_of(*both)["put_off"] == {"e1": "2026-11-24"}


def test_an_opt_out_is_on_the_card_with_its_day() -> None:
    assert card_of(opted_out("2026-12-01"))["opted_out"] == "2026-12-01"


def test_readings_are_kept_while_the_name_stays() -> None:
    known = {"name": "李明朗", "readings": ["as they were"]}
    assert card_of(known=known)["readings"] == ["as they were"]
    assert "lml" in card_of(known={**known, "name": "王"})["readings"]
    assert "lml" in card_of(known={"id": "c1", "kept": "c2"})["readings"]


def test_a_card_depends_on_the_facts_alone() -> None:
    facts = [customer(), visit("2026-11-10 10:00"), promise("2026-12-02"), paused("2026-11-17", "2026-11-19")]
    assert card_of(*facts) == card_of(*reversed(facts))
    assert [to_stored(one) for one in obligations(facts)] == [
        to_stored(one) for one in obligations(facts[::-1])
    ]


@pytest.mark.parametrize("query", ["李明", "明 朗", "limingl", "LML", "0001", "和平路", "和平", "李姐", ""])
def test_a_customer_is_found_by_any_part_of_what_is_known(query: str) -> None:
    card = card_of(customer(honorific="李姐", phone__a="13800000001", address="和平路1号", district="和平"))
    assert card_matches(card, query)


@pytest.mark.parametrize("query", ["王", "lmx", "9999", "%", "*"])
def test_other_customers_are_not_found(query: str) -> None:
    assert not card_matches(card_of(customer(phone__a="13800000001")), query)


@pytest.mark.parametrize(
    ("name", "spelling"),
    [
        ("李明朗", "liminglang"),
        ("李明朗", "lml"),
        ("曾小贤", "zengxiaoxian"),
        ("曾小贤", "cxx"),
        ("单乐朝", "shanlechao"),
        ("单乐朝", "slc"),
        ("David 王", "davidwang"),
    ],
)
def test_a_name_is_found_by_every_reading_of_its_surname(name: str, spelling: str) -> None:
    assert spelling in name_readings(name)


@pytest.mark.parametrize("name", ["", "🎂", "a" * 10_000, "重行重行重行重行重行重行重行"])
def test_odd_names_have_few_readings(name: str) -> None:
    assert len(full_spellings(name)) <= MAXIMUM_READINGS
    assert len(name_readings(name)) <= 2 * MAXIMUM_READINGS
    assert all(len(one) <= 200 for one in name_readings(name))
