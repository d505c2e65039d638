"""Passwords of supervisors and administrators (argon2id), and their second factor (TOTP, RFC 6238)."""

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


def make_totp_secret() -> str:
    """Return a new secret for a second factor, 160 bits in base 32."""
    return pyotp.random_base32()


def totp_uri(secret: str, user: str) -> str:
    """Return what an authenticator app reads to take the secret in."""
    return pyotp.TOTP(secret).provisioning_uri(name=user, issuer_name=ISSUER)
