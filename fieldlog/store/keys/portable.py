"""The slots that travel: a backup carries them, so that it opens on another computer without a keyring."""

from fieldlog.domain.errors import WrongKeyError
from fieldlog.domain.problems import N_
from fieldlog.store.keys.key_file import KeyFile
from fieldlog.store.keys.layout import parse_contents, render_contents
from fieldlog.store.keys.opening import (
    PUBLIC_PRACTICE_KEY,
    open_with_passphrase,
    open_with_recovery_code,
)


def portable_slots(key_file: KeyFile) -> bytes:
    """The slots of a key file, all but the keyring's, as JSON for a backup."""
    return render_contents(key_file.contents.without("keyring"))


def open_portable(
    data: bytes, source: str, *, recovery_code: str | None = None, passphrase: str | None = None
) -> bytes:
    """The data key of the backup `source` by its recovery code or passphrase; a practice one needs none.

    CorruptStoreError, NewerStoreError, WrongKeyError; BadInputError for a mistyped code.
    """
    contents = parse_contents(data, source)
    if contents.is_practice:
        return PUBLIC_PRACTICE_KEY
    if recovery_code is not None:
        return open_with_recovery_code(contents, recovery_code)
    if passphrase is not None:
        return open_with_passphrase(contents, passphrase)
    raise WrongKeyError(
        N_("The backup is locked."), N_("Give its recovery code, or its passphrase in FIELDLOG_PASSPHRASE.")
    )
