"""Making a store in a folder: it is built beside its place and moved there when it is finished.

The key file goes first and the database last, so a key file without a database always means that an init was
interrupted. Nobody has seen the recovery code of such a store and nothing was saved in it.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from fieldlog.domain.errors import StoreExistsError
from fieldlog.domain.problems import N_
from fieldlog.store.files import file_lock, sync_folder, translate_os_error
from fieldlog.store.keys.creation import create_key_file
from fieldlog.store.keys.key_file import FILE_NAME as KEY_FILE_NAME
from fieldlog.store.keys.key_file import lock_path
from fieldlog.store.keys.keyrings import Keyring
from fieldlog.store.opening import DATABASE_NAME, create_database, store_files
from fieldlog.store.settings import Settings

WORKSHOP = ".init-"


def make_store(
    home: Path, settings: Settings, now: datetime, passphrase: str | None, keyring: Keyring | None
) -> str:
    """Make a store and return its recovery code; what an interrupted init left in the folder is set aside."""
    try:
        with _claimed(home):
            _set_unfinished_aside(home, now)
            with TemporaryDirectory(dir=home, prefix=WORKSHOP, ignore_cleanup_errors=True) as folder:
                workshop = Path(folder)
                keys = create_key_file(
                    workshop, settings.store_id, now, passphrase=passphrase, keyring=keyring
                )
                create_database(workshop, keys.data_key, settings).close()
                _put_in_place(workshop, home)
    except OSError as error:
        raise translate_os_error(error, home) from error
    return keys.recovery_code


@contextmanager
def _claimed(home: Path) -> Iterator[None]:
    """Hold a folder without a store, alone among all processes; one made for it goes again on failure."""
    is_new = not home.exists()
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = lock_path(home / KEY_FILE_NAME)
    try:
        with file_lock(lock):
            refuse_finished(home)
            yield
    except BaseException:
        if is_new:
            with suppress(OSError):
                lock.unlink(missing_ok=True)
                home.rmdir()
        raise


def refuse_finished(home: Path) -> None:
    """Raise ``StoreExistsError`` when there is a database, with or without key file; empty is none."""
    database = home / DATABASE_NAME
    if database.exists() and database.stat().st_size > 0:
        raise StoreExistsError(
            N_("There is a store in {home} already. Nothing was changed."),
            N_("Choose another folder with --home."),
            home=str(home),
        )


def _set_unfinished_aside(home: Path, now: datetime) -> None:
    left = [path for path in (*store_files(home), *sorted(home.glob(f"{WORKSHOP}*"))) if path.exists()]
    if left:
        aside = free_name(home / f"unfinished-{now:%Y%m%dT%H%M%SZ}")
        aside.mkdir(mode=0o700)
        for path in left:
            path.replace(aside / path.name)


def free_name(path: Path) -> Path:
    """Return a path that nothing has yet: this one, or with a number behind it."""
    candidate, number = path, 1
    while candidate.exists():
        number += 1
        candidate = path.with_name(f"{path.name}-{number}")
    return candidate


def _put_in_place(workshop: Path, home: Path) -> None:
    sync_folder(workshop)
    (workshop / KEY_FILE_NAME).replace(home / KEY_FILE_NAME)
    sync_folder(home)
    (workshop / DATABASE_NAME).replace(home / DATABASE_NAME)
    sync_folder(home)
