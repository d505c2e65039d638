"""How a Chinese name can be typed in Latin letters: full pinyin, and initials (lml finds 李明朗)."""

from itertools import islice, product

MAXIMUM_READINGS = 8
MAXIMUM_CHARACTERS = 12


def name_readings(name: str) -> tuple[str, ...]:
    """Return the spellings that find a name: full pinyin and initials, for every reading of its characters up
    to a limit.

    A surname such as 曾 has two readings (zeng, ceng); both find it. Other characters stand for
    themselves, in lower case.
    """
    readings = _readings(name)
    initials = ["".join(syllable[:1] for syllable in reading) for reading in readings]
    return tuple(dict.fromkeys((*map("".join, readings), *initials)))


def full_spellings(name: str) -> tuple[str, ...]:
    """Return the full pinyin of a name, for every reading of its characters up to a limit."""
    return tuple(map("".join, _readings(name)))


def _readings(name: str) -> list[tuple[str, ...]]:
    # Loading the dictionary takes a third of a second, and only a new or changed name needs it.
    from pypinyin import Style, pinyin

    plain = "".join(name.split())[:MAXIMUM_CHARACTERS].lower()
    syllables = pinyin(plain, style=Style.NORMAL, heteronym=True)
    # The surname comes first and must keep all its readings, so the first character varies fastest.
    return [one[::-1] for one in islice(product(*reversed(syllables)), MAXIMUM_READINGS)]
