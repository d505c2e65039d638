"""The command line of the server: what it says, as JSON and in two languages, and how it ends."""

import json
import os
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from sync_server.cli.commands import COMMANDS
from sync_server.cli.main import load_command, main, make_parser
from sync_server.locale import use_language
from tests.sync_server.organisation import new_id

PASSWORD = "a long password"


class Answer(NamedTuple):
    code: int
    out: str
    err: str

    def json(self) -> Any:
        return json.loads(self.out)


Server = Callable[..., Answer]


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Server:
    """Run ``fieldlog-server`` in this process on a folder of its own; ``given`` is its stdin."""

    def run(*words: str, given: str = "", lang: str = "en", **environ: str) -> Answer:
        out, err = StringIO(), StringIO()
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stdin", StringIO(given))
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stderr", err)
            folder = {"FIELDLOG_SERVER_HOME": str(tmp_path / "server"), "FIELDLOG_LANG": lang}
            code = main(list(words), {**os.environ, **folder, **environ})
        return Answer(code, out.getvalue(), err.getvalue())

    return run


@pytest.fixture
def server(command: Server) -> Server:
    """The same on a server that has been made."""
    made = command("init", "--admin", "Chen", "--zone", "Asia/Shanghai", "--password-stdin", given=PASSWORD)
    assert made.code == 0, made.err
    return command


def test_init_makes_a_folder_that_only_its_owner_reads(command: Server, tmp_path: Path) -> None:
    made = command(
        "init", "--admin", "Chen", "--zone", "Asia/Shanghai", "--password-stdin", "--json", given=PASSWORD
    )
    assert made.code == 0
    assert (made.json()["home"], made.json()["admin"]) == (str(tmp_path / "server"), "Chen")
    assert made.json()["totp_uri"].startswith("otpauth://totp/fieldlog:Chen?secret=")
    folder = tmp_path / "server"
    assert folder.stat().st_mode & 0o077 == 0
    assert (folder / "server.key").stat().st_mode & 0o077 == 0
    assert (folder / "fieldlog-server.db").read_bytes()[:6] != b"SQLite"


def test_init_again_changes_nothing(server: Server, tmp_path: Path) -> None:
    key = (tmp_path / "server" / "server.key").read_bytes()
    again = server("init", "--admin", "Li", "--password-stdin", given=PASSWORD)
    assert (again.code, "already" in again.err) == (3, True)
    assert (tmp_path / "server" / "server.key").read_bytes() == key


@pytest.mark.parametrize(
    ("words", "given", "said"),
    [
        (["--admin", "Chen", "--password-stdin"], "short", "Password: needs 12 to 200 characters."),
        (["--admin", " ", "--password-stdin"], PASSWORD, "Name: is empty."),
        (["--admin", "Chen", "--password-stdin", "--zone", "Mars/Phobos"], PASSWORD, "Time zone:"),
        (["--admin", "Chen"], "", "Password: is needed."),
    ],
)
def test_init_with_bad_input_makes_nothing(
    command: Server, tmp_path: Path, words: list[str], given: str, said: str
) -> None:
    answer = command("init", *words, given=given)
    assert (answer.code, said in answer.err) == (2, True), answer.err
    assert not (tmp_path / "server").exists()


@pytest.mark.parametrize(
    "words", [["user", "list"], ["run"], ["backup", "x"], ["restore", "x"], ["check"], ["device", "list"]]
)
def test_without_a_server_the_next_step_is_said(command: Server, words: list[str]) -> None:
    answer = command(*words)
    assert (answer.code, "fieldlog-server init" in answer.err) == (3, True)
    assert "Traceback" not in answer.err


