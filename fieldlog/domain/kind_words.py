"""What the kinds of documents are called."""

from fieldlog.domain.problems import N_

KIND_WORDS = {
    "customer": N_("profile"),
    "class-change": N_("class"),
    "opt-out": N_("opt-out"),
    "pause": N_("pause"),
    "consent": N_("consent"),
    "visit": N_("visit"),
    "amendment": N_("correction"),
    "promise": N_("promise"),
    "promise-kept": N_("promise kept"),
    "promise-moved": N_("promise moved"),
    "promise-released": N_("promise released"),
    "agenda-snooze": N_("put off"),
    "agenda-not-done": N_("not done"),
    "merge-link": N_("customers joined or parted"),
    "hand-over-accepted": N_("hand-over accepted"),
    "review": N_("review"),
    "review-answer": N_("answer to the supervisor"),
    "signal-comment": N_("word about a signal"),
    "suggestion": N_("customer's suggestion"),
}
"""By their kind; one from a newer version stands for itself."""
