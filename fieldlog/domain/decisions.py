"""What supervisors decide about visits, pauses and customers' suggestions, and how that is told; light,
because every start reads the day.
"""

from datetime import date

from fieldlog.domain.kinds import PAUSE, SUGGESTION, VISIT
from fieldlog.domain.problems import N_, Sentence

APPROVE, PRAISE, SEND_BACK, ASK, REPLY = "approve", "praise", "send-back", "ask", "reply"
DECISIONS = {
    VISIT: (APPROVE, PRAISE, SEND_BACK, ASK),
    PAUSE: (APPROVE, ASK),
    SUGGESTION: (REPLY, ASK),
}
"""By the kind of what is decided about. To approve a pause is to countersign it; a reply to a suggestion is
the company's, for the rep to pass on.
"""
WANT_AN_ANSWER = (SEND_BACK, ASK)
"""Decisions that wait for the rep."""
NEED_WORDS = (*WANT_AN_ANSWER, REPLY)
"""Decisions that need a comment: without one nobody could answer, or pass anything on."""

WORDS_SHOWN = 100
"""So many characters of what was said stand in lists; the page of the visit shows all of it."""

_TOLD = {
    (VISIT, APPROVE): N_("{author} approved the visit of {day}"),
    (VISIT, PRAISE): N_("{author} praised the visit of {day}"),
    (VISIT, SEND_BACK): N_("{author} sent the visit of {day} back"),
    (VISIT, ASK): N_("{author} asks about the visit of {day}"),
    (PAUSE, APPROVE): N_("{author} countersigned the pause from {day}"),
    (PAUSE, ASK): N_("{author} asks about the pause from {day}"),
    (SUGGESTION, REPLY): N_("{author} replied to the customer's suggestion of {day}"),
    (SUGGESTION, ASK): N_("{author} asks about the customer's suggestion of {day}"),
}
# A decision of a newer version asks for nothing that this one could wait for.
_LOOKED = {
    VISIT: N_("{author} looked at the visit of {day}"),
    PAUSE: N_("{author} looked at the pause from {day}"),
    SUGGESTION: N_("{author} looked at the customer's suggestion of {day}"),
}


def tell_decision(kind: str, decision: str, author: str, day: date, words: str) -> Sentence:
    """Say what was decided about the visit, pause or suggestion of a day, with the first of the words that
    came with it.
    """
    template = _TOLD.get((kind, decision), _LOOKED[kind])
    what = Sentence(template, {"author": author or Sentence(N_("the supervisor")), "day": day})
    shown = shorten(words)
    return Sentence(N_("{what}: {words}"), {"what": what, "words": shown}) if shown else what


def shorten(words: str) -> str:
    """Return so much of a text as a line of a list has room for."""
    words = " ".join(words.split())
    return words if len(words) <= WORDS_SHOWN else f"{words[:WORDS_SHOWN].rstrip()}..."
