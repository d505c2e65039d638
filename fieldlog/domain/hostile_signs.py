"""Signs in a text that reach beyond it: they move the cursor, turn a line around, end it, or are not seen.

The module compiles its expressions when it is imported: import it when the first such text may have come.
"""

import re
from unicodedata import category

# Controls, marks that turn a line around, separators that end it, signs nobody sees, and half surrogates.
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
# A joiner makes one emoji of several; one that does not stand between two signs would swallow what follows.
_STRAY_JOINER = re.compile("(?<![^\x00-\xa0])\u200d+|\u200d{2,}|\u200d(?![^\x00-\xa0])")
_LAYOUT = re.compile("([\t\n\r]+)")


def write_out(text: str) -> str:
    r"""The text with every such sign written out: ``\x1b``, ``\u202e``."""
    return _STRAY_JOINER.sub(_escape, _UNSAFE.sub(_escape, _detach(text)))


def write_out_lines(text: str) -> str:
    """The same of a text whose lines and tabs are meant."""
    if text.isprintable():
        return _detach(text)
    return "".join(part if place % 2 else write_out(part) for place, part in enumerate(_LAYOUT.split(text)))


def _detach(text: str) -> str:
    """The text with an accent at its beginning written out: it would sit on what stands before the text."""
    return _written_out(text[0]) + text[1:] if text and category(text[0]).startswith("M") else text


def _escape(match: re.Match[str]) -> str:
    return "".join(map(_written_out, match[0]))


def _written_out(character: str) -> str:
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
