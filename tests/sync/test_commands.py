"""The commands of the exchange, over a real connection to the real application."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from fieldlog.actions.workspace import Workspace
from fieldlog.cli.commands.sync import ENROL
from fieldlog.domain.refusals import REASONS
from fieldlog.store.keys.opening import PUBLIC_PRACTICE_KEY
from fieldlog.store.opening import open_with_key
from fieldlog.store.outbox import all_rows, write_rows
from fieldlog.store.sync_state import read_state
from fieldlog.sync import patience
from sync_server.auth.codes import make_code, normalise_code
from tests.cli.conftest import Answer, RunCommand
from tests.cli.stores import today_and
from tests.store.stores import Clock, add_customer, make_workspace, save_visit
from tests.sync.laptops import take_the_practice_away
from tests.sync.office import Office
from tests.sync.served import served

Rep = Callable[..., Answer]
SHAPE = {"sent", "stored", "received", "conflicts", "quarantined", "waiting", "oldest_waiting"}


@pytest.fixture
def clock() -> Clock:
    """The commands read the clock of this computer, and the office too."""
    return Clock(datetime.now(UTC))


@pytest.fixture
def url(office: Office) -> Iterator[str]:
    """The office on a loopback port."""
    with served(office) as address:
        yield address


def store_of(home: Path, name: str, seed: int, clock: Clock) -> Workspace:
    """Make a store of a rep's own, that opens without a question."""
    workspace = make_workspace(home, seed, clock)
    take_the_practice_away(workspace.store, name)
    return workspace


@pytest.fixture
def wang(tmp_path: Path, command: RunCommand, clock: Clock) -> Rep:
    """The command line of 小王, with one customer."""
    workspace = store_of(tmp_path / "w", "小王", 41, clock)
    save_visit(workspace, add_customer(workspace, address="旧址"))
    workspace.store.close()
    return lambda *words: command("--home", str(tmp_path / "w"), *words)


@pytest.fixture
def chen(tmp_path: Path, command: RunCommand, clock: Clock) -> Rep:
    """The command line of 小陈."""
    store_of(tmp_path / "c", "小陈", 42, clock).store.close()
    return lambda *words: command("--home", str(tmp_path / "c"), *words)


def first_customer(rep: Rep) -> dict[str, Any]:
    """Return the first customer of a rep."""
    found: dict[str, Any] = rep("customer", "list", "--json").json()["customers"][0]
    return found


def test_a_laptop_is_enrolled_and_synced_and_says_what_is_stored(url: str, office: Office, wang: Rep) -> None:
    before = wang("status", "--json").json()
    assert set(before) >= SHAPE
    assert (before["waiting"], before["server"], before["conflicts"]) == (2, None, 0)
    assert before["oldest_waiting"].endswith("+08:00")
    assert "fieldlog enrol" in wang("status").out
    waiting = before["waiting_saves"]
    assert [one["kinds"][0] for one in waiting] == ["customer", "visit"]
    assert {one["customer"]["name"] for one in waiting} == {"李明朗"}
    assert (before["stored_saves"], waiting[0]["saved_at"]) == ([], before["oldest_waiting"])
    enrolled = wang("enrol", url, office.code_for("小王"), "--json").json()
    assert (enrolled["server"], enrolled["user"], enrolled["zone"]) == (url, "小王", "Asia/Shanghai")
    synced = wang("sync", "--json").json()
    assert set(synced) >= SHAPE
    assert {name: synced[name] for name in SHAPE} == {
        "sent": 2,
        "stored": 2,
        "received": 7,
        "conflicts": 0,
        "quarantined": 0,
        "waiting": 0,
        "oldest_waiting": None,
    }
    assert wang("status", "--json").json() == synced
    assert synced["waiting_saves"] == []
    assert [one["save"] for one in synced["stored_saves"]] == [one["save"] for one in reversed(waiting)]
    assert all(one["stored_at"].endswith("+08:00") for one in synced["stored_saves"])
    assert "Waiting: nothing" in wang("sync").out


