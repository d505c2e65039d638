"""Reading the lines of a push: each one on its own, so that one that cannot be taken delays no other."""

import hashlib
import json
import re
from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

import msgspec

from fieldlog.domain.exchange import PushLine
from fieldlog.domain.saves import (
    MAXIMUM_BYTES,
    MAXIMUM_TEXT,
    DocumentWrites,
    Save,
    find_save_problems,
    find_text_problems,
    texts_in,
)
from fieldlog.domain.wire import UnreadableSaveError, thaw
from sync_server.core.rights import find_breach

_GID = re.compile("[A-Za-z0-9_-]{22}")
_ID = re.compile("[0-9a-f]{32}")
_SCOPE = re.compile("(?:customer|user):[0-9a-f]{32}|organisation")
_OPS = re.compile(r"[A-Za-z0-9_.-]{1,64}(?:\n[A-Za-z0-9_.-]{1,64})*")
_WORD = re.compile("[a-z][a-z0-9-]{0,59}")
_FIELD = r"[A-Za-z_][^\x00-\x1f\x7f]{0,199}"
_FIELDS = re.compile(rf"{_FIELD}(?:\n{_FIELD})*")
MOST_OVER = 1000
MOST_LEVELS = 100
"""So deep a value may be nested: how deep one can be read differs from one Python to the next."""
UNKNOWN = 0
UNREADABLE = "line-unreadable"
DAMAGED = "hash-differs"
"""The bytes are not those of the save: its name says nothing of them, and the save may still come."""
LONGEST_AUTHOR, LONGEST_TIME = 200, 40
_ESCAPE = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")
"""How NUL and halves of surrogate pairs stand in JSON; whole pairs too, which are judged one by one."""
_HASH = re.compile("[0-9a-f]{64}")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_decoder = msgspec.json.Decoder(PushLine)


class Line(NamedTuple):
    """One line as it was read.

    ``save`` is ``None`` and ``code`` says why when it is no save that can be taken; ``scope`` is known even
    then, where it can be read.
    """

    dseq: int
    gid: str
    hash: str
    scope: str
    save: Save | None
    code: str | None
    content: bytes


def read_lines(
    lines: Sequence[bytes], last: int, answered: Callable[[str], int | None] = lambda _hash: None
) -> list[Line]:
    """Return the lines in their order.

    One whose number cannot be read has the one before its neighbour's, so that the same lines again have the
    same numbers; without a neighbour behind it, the next one. Where none can be read, the first has the
    number under which bytes of its hash were ``answered`` before.
    """
    read = [_read_line(content) for content in lines]
    for place, line in enumerate(read):
        if line.dseq == UNKNOWN:
            number = read[place - 1].dseq + 1 if place else _number_of_first(read, last, answered)
            read[place] = line._replace(dseq=number)
    return read


def _number_of_first(read: Sequence[Line], last: int, answered: Callable[[str], int | None]) -> int:
    for distance, line in enumerate(read):
        if line.dseq != UNKNOWN:
            return max(1, line.dseq - distance)
    return answered(read[0].hash) or last + 1


def _read_line(content: bytes) -> Line:
    try:
        line = _decoder.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _unreadable(_number_in(content), content)
    frozen = bytes(line.save)
    if not 0 < line.dseq < 2**53:
        return _unreadable(UNKNOWN, content)
    if not _GID.fullmatch(line.gid) or not _HASH.fullmatch(line.hash):
        return _unreadable(line.dseq, content)
    actual = hashlib.sha256(frozen).hexdigest()
    if actual != line.hash and not line.erased:
        return Line(line.dseq, line.gid, actual, "", None, DAMAGED, content)
    return _judge(line, frozen, content)


def _unreadable(dseq: int, content: bytes) -> Line:
    return Line(dseq, "", hashlib.sha256(content).hexdigest(), "", None, UNREADABLE, content)


def _number_in(content: bytes) -> int:
    """Return the number that a broken line begins with, as the laptop writes it; else ``UNKNOWN``."""
    found = re.match(rb'\{"dseq":([0-9]{1,15})[,}]', content)
    return int(found[1]) or UNKNOWN if found else UNKNOWN


def _judge(line: PushLine, frozen: bytes, content: bytes) -> Line:
    scope = ""
    save: Save | None = None
    code: str | None
    try:
        save = thaw(frozen)
        code = find_fault(save, line.gid, frozen)
        scope = save.scope if _SCOPE.fullmatch(save.scope) else ""
    except UnreadableSaveError:
        code = "save-unreadable"
    return Line(line.dseq, line.gid, line.hash, scope, save if code is None else None, code, content)


def find_fault(save: Save, gid: str, frozen: bytes) -> str | None:
    """Return the code of what forbids taking a save as it is, whoever sends it."""
    size = len(frozen)
    if save.gid != gid:
        return "gid-differs"
    if not _SCOPE.fullmatch(save.scope):
        return "scope-unknown"
    if len(save.by) > LONGEST_AUTHOR or len(save.at) > LONGEST_TIME:
        return "save-unreadable"
    if size > MAXIMUM_BYTES:
        return "too-many-bytes"
    for problem in find_save_problems(save, size):
        return problem.code
    # Most saves are short and hold no escape, and then none of their values is looked at on its own.
    openers = frozen.count(b"[") + frozen.count(b"{")
    is_doubtful = size > MAXIMUM_TEXT or openers > MOST_LEVELS or _ESCAPE.search(frozen) is not None
    for document in save.documents:
        code = _document_fault(document) or (_value_fault(document) if is_doubtful else None)
        if code is not None:
            return code
    return next((code for one in save.documents if (code := find_breach(save.scope, one.kind))), None)


def _document_fault(document: DocumentWrites) -> str | None:
    if not _ID.fullmatch(document.doc_id) or not _WORD.fullmatch(document.kind):
        return "document-unreadable"
    if not 0 < document.schema < 2**31 or not document.fields:
        return "document-unreadable"
    ops: list[str] = []
    for write in document.fields.values():
        if len(write.over) > MOST_OVER:
            return "field-unreadable"
        ops.append(write.op)
        ops += write.over
    return None if _are(_FIELDS, document.fields) and _are(_OPS, ops) else "field-unreadable"


def _are(pattern: re.Pattern[str], words: Collection[str]) -> bool:
    """Say whether all words are of a pattern, each on a line of its own: one match is faster than many."""
    lines = "\n".join(words)
    return pattern.fullmatch(lines) is not None and lines.count("\n") == len(words) - 1


def _value_fault(document: DocumentWrites) -> str | None:
    for write in document.fields.values():
        if (
            write.value.count("[") + write.value.count("{") > MOST_LEVELS
            and _levels(write.value) > MOST_LEVELS
        ):
            return "save-unreadable"
        if len(write.value) > MAXIMUM_TEXT or _ESCAPE.search(write.value.encode()):
            code = _text_fault(write.value)
            if code is not None:
                return code
    return None


def _levels(value: str) -> int:
    """Return how deep a JSON text is nested."""
    deepest = level = 0
    for sign in _STRING.sub("", value):
        level += (sign in "[{") - (sign in "]}")
        deepest = max(deepest, level)
    return deepest


def _text_fault(value: str) -> str | None:
    """Return the code of what forbids a value that is long, or holds a doubtful character."""
    try:
        texts = list(texts_in(json.loads(value)))
    except (ValueError, RecursionError):
        return "too-long"
    problems = (problem for text in texts for problem in find_text_problems("value", text))
    return next((problem.code for problem in problems), None)
