"""The forms whose typing is kept until it is saved: the names of their drafts, and what people call them."""

from typing import Final

from fieldlog.domain.problems import N_

NEW_CUSTOMER: Final = "new-customer"
EDIT_CUSTOMER: Final = "edit-customer"
PROMISE: Final = "promise"
MOVE_PROMISE: Final = "move-promise"
RELEASE_PROMISE: Final = "release-promise"
START_VISIT: Final = "start-visit"
DISCARD_VISIT: Final = "discard-visit"
TYPED_VISIT: Final = "typed-visit"
VISIT_CORRECTION: Final = "visit-correction"
PAUSE: Final = "pause"
OPT_OUT: Final = "opt-out"
CONSENT: Final = "consent"

TITLES: Final[dict[str, str]] = {
    NEW_CUSTOMER: N_("new customer"),
    EDIT_CUSTOMER: N_("changes to a customer"),
    PROMISE: N_("promise"),
    MOVE_PROMISE: N_("promise to move"),
    RELEASE_PROMISE: N_("promise to release"),
    START_VISIT: N_("visit to begin"),
    DISCARD_VISIT: N_("visit to take back"),
    TYPED_VISIT: N_("visit typed afterwards"),
    VISIT_CORRECTION: N_("correction of a visit"),
    PAUSE: N_("pause"),
    OPT_OUT: N_("opt-out"),
    CONSENT: N_("consent"),
}
"""A form that is not listed stands for itself."""
