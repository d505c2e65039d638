"""The bytes of a key file: its slots as JSON with a format number and a checksum.

The checksum tells a damaged file from a mistyped passphrase. Against people only the slots protect.
"""

import json
from binascii import crc32
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Final, Literal, NamedTuple, cast, get_args

from fieldlog.domain.errors import CorruptStoreError, NewerStoreError
from fieldlog.domain.problems import N_

FORMAT: Final = 1
KEY_BYTES: Final = 32
SALT_BYTES: Final = 16
NONCE_BYTES: Final = 12
WRAPPED_BYTES: Final = KEY_BYTES + 16
FINGERPRINT_BYTES: Final = 16
FILE_BYTES: Final = 65_536
LABEL_CHARACTERS: Final = 200

SlotKind = Literal["passphrase", "recovery", "keyring", "practice"]


class Cost(NamedTuple):
    """What one argon2id try costs: memory in KiB, passes over it, lanes (threads)."""

    memory_kib: int
    passes: int
    lanes: int


# A hostile backup must not make the laptop allocate whatever it asks for.
_COST_LIMITS: Final = Cost(memory_kib=1_048_576, passes=100, lanes=16)


class Slot(NamedTuple):
    """One way to the data key: who opens it, and the key wrapped for them (no bytes in a practice slot)."""

    kind: SlotKind
    created: datetime
    label: str = ""
    salt: bytes = b""
    nonce: bytes = b""
    wrapped: bytes = b""
    cost: Cost | None = None


class Contents(NamedTuple):
    """All of a key file; `fingerprint` proves a data key without giving it away."""

    store_id: str
    fingerprint: bytes
    slots: tuple[Slot, ...]

    def find_slot(self, kind: SlotKind) -> Slot | None:
        """The slot of this kind, or None."""
        return next((slot for slot in self.slots if slot.kind == kind), None)

    @property
    def is_practice(self) -> bool:
        """Whether the key is the published one, so that there is nothing to protect."""
        return self.find_slot("practice") is not None

    def with_slot(self, slot: Slot) -> "Contents":
        """A copy in which this slot stands in for the one of its kind."""
        return self._replace(slots=(*self.without(slot.kind).slots, slot))

    def without(self, kind: SlotKind) -> "Contents":
        """A copy that lacks the slot of this kind."""
        return self._replace(slots=tuple(slot for slot in self.slots if slot.kind != kind))


def render_contents(contents: Contents) -> bytes:
    """The bytes of a key file."""
    document: dict[str, Any] = {
        "format": FORMAT,
        "store": contents.store_id,
        "fingerprint": contents.fingerprint.hex(),
        "slots": [_slot_document(slot) for slot in contents.slots],
    }
    document["check"] = _checksum(document)
    return (json.dumps(document, indent=1) + "\n").encode("ascii")


def parse_contents(data: bytes, source: str) -> Contents:
    """The contents of a key file; CorruptStoreError or NewerStoreError, both naming `source`."""
    try:
        if len(data) > FILE_BYTES:
            raise ValueError("too long for a key file")
        document = json.loads(data.decode("utf-8"))
        _refuse_newer(document, source)
        if document.pop("check") != _checksum(document):
            raise ValueError("checksum differs")
        return _read_contents(document)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise CorruptStoreError(
            N_("{source} is damaged or is not a fieldlog key file."),
            N_("Nothing was changed. Put back a copy of it, or restore a backup with: fieldlog restore FILE"),
            source=source,
        ) from error


def _refuse_newer(document: Any, source: str) -> None:
    written = _whole_number(document["format"], 1, 1_000_000)
    if written > FORMAT:
        raise NewerStoreError(
            N_("{source} was written by a newer fieldlog (key format {written}, this one knows {known})."),
            N_("Nothing was changed. Upgrade fieldlog and run the command again."),
            source=source,
            written=written,
            known=FORMAT,
        )


def _checksum(document: dict[str, Any]) -> str:
    canonical = json.dumps(document, sort_keys=True, separators=(",", ":")).encode("ascii")
    return f"{crc32(canonical):08x}"


def _slot_document(slot: Slot) -> dict[str, Any]:
    document: dict[str, Any] = {
        "kind": slot.kind,
        "created": slot.created.astimezone(UTC).isoformat(),
        "label": slot.label,
        "salt": slot.salt.hex(),
        "nonce": slot.nonce.hex(),
        "wrapped": slot.wrapped.hex(),
    }
    if slot.cost is not None:
        document["argon2id"] = slot.cost._asdict()
    return document


def _read_contents(document: dict[str, Any]) -> Contents:
    slots = tuple(_read_slot(entry) for entry in document["slots"])
    kinds = [slot.kind for slot in slots]
    practice = kinds == ["practice"]
    if not kinds or len(set(kinds)) != len(kinds) or ("practice" in kinds) != practice:
        raise ValueError("slots do not go together")
    fingerprint = _exact_bytes(document["fingerprint"], 0 if practice else FINGERPRINT_BYTES)
    return Contents(_text(document["store"]), fingerprint, slots)


def _read_slot(entry: dict[str, Any]) -> Slot:
    kind = cast(SlotKind, _one_of(entry["kind"], get_args(SlotKind)))
    created = datetime.fromisoformat(entry["created"])
    if created.tzinfo is None:
        raise ValueError("a time without zone")
    if kind == "practice":
        return Slot(kind, created, _text(entry["label"]))
    return Slot(
        kind,
        created,
        _text(entry["label"]),
        _exact_bytes(entry["salt"], SALT_BYTES),
        _exact_bytes(entry["nonce"], NONCE_BYTES),
        _exact_bytes(entry["wrapped"], WRAPPED_BYTES),
        _read_cost(entry["argon2id"]) if kind == "passphrase" else None,
    )


def _read_cost(entry: dict[str, Any]) -> Cost:
    numbers = (_whole_number(entry[name], 1, limit) for name, limit in _COST_LIMITS._asdict().items())
    cost = Cost(*numbers)
    if cost.memory_kib < 8 * cost.lanes:
        raise ValueError("less memory than argon2id needs")
    return cost


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > LABEL_CHARACTERS:
        raise TypeError("not a short text")
    value.encode("utf-8")  # half a surrogate pair would fail later, as a key is derived
    return value


def _one_of(value: Any, allowed: Iterable[str]) -> str:
    if value not in tuple(allowed):
        raise ValueError("not one of the known words")
    return _text(value)


def _exact_bytes(value: Any, length: int) -> bytes:
    data = bytes.fromhex(_text(value))
    if len(data) != length:
        raise ValueError("wrong number of bytes")
    return data


def _whole_number(value: Any, low: int, high: int) -> int:
    if type(value) is not int or not low <= value <= high:
        raise ValueError("not a whole number in its range")
    return value
