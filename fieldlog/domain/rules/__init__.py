"""The service rules: one module a rule, all with the same two functions.

``evaluate(dossier, context)`` yields the rule's obligations; ``explain(obligation, now)`` says one in words
as it stands now (in the local zone), with its numbers. Adding a rule is one module and one line in ``RULES``.
"""

from collections.abc import Sequence
from datetime import date, tzinfo
from types import ModuleType

from fieldlog.domain.dossier import Dossier
from fieldlog.domain.obligations import Obligation
from fieldlog.domain.packs import RulePack
from fieldlog.domain.rules import answer_by, promise_on_time, purpose_first, visit_length, weekly_contact
from fieldlog.domain.rules.context import Context

RULES: tuple[ModuleType, ...] = (weekly_contact, visit_length, promise_on_time, answer_by, purpose_first)


def evaluate(
    dossier: Dossier, packs: Sequence[RulePack], zone: tzinfo, through: date, owner: str = ""
) -> tuple[Obligation, ...]:
    """Return all obligations of a customer that fall due up to ``through`` (a Sunday), promises also beyond
    it.

    Pure and complete: the same documents give the same obligations on every device and at every hour.
    ``owner`` is responsible for them.
    """
    if dossier.customer is None:
        return ()
    context = Context(dossier.customer.id, tuple(packs), zone, through, owner)
    return tuple(obligation for rule in RULES for obligation in rule.evaluate(dossier, context))
