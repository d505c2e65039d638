"""What was chosen for a list or an export, in words."""

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode

from fieldlog.domain.problems import N_
from sync_server.review.call import PageCall
from sync_server.review.telling import RULE_TITLES
from sync_server.review.visit_filters import ALL, ANY, FINDINGS, LATE, MEETING, NONE, QUEUE, TOO_SHORT
from sync_server.review.words import WORDS

AGE_WORDS: dict[str, str] = {
    "week": N_("up to a week"),
    "month": N_("up to 30 days"),
    "older": N_("longer"),
}
LABELS: dict[str, str] = {
    "team": N_("Team"),
    "rep": N_("Rep"),
    "customer": N_("Customer"),
    "district": N_("District"),
    "first": N_("From"),
    "last": N_("To"),
    "since": N_("Not looked at, since"),
    "channel": N_("Channel"),
    "least": N_("Minutes, from"),
    "most": N_("Minutes, to"),
    "finding": N_("Service rules"),
    "signal": N_("Signals"),
    "review": N_("Review"),
    "age": N_("Late by"),
    "words": N_("Search purpose, note and promises"),
    "named": N_("Customer"),
}
"""Filters by their name in an address; the order of rows is none."""
CHANNEL_WORDS: dict[str, str] = {MEETING: N_("meetings that reached the customer"), **WORDS["channel"]}
REVIEW_WORDS: dict[str, str] = {
    QUEUE: N_("waits for a supervisor"),
    LATE: N_("waits for longer than 48 hours"),
    ALL: N_("all"),
    **WORDS["review"],
}
TYPED = ("words", "named")
"""What is typed may be words of a note, or the name of a customer who is erased one day: that it was searched
for is kept, and not what.
"""
_LONGEST = 60


def finding_words(call: PageCall, code: str) -> str:
    """Return what is wanted of the rules of visits."""
    if code not in FINDINGS:
        known = {ANY: N_("something missed"), NONE: N_("nothing missed or excused")}
        return call.say_known(known, code)
    rule, results = FINDINGS[code]
    wanted = (
        N_("shorter than asked, whatever the reason") if code == TOO_SHORT else WORDS["state"][results[0]]
    )
    return call.say(N_("{what}: {words}"), what=call.say(RULE_TITLES[rule]), words=call.say(wanted))


def kept_filters(choice: Mapping[str, str]) -> str:
    """Return a choice as the audit keeps it, without what was typed."""
    kept = {name: "*" if name in TYPED else value[:_LONGEST] for name, value in choice.items()}
    return urlencode({name: value for name, value in kept.items() if name in LABELS})


def told_filters(call: PageCall, kept: str, names: Mapping[str, str]) -> list[str]:
    """Return each filter that the audit keeps in words; ``names`` are those of people and customers."""
    return [
        call.say(N_("{what}: {words}"), what=call.say(LABELS[name]), words=_value(call, name, value, names))
        for name, value in parse_qsl(kept)
        if name in LABELS
    ]


def _value(call: PageCall, name: str, value: str, names: Mapping[str, str]) -> str:
    if name in TYPED:
        return call.say(N_("something typed"))
    if name in ("rep", "customer"):
        return names.get(value, value[:8])
    if name == "finding":
        return finding_words(call, value)
    worded = {
        "channel": CHANNEL_WORDS,
        "signal": WORDS["signal"],
        "review": REVIEW_WORDS,
        "age": AGE_WORDS,
    }
    words = worded.get(name, {}).get(value)
    return value if words is None else call.say(words)
