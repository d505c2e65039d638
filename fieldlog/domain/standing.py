"""The dated standing of a customer: class, key flag, opt-out, pauses and consent on a given day."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from fieldlog.domain.days import ONE_DAY, SIX_DAYS

if TYPE_CHECKING:
    # A reader of cards needs the standing, but none of the views.
    from fieldlog.domain.dossier import Dossier
    from fieldlog.domain.views import ClassChange, Consent, Pause

HEALTH_NOTES = "health-notes"
HEALTH_WORDING = "health-notes/1"


class Standing(NamedTuple):
    """Class (``A``, ``B``, ``C`` or empty) and key flag, valid from ``start`` until the next one."""

    start: date
    letter: str
    key: bool


AnyReplacing = TypeVar("AnyReplacing", "ClassChange", "Consent")


def not_replaced(facts: Sequence[AnyReplacing]) -> tuple[AnyReplacing, ...]:
    """Return the facts that no later one, made by somebody who saw them, stands over."""
    replaced = {name for fact in facts for name in fact.replaces if name != fact.id}
    return tuple(fact for fact in facts if fact.id not in replaced)


def standings(class_changes: "Sequence[ClassChange]") -> tuple[Standing, ...]:
    """Return the customer's standings in the order of time, one for each day with changes.

    Two changes from the same day: the one made in knowledge of the other counts; of two made apart, the one
    with the higher id, on every device alike.
    """
    timeline: list[Standing] = []
    letter, key = "", False
    for change in _in_effect_order(class_changes):
        letter = letter if change.letter is None else change.letter
        key = key if change.key is None else change.key
        if timeline and timeline[-1].start == change.start:
            timeline.pop()
        timeline.append(Standing(change.start, letter, key))
    return tuple(timeline)


def _in_effect_order(changes: "Sequence[ClassChange]") -> "list[ClassChange]":
    depth: dict[str, int] = {}
    waiting = {change.id: change for change in changes}
    level = 0
    while waiting:
        known = [change for change in waiting.values() if waiting.keys().isdisjoint(change.replaces)]
        # Changes that name each other in a circle can only be forged; their ids decide.
        for change in known or tuple(waiting.values()):
            depth[change.id] = level
            del waiting[change.id]
        level += 1
    return sorted(changes, key=lambda change: (change.start, depth[change.id], change.id))


def standing_on(timeline: Sequence[Standing], day: date) -> Standing:
    """Return the standing on a day; before the first one, no class and not key."""
    if timeline and timeline[-1].start <= day:
        return timeline[-1]
    found = Standing(date.min, "", False)
    for standing in timeline:
        if standing.start > day:
            break
        found = standing
    return found


def opted_out_since(dossier: "Dossier") -> date | None:
    """Return the first day from which the customer does not want regular contact."""
    return min((opt_out.start for opt_out in dossier.opt_outs), default=None)


def pauses_on(pauses: "Sequence[Pause]", day: date) -> "tuple[Pause, ...]":
    """Return the pauses that cover a day."""
    return tuple(pause for pause in pauses if pause.start <= day <= pause.until)


def paused_days(pauses: "Sequence[Pause]", monday: date) -> tuple[int, str]:
    """Return how many days of a week are paused, and the reason of the pause over the first of them."""
    sunday = monday + SIX_DAYS
    if not any(pause.start <= sunday and pause.until >= monday for pause in pauses):
        return 0, ""
    covering = [pauses_on(pauses, monday + ONE_DAY * offset) for offset in range(7)]
    paused = [found for found in covering if found]
    return len(paused), paused[0][0].reason if paused else ""


def consent_state(dossier: "Dossier", purpose: str = HEALTH_NOTES) -> str:
    """Return ``given``, ``refused``, ``withdrawn`` or empty (nobody has asked).

    When two people recorded different answers without knowing of each other, the one that protects the
    customer counts.
    """
    states = {consent.state for consent in not_replaced(dossier.consents) if consent.purpose == purpose}
    return next((state for state in ("withdrawn", "refused", "given") if state in states), "")
