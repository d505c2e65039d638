"""Tokens of laptops and ids of sessions: 256 random bits, of which the server keeps the SHA-256."""

import hashlib
import hmac
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


def make_session_id() -> str:
    """Return a new id of a session, or of a browser that is not signed in yet."""
    return secrets.token_urlsafe(32)


def form_token(session_id: str) -> str:
    """Return what a form of a session carries: nobody else can make it, and it tells nothing of the id."""
    return hmac.new(session_id.encode(), b"fieldlog form", hashlib.sha256).hexdigest()


def is_form_token(session_id: str, token: str) -> bool:
    """Say whether a form was made for this session."""
    return hmac.compare_digest(form_token(session_id).encode(), token.encode())


def hash_secret(secret: str) -> str:
    """Return what the server keeps of a token or code: its bits are random, so that one SHA-256 is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()
