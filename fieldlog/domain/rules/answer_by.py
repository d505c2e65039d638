"""A question that cannot be answered at once gets a promised day for the answer (S0 r26)."""

from collections.abc import Iterator
from datetime import datetime

from fieldlog.domain.dossier import Dossier
from fieldlog.domain.obligations import Obligation
from fieldlog.domain.problems import N_, Sentence
from fieldlog.domain.rule_names import ANSWER_BY
from fieldlog.domain.rules.context import Context

RULE = ANSWER_BY
SOURCE = "S0 r26"
TITLE = N_("Open questions have a day for the answer")
SUMMARY = N_("A question that could not be answered gets a promised day for its answer.")


def evaluate(dossier: Dossier, context: Context) -> Iterator[Obligation]:
    """Yield one obligation for each question, due at the end of its visit, met when it was answered or got a
    day for it.
    """
    for visit in dossier.visits:
        for element, question in visit.question.items():
            met_at = visit.end if question.answer or question.answer_by else None
            yield context.oblige(RULE, f"{visit.id}.{element}", visit.end, met_at, text=question.text)


def explain(obligation: Obligation, _now: datetime) -> Sentence:
    """Say the question, and whether a day was promised for its answer."""
    words = {"text": obligation.evidence["text"]}
    if obligation.met_at is None:
        return Sentence(N_('"{text}" has neither an answer nor a day for it'), words)
    return Sentence(N_('"{text}"'), words)
