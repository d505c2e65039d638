"""Sentences about problems as they read on a screen, where the next step is a key and not a command."""

from fieldlog.domain.errors import BadInputError, FieldlogError
from fieldlog.domain.problems import N_, SENTENCES, Problem
from fieldlog.locale import explain, explain_error, say, show_label, translate

NOTHING_FOUND = N_("Nothing here has these words. Escape shows everything again.")
"""What a search that leaves nothing says."""

ON_SCREENS: dict[str, str] = {
    "already-running": N_("is running: {name}, since {time} ({purpose}). Finish it first."),
    "none-running": N_("is not running any more."),
    "negative-length": N_("would end before its start. Correct the minutes."),
    "visit-too-long": N_("would last {hours} hours; a visit has at most {limit}. Type the true minutes."),
    "clock-behind": N_("says {now}, but something was saved at {last} (both UTC). Is the clock right?"),
    "consent-missing": N_("is needed to keep a health note. Choose what the customer said."),
    "consent-refused": N_("may not be kept: the customer refused."),
    "consent-refused-before": N_(
        "may not be kept: the customer did not allow it before. Ask again, or leave it out."
    ),
    "held-notes-to-remove": N_("would remove waiting health notes ({count})."),
    "withdrawn": N_("was taken back before."),
    "nothing-to-change": N_("is like that already. Change something, or go back with Esc."),
    "not-found": N_("is not here any more. Go back and look for it."),
    "unfinished-visit-stays": N_("is the visit that runs; it cannot be put off. Finish it."),
}
"""By the code of a problem; every other one reads as on the command line."""


def explain_here(problem: Problem, label: str = "") -> str:
    """Return the field's label and the problem's sentence for a screen; ``label`` is what the field is called
    there, if it has a name of its own.
    """
    template = ON_SCREENS.get(problem.code) or SENTENCES.get(problem.code)
    if template is None:
        return explain(problem)
    sentence = say((template, problem.arguments))
    return translate(N_("{label}: {sentence}"), label=label or show_label(problem.field), sentence=sentence)


def explain_error_here(error: FieldlogError) -> str:
    """Return what happened and what to do next, for a screen."""
    if not isinstance(error, BadInputError):
        return explain_error(error)
    return "\n".join(map(explain_here, error.problems))
