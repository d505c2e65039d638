"""Sentences, lengths and values of the domain, as pages say them."""

from collections.abc import Mapping
from datetime import datetime

from fieldlog.domain.days import is_placeable
from fieldlog.domain.problems import N_, Sentence
from fieldlog.domain.rules import RULES
from fieldlog.domain.sources import PLACES, SOURCES
from sync_server.review.call import PageCall
from sync_server.review.words import word

_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_INSTANTS = ("start", "end", "purpose_set_at")
RULE_TITLES: dict[str, str] = {rule.RULE: rule.TITLE for rule in RULES}
"""What each rule is called, marked for translation."""
FIELDS: dict[str, str] = {
    "brief_reason": N_("Reason for a brief visit"),
    "channel": N_("Channel"),
    "end": N_("End"),
    "health": N_("Health"),
    "not_reached_reason": N_("Reason not reached"),
    "note": N_("Note"),
    "promise": N_("Promise"),
    "purpose": N_("Purpose"),
    "purpose_set_at": N_("Purpose set at"),
    "question": N_("Question"),
    "reached": N_("Reached"),
    "start": N_("Start"),
    "timed": N_("By the timer"),
}


def tell(call: PageCall, sentence: Sentence) -> str:
    """Return a sentence of the domain in the viewer's language; days stand as numbers."""
    told = {name: _told(call, value) for name, value in sentence.arguments.items()}
    return call.say(sentence.template, **told)


def _told(call: PageCall, value: object) -> object:
    return tell(call, value) if isinstance(value, Sentence) else value


def source_words(call: PageCall, source: str) -> str:
    """Return in words where a rule comes from, given as "S0 r19, r20"; another source stands for itself."""
    document, _, places = source.partition(" ")
    if document not in SOURCES or places[:1] not in PLACES:
        return source
    numbers = call.say(N_(", ")).join(place.strip()[1:] for place in places.split(","))
    return call.say(PLACES[places[:1]], document=call.say(SOURCES[document]), numbers=numbers)


def length(call: PageCall, seconds: int) -> str:
    """Return a length in one unit."""
    seconds = abs(seconds)
    if seconds < 2 * _HOUR:
        return call.say(N_("{minutes} min"), minutes=seconds // _MINUTE)
    if seconds < 2 * _DAY:
        return call.say(N_("{hours} h"), hours=seconds // _HOUR)
    return call.say(N_("{days} days"), days=seconds // _DAY)


def due_words(due: str) -> str:
    """Return a due date, with its clock when it has one: "2026-12-02 14:00"."""
    return due[:16].replace("T", " ")


def field_words(call: PageCall, field: str) -> str:
    """Return the label of a visit's field; an area of health is named with its word."""
    name, _, area = field.partition(".")
    if name == "health" and area:
        return call.say(N_("Health: {area}"), area=word(call, "area", area))
    return call.say(FIELDS[name]) if name in FIELDS else field


def value_words(call: PageCall, field: str, value: object) -> str:
    """Return a value of a visit's field as a person reads it."""
    if isinstance(value, bool):
        return call.say(N_("yes")) if value else call.say(N_("no"))
    if isinstance(value, Mapping):
        value = value.get("text")
    text = " ".join(str(value or "").split())
    if field == "channel":
        return word(call, "channel", text)
    return (moment_words(call, text) if field in _INSTANTS else text) or "–"


def moment_words(call: PageCall, text: str) -> str:
    """Return an instant as a clock on the organisation's wall shows it; another text as it is."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    if moment.tzinfo is None or not is_placeable(moment):
        return text
    return moment.astimezone(call.zone).strftime("%Y-%m-%d %H:%M")
