"""fieldlog backup and restore: everything in one encrypted file, and back, on another computer too."""

import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest

from fieldlog.actions.customers import add_customer
from fieldlog.actions.homes import init_store
from fieldlog.actions.profiles import Profile, Standing
from fieldlog.actions.workspace import Workspace, system_now
from fieldlog.domain import kinds
from fieldlog.domain.errors import NewerStoreError
from fieldlog.store.backup import write_backup
from fieldlog.store.keys.key_file import FILE_NAME as KEY_FILE_NAME
from fieldlog.store.opening import DATABASE_NAME, Unlocking, open_store
from fieldlog.store.restore import BackupSecrets, restore_backup
from tests.cli.conftest import RunCommand
from tests.cli.on_terminal import type_at_terminal
from tests.cli.stores import opened
from tests.store.keys.fakes import MemoryKeyring
from tests.store.stores import check_whole, file_hashes

PASSPHRASE = "安全的口令 42"
WRITER = """
import sys
from pathlib import Path
from tests.cli.stores import opened
from tests.store.stores import add_customer

with opened(Path(sys.argv[1])) as workspace:
    print("ready", flush=True)
    for number in range(1_000_000):
        add_customer(workspace, f"顾客{number}")
        if Path(sys.argv[1], "enough").exists():
            break
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def backup(rep: RunCommand, tmp_path: Path) -> Path:
    """A backup of a practice store with one customer, and a second customer since."""
    path = tmp_path / "one.backup"
    rep("customer", "add", "李明朗", "--notes", "不要外传")
    assert rep("backup", str(path)).code == 0
    rep("customer", "add", "王秀英")
    return path


def names(run: RunCommand, **environ: str) -> list[str]:
    """The customers of the store."""
    return [one["name"] for one in run("customer", "list", "--json", **environ).json()["customers"]]


def test_a_backup_is_one_encrypted_file(rep: RunCommand, backup: Path, home: Path) -> None:
    assert zipfile.ZipFile(backup).namelist() == [KEY_FILE_NAME, DATABASE_NAME]
    assert "不要外传".encode() not in backup.read_bytes()
    assert backup.stat().st_mode & 0o077 == 0
    other = backup.with_name("two.backup")
    answer = rep("backup", str(other), "--json")
    assert answer.code == 0
    assert answer.json() == {"file": str(other), "bytes": other.stat().st_size}
    assert sorted(path.name for path in backup.parent.iterdir()) == ["home", "one.backup", "two.backup"]


def test_a_backup_replaces_a_file_only_by_force(rep: RunCommand, backup: Path) -> None:
    before = backup.read_bytes()
    for language in ("en", "zh"):
        refused = rep("backup", str(backup), "--lang", language)
        assert refused.code == 2
        assert backup.name in refused.err
    assert backup.read_bytes() == before
    assert rep("backup", str(backup), "--force").code == 0
    assert backup.read_bytes() != before


@pytest.mark.parametrize(
    "name", ["missing/x.backup", "home", "home/fieldlog.db", "home/keys.json", "home/fieldlog.db-wal"]
)
def test_a_backup_never_lands_on_the_store_itself(
    rep: RunCommand, tmp_path: Path, home: Path, name: str
) -> None:
    rep("customer", "add", "李明朗")
    refused = rep("backup", str(tmp_path / name), "--force")
    assert refused.code == 2
    assert names(rep) == ["李明朗"]


def test_a_restore_brings_the_store_back_and_keeps_the_present_one(
    rep: RunCommand, backup: Path, home: Path
) -> None:
    answer = rep("restore", str(backup), "--force", "--json")
    assert answer.code == 0
    done = answer.json()
    assert set(done) == {"home", "kept", "rep"}
    assert (done["home"], done["rep"]) == (str(home), "小王")
    assert names(rep) == ["李明朗"]
    assert Path(done["kept"]).parent == home
    kept = rep("customer", "list", "--json", FIELDLOG_HOME=done["kept"]).json()["customers"]
    assert len(kept) == 2
    again = rep("restore", str(backup), "--force", "--json").json()
    assert again["kept"] != done["kept"]
    assert not list(home.glob(".restore-*"))


def test_a_restore_without_force_refuses_and_changes_nothing(
    rep: RunCommand, backup: Path, home: Path
) -> None:
    before = file_hashes(home)
    for language in ("en", "zh"):
        refused = rep("restore", str(backup), "--lang", language, "--json")
        assert (refused.code, refused.out) == (3, "")
        assert "--force" in refused.err
    assert file_hashes(home) == before


def test_a_restore_into_a_new_folder_needs_no_force(rep: RunCommand, backup: Path, tmp_path: Path) -> None:
    fresh = tmp_path / "fresh" / "deep"
    answer = rep("restore", str(backup), "--json", "--home", str(fresh))
    assert answer.json() == {"home": str(fresh), "kept": None, "rep": "小王"}
    assert names(rep, FIELDLOG_HOME=str(fresh)) == ["李明朗"]
    assert sorted(path.name for path in fresh.iterdir()) == [DATABASE_NAME, KEY_FILE_NAME]


@contextmanager
def own_store(home: Path, passphrase: str | None = None) -> Iterator[tuple[Workspace, str]]:
    """A store of a rep with one customer, open, and its recovery code."""
    keyring = None if passphrase is not None else MemoryKeyring()
    made = init_store(home, "王芳", "Asia/Shanghai", system_now(), passphrase, keyring)
    with open_store(home, Unlocking(passphrase, keyring), system_now()) as store:
        workspace = Workspace(store)
        add_customer(workspace, Profile(name="李明朗"), Standing())
        yield workspace, made.recovery_code


@pytest.fixture
def own(home: Path, tmp_path: Path) -> tuple[Path, str]:
    """A backup of a store that a keyring opens, and its recovery code."""
    path = tmp_path / "own.backup"
    with own_store(home) as (workspace, code):
        write_backup(workspace.store, path)
    return path, code


def test_the_recovery_code_opens_a_backup_on_another_computer(
    command: RunCommand, own: tuple[Path, str], tmp_path: Path
) -> None:
    backup, code = own
    elsewhere = str(tmp_path / "elsewhere")
    answer = command("restore", str(backup), "--recovery-code", code, FIELDLOG_HOME=elsewhere)
    assert answer.code == 0, answer.err
    assert "王芳" in answer.out
    assert "fieldlog key recover" in answer.out
    recovered = command(
        "key", "recover", "--code", code, FIELDLOG_HOME=elsewhere, FIELDLOG_NEW_PASSPHRASE=PASSPHRASE
    )
    assert recovered.code == 0
    assert names(command, FIELDLOG_HOME=elsewhere, FIELDLOG_PASSPHRASE=PASSPHRASE) == ["李明朗"]


@pytest.mark.parametrize(
    ("options", "environ", "exit_code"),
    [
        ([], {}, 3),
        (["--recovery-code", ""], {}, 2),
        (["--recovery-code", "7K2M-7K2M"], {}, 2),
        (["--recovery-code", "0000-0000-0000-0000-0000-0000-0000"], {}, 3),
        ([], {"FIELDLOG_PASSPHRASE": PASSPHRASE}, 3),
        ([], {"FIELDLOG_PASSPHRASE": ""}, 3),
    ],
)
def test_a_backup_that_does_not_open_leaves_nothing(
    command: RunCommand,
    own: tuple[Path, str],
    tmp_path: Path,
    options: list[str],
    environ: dict[str, str],
    exit_code: int,
) -> None:
    elsewhere = tmp_path / "elsewhere"
    refused = command("restore", str(own[0]), *options, FIELDLOG_HOME=str(elsewhere), **environ)
    assert refused.code == exit_code
    assert refused.out == ""
    assert refused.err
    assert not elsewhere.exists()


def test_the_passphrase_opens_a_backup(command: RunCommand, home: Path, tmp_path: Path) -> None:
    backup = tmp_path / "own.backup"
    with own_store(home, PASSPHRASE) as (workspace, _):
        write_backup(workspace.store, backup)
    elsewhere = str(tmp_path / "elsewhere")
    assert command("restore", str(backup), FIELDLOG_HOME=elsewhere, FIELDLOG_PASSPHRASE="wrong").code == 3
    answer = command("restore", str(backup), FIELDLOG_HOME=elsewhere, FIELDLOG_PASSPHRASE=PASSPHRASE)
    assert answer.code == 0
    assert "key recover" not in answer.out


def test_a_person_types_the_code_when_asked(own: tuple[Path, str], tmp_path: Path) -> None:
    backup, code = own
    question = "Passphrase or recovery code of the backup:"
    done, shown = type_at_terminal(
        tmp_path / "elsewhere", ["restore", str(backup)], [(question, code.lower())]
    )
    assert done == 0, shown
    assert code.lower() not in shown


def test_a_backup_made_while_another_process_writes_is_whole(
    rep: RunCommand, home: Path, tmp_path: Path
) -> None:
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(home)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).resolve().parents[2],
        env={**os.environ},
    )
    with writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
        try:
            for number in range(5):
                assert rep("backup", str(tmp_path / f"{number}.backup")).code == 0
            # However slow the backups were: it has not ended by itself.
            assert writer.poll() is None
        finally:
            (home / "enough").touch()
    assert writer.returncode == 0
    counts = [
        _count_in(tmp_path / f"{number}.backup", tmp_path / f"restored-{number}") for number in range(5)
    ]
    assert counts == sorted(counts)


def _count_in(backup: Path, home: Path) -> int:
    restore_backup(backup, home, system_now(), BackupSecrets())
    with opened(home) as workspace:
        check_whole(workspace.store)
        return workspace.store.count_documents(kinds.CUSTOMER)


def damaged_copies(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Backups that are cut, flipped, foreign or made up."""
    random = Random(7)
    for length in (0, 1, 100, 5_000, len(data) // 2, len(data) - 1, len(data) - 60):
        yield f"cut at {length}", data[:length]
    places = [0, 5, 30, 100, 1_000, len(data) - 4, len(data) - 30, len(data) - 100]
    for place in (*places, *(random.randrange(len(data)) for _ in range(40))):
        flipped = bytearray(data)
        flipped[place] ^= 1 << random.randrange(8)
        yield f"flipped at {place}", bytes(flipped)
    yield "foreign", random.randbytes(20_000)


def test_a_damaged_backup_changes_nothing_or_does_not_matter(
    rep: RunCommand, backup: Path, home: Path, tmp_path: Path
) -> None:
    before = file_hashes(home)
    damaged, harmless = tmp_path / "damaged.backup", 0
    for number, (what, data) in enumerate(damaged_copies(backup.read_bytes())):
        damaged.write_bytes(data)
        fresh = tmp_path / f"fresh-{number}"
        answer = rep("restore", str(damaged), "--json", FIELDLOG_HOME=str(fresh))
        if answer.code == 0:
            # Some bits of a container mean nothing, such as a date: then everything must have come back.
            harmless += 1
            assert names(rep, FIELDLOG_HOME=str(fresh)) == ["李明朗"], what
        else:
            assert (answer.code, answer.out) == (3, ""), what
            assert "Traceback" not in answer.err, what
            assert not fresh.exists(), what
    assert harmless < 20
    damaged.write_bytes(b"PK nothing")
    refused = rep("restore", str(damaged), "--force")
    assert refused.code == 3
    assert "older backup" in refused.err
    assert file_hashes(home) == before


def test_a_hostile_container_is_refused(rep: RunCommand, backup: Path, home: Path, tmp_path: Path) -> None:
    before = file_hashes(home)
    with zipfile.ZipFile(backup) as container:
        keys, database = (container.read(name) for name in (KEY_FILE_NAME, DATABASE_NAME))
    for number, (names_and_data, method) in enumerate(
        [
            ({KEY_FILE_NAME: keys}, zipfile.ZIP_STORED),
            ({KEY_FILE_NAME: keys, "../" + DATABASE_NAME: database}, zipfile.ZIP_STORED),
            ({KEY_FILE_NAME: keys, DATABASE_NAME: database}, zipfile.ZIP_DEFLATED),
            ({KEY_FILE_NAME: b" " * 10_000_000, DATABASE_NAME: database}, zipfile.ZIP_STORED),
            ({KEY_FILE_NAME: b"{}", DATABASE_NAME: database}, zipfile.ZIP_STORED),
            ({KEY_FILE_NAME: keys, DATABASE_NAME: b""}, zipfile.ZIP_STORED),
            ({KEY_FILE_NAME: keys, DATABASE_NAME: database[:8192]}, zipfile.ZIP_STORED),
        ]
    ):
        hostile = tmp_path / f"hostile-{number}.backup"
        with zipfile.ZipFile(hostile, "w", method) as container:
            for name, data in names_and_data.items():
                container.writestr(name, data)
        refused = rep("restore", str(hostile), "--force", "--json")
        assert (refused.code, refused.out) == (3, ""), number
    assert file_hashes(home) == before
    assert not (tmp_path / DATABASE_NAME).exists()


def test_a_backup_of_a_newer_fieldlog_is_refused(rep: RunCommand, home: Path, tmp_path: Path) -> None:
    backup = tmp_path / "newer.backup"
    with opened(home) as workspace:
        workspace.store.database.user_version = 99
        write_backup(workspace.store, backup)
        workspace.store.database.user_version = 1
    before = file_hashes(home)
    with pytest.raises(NewerStoreError) as caught:
        restore_backup(backup, home, system_now(), BackupSecrets(), force=True)
    assert str(backup) in str(caught.value)
    assert file_hashes(home) == before


@pytest.mark.parametrize("name", ["missing.backup", "home", "x" * 300, "a\0b"])
def test_a_file_that_is_not_there_is_bad_input(
    rep: RunCommand, home: Path, tmp_path: Path, name: str
) -> None:
    before = file_hashes(home)
    refused = rep("restore", str(tmp_path / name), "--force")
    assert refused.code == 2
    assert refused.err.startswith("File: ")
    assert file_hashes(home) == before
