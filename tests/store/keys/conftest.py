from pathlib import Path

import pytest

from fieldlog.store.keys.creation import NewKeys, create_key_file
from tests.store.keys.fakes import NOW, PASSPHRASE, STORE_ID, MemoryKeyring, cheap_sealing


@pytest.fixture
def keyring() -> MemoryKeyring:
    return MemoryKeyring()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def new_keys(home: Path, keyring: MemoryKeyring) -> NewKeys:
    """A store with a passphrase, a keyring entry and a recovery code."""
    return create_key_file(
        home, STORE_ID, NOW, passphrase=PASSPHRASE, keyring=keyring, sealing=cheap_sealing()
    )
