"""The key file of a home folder: read at every start, changed one slot at a time."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

from fieldlog.domain.errors import BadInputError, StoreBusyError, StoreMissingError, WrongKeyError
from fieldlog.domain.problems import N_, Problem
from fieldlog.store.files import file_lock, translate_os_error, write_atomically
from fieldlog.store.keys import opening
from fieldlog.store.keys.keyrings import Keyring
from fieldlog.store.keys.layout import (
    FILE_BYTES,
    Contents,
    Slot,
    SlotKind,
    parse_contents,
    render_contents,
)
from fieldlog.store.keys.wrapping import Owner, Sealing, wrap_for_passphrase

FILE_NAME: Final = "keys.json"
DEFAULT_SEALING: Final = Sealing()


class SlotInfo(NamedTuple):
    """What may be shown of a slot: its kind, when it was made (aware), and its label."""

    kind: SlotKind
    created: datetime
    label: str


class KeyFile:
    """The slots of one store, as they were when last read or written; the file holds no secret in plain.

    A change is made under a lock on what the file holds then. It is refused with StoreBusyError when another
    process has changed the same slot in between; the slots are then read anew.
    """

    def __init__(self, path: Path, contents: Contents, sealing: Sealing = DEFAULT_SEALING) -> None:
        self.path = path
        self.contents = contents
        self._sealing = sealing

    @classmethod
    def load(cls, home: Path, sealing: Sealing = DEFAULT_SEALING) -> "KeyFile":
        """The key file of a home folder; StoreMissingError, CorruptStoreError, NewerStoreError."""
        path = home / FILE_NAME
        return cls(path, _read_contents(path), sealing)

    @property
    def store_id(self) -> str:
        """The id of the store that the keys belong to."""
        return self.contents.store_id

    @property
    def is_practice(self) -> bool:
        """Whether this is a practice store, which opens with the published key."""
        return self.contents.is_practice

    def list_slots(self) -> tuple[SlotInfo, ...]:
        """The slots in the order in which they were made."""
        return tuple(SlotInfo(slot.kind, slot.created, slot.label) for slot in self.contents.slots)

    def is_data_key(self, data_key: bytes) -> bool:
        """Whether this is the store's data key, for instance the one of a backup to be restored."""
        return opening.is_data_key(self.contents, data_key)

    def set_passphrase(self, data_key: bytes, passphrase: str, now: datetime, label: str = "") -> None:
        """Let this passphrase open the store, in place of an earlier one."""
        self._require(data_key)
        owner = Owner(self.store_id, now, label)
        self._put("passphrase", lambda: wrap_for_passphrase(data_key, passphrase, owner, self._sealing))

    def replace_recovery_code(self, data_key: bytes, now: datetime, label: str = "") -> str:
        """Make the store's recovery code and void the earlier one; it is kept nowhere, show it once."""
        code, use = self.prepare_recovery_code(data_key, now, label)
        use()
        return code

    def prepare_recovery_code(
        self, data_key: bytes, now: datetime, label: str = ""
    ) -> tuple[str, Callable[[], None]]:
        """Return a recovery code, and what makes it the store's and voids the earlier one: for when the code
        is on paper.
        """
        from fieldlog.store.keys.slots import make_recovery_slot

        self._require(data_key)
        code, slot = make_recovery_slot(data_key, Owner(self.store_id, now, label), self._sealing)
        return code, lambda: self._put("recovery", lambda: slot)

    def use_keyring(self, data_key: bytes, keyring: Keyring, now: datetime, label: str = "") -> None:
        """Let the keyring of this computer open the store, in place of its slot; KeyringUnavailableError."""
        from fieldlog.store.keys.slots import make_keyring_slot

        self._require(data_key)
        owner = Owner(self.store_id, now, label)
        self._put("keyring", lambda: make_keyring_slot(data_key, keyring, owner, self._sealing))

    def _require(self, data_key: bytes) -> None:
        if self.is_practice:
            raise BadInputError(Problem("key", "practice-key"))
        if not self.is_data_key(data_key):
            raise WrongKeyError(
                N_("This is not the key of this store. Nothing was changed."),
                N_("Open the store first, then change its keys."),
            )

    def _put(self, kind: SlotKind, make: Callable[[], Slot]) -> None:
        """Only the slot that was seen is replaced, or a passphrase just set by another would be lost."""
        with self._changing() as fresh:
            seen, self.contents = self.contents, fresh
            same_store = (fresh.store_id, fresh.fingerprint) == (seen.store_id, seen.fingerprint)
            if not same_store or fresh.find_slot(kind) != seen.find_slot(kind):
                raise StoreBusyError(
                    N_("Another fieldlog has changed the same key at this moment. Nothing was changed here."),
                    N_("Look at the keys with fieldlog key list, then run the command again."),
                )
            self._write(fresh.with_slot(make()))

    @contextmanager
    def _changing(self) -> Iterator[Contents]:
        with file_lock(lock_path(self.path)):
            yield _read_contents(self.path)

    def _write(self, contents: Contents) -> None:
        write_atomically(self.path, render_contents(contents))
        self.contents = contents


def lock_path(path: Path) -> Path:
    """The file that is locked while a key file changes; the key file itself is replaced and cannot be."""
    return path.with_name(f"{path.name}.lock")


def refuse(problem: Problem | None) -> None:
    """Raise BadInputError for a problem, if there is one."""
    if problem is not None:
        raise BadInputError(problem)


def _read_contents(path: Path) -> Contents:
    try:
        with path.open("rb") as file:
            data = file.read(FILE_BYTES + 1)
    except FileNotFoundError as error:
        raise StoreMissingError(
            N_("There is no store in {home} yet."), N_("Make one with: fieldlog init"), home=str(path.parent)
        ) from error
    except OSError as error:
        raise translate_os_error(error, path) from error
    return parse_contents(data, str(path))
