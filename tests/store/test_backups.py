"""Backups: whole at one moment while others save, opened elsewhere, restored without losing anything."""

import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from fieldlog.actions.homes import init_store
from fieldlog.actions.workspace import Workspace
from fieldlog.domain import kinds
from fieldlog.domain.errors import (
    BadInputError,
    CorruptStoreError,
    StoreError,
    StoreExistsError,
    WrongKeyError,
)
from fieldlog.store.backup import write_backup
from fieldlog.store.keys.key_file import KeyFile
from fieldlog.store.keys.opening import open_with_recovery_code
from fieldlog.store.opening import Unlocking, open_store
from fieldlog.store.restore import BackupSecrets, restore_backup
from tests.store.keys.fakes import MemoryKeyring
from tests.store.stores import (
    NOW,
    ZONE,
    Clock,
    add_customer,
    check_whole,
    file_hashes,
    finish,
    make_workspace,
    open_again,
    save_visit,
    start_program,
)

PASSPHRASE = "correct horse 血压计"
NO_SECRETS = BackupSecrets()


def test_backups_made_while_another_program_saves_hold_whole_saves_up_to_one_moment(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with (workspace := make_workspace(home)).store as store:
        program = start_program("programs.save_until_told", home, 8, add_customer(workspace))
        assert program.stdout is not None
        assert program.stdout.readline() == "open\n"
        lengths = []
        for number in range(6):
            write_backup(store, tmp_path / f"{number}.fieldlog-backup")
            lengths.append(store.progress().dseq)
        (home / "enough").touch()
        finish(program)
        final = store.outbox_rows()
        assert lengths[0] < lengths[-1] < len(final) + 1
    for number in range(6):
        restored = tmp_path / f"restored-{number}"
        restore_backup(tmp_path / f"{number}.fieldlog-backup", restored, NOW, NO_SECRETS)
        with open_again(restored).store as store:
            saves = len(check_whole(store))
            assert store.outbox_rows() == final[:saves]
            assert saves <= lengths[number]


def test_a_backup_opens_on_another_machine_with_the_recovery_code_or_the_passphrase(tmp_path: Path) -> None:
    home, backup = tmp_path / "home", tmp_path / "b.fieldlog-backup"
    keyring = MemoryKeyring()
    code = init_store(home, "王芳", ZONE, NOW, None, keyring).recovery_code
    with open_store(home, Unlocking(None, keyring), NOW) as store:
        workspace = Workspace(store, Clock())
        save_visit(workspace, add_customer(workspace))
        write_backup(store, backup)
    other = tmp_path / "other"
    for secrets in (NO_SECRETS, BackupSecrets(passphrase=PASSPHRASE)):
        with pytest.raises(WrongKeyError):
            restore_backup(backup, other, NOW, secrets)
        assert not other.exists()
    with pytest.raises(BadInputError):
        restore_backup(backup, other, NOW, BackupSecrets(recovery_code=code[:-1]))
    restored = restore_backup(backup, other, NOW, BackupSecrets(recovery_code=code))
    assert (restored.kept, restored.rep) == (None, "王芳")
    assert [slot.kind for slot in KeyFile.load(other).list_slots()] == ["recovery"]
    shutil.copytree(other, tmp_path / "third")
    # On a machine without that keyring the code sets a passphrase, which then opens it.
    key_file = KeyFile.load(other)
    with pytest.raises(WrongKeyError):
        open_store(other, Unlocking(None, MemoryKeyring()), NOW)
    data_key = open_with_recovery_code(key_file.contents, code)
    key_file.set_passphrase(data_key, PASSPHRASE, NOW)
    with open_store(other, Unlocking(PASSPHRASE), NOW) as store:
        assert len(check_whole(store)) == 2


def _two_stores(folder: Path) -> tuple[Path, Path]:
    home, backup = folder / "home", folder / "b.fieldlog-backup"
    with (workspace := make_workspace(home)).store as store:
        add_customer(workspace, "备份前")
        write_backup(store, backup)
        add_customer(workspace, "备份后")
    return home, backup


def _customers(home: Path) -> int:
    with open_store(home, Unlocking(), NOW) as store:
        check_whole(store)
        return store.count_documents(kinds.CUSTOMER)


def test_a_restore_refuses_a_folder_with_a_store_and_with_force_keeps_that_store(tmp_path: Path) -> None:
    home, backup = _two_stores(tmp_path)
    before = file_hashes(home)
    with pytest.raises(StoreExistsError):
        restore_backup(backup, home, NOW, NO_SECRETS)
    assert file_hashes(home) == before
    kept = restore_backup(backup, home, NOW, NO_SECRETS, force=True).kept
    assert kept is not None
    assert (_customers(home), _customers(kept)) == (1, 2)
    again = restore_backup(backup, home, NOW, NO_SECRETS, force=True).kept
    assert again not in (None, kept)
    assert (_customers(home), _customers(kept)) == (1, 2)
    assert not [path for path in home.iterdir() if path.name.startswith(".")]


@pytest.mark.parametrize("failing", ["fieldlog.db", "keys.json"])
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_an_exchange_that_breaks_off_brings_the_former_store_back_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str, error: BaseException
) -> None:
    home, backup = _two_stores(tmp_path)
    before = file_hashes(home)
    replace = Path.replace

    def broken(self: Path, target: Path) -> Path:
        if self.name == failing and target.parent == home:
            raise error
        return replace(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", broken)
        with pytest.raises((StoreError, KeyboardInterrupt)):
            restore_backup(backup, home, NOW, NO_SECRETS, force=True)
    after = file_hashes(home)
    assert {name: after[name] for name in before} == before
    assert _customers(home) == 2


def test_a_backup_does_not_replace_a_file_or_the_store_unasked(tmp_path: Path) -> None:
    home, backup = _two_stores(tmp_path)
    with open_again(home).store as store:
        before = backup.read_bytes()
        for target in (backup, home / "fieldlog.db", home / "keys.json"):
            with pytest.raises(BadInputError):
                write_backup(store, target, force=target != backup)
        assert backup.read_bytes() == before
        write_backup(store, backup, force=True)
        assert backup.read_bytes() != before


def _flip(position: int) -> Callable[[bytes], bytes]:
    return lambda data: data[:position] + bytes([data[position] ^ (1 << position % 8)]) + data[position + 1 :]


def test_a_damaged_cut_or_foreign_backup_changes_nothing(tmp_path: Path) -> None:
    template, backup = _two_stores(tmp_path)
    before, good, random = file_hashes(template), backup.read_bytes(), Random(5)
    # Any place in the pages; every ninth byte of the container's directory at the end, another bit at each.
    places = [random.randrange(len(good) - 300) for _ in range(25)]
    places += range(len(good) - 280, len(good), 9)
    # The directory's entry that says where a file begins: it then points to before the container's beginning.
    places.append(good.rindex(b"PK\x05\x06") + 19)
    damages: list[Callable[[bytes], bytes]] = [_flip(place) for place in places]
    damages += [_cut(size) for size in (0, 10, 1000, len(good) // 2, len(good) - 1)]
    damages += [lambda _: b"\xff\xd8\xff\xe0 JFIF" * 900, lambda _: (template / "fieldlog.db").read_bytes()]
    refused = 0
    for number, damage in enumerate(damages):
        home = tmp_path / str(number)
        shutil.copytree(template, home)
        backup.write_bytes(damage(good))
        try:
            kept = restore_backup(backup, home, NOW, NO_SECRETS, force=True).kept
        except CorruptStoreError:
            refused += 1
            assert file_hashes(home) == before
            with pytest.raises(CorruptStoreError):
                restore_backup(backup, tmp_path / "nothing", NOW, NO_SECRETS)
            assert not (tmp_path / "nothing").exists()
        else:
            # What was flipped carries no meaning, such as the container's time stamps.
            assert kept is not None
            assert (_customers(home), _customers(kept)) == (1, 2)
    assert refused > len(damages) // 2


def _cut(size: int) -> Callable[[bytes], bytes]:
    return lambda data: data[:size]
