"""Why the server put a save aside (quarantine), in plain words, and what to do next. Nothing of it is lost:
the server keeps its content, and a supervisor can let it in.
"""

from typing import NamedTuple

from fieldlog.domain.problems import N_


class Reason(NamedTuple):
    """Why a save was not taken, and the next step: two sentences marked for translation."""

    why: str
    next_step: str


_ASK = N_("Ask your supervisor, who can let it in or send it back to you.")
_UPGRADE = N_("Upgrade fieldlog, then write it again. Tell your supervisor if it happens again.")
_REPORT = N_("This is a defect, not your doing. The server keeps what arrived; please report it.")
_RESTORED = N_(
    "This laptop or its copy was restored from an older state. Ask your supervisor which of both counts."
)

REASONS: dict[str, Reason] = {
    "foreign-scope": Reason(N_("The customer belongs to somebody else, and never was yours."), _ASK),
    "late-too-long": Reason(N_("The customer was handed over more than 35 days before this arrived."), _ASK),
    "organisation-is-the-servers": Reason(
        N_("It changes what only the office may change."), N_("Tell the office what should be changed.")
    ),
    "kind-is-the-servers": Reason(
        N_("It is of a kind that only supervisors and the office write."),
        N_("Tell your supervisor what should be changed."),
    ),
    "document-of-another-scope": Reason(
        N_("It changes something that belongs to another customer than it says."), _ASK
    ),
    "document-of-another-kind": Reason(
        N_("It changes something that is of another kind than it says."), _UPGRADE
    ),
    "written-once": Reason(
        N_("It changes a fact that can only be added to, never changed."),
        N_("Add a correction instead: open the visit or the promise and correct it there."),
    ),
    "too-long": Reason(
        N_("A text in it is longer than 10,000 characters."), N_("Write it again in several parts.")
    ),
    "forbidden-character": Reason(
        N_("A text in it holds a character that cannot be stored."), N_("Write it again without it.")
    ),
    "too-many-bytes": Reason(
        N_("It is larger than 1 MB as a whole."), N_("Write it again in several parts.")
    ),
    "too-many-documents": Reason(
        N_("It changes more than 64 things at once."), N_("Write it again in several parts.")
    ),
    "empty-save": Reason(N_("There is nothing in it."), N_("Nothing needs to be done.")),
    "document-twice": Reason(N_("It changes the same thing twice."), _UPGRADE),
    "scope-unknown": Reason(N_("It does not say whom it is about."), _UPGRADE),
    "document-unreadable": Reason(N_("The server cannot read a part of it."), _UPGRADE),
    "field-unreadable": Reason(N_("The server cannot read a part of it."), _UPGRADE),
    "save-unreadable": Reason(N_("The server cannot read it."), _UPGRADE),
    "line-unreadable": Reason(N_("It arrived damaged."), _REPORT),
    "hash-differs": Reason(N_("It arrived otherwise than it was written."), _REPORT),
    "gid-differs": Reason(N_("It arrived under another name than its own."), _REPORT),
    "gid-reused": Reason(N_("Another save came under the same name before."), _RESTORED),
}
"""By the codes of ``sync_server/core``."""

UNKNOWN = Reason(N_("The server gives a reason that this fieldlog does not know."), _ASK)


def reason_of(code: str) -> Reason:
    """Return why a save was put aside; a code of a newer server has a sentence too."""
    return REASONS.get(code, UNKNOWN)
