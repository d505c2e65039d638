"""A path, a key and an open database for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldlog.store.tinydb_sqlcipher import SQLCipherTinyDB
from tests.store.tinydb_sqlcipher.opened import opened


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.db"


@pytest.fixture
def db(path: Path) -> Iterator[SQLCipherTinyDB]:
    with opened(path) as database:
        yield database
