"""Reviews between the office and laptops: pulled, answered offline, pushed, handed over with the customer."""

import pytest

from fieldlog.actions.agenda import todays_entries
from fieldlog.actions.finding import get_visit
from fieldlog.actions.handovers import list_hand_overs, read_pack
from fieldlog.actions.save_builder import SaveBuilder
from fieldlog.actions.visit_reviews import answer_review
from fieldlog.domain import kinds, reviews
from fieldlog.domain.agenda import HEARD, SENT_BACK, Entry
from fieldlog.domain.reviews import ANSWERED, APPROVE, PRAISE, SEND_BACK
from fieldlog.locale import say, use_language
from fieldlog.store.outbox import all_rows
from fieldlog.store.store import SETTINGS_ID
from fieldlog.store.tables import SETTINGS
from tests.cli.conftest import RunCommand
from tests.store.stores import Clock, add_customer, save_visit
from tests.sync.laptops import Laptop
from tests.sync.office import Office, is_offline
from tests.sync.supervised import SUPERVISOR, add_supervisor, decided, looked_at, said

WHY = "为什么这么短？"


@pytest.fixture(autouse=True)
def supervisor(office: Office) -> None:
    use_language("zh")
    add_supervisor(office)


def visited(laptop: Laptop) -> tuple[str, str]:
    """Save a customer and a visit, and hand them in."""
    customer = add_customer(laptop.workspace)
    visit = save_visit(laptop.workspace, customer)
    laptop.sync()
    return customer, visit


def on_today(laptop: Laptop, group: int) -> list[Entry]:
    return [entry for entry in todays_entries(laptop.workspace)[1] if entry.group == group]


def codes(laptop: Laptop) -> list[str]:
    return [row.code for row in all_rows(laptop.store) if row.code]


def test_a_visit_sent_back_is_answered_offline_and_the_office_has_the_answer(
    office: Office, wang: Laptop
) -> None:
    _, visit = visited(wang)
    decided(office, visit, SEND_BACK, WHY)
    wang.sync()
    (entry,) = on_today(wang, SENT_BACK)
    assert (entry.subject, WHY in say(entry.why), SUPERVISOR in say(entry.why)) == (visit, True, True)
    office.before = is_offline
    answer_review(wang.workspace, get_visit(wang.workspace, visit), "她累了")
    assert on_today(wang, SENT_BACK) == []
    office.before = None
    wang.sync()
    assert looked_at(office, visit).state.state == ANSWERED
    assert said(office, visit) == [(SUPERVISOR, SEND_BACK, WHY), ("小王", "", "她累了")]


def test_an_open_send_back_goes_along_to_the_new_owner_with_its_authors_name(
    office: Office, wang: Laptop, chen: Laptop
) -> None:
    customer, visit = visited(wang)
    decided(office, visit, SEND_BACK, WHY)
    office.hand_over(customer, "小陈")
    wang.sync()
    assert on_today(wang, SENT_BACK) == []
    chen.sync()
    (entry,) = on_today(chen, SENT_BACK)
    assert say(entry.why).startswith(SUPERVISOR)
    (pack,) = [read_pack(chen.workspace, one) for one in list_hand_overs(chen.workspace)]
    assert [(one.author, one.comment, one.target) for one in pack.reviews] == [(SUPERVISOR, WHY, visit)]
    answer_review(chen.workspace, get_visit(chen.workspace, visit), "我问过她了")
    chen.sync()
    assert said(office, visit)[-1] == ("小陈", "", "我问过她了")


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh", f"等您答复：{SUPERVISOR} 退回：{WHY}"), ("en", f"{SUPERVISOR} sends it back: {WHY}")],
)
def test_handovers_names_what_waits_for_an_answer(
    office: Office, wang: Laptop, chen: Laptop, command: RunCommand, language: str, words: str
) -> None:
    customer, visit = visited(wang)
    review = decided(office, visit, SEND_BACK, WHY)
    office.hand_over(customer, "小陈")
    chen.sync()
    # Without a passphrase a store of one's own opens only as a practice store does.
    with chen.store.writing():
        settings = chen.store.settings()._replace(practice=True)
        chen.store.table(SETTINGS).update(settings._asdict(), doc_ids=[SETTINGS_ID])
    there = ("--home", str(chen.home), "--lang", language)
    (pack,) = command(*there, "handovers", "--json").json()["handovers"]
    asked = {"id": review, "visit": visit, "author": SUPERVISOR, "text": WHY}
    assert pack["reviews"] == [asked]
    assert words in command(*there, "handovers").out


def test_a_decision_made_after_the_hand_over_reaches_who_has_the_customer_now(
    office: Office, wang: Laptop, chen: Laptop
) -> None:
    customer, visit = visited(wang)
    office.hand_over(customer, "小陈")
    decided(office, visit, SEND_BACK, WHY)
    chen.sync()
    wang.sync()
    assert [entry.subject for entry in on_today(chen, SENT_BACK)] == [visit]
    assert on_today(wang, SENT_BACK) == []


def test_an_answer_typed_before_the_hand_over_was_known_is_accepted(
    office: Office, wang: Laptop, chen: Laptop
) -> None:
    customer, visit = visited(wang)
    decided(office, visit, SEND_BACK, WHY)
    wang.sync()
    answer_review(wang.workspace, get_visit(wang.workspace, visit), "她累了")
    office.hand_over(customer, "小陈")
    wang.sync()
    chen.sync()
    assert said(office, visit)[-1] == ("小王", "", "她累了")
    assert on_today(chen, SENT_BACK) == []


def test_praise_is_heard_by_who_made_the_visit_and_by_nobody_else(
    office: Office, wang: Laptop, chen: Laptop, clock: Clock
) -> None:
    customer, visit = visited(wang)
    decided(office, visit, PRAISE, "听得仔细")
    wang.sync()
    assert [entry.subject for entry in on_today(wang, HEARD)] == [visit]
    clock.go_on(hours=1)
    office.hand_over(customer, "小陈")
    chen.sync()
    assert on_today(chen, HEARD) == []


def test_a_laptop_decides_nothing(office: Office, wang: Laptop) -> None:
    customer, visit = visited(wang)
    builder = SaveBuilder(wang.workspace, customer)
    values = reviews.review_values(visit, APPROVE, "", SUPERVISOR, wang.clock(), ())
    builder.create(kinds.REVIEW, values)
    builder.commit()
    wang.sync()
    assert codes(wang) == ["kind-is-the-servers"]
    assert said(office, visit) == []


def test_a_laptop_takes_no_decision_back(office: Office, wang: Laptop) -> None:
    customer, visit = visited(wang)
    review = decided(office, visit, SEND_BACK, WHY)
    wang.sync()
    builder = SaveBuilder(wang.workspace, customer)
    at = "2026-11-18T06:00:00Z"
    builder.create(kinds.AMENDMENT, {"target": review, "reason": "x", "withdraws": True, "at": at})
    builder.commit()
    wang.sync()
    assert looked_at(office, visit).state.state == reviews.SENT_BACK
    assert [entry.subject for entry in on_today(wang, SENT_BACK)] == [visit]
