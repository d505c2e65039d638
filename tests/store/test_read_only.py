"""A folder that cannot be written."""

from pathlib import Path

import pytest

from fieldlog.domain.errors import StoreReadOnlyError
from fieldlog.store.backup import write_backup
from tests.end_to_end.running import run_fieldlog
from tests.store.conftest import Lockable
from tests.store.stores import add_customer, file_hashes, make_workspace, open_again


def test_a_read_only_folder_is_named_with_exit_code_3_and_stays_as_it_is(
    lockable: Lockable, tmp_path: Path
) -> None:
    home = lockable.folder / "home"
    with (workspace := make_workspace(home)).store as store:
        add_customer(workspace)
        write_backup(store, tmp_path / "b.fieldlog-backup")
    before = file_hashes(home)
    lockable.forbid_writing()
    with pytest.raises(StoreReadOnlyError, match="cannot be written"):
        open_again(home)
    commands = [
        ("overdue",),
        ("customer", "add", "王芳"),
        ("restore", str(tmp_path / "b.fieldlog-backup"), "--force"),
    ]
    commands += [
        ("--home", str(lockable.folder / "new"), "init", "--rep", "王芳"),
        ("--home", str(lockable.folder / "p"), "demo"),
    ]
    for words in commands:
        answer = run_fieldlog(home, *words, FIELDLOG_PASSPHRASE="correct horse battery")
        assert (answer.code, answer.out) == (3, ""), answer
        assert "Traceback" not in answer.err
        assert str(lockable.folder) in answer.err
    assert file_hashes(lockable.folder) == {f"home/{name}": digest for name, digest in before.items()}
