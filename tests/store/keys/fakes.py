"""Keyrings of our own for tests, and cheap sealing so that a hundred passphrases cost milliseconds."""

from datetime import UTC, datetime
from random import Random

from fieldlog.domain.problems import N_
from fieldlog.store.keys.keyrings import KeyringUnavailableError
from fieldlog.store.keys.layout import Cost
from fieldlog.store.keys.wrapping import Sealing

NOW = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
LATER = datetime(2026, 12, 1, 8, 30, tzinfo=UTC)
STORE_ID = "store-1"
PASSPHRASE = "correct horse 血压计"
CHEAP_COST = Cost(memory_kib=8, passes=1, lanes=1)


def cheap_sealing(seed: int = 1) -> Sealing:
    """Sealing that costs nothing and repeats itself for the same seed."""
    return Sealing(CHEAP_COST, Random(seed).randbytes)


class MemoryKeyring:
    """A keyring that keeps its entries in a dictionary."""

    def __init__(self) -> None:
        self.entries: dict[tuple[str, str], str] = {}
        self.reads = 0

    def get(self, service: str, account: str) -> str | None:
        self.reads += 1
        return self.entries.get((service, account))

    def set(self, service: str, account: str, secret: str) -> None:
        self.entries[service, account] = secret


class ForgetfulKeyring(MemoryKeyring):
    """A keyring that takes an entry and keeps nothing, as a null backend does."""

    def set(self, service: str, account: str, secret: str) -> None:
        pass


class SilentKeyring:
    """A keyring that does not answer."""

    def get(self, service: str, account: str) -> str | None:
        raise _no_answer()

    def set(self, service: str, account: str, secret: str) -> None:
        raise _no_answer()


def _no_answer() -> KeyringUnavailableError:
    return KeyringUnavailableError(N_("The keyring does not answer: {reason}."), reason="no bus")
