"""A strip of weeks in words, for those who hear it: its characters are punctuation, which is not read out."""

from fieldlog.domain.contact_strip import ATTEMPTED, CONTACTED, EXCUSED, MISSED, NOT_DUE, OPEN
from fieldlog.domain.problems import N_
from sync_server.core.figures.contact_coverage import UNKNOWN
from sync_server.review.call import PageCall

WORDS = {
    CONTACTED: N_("contacted in {count}"),
    MISSED: N_("not contacted in {count}"),
    ATTEMPTED: N_("tried in vain in {count}"),
    EXCUSED: N_("paused in {count}"),
    UNKNOWN: N_("unknown in {count}"),
    NOT_DUE: N_("no contact due in {count}"),
    OPEN: N_("this week still open"),
}
"""What the weeks with a character were, with their number."""


def strip_words(call: PageCall, strip: str) -> str:
    """Return how many of the weeks of a strip were what."""
    counts = [(words, strip.count(mark)) for mark, words in WORDS.items()]
    told = call.say(N_(", ")).join(call.say(words, count=count) for words, count in counts if count)
    return call.say(N_("last {count} weeks: {words}"), count=len(strip), words=told)
