"""What supervisors decide about visits, and how that is told; light, because every start reads the day."""

from datetime import date

from fieldlog.domain.problems import N_, Sentence

APPROVE, PRAISE, SEND_BACK, ASK = "approve", "praise", "send-back", "ask"
DECISIONS = (APPROVE, PRAISE, SEND_BACK, ASK)
WANT_AN_ANSWER = (SEND_BACK, ASK)
"""Decisions that wait for the rep, and need a comment: without one nobody could answer."""

WORDS_SHOWN = 100
"""So many characters of what was said stand in lists; the visit's own page shows all of it."""

_TOLD = {
    APPROVE: N_("{author} approved the visit of {day}"),
    PRAISE: N_("{author} praised the visit of {day}"),
    SEND_BACK: N_("{author} sent the visit of {day} back"),
    ASK: N_("{author} asks about the visit of {day}"),
}


def tell_decision(decision: str, author: str, day: date, words: str) -> Sentence:
    """Say what was decided about the visit of a day, with the first of the words that came with it."""
    # One of a newer version asks for nothing that this one could wait for.
    template = _TOLD.get(decision, N_("{author} looked at the visit of {day}"))
    what = Sentence(template, {"author": author or Sentence(N_("the supervisor")), "day": day})
    shown = shorten(words)
    return Sentence(N_("{what}: {words}"), {"what": what, "words": shown}) if shown else what


def shorten(words: str) -> str:
    """Return so much of a text as a line of a list has room for."""
    words = " ".join(words.split())
    return words if len(words) <= WORDS_SHOWN else f"{words[:WORDS_SHOWN].rstrip()}..."
