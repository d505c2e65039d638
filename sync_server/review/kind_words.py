"""What kinds of documents are called."""

from fieldlog.domain import kinds
from fieldlog.domain.problems import N_

KIND_WORDS: dict[str, str] = {
    kinds.CUSTOMER: N_("profile"),
    kinds.CLASS_CHANGE: N_("class of a customer"),
    kinds.OPT_OUT: N_("wish for no regular contact"),
    kinds.PAUSE: N_("pause"),
    kinds.CONSENT: N_("consent"),
    kinds.VISIT: N_("visit"),
    kinds.AMENDMENT: N_("correction"),
    kinds.PROMISE: N_("promise"),
    kinds.PROMISE_KEPT: N_("promise kept"),
    kinds.PROMISE_MOVED: N_("promise moved"),
    kinds.PROMISE_RELEASED: N_("promise released"),
    kinds.REVIEW_ANSWER: N_("answer to a review"),
    kinds.SIGNAL_COMMENT: N_("word about a signal"),
}
"""By their kind; another one stands for itself."""
