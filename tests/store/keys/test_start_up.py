import subprocess
import sys
from pathlib import Path

from fieldlog.store.keys.creation import NewKeys, create_practice_key_file
from tests.store.keys.fakes import NOW, STORE_ID

LOADED = """
import sys
from pathlib import Path
from fieldlog.store.keys.key_file import KeyFile
from fieldlog.store.keys.unlocking import unlock
{unlocking}
heavy = ("argon2", "cryptography", "hashlib", "keyring", "secrets", "tempfile", "dataclasses", "inspect")
print(*(name for name in heavy if name in sys.modules))
"""
KEYRING = """
from tests.store.keys.fakes import MemoryKeyring
keyring = MemoryKeyring()
keyring.set("fieldlog", "store-1", sys.argv[2])
assert len(unlock(KeyFile.load(Path(sys.argv[1])), None, keyring, None)) == 32
"""
PRACTICE = "assert len(unlock(KeyFile.load(Path(sys.argv[1])), None, None, None)) == 32"


def loaded_by(unlocking: str, *arguments: str) -> list[str]:
    command = [sys.executable, "-c", LOADED.replace("{unlocking}", unlocking), *arguments]
    root = Path(__file__).parents[3]
    return subprocess.run(command, check=True, capture_output=True, text=True, cwd=root).stdout.split()


def test_a_practice_store_opens_without_any_cryptography(home: Path) -> None:
    create_practice_key_file(home, STORE_ID, NOW)
    assert loaded_by(PRACTICE, str(home)) == []


def test_a_store_with_a_keyring_opens_without_argon2(home: Path, new_keys: NewKeys, keyring: object) -> None:
    entry = str(next(iter(vars(keyring)["entries"].values())))
    assert "argon2" not in loaded_by(KEYRING, str(home), entry)
