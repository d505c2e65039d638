"""How pages speak of pauses and customers' suggestions."""

from fieldlog.domain.kinds import PAUSE
from fieldlog.domain.problems import N_
from fieldlog.domain.reasons import PAUSE as USUAL
from fieldlog.domain.reviews import APPROVE, MATTER_STATES
from sync_server.locale.languages import in_language
from sync_server.review.call import PageCall


def state_words(call: PageCall, kind: str, state: str) -> str:
    """Return how a pause or suggestion stands; ``state`` of a newer version is told calmly."""
    return call.say(MATTER_STATES[kind].get(state, N_("a supervisor has looked at it")))


def decision_words(call: PageCall, kind: str, decision: str, words: str) -> str:
    """Return what a decision about a kind of subject is called: to approve a pause is to countersign it."""
    return call.say(N_("countersigns")) if kind == PAUSE and decision == APPROVE else words


def reason_in_list(call: PageCall, text: str) -> str:
    """Return the reason of a pause as a list shows it: one of the usual ones as it is.

    Own words may tell of an illness; they stand on the pause's own page, and who opens that is in the log.
    """
    usual = {in_language("zh", one) for one in USUAL} | set(USUAL)
    return text if text in usual else call.say(N_("in own words"))
