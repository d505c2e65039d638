"""The forms whose typing is kept until it is saved: the names of their drafts, and what people call
them. A draft is named as the screen that it was typed into, so that it can be gone on with."""

from typing import Final

from fieldlog.domain.problems import N_

NEW_CUSTOMER: Final = "customer_new"
EDIT_CUSTOMER: Final = "customer_edit"
NEW_PROMISE: Final = "promise_new"
KEEP_PROMISE: Final = "promise_keep"
MOVE_PROMISE: Final = "promise_move"
RELEASE_PROMISE: Final = "promise_release"
START_VISIT: Final = "start_visit"
DISCARD_VISIT: Final = "discard_visit"
TYPED_VISIT: Final = "past_visit"
VISIT_CORRECTION: Final = "visit_correction"
PAUSE: Final = "pause"
OPT_OUT: Final = "opt_out"
CONSENT: Final = "consent"
SNOOZE: Final = "snooze"
NOT_DONE: Final = "not_done"
CONFLICT_VALUE: Final = "conflict_value"
ANSWER: Final = "answer"

TITLES: Final[dict[str, str]] = {
    NEW_CUSTOMER: N_("new customer"),
    EDIT_CUSTOMER: N_("changes to a customer"),
    NEW_PROMISE: N_("promise"),
    KEEP_PROMISE: N_("promise that was kept"),
    MOVE_PROMISE: N_("promise to move"),
    RELEASE_PROMISE: N_("promise to release"),
    START_VISIT: N_("visit to begin"),
    DISCARD_VISIT: N_("visit to take back"),
    TYPED_VISIT: N_("visit typed afterwards"),
    VISIT_CORRECTION: N_("correction of a visit"),
    PAUSE: N_("pause"),
    OPT_OUT: N_("opt-out"),
    CONSENT: N_("consent"),
    SNOOZE: N_("entry to put off"),
    NOT_DONE: N_("entry that could not be done"),
    ANSWER: N_("answer to the supervisor"),
    CONFLICT_VALUE: N_("another value for what two people changed"),
}
"""A form that is not listed stands for itself."""
