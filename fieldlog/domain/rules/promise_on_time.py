"""What was promised is done on time (S0 r27)."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from fieldlog.domain.days import to_text
from fieldlog.domain.dossier import Dossier
from fieldlog.domain.obligations import Obligation
from fieldlog.domain.overdue import PROMISE_RULE
from fieldlog.domain.problems import N_, Sentence
from fieldlog.domain.promises import PromiseState, promise_state
from fieldlog.domain.rules.context import Context

RULE = PROMISE_RULE
SOURCE = "S0 r27"
TITLE = N_("Promises kept on time")
SUMMARY = N_(
    "What was promised is done by its due date; "
    "moving it counts only before that date and with the customer's agreement."
)


def evaluate(dossier: Dossier, context: Context) -> Iterator[Obligation]:
    """Yield one obligation for each promise, due when it was promised for, met when it was done."""
    for promise in dossier.promises:
        became = promise_state(dossier, promise, context.zone)
        excused = became.release_reason if became.state == "released" else None
        yield context.oblige(
            RULE,
            promise.id,
            became.due_at,
            became.kept_at,
            excused,
            text=promise.text,
            due_on=became.due,
            planned=became.planned,
            made=promise.made.isoformat(),
            form=promise.form,
            **_closed(became),
        )


def _closed(became: PromiseState) -> dict[str, str]:
    """Return when the promise stopped being open, as text; nothing while it is open."""
    if became.state == "open":
        return {}
    at = became.released_at if became.state == "released" else became.kept_at
    return {} if at is None else {"closed_at": to_text(at)}


def explain(obligation: Obligation, now: datetime) -> Sentence:
    """Say the words of the promise and its due date; of one that is not kept yet also how late it is."""
    evidence = obligation.evidence
    words = {"text": evidence["text"], "due": _due(evidence["due_on"]), "reason": obligation.excused}
    if obligation.excused is not None:
        return Sentence(N_('"{text}", released: {reason}'), words)
    if obligation.met_at is not None and obligation.met_at > obligation.due:
        return Sentence(N_('"{text}", due {due}, kept late'), words)
    if obligation.state(now) == "missed":
        return _explain_late(words, (now.date() - date.fromisoformat(evidence["due_on"][:10])).days)
    return Sentence(N_('"{text}", due {due}'), words)


def _explain_late(words: Mapping[str, object], days: int) -> Sentence:
    if days < 1:
        return Sentence(N_('"{text}", due {due}, not kept'), words)
    late = (
        N_('"{text}", due {due}, not kept, {days} day late')
        if days == 1
        else N_('"{text}", due {due}, not kept, {days} days late')
    )
    return Sentence(late, {**words, "days": days})


def _due(text: str) -> object:
    day, _, clock = text.partition("T")
    if not clock:
        return date.fromisoformat(day)
    return Sentence(N_("{day}, {time}"), {"day": date.fromisoformat(day), "time": clock[:5]})
