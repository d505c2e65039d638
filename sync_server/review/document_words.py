"""What a document holds, as a person reads it: its fields by their labels, its values in words.

A health note is never among them: it stands on the pages of its customer, where who reads it is in the log.
"""

import json
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from fieldlog.domain import kinds
from fieldlog.domain.deleting import DELETED
from fieldlog.domain.problems import N_
from fieldlog.domain.undone import UNDO
from sync_server.review.call import PageCall
from sync_server.review.kind_words import KIND_WORDS, label
from sync_server.review.telling import due_words, field_words, length, moment_words, value_words
from sync_server.review.words import Kind, word

NOT_TOLD = frozenset(
    {
        "author",
        "by",
        "entry",
        "joined",
        "kept",
        "question",
        "replaces",
        "target",
        "undoes",
        "visit",
        "wording",
        "zone",
    }
)
"""Fields that tie documents together, or name who wrote them: they tell a person nothing."""
_WORDED: Mapping[tuple[str, str], Kind] = {
    (kinds.VISIT, "channel"): "channel",
    (kinds.CONSENT, "state"): "consent",
    (kinds.CONSENT, "purpose"): "purpose",
    (kinds.PROMISE, "form"): "form",
    (kinds.SIGNAL_COMMENT, "signal"): "signal",
}
_INSTANTS = frozenset({"at", "entered_at", "purpose_set_at"})
_DUE = frozenset({"due"})
HEALTH = "health"


class Content(NamedTuple):
    """A document: its kind, and (label, value) in words; ``None`` is a health note."""

    kind: str
    values: list[tuple[str, str | None]]


def tell_document(call: PageCall, kind: str, values: Mapping[str, str]) -> Content:
    """Return a document's values (JSON text by field) in words."""
    told = [
        (label(call, field), tell_value(call, kind, field, text))
        for field, text in sorted(values.items(), key=lambda one: _ORDER.get(one[0], len(_ORDER)))
        if field not in NOT_TOLD
    ]
    return Content(call.say_known(KIND_WORDS, kind), told)


_ORDER = {name: place for place, name in enumerate(("name", "channel", "start", "end", "until", "purpose"))}


def tell_value(call: PageCall, kind: str, field: str, text: str) -> str | None:
    """Return a value (JSON text) in words; ``None`` for a health note, or a correction that may hold one."""
    if is_health(field, text):
        return None
    try:
        value = json.loads(text)
    except ValueError:
        # From a damaged or a newer laptop: as it is.
        return text
    if (kind, field) in _WORDED:
        return word(call, _WORDED[kind, field], str(value))
    if field in _INSTANTS:
        return moment_words(call, str(value))
    if field in _DUE:
        return due_words(str(value))
    return _tell(call, field, value) or "–"


def is_health(field: str, text: str) -> bool:
    """Say whether a value is a health note, or a correction that may hold one."""
    return field.partition(".")[0] == HEALTH or f'"{HEALTH}' in text


def _tell(call: PageCall, field: str, value: object) -> str:
    if field == DELETED:
        return call.say(N_("yes"))
    if (field, value) == ("reason", UNDO):
        return call.say(N_("undone"))
    if field == "changes" and isinstance(value, Mapping):
        return _join(call, (_change(call, name, change) for name, change in value.items()))
    if field == "birthday" and isinstance(value, Mapping):
        return _birthday(call, value)
    if field.partition(".")[0] == "family" and isinstance(value, Mapping):
        return _join(call, (str(value.get(name) or "") for name in ("name", "relation")))
    if field == "clock_shift" and isinstance(value, int):
        return length(call, value)
    if isinstance(value, list):
        return _join(call, map(str, value))
    return value_words(call, field, value)


def _change(call: PageCall, field: str, change: object) -> str:
    before, after = (change.get("from"), change.get("to")) if isinstance(change, Mapping) else (None, change)
    return call.say(
        N_("{field}: {before} → {after}"),
        field=field_words(call, field),
        before=value_words(call, field, before),
        after=value_words(call, field, after),
    )


def _birthday(call: PageCall, value: Mapping[str, object]) -> str:
    year = f"{value['year']}-" if value.get("year") else ""
    day = f"{year}{value.get('month')}-{value.get('day')}"
    return call.say(N_("{day}, lunar calendar"), day=day) if value.get("calendar") == "lunar" else day


def _join(call: PageCall, parts: Iterable[str]) -> str:
    return call.say(N_(", ")).join(filter(None, parts))
