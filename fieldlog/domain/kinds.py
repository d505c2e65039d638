"""The kinds of documents that this version writes, and what it may do with them.

A kind that is not listed here comes from a newer version: it is stored, backed up and passed on untouched.
"""

from typing import NamedTuple

CUSTOMER = "customer"
CLASS_CHANGE = "class-change"
OPT_OUT = "opt-out"
PAUSE = "pause"
CONSENT = "consent"
VISIT = "visit"
AMENDMENT = "amendment"
PROMISE = "promise"
PROMISE_KEPT = "promise-kept"
PROMISE_MOVED = "promise-moved"
PROMISE_RELEASED = "promise-released"
AGENDA_SNOOZE = "agenda-snooze"
AGENDA_NOT_DONE = "agenda-not-done"
MERGE_LINK = "merge-link"
HAND_OVER_ACCEPTED = "hand-over-accepted"
RULE_PACK = "rule-pack"
REVIEW = "review"
REVIEW_ANSWER = "review-answer"
SIGNAL_COMMENT = "signal-comment"
SUGGESTION = "suggestion"

REACHING_ALL_CUSTOMERS = frozenset({MERGE_LINK, RULE_PACK})
"""Kinds whose documents change what is derived for customers beyond their own scope."""


class Kind(NamedTuple):
    """What this version knows of a kind.

    Its schema number, whether its documents may be written once only (facts that name their target), and the
    field that only the save which makes a document writes.
    """

    schema: int
    is_write_once: bool
    made_with: str = ""


KINDS: dict[str, Kind] = {
    CUSTOMER: Kind(1, False, "created"),
    VISIT: Kind(1, False, "entered_at"),
    PROMISE: Kind(1, False, "made"),
    CLASS_CHANGE: Kind(1, True),
    OPT_OUT: Kind(1, True),
    PAUSE: Kind(1, True),
    CONSENT: Kind(1, True),
    AMENDMENT: Kind(1, True),
    PROMISE_KEPT: Kind(1, True),
    PROMISE_MOVED: Kind(1, True),
    PROMISE_RELEASED: Kind(1, True),
    AGENDA_SNOOZE: Kind(1, True),
    AGENDA_NOT_DONE: Kind(1, True),
    MERGE_LINK: Kind(1, True),
    HAND_OVER_ACCEPTED: Kind(1, True),
    RULE_PACK: Kind(1, True),
    REVIEW: Kind(1, True),
    REVIEW_ANSWER: Kind(1, True),
    SIGNAL_COMMENT: Kind(1, True),
    SUGGESTION: Kind(1, True),
}