def test_what_waits_is_listed_the_oldest_first_and_the_rest_is_counted(wang: Rep) -> None:
    customer = first_customer(wang)["id"]
    for number in range(20):
        wang("customer", "edit", customer, "--address", f"东街{number}号")
    found = wang("status", "--json").json()
    assert (found["waiting"], len(found["waiting_saves"])) == (22, 20)
    assert found["waiting_saves"][1]["kinds"][0] == "visit"
    shown = wang("status").out
    assert "Waiting for the server (22)" in shown
    assert shown.count("李明朗") == 20
    assert "and 2 more" in shown
    assert "（22）" in wang("status", "--lang", "zh").out


def test_a_store_belongs_to_one_user_and_server(url: str, office: Office, wang: Rep) -> None:
    wang("enrol", url, office.code_for("小王"))
    other_user = wang("enrol", url, office.code_for("小陈"))
    other_server = wang("enrol", "https://elsewhere.example.org", "ABCD")
    for refused in (other_user, other_server):
        assert (refused.code, refused.out) == (5, "")
        assert f"belongs to 小王 at {url}" in refused.err
    assert wang("status", "--json").json()["user"] == "小王"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("http://fieldlog.example.org", "in the clear"),
        ("ftp://fieldlog.example.org", "is no address of a server"),
        ("https://", "is no address of a server"),
        ("http://[::1", "is no address of a server"),
        ("https://user@fieldlog.example.org", "is no address of a server"),
    ],
)
def test_an_address_that_is_none_or_not_encrypted_is_refused(given: str, sentence: str, wang: Rep) -> None:
    refused = wang("enrol", given, "ABCD")
    assert refused.code == 2
    assert sentence in refused.err


def test_a_practice_store_is_never_enrolled(url: str, office: Office, rep: RunCommand) -> None:
    refused = rep("enrol", url, office.code_for("小王"))
    assert refused.code == 2
    assert "is a practice store" in refused.err
    assert office.requests == []


def test_without_an_enrolment_a_sync_says_what_to_do(wang: Rep) -> None:
    refused = wang("sync")
    assert (refused.code, refused.out) == (2, "")
    assert "fieldlog enrol URL CODE" in refused.err


def test_an_address_that_cannot_be_reached_promises_nothing_and_says_what_to_look_at(wang: Rep) -> None:
    answer = wang("enrol", "https://127.0.0.1:9", "K7QM-2XWT-9FDP")
    assert (answer.code, "belongs to no server yet" in answer.err) == (4, True)
    assert "goes out later" not in answer.err


def test_a_wrong_code_is_exit_5(url: str, wang: Rep) -> None:
    refused = wang("enrol", url, "AAAA-BBBB-CCCC-DDDD-EEEE")
    assert refused.code == 5
    assert "does not know this code" in refused.err


def test_a_server_that_is_away_is_exit_4_and_what_was_saved_waits(
    office: Office, wang: Rep, monkeypatch: pytest.MonkeyPatch
) -> None:
    with served(office) as address:
        wang("enrol", address, office.code_for("小王"))
    monkeypatch.setattr(patience, "GIVES_UP_SECONDS", 0.5)
    refused = wang("sync")
    assert (refused.code, refused.out) == (4, "")
    assert "waits on this laptop" in refused.err
    status = wang("status", "--json").json()
    assert (status["waiting"], status["trouble"]) == (2, "no-connection")


def test_a_conflict_is_listed_with_who_and_when_and_settled_from_the_command_line(
    url: str, office: Office, wang: Rep, tmp_path: Path, command: RunCommand, clock: Clock
) -> None:
    wang("enrol", url, office.code_for("小王"))
    wang("sync")
    store_of(tmp_path / "second", "小王", 43, clock).store.close()

    def second(*words: str) -> Answer:
        return command("--home", str(tmp_path / "second"), *words)

    second("enrol", url, office.code_for("小王"))
    second("sync")
    customer = first_customer(wang)
    wang("customer", "edit", customer["id"], "--address", "东街")
    second("customer", "edit", customer["id"], "--address", "西街")
    for rep in (wang, second, wang):
        assert rep("sync").code == 0
    found = wang("conflicts", "--json").json()
    assert found["count"] == 1
    (conflict,) = found["conflicts"]
    assert conflict["customer"] == {"id": customer["id"], "name": customer["name"]}
    assert (conflict["document"], conflict["field"]) == (customer["id"], "address")
    assert {one["value"]: one["written"][0]["by"] for one in conflict["values"]} == {
        "东街": "小王",
        "西街": "小王",
    }
    assert "was changed in two places" in wang("status").out
    shown = wang("conflicts").out
    assert "东街" in shown
    assert "西街" in shown
    assert "小王 wrote them on two laptops" in shown
    assert f"fieldlog resolve {customer['id'][:12]} address --keep N" in shown
    assert f"fieldlog resolve {customer['id'][:12]} address --value V" in shown
    (number,) = (one["number"] for one in conflict["values"] if one["value"] == "西街")
    assert wang("resolve", customer["id"][:10], "address").code == 2
    assert wang("resolve", customer["id"][:10], "address", "--keep", "9").code == 2
    assert wang("resolve", customer["id"][:10], "name", "--keep", "1").code == 2
    settled = wang("resolve", customer["id"][:10], "address", "--keep", str(number), "--json").json()
    assert settled["conflicts"] == 0
    for rep in (wang, second):
        rep("sync")
        assert first_customer(rep)["address"] == "西街"
        assert rep("status", "--json").json()["conflicts"] == 0
    assert "Nothing is in conflict" in second("conflicts").out


