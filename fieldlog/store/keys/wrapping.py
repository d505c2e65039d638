"""Wrapping: the data key sealed for a passphrase (argon2id) or for a random secret (HKDF) with AES-256-GCM.

The store, the slot's kind and its cost are bound to the sealed bytes: no slot opens in another's place.
cryptography and argon2 are loaded by the first slot that needs them.
"""

import json
import os
import unicodedata
from collections.abc import Callable
from datetime import datetime
from typing import Final, NamedTuple

from fieldlog.domain.errors import BadInputError, StoreError
from fieldlog.domain.problems import N_, Problem
from fieldlog.store.keys.layout import (
    FINGERPRINT_BYTES,
    FORMAT,
    KEY_BYTES,
    NONCE_BYTES,
    SALT_BYTES,
    Cost,
    Slot,
    SlotKind,
)

PASSPHRASE_CHARACTERS: Final = 1_000
DEFAULT_COST: Final = Cost(memory_kib=131_072, passes=6, lanes=4)


class Sealing(NamedTuple):
    """What new slots are made with: the argon2id cost and the source of randomness."""

    cost: Cost = DEFAULT_COST
    random_bytes: Callable[[int], bytes] = os.urandom


class Owner(NamedTuple):
    """Whom a new slot belongs to: its store, when it is made (aware UTC), and a label for the list."""

    store_id: str
    created: datetime
    label: str = ""


def check_passphrase(text: str, field: str = "passphrase") -> Problem | None:
    """What is wrong with a typed passphrase, or None."""
    if not unicodedata.normalize("NFKC", text).strip():
        return Problem(field, "empty")
    if len(text) > PASSPHRASE_CHARACTERS:
        return Problem(field, "too-long", {"length": len(text), "limit": PASSPHRASE_CHARACTERS})
    for position, character in enumerate(text, start=1):
        if unicodedata.category(character) in ("Cc", "Cs"):
            return Problem(field, "forbidden-character", {"position": position})
    return None


def wrap_for_passphrase(data_key: bytes, passphrase: str, owner: Owner, sealing: Sealing) -> Slot:
    """A passphrase slot for the data key; BadInputError for a passphrase that cannot be one."""
    salt = sealing.random_bytes(SALT_BYTES)
    wrapping_key = _stretch(passphrase, salt, sealing.cost)
    empty = Slot("passphrase", owner.created, owner.label, salt, cost=sealing.cost)
    return _seal(empty, data_key, wrapping_key, owner.store_id, sealing)


def wrap_for_secret(kind: SlotKind, data_key: bytes, secret: bytes, owner: Owner, sealing: Sealing) -> Slot:
    """A slot for the data key that a random secret of at least 128 bits opens."""
    salt = sealing.random_bytes(SALT_BYTES)
    empty = Slot(kind, owner.created, owner.label, salt)
    return _seal(empty, data_key, _derive(secret, salt, kind), owner.store_id, sealing)


def unwrap_with_passphrase(slot: Slot, store_id: str, passphrase: str) -> bytes | None:
    """The data key, or None when this passphrase does not open the slot; BadInputError for an empty one."""
    if slot.cost is None:
        return None
    return _unseal(slot, _stretch(passphrase, slot.salt, slot.cost), store_id)


def unwrap_with_secret(slot: Slot, store_id: str, secret: bytes) -> bytes | None:
    """The data key, or None when this secret does not open the slot."""
    return _unseal(slot, _derive(secret, slot.salt, slot.kind), store_id)


def fingerprint_of(data_key: bytes, store_id: str) -> bytes:
    """16 bytes that tell whether a key is this store's, and nothing more about it."""
    return _derive(data_key, store_id.encode(), "fingerprint")[:FINGERPRINT_BYTES]


def _passphrase_bytes(text: str) -> bytes:
    """Input methods differ in how they compose a character; NFKC makes them one."""
    problem = check_passphrase(text)
    if problem is not None:
        raise BadInputError(problem)
    return unicodedata.normalize("NFKC", text).encode("utf-8")


def _stretch(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    secret = _passphrase_bytes(passphrase)

    from argon2.exceptions import HashingError
    from argon2.low_level import Type, hash_secret_raw

    try:
        return hash_secret_raw(secret, salt, cost.passes, cost.memory_kib, cost.lanes, KEY_BYTES, Type.ID)
    except HashingError as error:
        raise StoreError(
            N_("The passphrase could not be checked: {megabytes} MB of memory are needed."),
            N_("Close other programs and run the command again."),
            megabytes=cost.memory_kib // 1024,
        ) from error


def _derive(secret: bytes, salt: bytes, purpose: str) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), KEY_BYTES, salt, b"fieldlog " + purpose.encode()).derive(secret)


def _bound_to(slot: Slot, store_id: str) -> bytes:
    return json.dumps(["fieldlog key slot", FORMAT, store_id, slot.kind, slot.cost]).encode()


def _seal(slot: Slot, data_key: bytes, wrapping_key: bytes, store_id: str, sealing: Sealing) -> Slot:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = sealing.random_bytes(NONCE_BYTES)
    wrapped = AESGCM(wrapping_key).encrypt(nonce, data_key, _bound_to(slot, store_id))
    return slot._replace(nonce=nonce, wrapped=wrapped)


def _unseal(slot: Slot, wrapping_key: bytes, store_id: str) -> bytes | None:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        return AESGCM(wrapping_key).decrypt(slot.nonce, slot.wrapped, _bound_to(slot, store_id))
    except InvalidTag:
        return None
