"""Matters: what supervisors speak about besides visits. A pause is to be countersigned, a customer's
suggestion to be answered; both are reviewed as visits are (``reviews``).
"""

from typing import NamedTuple

from fieldlog.domain.days import to_text
from fieldlog.domain.dossier import Dossier
from fieldlog.domain.kinds import PAUSE, SUGGESTION, VISIT
from fieldlog.domain.problems import N_, Sentence
from fieldlog.domain.views import Pause, Suggestion

MATTERS = (PAUSE, SUGGESTION)
Matter = Pause | Suggestion


class ReviewSubject(NamedTuple):
    """What reviews are about: its kind and id, and when it was: the instant of a visit's start (UTC text), or
    the local day on which a pause begins or a suggestion was made (text).
    """

    kind: str
    id: str
    start: str


def review_subjects(dossier: Dossier) -> dict[str, ReviewSubject]:
    """Return by id all that reviews of a customer can be about, without what was taken back."""
    subjects = [ReviewSubject(VISIT, visit.id, to_text(visit.start)) for visit in dossier.visits]
    subjects += [subject_of(matter) for matter in matters_of(dossier)]
    return {subject.id: subject for subject in subjects}


def matters_of(dossier: Dossier) -> tuple[Matter, ...]:
    """Return the pauses and suggestions of a customer that were not taken back."""
    return (*dossier.pauses, *dossier.suggestions)


def subject_of(matter: Matter) -> ReviewSubject:
    """Return a matter as what reviews are about."""
    if isinstance(matter, Pause):
        return ReviewSubject(PAUSE, matter.id, matter.start.isoformat())
    return ReviewSubject(SUGGESTION, matter.id, matter.made.isoformat())


def tell_matter(matter: Matter) -> Sentence:
    """Say what a matter is, in one line that names its day."""
    if isinstance(matter, Pause):
        days = {"start": matter.start, "until": matter.until}
        return Sentence(N_("pause from {start} until {until}"), days)
    return Sentence(N_("customer's suggestion of {day}"), {"day": matter.made})
