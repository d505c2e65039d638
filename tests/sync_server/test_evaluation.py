"""Customers are evaluated when a page needs them: what marks them, and what the rows say then."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Table, select

from fieldlog.domain import kinds
from fieldlog.domain.days import to_text
from fieldlog.domain.rules import evaluate
from sync_server.core import evaluation
from sync_server.core.erasure import erase_customer
from sync_server.core.integrity import find_faults
from sync_server.database import derived_tables as tables
from sync_server.database import evaluating, marks
from sync_server.database.engine import reading, write, writing
from sync_server.database.visibility import EVERYTHING
from tests.sync_server.fieldwork import Fieldwork, instant
from tests.sync_server.organisation import Organisation


@pytest.fixture
def work(organisation: Organisation) -> Fieldwork:
    made = Fieldwork(organisation)
    made.add_rep("王", "东")
    made.add_rep("李", "东")
    made.add_rep("赵", "西")
    organisation.add_user("东主管", "supervisor", "东")
    organisation.add_user("西主管", "supervisor", "西")
    return made


def rows(work: Fieldwork, table: Table) -> list[dict[str, Any]]:
    with reading(work.organisation.engine) as connection:
        return [dict(row) for row in connection.execute(select(table)).mappings()]


def is_dirty(work: Fieldwork, name: str = "东主管") -> bool:
    sight = work.sight(name)
    with reading(work.organisation.engine) as connection:
        return marks.is_dirty(connection, sight, evaluation.page_stamp(connection, work.clock.now()))


def weekly(work: Fieldwork) -> dict[str, str | None]:
    """Return by week when its contact was met."""
    found = rows(work, tables.obligations)
    return {row["subject"]: row["met_at"] for row in found if row["rule"] == "weekly-contact"}


def test_a_push_only_marks_and_a_page_evaluates(work: Fieldwork) -> None:
    customer = work.add_customer("王", created="2026-11-09")
    visit = work.visit("王", customer, "2026-11-17 09:00", 25, note="血压还好")
    assert rows(work, tables.visits) == []
    assert is_dirty(work)
    work.refresh()
    (row,) = rows(work, tables.visits)
    assert (row["visit_id"], row["customer"], row["findings"]) == (visit, customer, 1)
    assert row["rep_id"] == row["owner_id"] == work.laptops["王"].user_id
    assert (row["day"], row["week"], row["seconds"]) == ("2026-11-17", "2026-W47", 1500)
    assert weekly(work) == {
        "2026-W46": None,
        "2026-W47": "2026-11-17T01:00:00Z",
        "2026-W48": None,
        "2026-W49": None,
    }
    assert rows(work, tables.dirty_customers) == rows(work, tables.dirty_weeks) == []
    assert not is_dirty(work)


def test_evaluating_again_writes_nothing(work: Fieldwork) -> None:
    customer = work.add_customer("王")
    work.visit("王", customer, "2026-11-17 09:00", note="好")
    work.refresh()
    numbers = [row["text_id"] for row in rows(work, tables.searched_texts)]
    work.save("王", customer, kinds.PAUSE, {"start": "2026-12-07", "until": "2026-12-13", "reason": "trip"})
    work.refresh()
    assert [row["text_id"] for row in rows(work, tables.searched_texts)] == numbers


def test_a_new_week_marks_nobody_and_nobody_waits_for_it(work: Fieldwork) -> None:
    work.add_customer("王")
    work.refresh()
    work.clock.move(days=7)
    assert not is_dirty(work)
    assert evaluation.drain(work.organisation.engine, work.clock.now()) == 1
    assert evaluation.drain(work.organisation.engine, work.clock.now()) == 0
    assert max(weekly(work)) == "2026-W50"


def test_without_an_evaluator_a_page_evaluates_after_two_weeks(work: Fieldwork) -> None:
    work.add_customer("王")
    work.refresh()
    work.clock.move(days=14)
    assert is_dirty(work)
    work.refresh()
    assert max(weekly(work)) == "2026-W51"


def test_a_new_rule_pack_makes_everybody_be_evaluated_anew(work: Fieldwork) -> None:
    customer = work.add_customer("王")
    work.visit("王", customer, "2026-11-17 09:00", 40)
    work.refresh()
    assert rows(work, tables.visits)[0]["findings"] == 0
    work.publish_pack("2026-11-16", visit_minutes=45)
    assert is_dirty(work)
    work.refresh()
    assert rows(work, tables.visits)[0]["findings"] == 1


def test_a_page_evaluates_only_within_its_sight_and_who_is_not_known_yet(work: Fieldwork) -> None:
    east, west = work.add_customer("王"), work.add_customer("赵")
    work.refresh(work.sight("东主管"))
    assert {row["customer"] for row in rows(work, tables.customer_cards)} == {east, west}
    for rep, customer in (("王", east), ("赵", west)):
        work.promise(rep, customer, "2026-12-01")
    work.refresh(work.sight("东主管"))
    assert [row["customer"] for row in rows(work, tables.promises)] == [east]
    assert not is_dirty(work)
    assert is_dirty(work, "西主管")


def test_a_page_evaluates_only_so_many_and_says_that_some_are_left(work: Fieldwork) -> None:
    for _ in range(evaluation.AT_ONCE + 1):
        work.add_customer("王", letter="")
    now = work.clock.now()
    assert not evaluation.refresh(work.organisation.engine, EVERYTHING, now, most=1)
    assert evaluation.refresh(work.organisation.engine, EVERYTHING, now)


def test_what_is_pushed_while_a_customer_is_evaluated_stays_marked(work: Fieldwork) -> None:
    customer = work.add_customer("王")
    with writing(work.organisation.engine) as connection:
        seen = marks.marks_of(connection, [customer])
        marks.mark_customers(connection, [f"customer:{customer}"], 999)
        marks.remove_marks(connection, seen)
        assert marks.marks_of(connection, [customer]) == [(customer, 999)]


def test_obligations_are_of_whoever_had_the_customer_when_they_fell_due(work: Fieldwork) -> None:
    work.clock.move(days=-14)
    customer = work.add_customer("王", created="2026-11-01")
    work.clock.move(days=7)
    work.hand_over(customer, "李")
    work.clock.move(days=7)
    work.refresh()
    found = {row["subject"]: row for row in rows(work, tables.obligations)}
    ids = {name: laptop.user_id for name, laptop in work.laptops.items()}
    responsible = {week: row["responsible_id"] for week, row in found.items()}
    assert responsible == {
        "2026-W45": ids["王"],
        "2026-W46": ids["王"],
        "2026-W47": ids["李"],
        "2026-W48": ids["李"],
        "2026-W49": ids["李"],
    }
    assert {row["owner_id"] for row in found.values()} == {ids["李"]}


def test_a_hand_over_changes_at_once_who_sees_the_rows(work: Fieldwork) -> None:
    customer = work.add_customer("王")
    work.visit("王", customer, "2026-11-17 09:00", 30)
    work.refresh()
    work.hand_over(customer, "赵")
    to = work.laptops["赵"].user_id
    for table in tables.WITH_OWNER:
        assert {row["owner_id"] for row in rows(work, table)} <= {to}, table.name
    assert is_dirty(work, "西主管")


def test_joined_customers_are_evaluated_as_one_until_they_part(work: Fieldwork) -> None:
    kept, joined = work.add_customer("王", "李明"), work.add_customer("王", "李明明")
    for customer in (kept, joined):
        work.visit("王", customer, "2026-11-17 09:00")
    work.refresh()
    before = work.derived()
    link = work.save("王", kept, kinds.MERGE_LINK, {"kept": kept, "joined": joined})
    work.refresh()
    assert {row["customer"] for row in rows(work, tables.visits)} == {kept}
    assert [row["customer"] for row in rows(work, tables.customer_cards)] == [kept]
    work.save("王", joined, kinds.MERGE_LINK, {"undoes": link})
    work.refresh()
    after = work.derived()
    assert {name: after[name] for name in before if name != "merge_links"} == {
        name: before[name] for name in before if name != "merge_links"
    }


def test_a_link_to_a_customer_of_somebody_else_shows_nothing_of_it(work: Fieldwork) -> None:
    mine, foreign = work.add_customer("王"), work.add_customer("赵")
    work.visit("赵", foreign, "2026-11-17 09:00", note="秘密")
    work.save("王", mine, kinds.MERGE_LINK, {"kept": mine, "joined": foreign})
    work.refresh()
    assert {row["customer"] for row in rows(work, tables.visits)} == {foreign}


def test_joined_customers_part_when_one_of_them_is_handed_over(work: Fieldwork) -> None:
    kept, joined = work.add_customer("王"), work.add_customer("王")
    work.visit("王", joined, "2026-11-17 09:00")
    work.save("王", kept, kinds.MERGE_LINK, {"kept": kept, "joined": joined})
    work.refresh()
    work.hand_over(joined, "赵")
    assert rows(work, tables.visits) == []
    work.refresh(work.sight("西主管"))
    (row,) = rows(work, tables.visits)
    assert (row["customer"], row["owner_id"]) == (joined, work.laptops["赵"].user_id)


def test_what_was_erased_is_gone_from_the_rows(work: Fieldwork) -> None:
    customer = work.add_customer("王")
    work.visit("王", customer, "2026-11-17 09:00", note="血压")
    work.refresh()
    now = work.clock.now()
    write(
        work.organisation.engine,
        lambda c: erase_customer(c, customer, "wish", "Admin", now, is_everything=True),
    )
    work.refresh()
    assert (
        rows(work, tables.visits)
        == rows(work, tables.searched_texts)
        == rows(work, tables.search_grams)
        == []
    )


def test_a_visit_with_numbers_out_of_all_measure_is_evaluated(work: Fieldwork) -> None:
    customer = work.add_customer("王")
    work.visit("王", customer, "2026-11-17 09:00", clock_shift=10**15, end="9998-01-01T00:00:00Z")
    work.refresh()
    (row,) = rows(work, tables.visits)
    assert row["clock_shift"] == row["seconds"] == 2**31 - 1


def test_signals_follow_a_visit_to_another_week(work: Fieldwork) -> None:
    customer = work.add_customer("王")
    visit = work.visit("王", customer, "2026-11-17 09:00", 30)
    work.refresh()
    assert [(row["kind"], row["week"]) for row in rows(work, tables.signals)] == [
        ("exact-length", "2026-W47")
    ]
    start, end = instant("2026-11-10 09:00"), instant("2026-11-10 09:30") + timedelta()
    times = {"start": to_text(start), "end": to_text(end), "entered_at": to_text(end)}
    work.save("王", customer, kinds.VISIT, times, doc_id=visit)
    work.refresh()
    assert {row["week"] for row in rows(work, tables.visits)} == {"2026-W46"}
    assert [(row["kind"], row["week"]) for row in rows(work, tables.signals)] == [
        ("exact-length", "2026-W46")
    ]


# A customer that meets a defect


def broken(work: Fieldwork, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """Let each evaluation of one customer after the first fail; return it and another, both changed."""
    bad, good = work.add_customer("王", "陈奶奶"), work.add_customer("王")
    work.refresh()

    def fails(dossier: Any, *arguments: Any) -> Any:
        if dossier.customer.id == bad:
            raise ZeroDivisionError("陈奶奶")
        return evaluate(dossier, *arguments)

    monkeypatch.setattr(evaluation, "evaluate", fails)
    for customer in (bad, good):
        work.visit("王", customer, "2026-11-17 09:00")
    return bad, good


def failures(work: Fieldwork, name: str = "东主管") -> dict[str, str]:
    with reading(work.organisation.engine) as connection:
        return evaluating.failures_within(connection, work.sight(name))


def test_one_customer_that_cannot_be_evaluated_holds_up_no_other(
    work: Fieldwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = broken(work, monkeypatch)
    work.refresh()
    assert [row["customer"] for row in rows(work, tables.visits)] == [good]
    assert {row["customer"] for row in rows(work, tables.customer_cards)} == {bad, good}
    assert not is_dirty(work)
    assert list(failures(work)) == [bad]
    assert failures(work)[bad].startswith("ZeroDivisionError test_evaluation.py:")
    assert (failures(work, "西主管"), evaluation.failures(work.organisation.engine)) == ({}, failures(work))
    with reading(work.organisation.engine) as connection:
        found = [fault for fault in find_faults(connection) if fault.code == "not-evaluated"]
    assert [(one.subject.partition(" ")[0], "陈" in one.subject) for one in found] == [(bad, False)]


def test_it_is_tried_again_when_something_of_it_changes(
    work: Fieldwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = broken(work, monkeypatch)
    work.refresh()
    monkeypatch.undo()
    work.promise("王", bad, "2026-12-01")
    work.refresh()
    assert failures(work) == {}
    assert {row["customer"] for row in rows(work, tables.visits)} == {bad, good}
