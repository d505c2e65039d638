"""The purpose of a visit is known before it begins (S0 r1)."""

from collections.abc import Iterator
from datetime import datetime

from fieldlog.domain.dossier import Dossier
from fieldlog.domain.obligations import Obligation
from fieldlog.domain.problems import N_, Sentence
from fieldlog.domain.rule_names import PURPOSE_FIRST
from fieldlog.domain.rules.context import Context

RULE = PURPOSE_FIRST
SOURCE = "S0 r1"
TITLE = N_("Purpose known before the visit")
SUMMARY = N_("The purpose of a visit is set before it starts; set afterwards, it is shown as such.")


def evaluate(dossier: Dossier, context: Context) -> Iterator[Obligation]:
    """Yield one obligation for each meeting, due when it started and met when its purpose was set by then."""
    for visit in dossier.visits:
        if visit.channel not in context.pack_at(visit.start).length_channels:
            continue
        set_before = visit.purpose_set_at is not None and visit.purpose_set_at <= visit.start
        # A visit typed afterwards cannot show when its purpose was known: it is met, and shown as set
        # afterwards.
        is_met = bool(visit.purpose) and (set_before or not visit.timed)
        met_at = visit.start if is_met else None
        yield context.oblige(RULE, visit.id, visit.start, met_at, purpose=visit.purpose, before=set_before)


def explain(obligation: Obligation, _now: datetime) -> Sentence:
    """Say the purpose and whether it was set in time."""
    words = {"purpose": obligation.evidence["purpose"]}
    if not obligation.evidence["purpose"]:
        return Sentence(N_("no purpose was set"), words)
    if not obligation.evidence["before"]:
        return Sentence(N_('"{purpose}", set after the visit'), words)
    return Sentence(N_('"{purpose}", set before the visit'), words)
