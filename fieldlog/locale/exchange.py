"""The exchange with the server as a person reads it: one line of state, an age, a value in conflict."""

import json
from datetime import datetime, timedelta, tzinfo

from fieldlog.domain.problems import N_
from fieldlog.locale.explanations import show_label
from fieldlog.locale.languages import show_list, translate, translate_plural
from fieldlog.locale.sentences import show_visit_field, show_visit_value

TROUBLES = {
    "no-connection": N_("offline"),
    "slow": N_("server slow"),
    "cut-off": N_("line broke off"),
    "not-fieldlog": N_("network sign-in?"),
    "certificate": N_("certificate?"),
    "busy": N_("server busy"),
    "trouble": N_("server trouble"),
    "store": N_("store busy"),
}
REFUSED = N_("refused by the server")
SHORTER_TROUBLES = {
    "no-connection": N_("offline"),
    "slow": N_("slow"),
    "cut-off": N_("cut off"),
    "not-fieldlog": N_("sign in?"),
    "certificate": N_("untrusted"),
    "busy": N_("busy"),
    "trouble": N_("trouble"),
    "store": N_("store busy"),
}
SHORTER_REFUSED = N_("rejected")
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


def show_trouble(code: str) -> str:
    """Return in a few words what hinders the exchange; what is no trouble of the network is a refusal."""
    return translate(TROUBLES.get(code, REFUSED))


def show_trouble_shorter(code: str) -> str:
    """Return the same in a word, for where there is no room for more."""
    return translate(SHORTER_TROUBLES.get(code, SHORTER_REFUSED))


def show_age(age: timedelta) -> str:
    """Return how old something is, in its largest unit: "5 min", "2 h", "3 days"; under a clock that was set
    back, no time at all.
    """
    age = max(age, timedelta())
    if age < _HOUR:
        return translate(N_("{minutes} min"), minutes=age // timedelta(minutes=1))
    if age < _DAY:
        return translate(N_("{hours} h"), hours=age // _HOUR)
    days = age // _DAY
    return translate_plural("{days} day", "{days} days", days, days=days)


def show_offset(seconds: int) -> str:
    """Return by how much this laptop's clock is off, and in which direction."""
    age = show_age(timedelta(seconds=abs(seconds)))
    if seconds > 0:
        return translate(N_("{length} behind the server"), length=age)
    return translate(N_("{length} ahead of the server"), length=age)


def show_waiting(count: int, age: timedelta | None) -> str:
    """Return how much waits for the server, and since when: "3 waiting, oldest 2 h"."""
    if age is None:
        return translate(N_("{count} waiting"), count=count)
    return translate(N_("{count} waiting, oldest {age}"), count=count, age=show_age(age))


def show_waiting_shorter(count: int, age: timedelta | None) -> tuple[str, ...]:
    """Return the same in fewer and fewer words: "3 waiting 2h", "3 waiting", "3 wait"."""
    words = translate(N_("{count} waiting"), count=count)
    shortest = translate_plural("{count} waits", "{count} wait", count, count=count)
    if age is None:
        return words, shortest
    with_age = translate(N_("{count} waiting {age}"), count=count, age=_shorter_age(age))
    return with_age, words, shortest


def _shorter_age(age: timedelta) -> str:
    age = max(age, timedelta())
    if age < _HOUR:
        return translate(N_("{minutes}m"), minutes=age // timedelta(minutes=1))
    if age < _DAY:
        return translate(N_("{hours}h"), hours=age // _HOUR)
    return translate(N_("{days}d"), days=age // _DAY)


def show_stored(at: datetime, now: datetime) -> str:
    """Return since when all is stored, in the zone of both: "all stored 08:12", with its day when that is not
    today.
    """
    clock = at.strftime("%H:%M" if at.date() == now.date() else "%Y-%m-%d %H:%M")
    return translate(N_("all stored {time}"), time=clock)


def show_stored_shorter(at: datetime, now: datetime) -> tuple[str, ...]:
    """Return the same in fewer and fewer words: "all stored 11-17", "stored 11-17", "stored"."""
    clock = at.strftime("%H:%M" if at.date() == now.date() else "%m-%d")
    return (
        translate(N_("all stored {time}"), time=clock),
        translate(N_("stored {time}"), time=clock),
        translate(N_("stored")),
    )


def show_field(field: str) -> str:
    """Return what a person calls a field of a document."""
    return show_visit_field(field) if field.startswith("health.") else show_label(field)


def show_value(field: str, text: str, zone: tzinfo) -> str:
    """Return a value (JSON text) of a field as a person reads it."""
    value = json.loads(text)
    if isinstance(value, dict):
        return show_list(str(one) for one in value.values() if one not in ("", None, False))
    return show_visit_value(field, value, zone) or translate(N_("(empty)"))
