"""What a deed in the audit says of itself beyond whom it concerns, in words."""

import re
from collections.abc import Callable, Mapping
from urllib.parse import parse_qs

from fieldlog.domain.problems import N_
from sync_server.core.second_factors import PRACTICE
from sync_server.database.audits import Deed
from sync_server.review.call import PageCall
from sync_server.review.filter_words import told_filters
from sync_server.review.words import when, word

_ID = re.compile("[0-9a-f]{32}")
_DIGITS = 8
Names = Mapping[str, str]


def ids_in(deed: Deed) -> list[str]:
    """Return the ids in what a deed says of itself."""
    if deed.action == "export":
        given = parse_qs(deed.detail.rpartition(", ")[2])
        return [*given.get("rep", ()), *given.get("customer", ())]
    return _ID.findall(deed.detail)


def detail_words(call: PageCall, deed: Deed, names: Names) -> str:
    """Return what a deed says of itself in words; empty when it says no more."""
    tell = _TELLERS.get(deed.action)
    return tell(call, deed.detail, names) if tell is not None and deed.detail else ""


def _export(call: PageCall, detail: str, names: Names) -> str:
    """Tell "csv, 34", and behind it the filters as an address holds them."""
    format_name, _, more = detail.partition(", ")
    count, _, kept = more.partition(", ")
    told = [call.say(N_("{format}, rows: {count}"), format=format_name.upper(), count=count)]
    return call.say(N_(", ")).join([*told, *told_filters(call, kept, names)])


def _hand_over(call: PageCall, detail: str, names: Names) -> str:
    before, _, receiver = detail.rpartition(" ")
    nobody = call.say(N_("nobody"))
    return call.say(
        N_("from {before} to {receiver}"),
        before=_name(names, before) or nobody,
        receiver=_name(names, receiver) or nobody,
    )


def _name(names: Names, subject: str) -> str:
    subject = subject.rpartition(":")[2]
    return names.get(subject, subject[:_DIGITS])


def _named(_call: PageCall, detail: str, names: Names) -> str:
    return _name(names, detail)


def _decision(call: PageCall, detail: str, _names: Names) -> str:
    return word(call, "decision", detail)


def _erase(call: PageCall, detail: str, _names: Names) -> str:
    count, _, reason = detail.partition(" ")
    return call.say(N_("values: {count}; {reason}"), count=count, reason=reason)


def _role(call: PageCall, detail: str, _names: Names) -> str:
    return word(call, "role", detail)


def _retire(call: PageCall, detail: str, _names: Names) -> str:
    return call.say(N_("from {time} on"), time=when(call, detail))


def _rule_pack(call: PageCall, detail: str, _names: Names) -> str:
    start, _, reason = detail.partition(" ")
    return call.say(N_("holds from {day}; {reason}"), day=start, reason=reason)


def _link(call: PageCall, detail: str, _names: Names) -> str:
    return call.say(N_("by the link of the practice server")) if detail == PRACTICE else ""


_TELLERS: dict[str, Callable[[PageCall, str, Names], str]] = {
    "erase": _erase,
    "export": _export,
    "fork": _named,
    "hand-over": _hand_over,
    "late-kept": _named,
    "quarantine-accepted": _named,
    "quarantine-moved": _named,
    "review": _decision,
    "review-pause": _decision,
    "review-suggestion": _decision,
    "rule-pack": _rule_pack,
    "saw-health": _named,
    "sign-in": _link,
    "user-add": _role,
    "user-retire": _retire,
    "user-team": _named,
}
"""By the deed; what others keep is for machines."""
