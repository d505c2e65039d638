import base64
import traceback
from pathlib import Path

import pytest

from fieldlog.domain.errors import WrongKeyError
from fieldlog.store.keys.creation import NewKeys
from fieldlog.store.keys.keyrings import SERVICE
from fieldlog.store.keys.opening import open_with_passphrase
from fieldlog.store.keys.portable import portable_slots
from fieldlog.store.keys.recovery_codes import read_recovery_code
from tests.store.keys.fakes import LATER, PASSPHRASE, STORE_ID, MemoryKeyring


def spellings(secret: bytes) -> set[bytes]:
    """How a secret might lie in a file: raw, hexadecimal, base 64 at each alignment, a JSON list."""
    encoded = {base64.b64encode(b"\0" * shift + secret)[4:-4] for shift in range(3)}
    as_list = ", ".join(str(byte) for byte in secret).encode()
    text = secret.hex().encode()
    return {secret, text, text.upper(), as_list, as_list.replace(b" ", b""), *encoded}


def secrets_of(new_keys: NewKeys, keyring: MemoryKeyring) -> set[bytes]:
    recovery = read_recovery_code(new_keys.recovery_code)
    assert isinstance(recovery, bytes)
    code = new_keys.recovery_code
    entry = bytes.fromhex(keyring.entries[SERVICE, STORE_ID])
    texts = (PASSPHRASE, PASSPHRASE.split()[-1], code, code.replace("-", ""), "a later one")
    escaped = {ascii(text).strip("'").encode() for text in texts}
    raw = {new_keys.data_key, recovery, entry, *(text.encode() for text in texts)}
    return escaped.union(*(spellings(secret) for secret in raw))


def test_no_file_of_the_home_folder_holds_a_secret(
    home: Path, new_keys: NewKeys, keyring: MemoryKeyring
) -> None:
    new_keys.key_file.set_passphrase(new_keys.data_key, "a later one", LATER)
    files = [path for path in home.rglob("*") if path.is_file()]
    assert {path.name for path in files} == {"keys.json", "keys.json.lock"}
    written = [path.read_bytes() for path in files] + [portable_slots(new_keys.key_file)]
    for secret in secrets_of(new_keys, keyring):
        assert not any(secret in data for data in written)


def test_the_search_for_secrets_would_find_one(new_keys: NewKeys, keyring: MemoryKeyring) -> None:
    secrets = secrets_of(new_keys, keyring)
    for leak in (
        new_keys.data_key,
        new_keys.data_key.hex().encode(),
        base64.b64encode(b"xy" + new_keys.data_key),
        new_keys.recovery_code.encode(),
        PASSPHRASE.encode(),
    ):
        assert any(secret in b"before " + leak + b" after" for secret in secrets)


def test_nothing_that_may_be_logged_shows_a_secret(new_keys: NewKeys, keyring: MemoryKeyring) -> None:
    wrong = "a wrong one"[2:].upper()
    with pytest.raises(WrongKeyError) as caught:
        open_with_passphrase(new_keys.key_file.contents, wrong)
    error = caught.value
    shown = "".join(
        (
            repr(new_keys),
            str(new_keys),
            repr(new_keys.key_file),
            repr(new_keys.key_file.contents),
            str(error),
            repr(error),
            repr(error.arguments),
            "".join(traceback.format_exception(error, chain=True)),
        )
    )
    assert new_keys.recovery_code not in shown
    assert repr(new_keys.data_key) not in shown
    assert new_keys.data_key.hex() not in shown
    assert PASSPHRASE not in shown
    assert wrong not in shown
