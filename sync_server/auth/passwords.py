"""Passwords of supervisors and administrators (argon2id), and their second factor (TOTP, RFC 6238)."""

import hmac
import secrets
import unicodedata
from collections.abc import Callable
from datetime import datetime
from functools import cache

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 12, 200
ISSUER = "fieldlog"
_hasher = PasswordHasher()


def is_long_enough(password: str) -> bool:
    """Say whether a password has the length that is asked for."""
    return SHORTEST <= len(password) <= LONGEST


def hash_password(password: str) -> str:
    """Return what is stored of a password."""
    return _hasher.hash(password)


def is_password(stored: str, password: str) -> bool:
    """Say whether this is the password of a stored hash."""
    try:
        return _hasher.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys_hash() -> str:
    return hash_password(secrets.token_urlsafe(32))


def is_password_of(
    stored: str | None, password: str, is_right: Callable[[str, str], bool] = is_password
) -> bool:
    """Say whether this is the password of a stored hash; without one it takes the same time to say no."""
    known = is_right(stored or _nobodys_hash(), password)
    return known and stored is not None


def make_totp_secret() -> str:
    """Return a new secret for a second factor, 160 bits in base 32."""
    return pyotp.random_base32()


def totp_uri(secret: str, user: str) -> str:
    """Return what an authenticator app reads to take the secret in."""
    return pyotp.TOTP(secret).provisioning_uri(name=user, issuer_name=ISSUER)


def find_totp_step(secret: str, code: str, now: datetime, last: int | None) -> int | None:
    """Return the half minute since 1970 that a code stands for: this one, the one before or the one after.

    ``None`` when it stands for none of them, or for one that is not after ``last``, the one taken last: a
    code that somebody has seen is good for nothing.
    """
    typed = "".join(unicodedata.normalize("NFKC", code).split())
    factor = pyotp.TOTP(secret)
    present = int(now.timestamp()) // factor.interval
    for step in (present, present - 1, present + 1):
        is_code = hmac.compare_digest(factor.at(step * factor.interval).encode(), typed.encode())
        if is_code and (last is None or step > last):
            return step
    return None


def in_groups(secret: str) -> str:
    """Return a secret as it can be read and typed: four letters, a space, and so on."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
