"""Errors of the TinyDB plugin, told as errors of fieldlog with the next step."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fieldlog.domain.errors import (
    CorruptStoreError,
    StoreBusyError,
    StoreError,
    StoreFullError,
    StoreMissingError,
    StoreReadOnlyError,
    WrongKeyError,
)
from fieldlog.domain.problems import N_
from fieldlog.store.tinydb_sqlcipher import errors

_MEANINGS: tuple[tuple[type[errors.SQLCipherStorageError], type[StoreError], str, str], ...] = (
    (
        errors.Missing,
        StoreMissingError,
        N_("There is no store in {home}."),
        N_("Make one with: fieldlog init --rep NAME. Or name its folder with --home."),
    ),
    (
        errors.WrongKey,
        WrongKeyError,
        N_(
            "The store in {home} cannot be read with this key: it is another store's file, or its beginning "
            "is damaged."
        ),
        N_("Nothing was changed. Bring the right file back, or run: fieldlog restore FILE."),
    ),
    (
        errors.Damaged,
        CorruptStoreError,
        N_("The store in {home} is damaged or cut short."),
        N_(
            "Nothing was changed. Copy the folder away, then run: fieldlog restore FILE --force with your "
            "last backup."
        ),
    ),
    (
        errors.Full,
        StoreFullError,
        N_("The disk is full. This was not saved; everything saved before is whole."),
        N_("Free some space and do it again."),
    ),
    (
        errors.ReadOnly,
        StoreReadOnlyError,
        N_("The folder {home} cannot be written. This was not saved."),
        N_("Make the folder writable for you, or name another one with --home."),
    ),
    (
        errors.Busy,
        StoreBusyError,
        N_("Another fieldlog is writing to the store in {home} for too long. This was not saved."),
        N_("Wait until it has finished and do it again."),
    ),
)


@contextmanager
def translated(home: Path) -> Iterator[None]:
    """Raise errors of the plugin as the ``StoreError`` that says what happened and what to do."""
    try:
        yield
    except errors.SQLCipherStorageError as error:
        raise _meaning(error, home) from error


def _meaning(error: errors.SQLCipherStorageError, home: Path) -> StoreError:
    for plugin_error, store_error, message, hint in _MEANINGS:
        if isinstance(error, plugin_error):
            return store_error(message, hint, home=str(home))
    return StoreError(
        N_("The store in {home} cannot be used: {reason}."),
        N_("Run: fieldlog doctor"),
        home=str(home),
        reason=str(error),
    )