def test_every_field_that_is_to_be_settled_counts(
    url: str, office: Office, wang: Rep, tmp_path: Path, command: RunCommand, clock: Clock
) -> None:
    wang("enrol", url, office.code_for("小王"))
    wang("sync")
    store_of(tmp_path / "second", "小王", 45, clock).store.close()

    def second(*words: str) -> Answer:
        return command("--home", str(tmp_path / "second"), *words)

    second("enrol", url, office.code_for("小王"))
    second("sync")
    customer = first_customer(wang)["id"]
    wang("customer", "edit", customer, "--address", "东街", "--taboos", "不提房价")
    second("customer", "edit", customer, "--address", "西街", "--taboos", "不提孩子")
    for rep in (wang, second, wang):
        rep("sync")
    for counted in (
        wang("conflicts", "--json").json()["count"],
        wang("status", "--json").json()["conflicts"],
    ):
        assert counted == 2
    assert "In conflict: 2" in wang("status").out
    # Before a visit nobody may miss a taboo, whichever of the two is shown first elsewhere.
    for rep in (wang, second):
        for shown in (rep("brief", customer).out, rep("customer", "show", customer).out):
            assert all(words in shown for words in ("不提房价", "不提孩子"))
    settled = wang("resolve", customer, "taboos", "--keep", "1", "--json").json()
    assert settled["conflicts"] == 1
    brief = wang("brief", customer).out
    assert ("不提房价" in brief) != ("不提孩子" in brief)
    assert wang("status", "--json").json()["conflicts"] == 1


def test_a_conflict_is_settled_by_a_value_of_ones_own(
    url: str, office: Office, wang: Rep, tmp_path: Path, command: RunCommand, clock: Clock
) -> None:
    wang("enrol", url, office.code_for("小王"))
    wang("sync")
    store_of(tmp_path / "second", "小王", 44, clock).store.close()

    def second(*words: str) -> Answer:
        return command("--home", str(tmp_path / "second"), *words)

    second("enrol", url, office.code_for("小王"))
    second("sync")
    customer = first_customer(wang)
    wang("customer", "edit", customer["id"], "--birthday", "1950-03-01")
    second("customer", "edit", customer["id"], "--birthday", "1951-03-01")
    for rep in (wang, second, wang):
        rep("sync")
    refused = wang("resolve", customer["id"], "birthday", "--value", "soon")
    assert refused.code == 2
    assert wang("conflicts", "--json").json()["count"] == 1
    value = '{"calendar":"solar","month":4,"day":2,"year":1950,"leap":false}'
    assert wang("resolve", customer["id"], "birthday", "--value", value).code == 0
    assert wang("conflicts", "--json").json()["count"] == 0
    assert first_customer(wang)["birthday"]["month"] == 4


