"""Finding the customer, visit or promise that a person named."""

from collections.abc import Callable, Sequence

from fieldlog.actions.workspace import Workspace
from fieldlog.domain import kinds
from fieldlog.domain.cards import Card, card_matches
from fieldlog.domain.documents import Document
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.problems import Problem
from fieldlog.store.freshness import refresh_all
from fieldlog.store.reading import all_cards, find_kept_card

SHORT_ID = 8
CANDIDATES_SHOWN = 6


def get_customer(workspace: Workspace, words: str) -> Card:
    """Return the card of the one customer meant by an id, a unique id prefix, a name, pinyin or its initials;
    else ``BadInputError``.
    """
    refresh_all(workspace.store, workspace.now())
    words = words.strip()
    card = find_kept_card(workspace.store, words) if words else None
    if card is not None:
        return card
    found = _candidates(all_cards(workspace.store), words)
    if len(found) != 1:
        raise BadInputError(
            _not_one("customer", words, [f"{card['name']} {card['id'][:SHORT_ID]}" for card in found])
        )
    return found[0]


def _candidates(cards: Sequence[Card], words: str) -> list[Card]:
    plain = "".join(words.split()).casefold()
    if not plain:
        return []
    tests: tuple[Callable[[Card], bool], ...] = (
        lambda card: "".join(card["name"].split()).casefold() == plain,
        lambda card: plain in card["readings"],
        lambda card: _has_id(card, plain),
        lambda card: card_matches(card, plain),
    )
    return next((found for test in tests if (found := [card for card in cards if test(card)])), [])


def _has_id(card: Card, plain: str) -> bool:
    """Say whether an id begins so: of the customer, or of one that was joined to it."""
    return any(one.startswith(plain) for one in (card["id"], *card["joined"]))


def get_document(workspace: Workspace, words: str, field: str, *of_kinds: str) -> Document:
    """Return the one document of these kinds meant by an id or a unique id prefix; else ``BadInputError`` at
    a field.
    """
    plain = words.strip().casefold()
    found = [one for kind in of_kinds for one in workspace.store.find_by_prefix(kind, plain)] if plain else []
    if len(found) != 1:
        raise BadInputError(_not_one(field, words, [document.doc_id[: SHORT_ID + 4] for document in found]))
    return found[0]


def get_visit(workspace: Workspace, words: str) -> Document:
    """Return the visit meant by an id or a unique prefix of one."""
    return get_document(workspace, words, "visit", kinds.VISIT)


def get_promise(workspace: Workspace, words: str) -> Document:
    """Return the promise meant by an id or a unique prefix of one."""
    return get_document(workspace, words, "promise", kinds.PROMISE)


def _not_one(field: str, words: str, candidates: Sequence[str]) -> Problem:
    if not candidates:
        return Problem(field, "not-found", {"words": words[:60]})
    shown = tuple(candidates[:CANDIDATES_SHOWN])
    return Problem(field, "ambiguous", {"words": words[:60], "count": len(candidates), "candidates": shown})
