"""fieldlog init: a store, its recovery code, and what an interrupted one leaves."""

import json
from pathlib import Path

import pytest

from fieldlog.actions.homes import init_store
from fieldlog.actions.workspace import system_now
from fieldlog.cli.commands import COMMANDS
from fieldlog.cli.commands.home import INIT
from fieldlog.cli.context import Context
from fieldlog.cli.main import make_parser
from fieldlog.domain.errors import StoreExistsError
from fieldlog.domain.problems import Problem
from fieldlog.store.keys.creation import create_key_file
from fieldlog.store.keys.key_file import FILE_NAME as KEY_FILE_NAME
from fieldlog.store.keys.keyrings import Keyring
from fieldlog.store.keys.recovery_codes import read_recovery_code
from fieldlog.store.opening import DATABASE_NAME, Unlocking, open_store
from tests.cli.conftest import RunCommand
from tests.cli.on_terminal import type_at_terminal
from tests.store.keys.fakes import MemoryKeyring, cheap_sealing

PASSPHRASE = "安全的口令 42"
ARGUMENTS = {
    "customer add": ["李明朗"],
    "customer show": ["x"],
    "customer edit": ["x", "--name", "y"],
    "customer merge": ["x", "y"],
    "customer unmerge": ["x"],
    "customer pause": ["x", "--reason", "r", "--until", "明天"],
    "customer opt-out": ["x", "--reason", "r"],
    "customer consent": ["x", "--refused"],
    "customer list": [],
    "export": ["x.csv"],
    "backup": ["x.backup"],
    "overdue": [],
    "check": [],
    "today": [],
    "key list": [],
    "guidance": [],
    "settings": [],
    "key change": [],
    "key add": ["passphrase"],
    "key recover": ["--code", "x"],
}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


class ContextWithKeyring(Context):
    """A command on a computer whose keyring answers."""

    def __init__(self, home: Path, keyring: Keyring, wants_json: bool = True) -> None:
        super().__init__(home, {}, wants_json)
        self._keyring = keyring

    def keyring(self) -> Keyring:
        return self._keyring


def test_init_with_a_passphrase_makes_a_store_that_only_it_opens(command: RunCommand, home: Path) -> None:
    made = command(
        "init", "--rep", " 王  芳 ", "--zone", "Asia/Shanghai", "--json", FIELDLOG_PASSPHRASE=PASSPHRASE
    )
    assert made.code == 0
    answer = made.json()
    assert set(answer) == {"rep", "device", "home", "recovery_code"}
    assert (answer["rep"], answer["home"]) == ("王 芳", str(home))
    assert not isinstance(read_recovery_code(answer["recovery_code"]), Problem)
    assert sorted(path.name for path in home.iterdir()) == [DATABASE_NAME, KEY_FILE_NAME, "keys.json.lock"]
    listed = command("customer", "list", "--json", FIELDLOG_PASSPHRASE=PASSPHRASE)
    assert (listed.code, listed.json()) == (0, {"customers": []})
    refused = command("customer", "list", FIELDLOG_PASSPHRASE="another")
    assert refused.code == 3
    assert "key recover" in refused.err


