"""Recovery codes: 130 random bits that a person writes on paper once and types years later.

A code is 28 symbols of Crockford's base 32 (no I, L, O, U) in seven groups of four. The last two symbols are
the check symbols of a Reed-Solomon code over the 32 symbols: any one or two wrong symbols and any two swapped
ones are noticed, and one wrong symbol is located.
"""

import unicodedata
from collections.abc import Callable, Sequence
from typing import Final

from fieldlog.domain.problems import Problem

FIELD: Final = "recovery-code"
SYMBOLS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RANDOM_SYMBOLS: Final = 26
CODE_SYMBOLS: Final = 28
GROUP_SYMBOLS: Final = 4
_LOOK_ALIKES: Final = {"O": "0", "I": "1", "L": "1"}
_VALUES: Final = {symbol: value for value, symbol in enumerate(SYMBOLS)}
_FIELD_POLYNOMIAL: Final = 0b100101  # x^5 + x^2 + 1, primitive: its root reaches all 31 values


def make_recovery_code(random_bytes: Callable[[int], bytes]) -> tuple[str, bytes]:
    """A new code such as 7K2M-... with its secret bytes; of 26 random bytes five bits each are used."""
    values = [byte % 32 for byte in random_bytes(RANDOM_SYMBOLS)]
    values += _check_values(values)
    text = "".join(SYMBOLS[value] for value in values)
    groups = (text[start : start + GROUP_SYMBOLS] for start in range(0, CODE_SYMBOLS, GROUP_SYMBOLS))
    return "-".join(groups), bytes(values)


def read_recovery_code(text: str) -> bytes | Problem:
    """The code's secret bytes, however it was spaced and cased; a Problem says what was mistyped."""
    values: list[int] = []
    for position, character in enumerate(text, start=1):
        for symbol in unicodedata.normalize("NFKC", character).upper():
            if _is_separator(symbol):
                continue
            value = _VALUES.get(_LOOK_ALIKES.get(symbol, symbol))
            if value is None:
                return Problem(FIELD, "recovery-code-character", {"position": position})
            values.append(value)
    return _proved(values)


def _proved(values: list[int]) -> bytes | Problem:
    if not values:
        return Problem(FIELD, "empty")
    if len(values) != CODE_SYMBOLS:
        return Problem(FIELD, "recovery-code-length", {"length": len(values), "wanted": CODE_SYMBOLS})
    plain, weighted = _sums(values)
    if plain == weighted == 0:
        return bytes(values)
    position = _mistaken_position(plain, weighted)
    if position is None:
        return Problem(FIELD, "recovery-code-mistakes")
    return Problem(FIELD, "recovery-code-mistake", {"group": position // GROUP_SYMBOLS + 1})


def _is_separator(symbol: str) -> bool:
    return symbol.isspace() or unicodedata.category(symbol) in ("Pd", "Cf")


def _powers() -> tuple[int, ...]:
    powers = [1]
    while len(powers) < 31:
        doubled = powers[-1] << 1
        powers.append(doubled ^ _FIELD_POLYNOMIAL if doubled & 32 else doubled)
    return tuple(powers)


_POWERS: Final = _powers()
_LOGARITHMS: Final = {power: exponent for exponent, power in enumerate(_POWERS)}


def _times_power(value: int, exponent: int) -> int:
    return _POWERS[(_LOGARITHMS[value] + exponent) % 31] if value else 0


def _sums(values: Sequence[int]) -> tuple[int, int]:
    """Both sums are zero for a code without mistakes; a mistake e at position p makes them e and e * a^p."""
    plain = weighted = 0
    for position, value in enumerate(values):
        plain ^= value
        weighted ^= _times_power(value, position)
    return plain, weighted


def _check_values(values: Sequence[int]) -> tuple[int, int]:
    plain, weighted = _sums(values)
    first, second = RANDOM_SYMBOLS, RANDOM_SYMBOLS + 1
    divisor = _POWERS[first] ^ _POWERS[second]
    last = _times_power(weighted ^ _times_power(plain, first), -_LOGARITHMS[divisor])
    return plain ^ last, last


def _mistaken_position(plain: int, weighted: int) -> int | None:
    if not plain or not weighted:
        return None
    position = (_LOGARITHMS[weighted] - _LOGARITHMS[plain]) % 31
    return position if position < CODE_SYMBOLS else None
