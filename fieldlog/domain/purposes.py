"""Purposes of a visit that are offered where one is asked for; people may always type their own."""

from collections.abc import Sequence
from typing import Final

from fieldlog.domain.problems import N_
from fieldlog.domain.views import Visit

PURPOSES: Final = (
    N_("see how things are"),
    N_("measure the blood pressure"),
    N_("bring something promised"),
    N_("invite to a talk"),
    N_("birthday wishes"),
)
MOST_OFFERED: Final = 3
_INVITING: Final = ("invit", "邀")


def last_purposes(visits: Sequence[Visit]) -> tuple[str, ...]:
    """Return the purposes of the last visits, given oldest first: the newest first, each once."""
    used = dict.fromkeys(visit.purpose.strip() for visit in reversed(visits) if visit.purpose.strip())
    return tuple(used)[:MOST_OFFERED]


def is_invitation(purpose: str) -> bool:
    """Say whether a purpose, in either language, is to invite somebody."""
    plain = purpose.casefold()
    return any(word in plain for word in _INVITING)
