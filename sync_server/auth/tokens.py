"""Tokens of laptops: 256 random bits, of which the server keeps the SHA-256."""

import hashlib
import re
import secrets

_PREFIX = "fieldlog_"
_TOKEN = re.compile(_PREFIX + "[A-Za-z0-9_-]{43}")


def make_token() -> str:
    """Return a new token; its beginning lets scanners of leaked secrets find it."""
    return _PREFIX + secrets.token_urlsafe(32)


def is_token(text: str) -> bool:
    """Say whether a text has the form of a token."""
    return _TOKEN.fullmatch(text) is not None


def hash_secret(secret: str) -> str:
    """Return what the server keeps of a token or code: its bits are random, so that one SHA-256 is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()
