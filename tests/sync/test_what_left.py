"""What leaves a laptop is told: which customers went to whom, and that an account has ended."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fieldlog.actions.ending import Ending
from fieldlog.actions.sync_status import read_sync_status
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.errors import ServerRefusedError
from fieldlog.store.left import Left
from sync_server.core.users import retire_user
from tests.cli.conftest import Answer, RunCommand
from tests.store.stores import Clock, add_customer, make_workspace, save_visit
from tests.sync.laptops import Laptop, take_the_practice_away
from tests.sync.office import Office
from tests.sync.served import served

Rep = Callable[..., Answer]
DAYS = 30


@pytest.fixture
def url(office: Office) -> Iterator[str]:
    """The office on a loopback port."""
    with served(office) as address:
        yield address


def at_desk(command: RunCommand, clock: Clock, home: Path, names: tuple[str, ...]) -> tuple[Rep, list[str]]:
    """Return the command line of 小王 with these customers, and their ids."""
    workspace = make_workspace(home, 41, clock)
    take_the_practice_away(workspace.store, "小王")
    customers = [add_customer(workspace, name) for name in names]
    workspace.store.close()
    return (lambda *words: command("--home", str(home), *words)), customers


def retire(office: Office, name: str, days: int = DAYS) -> None:
    office.do(lambda connection: retire_user(connection, name, days, "admin", office.clock()))


@pytest.fixture
def now() -> Clock:
    """The commands read the clock of this computer."""
    return Clock(datetime.now(UTC))


def test_the_sync_that_lets_a_customer_go_says_who_went_to_whom(office: Office, wang: Laptop) -> None:
    customer = add_customer(wang.workspace)
    save_visit(wang.workspace, customer)
    wang.sync()
    office.hand_over(customer, "小陈")
    assert wang.sync().left == (Left(customer, "李明朗", "小陈"),)
    assert wang.sync().left == ()
    status = read_sync_status(wang.workspace)
    assert (status.left, status.left_ever, status.left_at) == (0, 1, office.clock())


def test_a_name_is_known_where_no_card_was_made_yet(office: Office, wang: Laptop, chen: Laptop) -> None:
    customer = add_customer(chen.workspace, "王秀英")
    chen.sync()
    office.hand_over(customer, "小王")
    wang.sync()
    office.hand_over(customer, "小陈")
    assert wang.sync().left == (Left(customer, "王秀英", "小陈"),)


def test_the_command_says_it_once_and_the_status_keeps_the_count_without_a_name(
    now: Clock, url: str, office: Office, tmp_path: Path, command: RunCommand
) -> None:
    rep, (first, second, third) = at_desk(command, now, tmp_path / "w", ("李明朗", "王秀英", "陈建国"))
    rep("enrol", url, office.code_for("小王"))
    rep("sync")
    assert "Left this laptop" not in rep("status").out
    office.hand_over(first, "小陈")
    said = rep("sync").out
    assert "李明朗 was handed over to 小陈 and has left this laptop" in said
    assert "Left this laptop: 1 customer, last " in said
    office.hand_over(second, "小陈")
    office.hand_over(third, "小陈")
    said = rep("sync", "--lang", "zh").out
    assert all(words in said for words in ("王秀英", "陈建国", "小陈", "移交"))
    again = rep("sync")
    assert not any(name in again.out for name in ("李明朗", "王秀英", "陈建国"))
    status = rep("status", "--json").json()
    assert (status["left"], status["left_ever"]) == (0, 3)
    assert status["left_at"].endswith("+08:00")
    assert status["account_ended"] is False


def test_many_customers_that_go_at_once_are_counted(
    now: Clock, url: str, office: Office, tmp_path: Path, command: RunCommand
) -> None:
    rep, customers = at_desk(command, now, tmp_path / "w", tuple(f"顾客{number:02}" for number in range(9)))
    rep("enrol", url, office.code_for("小王"))
    rep("sync")
    for customer in customers:
        office.hand_over(customer, "小陈")
    said = rep("sync").out
    assert said.count("顾客") == 5
    assert "and 4 others" in said
    assert rep("status", "--json").json()["left"] == 9


def test_whoever_left_is_told_that_the_account_has_ended_and_until_when_work_comes_in(
    now: Clock, url: str, office: Office, tmp_path: Path, command: RunCommand
) -> None:
    rep, _ = at_desk(command, now, tmp_path / "w", ("李明朗", "王秀英"))
    rep("enrol", url, office.code_for("小王"))
    rep("sync")
    retire(office, "小王")
    said = rep("sync").out
    assert "Your account has ended" in said
    assert "2 customers have left this laptop" in said
    for words in (("today",), ("customer", "list")):
        shown = rep(*words).out
        assert "Your account has ended" in shown
        assert "customer add" not in shown
    status = rep("status", "--json").json()
    assert (status["account_ended"], status["left"]) == (True, 2)
    assert status["hand_in_until"].endswith("+08:00")
    assert "Your account has ended" in rep("status").out
    added = rep("customer", "add", "陈建国")
    assert added.code == 0
    assert "Your account has ended" in added.err
    assert "账号" in rep("sync", "--lang", "zh").out


def test_when_the_time_to_hand_in_is_over_the_laptop_says_so(
    office: Office, wang: Laptop, clock: Clock
) -> None:
    add_customer(wang.workspace)
    wang.sync()
    retire(office, "小王", 0)
    with pytest.raises(ServerRefusedError):
        wang.sync()
    status = read_sync_status(wang.workspace)
    assert status.ending == Ending(None)


def test_an_account_that_goes_on_has_not_ended(wang: Laptop) -> None:
    wang.sync()
    workspace: Workspace = wang.workspace
    assert read_sync_status(workspace).ending is None


def test_what_was_put_aside_of_a_customer_that_left_says_what_it_was_and_when(
    clock: Clock, url: str, office: Office, tmp_path: Path, command: RunCommand
) -> None:
    rep, (customer,) = at_desk(command, clock, tmp_path / "w", ("李明朗",))
    rep("enrol", url, office.code_for("小王"))
    rep("sync")
    office.hand_over(customer, "小陈")
    rep("promise", "add", customer, "送体检报告", "--due", "9天后")
    (waiting,) = rep("status", "--json").json()["waiting_saves"]
    clock.go_on(minutes=40 * 24 * 60)
    rep("sync")
    (aside,) = rep("quarantine", "--json").json()["quarantined"]
    assert (aside["has_left"], aside["customer"]["name"], aside["code"]) == (True, "", "late-too-long")
    assert (aside["kinds"], aside["saved_at"]) == (["promise"], waiting["saved_at"])
    assert aside["answered_at"]
    said = rep("quarantine").out
    assert "A customer who was handed over  promise" in said
    assert waiting["saved_at"][:10] in said
    assert "It arrived at the server 20" in said
    assert "顾客" in rep("quarantine", "--lang", "zh").out
    assert "送体检报告" not in said
