"""What kinds of documents, their fields, and the reasons of a quarantine are called for a supervisor."""

from fieldlog.domain import kind_words, kinds
from fieldlog.domain.problems import N_
from fieldlog.domain.refusals import reason_of
from sync_server.review.call import PageCall
from sync_server.review.telling import field_words

KIND_WORDS: dict[str, str] = {
    **kind_words.KIND_WORDS,
    kinds.CLASS_CHANGE: N_("class of a customer"),
    kinds.OPT_OUT: N_("wish for no regular contact"),
    kinds.REVIEW_ANSWER: N_("answer to a review"),
}
"""As reps know them, said more fully where a word alone would not do; another kind stands for itself."""

FIELD_WORDS: dict[str, str] = {
    "_deleted": N_("Deleted"),
    "address": N_("Address"),
    "agreed": N_("Customer agreed"),
    "agreed_hours": N_("Agreed hours"),
    "at": N_("Time"),
    "birthday": N_("Birthday"),
    "changes": N_("Changes"),
    "character": N_("Character"),
    "clock_shift": N_("Clock set by"),
    "created": N_("Written down on"),
    "district": N_("District"),
    "due": N_("Due"),
    "entered_at": N_("Written down"),
    "family": N_("Family"),
    "form": N_("Kind"),
    "honorific": N_("Form of address"),
    "how": N_("How it was given"),
    "key": N_("Key customer"),
    "letter": N_("Class"),
    "made": N_("Said on"),
    "name": N_("Name"),
    "notes": N_("Notes"),
    "phone": N_("Phone"),
    "reason": N_("Reason"),
    "reasons": N_("Reasons"),
    "signal": N_("The signal"),
    "state": N_("Answer"),
    "taboos": N_("Better not mentioned"),
    "text": N_("Words"),
    "until": N_("Until"),
    "withdraws": N_("Takes it back"),
}
"""Labels of fields that visits do not have; what is in neither stands for itself."""

REASONS: dict[str, str] = {
    "foreign-scope": N_("The customer belongs to somebody else, and never was this rep's."),
    "late-too-long": N_("It arrived more than 35 days after the customer was handed over."),
}
"""Where the sentence for the rep would speak to the wrong one."""


def label(call: PageCall, field: str) -> str:
    """Return what a field is called."""
    name = field.partition(".")[0]
    return call.say(FIELD_WORDS[name]) if name in FIELD_WORDS else field_words(call, field)


def reason_for(code: str) -> str:
    """Return why a save was not taken, marked for translation."""
    return REASONS.get(code) or reason_of(code).why
