"""Guidance cards: which of them still help a rep, shown and called back."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from fieldlog.actions.preferences import Preferences, read_preferences, remember
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.days import from_text, to_text
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.guidance import CARDS, GuidanceCard, has_faded
from fieldlog.domain.obligations import Obligation
from fieldlog.domain.problems import Problem
from fieldlog.store.freshness import refresh_all
from fieldlog.store.reading import obligations_between

LOOKED_BACK = timedelta(days=28)


class CardStanding(NamedTuple):
    """A card, how often it was shown since it was last called back, and whether it has faded."""

    card: GuidanceCard
    shown: int
    is_faded: bool


def all_cards() -> tuple[GuidanceCard, ...]:
    """Return every card there is."""
    return CARDS


def cards_for(workspace: Workspace, moment: str) -> tuple[GuidanceCard, ...]:
    """Return the cards that help this rep at a moment; none when all of them have faded."""
    cards = [card for card in CARDS if card.moment == moment]
    return tuple(one.card for one in card_standings(workspace, cards) if not one.is_faded)


def card_standings(workspace: Workspace, cards: Iterable[GuidanceCard] = CARDS) -> tuple[CardStanding, ...]:
    """Return how these cards stand with this rep, in their order."""
    wanted = tuple(cards)
    preferences, now = read_preferences(workspace), workspace.now()
    met = _habits(workspace, now) if any(card.habit for card in wanted) else []
    return tuple(_standing(card, preferences, met) for card in wanted)


def _habits(workspace: Workspace, now: datetime) -> list[Obligation]:
    rules = {card.habit for card in CARDS if card.habit}
    refresh_all(workspace.store, now)
    found = obligations_between(workspace.store, now - LOOKED_BACK, now)
    return sorted((one for one in found if one.rule in rules), key=lambda one: (one.due, one.subject))


def _standing(card: GuidanceCard, preferences: Preferences, habits: Iterable[Obligation]) -> CardStanding:
    called_back = preferences.cards_called_back.get(card.id)
    since = None if called_back is None else from_text(called_back)
    met = [
        one.met_at is not None
        for one in habits
        if one.rule == card.habit and one.excused is None and (since is None or one.due >= since)
    ]
    shown = preferences.cards_shown.get(card.id, 0)
    return CardStanding(card, shown, has_faded(card, shown, met))


def mark_shown(workspace: Workspace, card_id: str) -> None:
    """Count that the rep has seen a card; BadInputError about ``card`` for one that there is not."""
    _check_card(card_id)
    with workspace.store.writing():
        shown = read_preferences(workspace).cards_shown
        remember(workspace, cards_shown={**shown, card_id: shown.get(card_id, 0) + 1})


def call_back(workspace: Workspace, card_id: str | None = None) -> None:
    """Let a card be shown again, or all of them, as if the rep were new; BadInputError as above."""
    if card_id is not None:
        _check_card(card_id)
    chosen = {card.id for card in CARDS} if card_id is None else {card_id}
    with workspace.store.writing():
        before = read_preferences(workspace)
        shown = {card: count for card, count in before.cards_shown.items() if card not in chosen}
        called_back = {**before.cards_called_back, **dict.fromkeys(chosen, to_text(workspace.now()))}
        remember(workspace, cards_shown=shown, cards_called_back=called_back)


def _check_card(card_id: str) -> None:
    known = tuple(card.id for card in CARDS)
    if card_id not in known:
        raise BadInputError(Problem("card", "unknown-choice", {"words": card_id[:40], "choices": known}))
