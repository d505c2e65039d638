"""Documents as JSON text and back."""

import json
from collections.abc import Mapping
from typing import Any

from fieldlog.store.tinydb_sqlcipher.errors import Damaged, NotStorable

_write_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
# What was written here has no space around it, so raw_decode need not look for any.
_read_json = json.JSONDecoder().raw_decode


def encode(document: Mapping[Any, Any]) -> str:
    """Return a document as compact JSON; keys become text and tuples lists, as in TinyDB's JSONStorage.

    Raises TypeError or ValueError as the json module does, and NotStorable for a lone surrogate.
    """
    value = dict(document)
    body = _write_json(value)
    if not _has_text_keys_only(value):
        # {1: ..., "1": ...} becomes JSON with a key twice: Python reads the last one, SQLite would index
        # the first.
        body = _write_json(_read_json(body)[0])
    return checked_text(body)


def decode(body: str) -> dict[str, Any]:
    """Return a fresh dict; nothing of it is shared with the store or with an earlier answer."""
    try:
        document: dict[str, Any] = _read_json(body)[0]
    except ValueError as error:
        raise Damaged(f"a document is no JSON any more: {error}") from error
    return document


def checked_text(text: str) -> str:
    """Return the text, or raise NotStorable if it holds a lone surrogate, which UTF-8 cannot express."""
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise NotStorable(f"text with a lone surrogate cannot be stored: {error}") from error
    return text


def _has_text_keys_only(value: Any) -> bool:
    if isinstance(value, dict):
        return all(type(key) is str and _has_text_keys_only(inner) for key, inner in value.items())
    if isinstance(value, (list, tuple)):
        return all(map(_has_text_keys_only, value))
    return True