def test_a_handed_over_customer_arrives_with_its_pack_and_is_accepted_once(
    url: str, office: Office, wang: Rep, chen: Rep
) -> None:
    wang("enrol", url, office.code_for("小王"))
    chen("enrol", url, office.code_for("小陈"))
    customer = first_customer(wang)
    wang("customer", "edit", customer["id"], "--taboos", "不提房价", "--family", "王芳:女儿")
    wang("customer", "pause", customer["id"], "--reason", "住院", "--until", today_and(9))
    wang("sync")
    office.hand_over(customer["id"], "小陈", "调岗")
    assert wang("sync", "--json").json()["leaving"] == 0
    assert wang("customer", "list", "--json").json()["customers"] == []
    chen("sync")
    found = chen("handovers", "--json").json()
    assert found["count"] == 1
    (pack,) = found["handovers"]
    assert (pack["customer"]["name"], pack["from"], pack["reason"]) == ("李明朗", "小王", "调岗")
    assert pack["taboos"] == "不提房价"
    assert pack["family"] == [{"name": "王芳", "relation": "女儿"}]
    assert [one["text"] for one in pack["promises"]] == ["送体检报告"]
    assert [one["reason"] for one in pack["pauses"]] == ["住院"]
    shown = chen("handovers", "--lang", "zh").out
    assert all(words in shown for words in ("李明朗", "小王", "不提房价", "送体检报告", "王芳"))
    assert "fieldlog accept" in shown
    assert chen("accept", "unknown").code == 2
    assert chen("accept", pack["id"][:10], "--json").json()["customer"]["name"] == "李明朗"
    assert chen("handovers", "--json").json()["count"] == 0
    assert chen("accept", pack["id"]).code == 2
    assert chen("sync", "--json").json()["sent"] == 1


@pytest.mark.parametrize(
    ("words", "list_name"),
    [("conflicts", "conflicts"), ("quarantine", "quarantined"), ("handovers", "handovers")],
)
def test_lists_of_a_fresh_store_are_empty(wang: Rep, words: str, list_name: str) -> None:
    assert wang(words, "--json").json() == {"count": 0, list_name: []}
    assert wang(words).code == 0


@pytest.mark.parametrize(
    "words",
    [
        ("resolve", "1f3a", "address"),
        ("resolve", "1f3a", "address", "--keep", "1"),
        ("resolve", "1f3a", "address", "--keep", "1", "--value", "x"),
        ("accept", "1f3a"),
    ],
)
def test_what_is_not_there_cannot_be_settled(wang: Rep, words: tuple[str, ...]) -> None:
    refused = wang(*words)
    assert (refused.code, refused.out) == (2, "")


def test_the_help_shows_a_code_as_the_server_gives_it() -> None:
    code = ENROL.example.split()[-1]
    groups = [len(group) for group in make_code().split("-")]
    assert [len(group) for group in code.split("-")] == groups
    assert normalise_code(code) == code.replace("-", "")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_was_put_aside_is_listed_with_reason_and_next_step_for_every_code(
    language: str, tmp_path: Path, command: RunCommand, clock: Clock
) -> None:
    workspace = store_of(tmp_path / "w", "小王", 45, clock)
    customer = add_customer(workspace)
    with workspace.store as store:
        for _ in REASONS:
            save_visit(workspace, customer)
        with store.writing():
            rows = all_rows(store)[1:]
            codes = (*REASONS, "from-a-newer-server")
            write_rows(
                store,
                [
                    row._replace(status="quarantined", code=code, answered_at="2026-11-18T06:00:00Z")
                    for row, code in zip(rows, codes, strict=False)
                ],
            )
    answer = command("--home", str(tmp_path / "w"), "quarantine", "--json", "--lang", language).json()
    assert answer["count"] == len(REASONS)
    assert {one["code"] for one in answer["quarantined"]} == set(REASONS)
    is_chinese = [any("一" <= letter <= "鿿" for letter in one["reason"]) for one in answer["quarantined"]]
    assert set(is_chinese) == {language == "zh"}
    assert all(one["next_step"] and one["customer"]["name"] == "李明朗" for one in answer["quarantined"])
    said = command("--home", str(tmp_path / "w"), "quarantine", "--lang", language)
    assert answer["quarantined"][0]["reason"] in said.out


def test_the_token_stands_nowhere_but_in_the_encrypted_store(
    url: str, office: Office, wang: Rep, tmp_path: Path
) -> None:
    wang("enrol", url, office.code_for("小王"))
    with open_with_key(tmp_path / "w", PUBLIC_PRACTICE_KEY, datetime.now(UTC)) as store:
        token = read_state(store).token
        assert token not in repr(read_state(store))
    assert len(token) > 40
    for path in (tmp_path / "w").rglob("*"):
        assert not path.is_file() or token.encode() not in path.read_bytes()
