"""Ticked customers in an address: they outlast the password once more and another language there."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence

from sync_server.core.bulk_handover import MOST_AT_ONCE
from sync_server.errors import RefusalError

PATH = "/review/hand-over"
ID = re.compile("[0-9a-f]{32}")
_BYTES = 16
_SHORT = re.compile("[A-Za-z0-9_-]*")


def ticked_path(owner_id: str, customers: Sequence[str]) -> str:
    """Return the address of the page that hands customers of a rep over."""
    return f"{PATH}?from={owner_id}&chosen={_write(customers)}"


def _write(customers: Sequence[str]) -> str:
    return urlsafe_b64encode(b"".join(map(bytes.fromhex, customers))).decode().rstrip("=")


def read_ticked_ids(chosen: str) -> list[str]:
    """Return the ids in an address; ``RefusalError`` when they cannot be read, or are too many."""
    if not _SHORT.fullmatch(chosen) or len(chosen) % 4 == 1:
        raise RefusalError("bad-parameter")
    content = urlsafe_b64decode(chosen + "=" * (-len(chosen) % 4))
    if len(content) % _BYTES or len(content) > _BYTES * MOST_AT_ONCE:
        raise RefusalError("bad-parameter")
    return [content[start : start + _BYTES].hex() for start in range(0, len(content), _BYTES)]
