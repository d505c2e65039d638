"""Every meeting lasts at least half an hour (S0 r4)."""

from collections.abc import Iterator
from datetime import datetime

from fieldlog.domain.dossier import Dossier
from fieldlog.domain.obligations import Obligation
from fieldlog.domain.problems import N_, Sentence
from fieldlog.domain.rule_names import VISIT_LENGTH
from fieldlog.domain.rules.context import Context

RULE = VISIT_LENGTH
SOURCE = "S0 r4"
TITLE = N_("Visits of the required length")
SUMMARY = N_(
    "Every meeting at home or in the store lasts at least {minutes} minutes, "
    "unless the customer wished it brief."
)


def evaluate(dossier: Dossier, context: Context) -> Iterator[Obligation]:
    """Yield one obligation for each meeting that reached the customer, due when it ended and met if it was
    long enough.
    """
    for visit in dossier.visits:
        pack = context.pack_at(visit.start)
        if not visit.reached or visit.channel not in pack.length_channels:
            continue
        is_long = visit.seconds >= pack.visit_minutes * 60
        yield context.oblige(
            RULE,
            visit.id,
            visit.end,
            visit.end if is_long else None,
            visit.brief_reason or None if not is_long else None,
            seconds=visit.seconds,
            required=pack.visit_minutes,
            pack=pack.version,
        )


def explain(obligation: Obligation, _now: datetime) -> Sentence:
    """Say the minutes that it lasted and the minutes required."""
    evidence = obligation.evidence
    numbers = {
        "minutes": evidence["seconds"] // 60,
        "required": evidence["required"],
        "reason": obligation.excused,
    }
    if obligation.excused is not None:
        return Sentence(N_("{minutes} of {required} min, kept brief: {reason}"), numbers)
    return Sentence(N_("{minutes} of {required} min"), numbers)