def test_init_takes_the_keyring_where_no_passphrase_is_set(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keyring = MemoryKeyring()
    options = make_parser("init", INIT).parse_args(["--rep", "王芳", "--zone", "Asia/Shanghai"])
    assert INIT.run(ContextWithKeyring(home, keyring), options) == 0
    assert json.loads(capsys.readouterr().out)["rep"] == "王芳"
    with open_store(home, Unlocking(keyring=keyring), system_now()) as store:
        assert store.settings().zone == "Asia/Shanghai"


def test_a_script_without_keyring_and_passphrase_is_told_the_next_step(
    command: RunCommand, home: Path
) -> None:
    refused = command("init", "--rep", "王芳", "--zone", "UTC")
    assert refused.code == 3
    assert "FIELDLOG_PASSPHRASE" in refused.err
    assert refused.out == ""
    assert not home.exists()


def test_a_person_without_keyring_types_a_passphrase_twice(home: Path) -> None:
    answers = [
        ("New passphrase:", PASSPHRASE),
        ("The same again:", "mistyped"),
        ("New passphrase:", PASSPHRASE),
        ("The same again:", PASSPHRASE),
    ]
    code, shown = type_at_terminal(home, ["init", "--rep", "王芳", "--zone", "UTC"], answers)
    assert code == 0, shown
    assert "The two differ" in shown
    assert "Recovery code:" in shown
    assert PASSPHRASE not in shown
    with open_store(home, Unlocking(PASSPHRASE), system_now()) as store:
        assert store.settings().rep == "王芳"


def test_the_text_shows_the_code_and_what_to_do_with_it(command: RunCommand) -> None:
    made = command("init", "--rep", "王芳", "--zone", "Asia/Shanghai", FIELDLOG_PASSPHRASE=PASSPHRASE)
    assert "Recovery code: " in made.out
    assert "paper" in made.out
    again = command("init", "--rep", "王芳", "--zone", "UTC", FIELDLOG_PASSPHRASE=PASSPHRASE)
    assert again.code == 3
    assert "Nothing was changed" in again.err


@pytest.mark.parametrize(
    ("rep", "zone", "label"),
    [
        ("", "UTC", "Rep"),
        ("  ", "UTC", "Rep"),
        ("王" * 61, "UTC", "Rep"),
        ("王\x1b[31m芳", "UTC", "Rep"),
        ("王\udc80", "UTC", "Rep"),
        ("王芳", "Mars/Base", "Time zone"),
        ("王芳", "../../etc/passwd", "Time zone"),
        ("王芳", "", "Time zone"),
        ("王芳", "x" * 10_000, "Time zone"),
    ],
)
def test_a_bad_name_or_zone_makes_nothing(
    command: RunCommand, home: Path, rep: str, zone: str, label: str
) -> None:
    refused = command("init", "--rep", rep, "--zone", zone, FIELDLOG_PASSPHRASE=PASSPHRASE)
    assert refused.code == 2
    assert refused.err.startswith(f"{label}: ")
    assert not home.exists()


def test_an_empty_passphrase_makes_nothing(command: RunCommand, home: Path) -> None:
    refused = command("init", "--rep", "王芳", "--zone", "UTC", FIELDLOG_PASSPHRASE=" ")
    assert refused.code == 2
    assert "Passphrase: " in refused.err
    assert not home.exists()


@pytest.mark.parametrize("name", sorted(set(COMMANDS) & set(ARGUMENTS)))
def test_without_a_store_every_command_names_init(command: RunCommand, home: Path, name: str) -> None:
    refused = command(*name.split(), *ARGUMENTS[name])
    assert refused.code == 3
    assert "fieldlog init" in refused.err
    assert not home.exists()


@pytest.mark.parametrize("database", [None, b""])
def test_what_an_interrupted_init_left_is_set_aside(home: Path, database: bytes | None) -> None:
    keyring = MemoryKeyring()
    create_key_file(home, "lost", system_now(), keyring=keyring, sealing=cheap_sealing())
    lost = (home / KEY_FILE_NAME).read_bytes()
    (home / ".init-1").mkdir()
    (home / "notes.txt").write_text("mine")
    if database is not None:
        (home / DATABASE_NAME).write_bytes(database)
    made = init_store(home, "王芳", "Asia/Shanghai", system_now(), None, keyring)
    with open_store(home, Unlocking(keyring=keyring), system_now()) as store:
        assert store.settings() == made.settings
    (aside,) = home.glob("unfinished-*")
    assert (aside / KEY_FILE_NAME).read_bytes() == lost
    assert (aside / ".init-1").is_dir()
    assert (home / "notes.txt").read_text() == "mine"


def test_a_store_whose_key_file_is_gone_is_not_taken_for_an_interrupted_init(home: Path) -> None:
    keyring = MemoryKeyring()
    init_store(home, "王芳", "Asia/Shanghai", system_now(), None, keyring)
    (home / KEY_FILE_NAME).unlink()
    before = (home / DATABASE_NAME).read_bytes()
    with pytest.raises(StoreExistsError):
        init_store(home, "王芳", "Asia/Shanghai", system_now(), None, keyring)
    assert (home / DATABASE_NAME).read_bytes() == before
    assert not list(home.glob("unfinished-*"))


def test_init_speaks_chinese(command: RunCommand) -> None:
    made = command("init", "--rep", "王芳", "--zone", "UTC", "--lang", "zh", FIELDLOG_PASSPHRASE=PASSPHRASE)
    assert made.code == 0
    assert command("init", "--rep", "王芳", "--lang", "zh").code == 3
