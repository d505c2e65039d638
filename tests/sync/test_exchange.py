"""Two laptops and an office: what one saves arrives exactly once, and nothing of it is lost on the way."""

from pathlib import Path

import pytest

from fieldlog.actions.conflicts import list_conflicts
from fieldlog.domain.documents import read_register
from fieldlog.domain.errors import StoreBusyError
from fieldlog.domain.registers import distinct_values, live_writes
from fieldlog.store.derived import refresh
from fieldlog.store.lease import Holder, take_lease
from fieldlog.store.outbox import all_rows
from fieldlog.sync.engine import Limits, Outcome
from fieldlog.sync.ports import Answer, Request
from fieldlog.sync.troubles import UnreachableError
from tests.store.stores import Clock, add_customer, derived_rows, fresh_rows, save_visit
from tests.sync.laptops import Laptop, everything
from tests.sync.office import LostAnswers, Office, is_offline


def test_what_is_saved_is_stored_at_the_server_and_stays_as_it_was(wang: Laptop) -> None:
    customer = add_customer(wang.workspace)
    visit = save_visit(wang.workspace, customer)
    before = everything(wang.store)
    assert wang.sync() == Outcome(sent=2, stored=2, received=7)
    after = everything(wang.store)
    assert after.keys() == before.keys()
    assert all(part.seq is not None for one in after.values() for part in one.parts.values())
    assert {name: write for part in after[visit].parts.values() for name, write in part.writes.items()} == {
        name: write for part in before[visit].parts.values() for name, write in part.writes.items()
    }
    assert [(row.status, row.code) for row in all_rows(wang.store)] == [("applied", "")] * 2
    assert (wang.state.answered, wang.state.last_full_at != "") == (2, True)
    assert wang.sync() == Outcome()


def test_a_second_laptop_of_the_same_rep_receives_everything(
    tmp_path: Path, office: Office, wang: Laptop, clock: Clock
) -> None:
    customer = add_customer(wang.workspace)
    save_visit(wang.workspace, customer)
    wang.sync()
    second = Laptop(tmp_path / "second", office, clock, 21, "小王")
    second.enrol(office.code_for("小王"))
    second.sync()
    assert everything(second.store) == everything(wang.store)
    refresh(second.store, clock())
    assert derived_rows(second.store) == fresh_rows(second.store, second.workspace.today())
    second.store.close()


def test_a_small_page_and_a_small_push_bring_the_same(
    tmp_path: Path, office: Office, wang: Laptop, clock: Clock
) -> None:
    wang.limits = Limits(saves=2, push_bytes=1, entries=1)
    for number in range(5):
        save_visit(wang.workspace, add_customer(wang.workspace, f"李明{number}"))
    assert wang.sync().stored == 10
    second = Laptop(tmp_path / "second", office, clock, 21, "小王")
    second.limits = Limits(entries=1)
    second.enrol(office.code_for("小王"))
    second.sync()
    assert everything(second.store) == everything(wang.store)
    second.store.close()


def test_two_edits_of_one_field_are_both_kept_and_shown_on_both_laptops(
    tmp_path: Path, office: Office, wang: Laptop, clock: Clock
) -> None:
    customer = add_customer(wang.workspace, address="旧址")
    wang.sync()
    second = Laptop(tmp_path / "second", office, clock, 21, "小王")
    second.enrol(office.code_for("小王"))
    second.sync()
    wang.change(customer, address="东街")
    second.change(customer, address="西街")
    assert wang.sync().conflicts == 0
    assert second.sync().conflicts == 1
    wang.sync()
    for laptop in (wang, second):
        live = live_writes(read_register(laptop.get(customer), "address"))
        assert distinct_values(live) == ('"东街"', '"西街"')
        assert len(list_conflicts(laptop.workspace)) == 1
    second.store.close()


@pytest.mark.parametrize("path", ["/v1/push", "/v1/pull"])
def test_a_lost_answer_is_asked_for_again_and_changes_nothing(
    path: str, office: Office, wang: Laptop
) -> None:
    customer = add_customer(wang.workspace)
    office.after = LostAnswers(path)
    with pytest.raises(UnreachableError):
        wang.sync()
    wang.change(customer, address="东街")
    wang.sync()
    assert [row.status in ("applied", "duplicate") for row in all_rows(wang.store)] == [True, True]
    assert {name: len(read_register(wang.get(customer), name)) for name in ("name", "address")} == {
        "name": 1,
        "address": 1,
    }
    assert wang.state.answered == 2


def test_offline_nothing_is_lost_and_the_reason_is_kept(office: Office, wang: Laptop) -> None:
    add_customer(wang.workspace)
    office.before = is_offline
    with pytest.raises(UnreachableError):
        wang.sync()
    assert (wang.state.last_error, wang.state.answered) == ("no-connection", 0)
    office.before = None
    assert wang.sync().stored == 1
    assert wang.state.last_error == ""


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer(200, b"<html>Welcome to our guest network</html>"), "not-fieldlog"),
        (Answer(200, b'{"results": [{"dseq": 1,'), "not-fieldlog"),
        (Answer(200, b'{"results": []}'), "not-fieldlog"),
        (Answer(502, b"Bad gateway"), "trouble"),
        (Answer(503, b"", 7.0), "busy"),
        (Answer(429, b'{"code":"too-many-requests","message":"","message_zh":"","retry_after":3}'), "busy"),
        (Answer(404, b"<html>"), "not-fieldlog"),
    ],
)
def test_what_is_not_an_answer_of_the_protocol_is_offline(
    answer: Answer, reason: str, office: Office, wang: Laptop
) -> None:
    add_customer(wang.workspace)
    office.before = lambda _request: answer
    with pytest.raises(UnreachableError) as caught:
        wang.sync()
    assert caught.value.reason == reason
    assert wang.state.answered == 0
    office.before = None
    assert wang.sync().stored == 1


def test_a_request_that_is_too_large_is_halved_until_it_fits(office: Office, wang: Laptop) -> None:
    for number in range(9):
        add_customer(wang.workspace, f"李明{number}")

    def refuse_more_than_two(request: Request) -> Answer | None:
        too_large = request.path == "/v1/push" and request.body.count(b"\n") > 3
        return Answer(413, b"<html>") if too_large else None

    office.before = refuse_more_than_two
    assert wang.sync().stored == 9


def test_only_one_sync_runs_on_a_store_until_its_process_is_dead(wang: Laptop, clock: Clock) -> None:
    take_lease(wang.store, Holder("other", 77), clock())
    with pytest.raises(StoreBusyError):
        take_lease(wang.store, Holder("me", 1), clock(), lambda _process: True)
    take_lease(wang.store, Holder("me", 1), clock(), lambda process: process != 77)
    with pytest.raises(StoreBusyError):
        take_lease(wang.store, Holder("third", 1), clock(), lambda _process: True)
    clock.go_on(seconds=91)
    take_lease(wang.store, Holder("third", 1), clock(), lambda _process: True)
    clock.go_on(days=-100)
    take_lease(wang.store, Holder("fourth", 1), clock(), lambda _process: True)
