"""The files of ``assets``, and what their addresses carry so that browsers may keep them for good."""

from functools import cache
from hashlib import sha256
from importlib.resources import files


@cache
def asset(name: str) -> bytes:
    """Return a file of ``assets``."""
    return (files("sync_server.review") / "assets" / name).read_bytes()


@cache
def asset_version(name: str) -> str:
    """Return what the address of an asset carries, so that browsers may keep it for good."""
    return sha256(asset(name)).hexdigest()[:12]
