"""Putting the store of a backup into a folder: first read through, then exchanged for what is there."""

import errno
import shutil
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from fieldlog.domain.errors import (
    BadInputError,
    CorruptStoreError,
    NewerStoreError,
    StoreExistsError,
    WrongKeyError,
)
from fieldlog.domain.problems import N_, Problem
from fieldlog.store.backup import make_durable
from fieldlog.store.files import sync_folder, translate_os_error
from fieldlog.store.keys.creation import restore_key_file
from fieldlog.store.keys.key_file import FILE_NAME as KEY_FILE_NAME
from fieldlog.store.keys.key_file import KeyFile
from fieldlog.store.keys.layout import FILE_BYTES
from fieldlog.store.keys.portable import open_portable
from fieldlog.store.keys.recovery_codes import read_recovery_code
from fieldlog.store.making import free_name
from fieldlog.store.opening import DATABASE_NAME, has_store, open_with_key, store_files

# What zipfile raises on files that are cut, flipped or no container at all.
_DAMAGED = (
    zipfile.BadZipFile,
    NotImplementedError,
    RuntimeError,
    LookupError,
    ValueError,
    EOFError,
    struct.error,
    zlib.error,
)


class BackupSecrets(NamedTuple):
    """What may open a backup: recovery code, passphrase, a question (``None`` where nobody can answer)."""

    recovery_code: str | None = None
    passphrase: str | None = None
    ask: Callable[[], str | None] | None = None

    def __repr__(self) -> str:
        return "BackupSecrets(...)"


class Restored(NamedTuple):
    """Where the replaced store was put (``None``: there was none), whose store it is, the ways to open it."""

    kept: Path | None
    rep: str
    keys: tuple[str, ...]


def restore_backup(
    source: Path, home: Path, now: datetime, secrets: BackupSecrets, force: bool = False
) -> Restored:
    """Put the store of a backup into a folder; ``force`` lets it replace one, which is kept beside it."""
    if has_store(home) and not force:
        raise StoreExistsError(
            N_("There is a store in {home} already. Nothing was changed."),
            N_("Add --force to put the backup in its place; the present one is kept beside it."),
            home=str(home),
        )
    if not _is_file(source):
        raise BadInputError(Problem("file", "file-missing", {"file": source.name}))
    try:
        with _present(home), TemporaryDirectory(dir=home, prefix=".restore-") as folder:
            fresh = Path(folder)
            data_key = _unpack(source, fresh, secrets)
            rep = _read_through(fresh, data_key, source, now)
            slots = KeyFile.load(fresh).list_slots()
            return Restored(_exchange(fresh, home, now), rep, tuple(slot.kind for slot in slots))
    except OSError as error:
        raise translate_os_error(error, Path(error.filename) if error.filename else home) from error


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        # A name that is too long for any file.
        return False


@contextmanager
def _present(home: Path) -> Iterator[None]:
    """Make the folder; one that was made for a restore goes again when that fails."""
    is_new = not home.exists()
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        yield
    except BaseException:
        if is_new:
            with suppress(OSError):
                home.rmdir()
        raise


def _unpack(source: Path, fresh: Path, secrets: BackupSecrets) -> bytes:
    """Put the files of the backup into a folder and return the data key; what does not open stays packed."""
    with _readable(source):
        container = zipfile.ZipFile(source)
    with container:
        with _readable(source):
            slots = _read_slots(container, source)
        data_key = _open(slots, source, secrets)
        with _readable(source):
            container.extract(DATABASE_NAME, fresh)
    (fresh / DATABASE_NAME).chmod(0o600)
    restore_key_file(fresh, slots, str(source))
    return data_key


@contextmanager
def _readable(source: Path) -> Iterator[None]:
    try:
        yield
    except _DAMAGED as error:
        raise _not_a_backup(source) from error
    except OSError as error:
        # A damaged directory of the container may point to before its beginning.
        if error.errno != errno.EINVAL:
            raise
        raise _not_a_backup(source) from error


def _not_a_backup(source: Path) -> CorruptStoreError:
    return CorruptStoreError(
        N_("{path} is not a fieldlog backup, or it is damaged."),
        N_("Nothing was changed. Try an older backup."),
        path=str(source),
    )


def _read_slots(container: zipfile.ZipFile, source: Path) -> bytes:
    # A backup is never compressed, so that no file unpacks to more than it is.
    parts = [container.getinfo(name) for name in (KEY_FILE_NAME, DATABASE_NAME)]
    if any(part.compress_type != zipfile.ZIP_STORED for part in parts) or parts[0].file_size > FILE_BYTES:
        raise _not_a_backup(source)
    return container.read(KEY_FILE_NAME)


def _open(slots: bytes, source: Path, secrets: BackupSecrets) -> bytes:
    code, passphrase, ask = secrets
    try:
        return open_portable(slots, str(source), recovery_code=code, passphrase=passphrase)
    except WrongKeyError:
        typed = ask() if ask is not None and code is None and passphrase is None else None
        if not typed:
            raise
    is_code = not isinstance(read_recovery_code(typed), Problem)
    return open_portable(
        slots, str(source), recovery_code=typed if is_code else None, passphrase=None if is_code else typed
    )


def _read_through(fresh: Path, data_key: bytes, source: Path, now: datetime) -> str:
    """Open the unpacked store, bring it up to date, check every page, and return the rep it belongs to."""
    try:
        with open_with_key(fresh, data_key, now) as store:
            if store.database.integrity_problems():
                raise _not_a_backup(source)
            rep = store.settings().rep
    except NewerStoreError as error:
        raise NewerStoreError(
            error.message, error.hint, **{**error.arguments, "home": str(source)}
        ) from error
    except (CorruptStoreError, WrongKeyError, LookupError) as error:
        raise _not_a_backup(source) from error
    make_durable(fresh / DATABASE_NAME)
    return rep


def _exchange(fresh: Path, home: Path, now: datetime) -> Path | None:
    """Put the fresh files in place of the present ones; return the folder that keeps the latter.

    The key file goes first and comes last: an interruption shows as a key file that is missing.
    """
    kept = _keep_aside(home, now)
    try:
        for path in reversed(store_files(home)[1:]):
            path.unlink(missing_ok=True)
        for name in (DATABASE_NAME, KEY_FILE_NAME):
            (fresh / name).replace(home / name)
    except BaseException:
        if not (fresh / DATABASE_NAME).exists():
            # Beside the former log and keys, the fresh database would be spoilt.
            (home / DATABASE_NAME).unlink(missing_ok=True)
        _put_back(kept, home)
        raise
    sync_folder(home)
    return kept


def _keep_aside(home: Path, now: datetime) -> Path | None:
    """Give the files of the present store a second place in a folder of their own, where they are whole."""
    present = [path for path in store_files(home) if path.exists()]
    if not present:
        return None
    aside = free_name(home / f"before-restore-{now:%Y%m%dT%H%M%SZ}")
    aside.mkdir(mode=0o700)
    for path in present:
        _link_or_copy(path, aside / path.name)
    sync_folder(aside)
    sync_folder(home)
    return aside


def _link_or_copy(path: Path, second: Path) -> None:
    try:
        second.hardlink_to(path)
    except OSError:
        # Not every file system has links.
        shutil.copy2(path, second)
        make_durable(second)


def _put_back(kept: Path | None, home: Path) -> None:
    if kept is not None:
        for path in store_files(home):
            aside = kept / path.name
            if aside.exists() and not path.exists():
                _link_or_copy(aside, path)