def test_users_come_and_go(server: Server) -> None:
    added = server("user", "add", "王丽", "--role", "rep", "--team", "东区", "--json").json()
    assert (added["name"], added["role"], added["team"], added["state"]) == ("王丽", "rep", "东区", "active")
    boss = server(
        "user", "add", "主管", "--role", "supervisor", "--password-stdin", "--json", given=PASSWORD
    ).json()
    assert boss["totp_uri"].startswith("otpauth://")
    retired = server("user", "retire", "王丽", "--json").json()
    assert (retired["state"], bool(retired["retires_at"])) == ("retiring", True)
    assert "has left: one laptop can hand in work with this code" in server("enrol-code", "王丽").out
    assert "This user has left. Who works here:" in server("user", "retire", "王丽").err
    users = server("user", "list", "--json").json()["users"]
    assert [(one["name"], one["state"]) for one in users] == [
        ("Chen", "active"),
        ("主管", "active"),
        ("王丽", "retiring"),
    ]
    table = server("user", "list").out.splitlines()
    assert table[0].split() == ["Name", "Role", "Team", "State"]
    assert [line.index("Administrator") for line in table if "Chen" in line] == [
        len("Name".ljust(table[0].index("Role")))
    ]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["enrol-code", "nobody"], 2, "There is no user of this name."),
        (["user", "retire", "nobody"], 2, "There is no user of this name."),
        (["user", "add", "Chen", "--role", "rep"], 2, "is there already"),
        (["user", "add", "x", "--role", "king"], 2, "invalid choice"),
        (["device", "revoke", "0000"], 2, "There is no such laptop."),
        (
            ["handover", "nobody", "--to", "Chen", "--reason", "x"],
            2,
            "is no customer that a laptop has sent in",
        ),
        (["erase", "nobody", "--reason", "x"], 2, "is no customer"),
        (["erase"], 2, "Give CUSTOMER and --reason, or --due alone."),
        (["customer", "import", "nowhere.csv", "--rep", "Chen"], 2, "is not there"),
        (["backup"], 2, "required"),
        (["nonsense"], 2, "There is no command"),
        (["run", "--certificate", "x"], 2, "together"),
        (["run", "--lang", "fr"], 2, "--lang is zh or en."),
    ],
)
def test_what_cannot_be_done_is_said_with_its_exit_code(
    server: Server, words: list[str], code: int, said: str
) -> None:
    answer = server(*words)
    assert (answer.code, said in answer.err, answer.out) == (code, True, ""), answer.err
    assert "Traceback" not in answer.err


def test_a_code_is_shown_once_in_groups(server: Server) -> None:
    answer = server("enrol-code", "Chen", "--json").json()
    assert [len(group) for group in answer["code"].split("-")] == [4] * 5
    assert answer["user"] == "Chen"
    assert answer["code"] not in server("user", "list", "--json").out


def test_a_list_is_imported_for_a_rep_and_bad_rows_end_with_2(server: Server, tmp_path: Path) -> None:
    server("user", "add", "王丽", "--role", "rep")
    path = tmp_path / "list.csv"
    path.write_text("姓名,电话,鞋码\n李明朗,13800000001,38\n坏行,12,39\n", encoding="utf-8-sig")
    answer = server("customer", "import", str(path), "--rep", "王丽", "--json")
    assert answer.code == 2
    assert (answer.json()["imported"], answer.json()["problems"][0]["row"]) == (1, 3)
    assert answer.json()["problems"][0]["message"].startswith("Phone: 12 is no phone number.")
    assert "鞋码" in answer.err
    again = server("customer", "import", str(path), "--rep", "王丽", lang="zh")
    assert "没有变化 1 位" in again.out
    assert "电话：「12」不是电话号码" in again.out
    given = server("handover", "李明朗", "--to", "Chen", "--reason", "x", "--json").json()
    assert (given["from"], given["to"]) == ("王丽", "Chen")


def test_a_backup_is_restored_after_something_was_lost(server: Server, tmp_path: Path) -> None:
    target = str(tmp_path / "x.backup")
    server("user", "add", "王丽", "--role", "rep")
    assert server("backup", target, "--json").json()["file"] == target
    assert server("backup", target).code == 3
    server("user", "add", "张伟", "--role", "rep")
    assert server("restore", target, "--json").code == 0
    assert [one["name"] for one in server("user", "list", "--json").json()["users"]] == ["Chen", "王丽"]
    assert server("check", "--json").json() == {"count": 0, "faults": []}
    assert "Everything fits together." in server("check").out


