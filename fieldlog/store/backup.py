"""A backup is one file: the encrypted database of one moment, and the key slots that open it elsewhere.

It is a ZIP container with ``fieldlog.db`` and ``keys.json``, not compressed: encrypted bytes do not shrink.
"""

import os
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

from fieldlog.store.files import sync_folder, translate_os_error
from fieldlog.store.keys.key_file import FILE_NAME as KEY_FILE_NAME
from fieldlog.store.keys.key_file import KeyFile
from fieldlog.store.keys.portable import portable_slots
from fieldlog.store.opening import DATABASE_NAME
from fieldlog.store.store import Store
from fieldlog.store.targets import check_target
from fieldlog.store.translation import translated


def write_backup(store: Store, target: Path, force: bool = False) -> int:
    """Write a backup while the store stays in use and return its size in bytes; ``force`` replaces a file."""
    check_target(target, store.home, force)
    slots = portable_slots(KeyFile.load(store.home))
    try:
        with TemporaryDirectory(dir=target.absolute().parent, prefix=".fieldlog-") as folder:
            copy = Path(folder) / DATABASE_NAME
            with translated(store.home):
                store.database.backup(copy)
            whole = _pack(Path(folder) / "backup", copy, slots)
            size = whole.stat().st_size
            whole.replace(target)
        sync_folder(target.absolute().parent)
    except OSError as error:
        raise translate_os_error(error, target) from error
    return size


def _pack(whole: Path, copy: Path, slots: bytes) -> Path:
    with zipfile.ZipFile(whole, "x", zipfile.ZIP_STORED) as container:
        container.writestr(KEY_FILE_NAME, slots)
        container.write(copy, DATABASE_NAME)
    # Its slots can be guessed at, as those of the key file can.
    whole.chmod(0o600)
    make_durable(whole)
    return whole


def make_durable(path: Path) -> None:
    """Bring the content of a file to the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())
