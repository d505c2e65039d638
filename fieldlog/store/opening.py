"""Making a store and opening it."""

from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from fieldlog.domain.errors import CorruptStoreError, NewerStoreError, StoreMissingError
from fieldlog.domain.problems import N_
from fieldlog.store import tables
from fieldlog.store.keys.key_file import FILE_NAME as KEY_FILE_NAME
from fieldlog.store.keys.key_file import KeyFile
from fieldlog.store.keys.keyrings import Keyring
from fieldlog.store.keys.unlocking import Ask, unlock
from fieldlog.store.migrations import bring_up_to_date
from fieldlog.store.settings import Progress, Settings
from fieldlog.store.store import PROGRESS_ID, SETTINGS_ID, Store
from fieldlog.store.tinydb_sqlcipher import Newer, SQLCipherTinyDB
from fieldlog.store.translation import translated

DATABASE_NAME = "fieldlog.db"


class Unlocking(NamedTuple):
    """The ways to the data key: FIELDLOG_PASSPHRASE, the keyring, and asking on a terminal (``None`` where
    there is none).
    """

    passphrase: str | None = None
    keyring: Keyring | None = None
    ask: Ask | None = None

    def __repr__(self) -> str:
        return "Unlocking(...)"


def has_store(home: Path) -> bool:
    """Say whether there is a store, or what is left of one, in a folder."""
    return (home / DATABASE_NAME).exists() or (home / KEY_FILE_NAME).exists()


def store_files(home: Path) -> tuple[Path, ...]:
    """Return the paths that belong to the store of a folder, the key file last; some may not exist."""
    return (*(home / (DATABASE_NAME + ending) for ending in ("", "-wal", "-shm")), home / KEY_FILE_NAME)


def open_store(home: Path, ways: Unlocking, now: datetime) -> Store:
    """Open the store of a folder and bring its format up to date; every failure leaves it as it was."""
    key_file = load_key_file(home)
    return open_with_key(home, unlock(key_file, *ways), now)


def load_key_file(home: Path) -> KeyFile:
    """Return the key file of a folder; say how to make a store when there is none."""
    has_database = (home / DATABASE_NAME).exists()
    try:
        key_file = KeyFile.load(home)
    except StoreMissingError as error:
        if has_database:
            raise CorruptStoreError(
                N_("The key file {path} is missing; without it the store beside it cannot be opened."),
                N_(
                    "If a restore was interrupted, run it again: fieldlog restore FILE --force. "
                    "The store before it is whole in a folder before-restore-… beside it. "
                    "Else bring the key file back from a copy of the folder."
                ),
                path=str(home / KEY_FILE_NAME),
            ) from error
        raise StoreMissingError(
            N_("There is no store in {home}."),
            N_("Make one with: fieldlog init --rep NAME. Or name its folder with --home."),
            home=str(home),
        ) from error
    if not has_database:
        raise CorruptStoreError(
            N_("{home} holds keys, but no store: an init or restore was interrupted, or the file was moved."),
            N_("Run fieldlog restore FILE --force, or fieldlog init --rep NAME if nothing was recorded yet."),
            home=str(home),
        )
    return key_file


def open_with_key(home: Path, data_key: bytes, now: datetime) -> Store:
    """Open the database of a folder with its data key."""
    with translated(home):
        store = Store(open_database(home / DATABASE_NAME, data_key, must_exist=True), home)
    try:
        if store.database.user_version == 0:
            raise CorruptStoreError(
                N_("The store in {home} was never finished: fieldlog init was interrupted."),
                N_("Move the folder away and run fieldlog init again; nothing had been recorded yet."),
                home=str(home),
            )
        if store.database.user_version != tables.FORMAT:
            from fieldlog.store.backup import write_backup

            bring_up_to_date(store, lambda path: write_backup(store, path), now)
    except BaseException:
        store.close()
        raise
    return store


def open_database(path: Path, data_key: bytes, must_exist: bool) -> SQLCipherTinyDB:
    """Open the encrypted TinyDB file with the tables and indexes of this version; a newer format is not
    touched.
    """
    try:
        return SQLCipherTinyDB(
            path,
            key=data_key,
            indexes=tables.INDEXES,
            document_id_classes=tables.ID_CLASSES,
            must_exist=must_exist,
            newest_version=tables.FORMAT,
        )
    except Newer as error:
        raise NewerStoreError(
            N_("The store in {home} has format {found}; this fieldlog knows formats up to {known}."),
            N_("Nothing was changed. Upgrade fieldlog: pipx upgrade fieldlog"),
            home=str(path.parent),
            found=error.found,
            known=tables.FORMAT,
        ) from error


def create_database(home: Path, data_key: bytes, settings: Settings) -> Store:
    """Make the database of a new store; it counts as made when its settings and format are on the disk
    together.
    """
    database = home / DATABASE_NAME
    # Made before SQLite makes it, which would let everybody on the computer read the file.
    database.touch(mode=0o600)
    with translated(home):
        store = Store(open_database(database, data_key, must_exist=False), home)
    with store.writing():
        rows = store.table(tables.SETTINGS)
        rows.insert(tables.named_row(settings._asdict(), SETTINGS_ID))
        rows.insert(tables.named_row(Progress()._asdict(), PROGRESS_ID))
        store.database.user_version = tables.FORMAT
    return store