def test_a_restore_says_what_it_undoes_and_what_is_to_be_done_again(server: Server, tmp_path: Path) -> None:
    target, path = str(tmp_path / "x.backup"), tmp_path / "list.csv"
    server("user", "add", "王丽", "--role", "rep")
    path.write_text("姓名,电话\n李明朗,13800000001\n", encoding="utf-8-sig")
    server("customer", "import", str(path), "--rep", "王丽")
    server("backup", target)
    server("user", "add", "张伟", "--role", "rep")
    server("handover", "李明朗", "--to", "张伟", "--reason", "x")
    server("erase", "李明朗", "--reason", "x", "--everything")
    server("user", "retire", "王丽")
    first = server("restore", target, "--json").json()
    assert first["holds_until"].endswith("Z")
    # All of it happened within a second.
    actions = {one["action"]: one["name"] for one in first["undone"]}
    assert actions == {"user-add": "张伟", "hand-over": "", "erase": "", "user-retire": "王丽"}
    server("handover", "李明朗", "--to", "Chen", "--reason", "x")
    server("user", "retire", "王丽")
    said = server("restore", target).out
    assert "handed a customer over  李明朗" in said
    assert "marked a person as left  王丽" in said
    assert "revoked laptops" in said
    assert "The last thing that it holds is of 20" in said
    again = server("restore", target, lang="zh").out
    assert all(words in again for words in ("停用", "移交", "docs/deployment.md"))
    assert "nothing was decided since" in server("restore", target).out


def test_nothing_is_due_for_erasure_on_a_new_server(server: Server) -> None:
    assert server("erase", "--due", "--json").json() == {"values": 0, "customers": 0, "laptops_waiting": 0}


def test_the_key_may_come_from_elsewhere(server: Server, tmp_path: Path) -> None:
    key = tmp_path / "server" / "server.key"
    elsewhere = tmp_path / "credential"
    content = key.read_text(encoding="ascii")
    key.rename(elsewhere)
    assert server("user", "list").code == 3
    assert server("user", "list", FIELDLOG_SERVER_KEY_FILE=str(elsewhere)).code == 0
    assert server("user", "list", FIELDLOG_SERVER_KEY=content).code == 0
    wrong = server("user", "list", FIELDLOG_SERVER_KEY="ff" * 32)
    assert (wrong.code, "does not open the database" in wrong.err) == (3, True)
    none = server("user", "list", FIELDLOG_SERVER_KEY="no key")
    assert (none.code, "64 hexadecimal digits" in none.err) == (3, True)


@pytest.mark.parametrize("text", ["port = 'x'", "unknown = 1", "= broken", "port = 1\nport = 2"])
def test_settings_that_cannot_be_read_are_named(server: Server, tmp_path: Path, text: str) -> None:
    (tmp_path / "server" / "fieldlog-server.toml").write_text(text, encoding="utf-8")
    answer = server("user", "list")
    assert (answer.code, "fieldlog-server.toml" in answer.err) == (2, True)


def test_settings_come_from_the_folder_and_the_environment_goes_over_them(
    server: Server, tmp_path: Path
) -> None:
    (tmp_path / "server" / "fieldlog-server.toml").write_text("code_hours = 1\n", encoding="utf-8")
    short = server("enrol-code", "Chen", "--json").json()["expires"]
    long = server("enrol-code", "Chen", "--json", FIELDLOG_SERVER_CODE_HOURS="48").json()["expires"]
    assert short < long


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself_with_an_example_that_it_understands(name: str, language: str) -> None:
    import shlex

    use_language("zh" if language == "zh" else "en")
    loaded = load_command(name)
    parser = make_parser(name, loaded)
    assert loaded.example in parser.format_help()
    words = shlex.split(loaded.example)
    assert words[0] == "fieldlog-server"
    assert " ".join(words[1:]).startswith(name)
    parser.parse_args(words[1 + len(name.split()) :])


def test_the_overview_names_every_command(command: Server) -> None:
    for words in ([], ["--help"]):
        assert all(name in command(*words).out for name in COMMANDS)
    assert command("--version").out.startswith("fieldlog-server ")


def test_names_that_could_command_a_terminal_are_written_out(server: Server) -> None:
    server("user", "add", "王\u202e丽", "--role", "rep")
    assert "\u202e" not in server("user", "list").out


def test_a_database_that_cannot_be_reached_is_said(command: Server) -> None:
    url = "postgresql+psycopg://nobody@127.0.0.1:1/nothing"
    answer = command(
        "init", "--admin", "Chen", "--password-stdin", given=PASSWORD, FIELDLOG_SERVER_DATABASE=url
    )
    assert (answer.code, "cannot be reached" in answer.err) == (3, True)
    assert new_id() not in answer.err
