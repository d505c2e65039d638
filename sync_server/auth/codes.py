"""One-time codes: 100 random bits in groups that can be read aloud."""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: without I, L, O and U, which are read or heard as others."""
LENGTH = 20
GROUP = 4
_HEARD_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})


def make_code() -> str:
    """Return a new code as it is shown: ``7K2M-...``, five groups of four."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return "-".join(letters[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def normalise_code(typed: str) -> str | None:
    """Return the letters of a code as it may be typed; ``None`` when it cannot be one."""
    folded = "".join(typed.split()).replace("-", "").upper().translate(_HEARD_AS)
    is_code = len(folded) == LENGTH and all(letter in ALPHABET for letter in folded)
    return folded if is_code else None
