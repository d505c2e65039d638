"""Customers that may be the same person; a person decides, nothing is merged by itself."""

from collections.abc import Iterable

from fieldlog.domain.cards import Card
from fieldlog.domain.problems import N_, Sentence

LAST_DIGITS = 4


def find_duplicates(
    name: str, phones: Iterable[str], address: str, cards: Iterable[Card]
) -> tuple[Card, ...]:
    """Return the cards that share a phone number, the name, or (spelled alike) name and address with a new
    customer.
    """
    wanted = set(phones)
    return tuple(card for card in cards if _is_alike(card, name, wanted, address))


def describe_duplicate(card: Card, name: str, phones: Iterable[str]) -> Sentence:
    """Say who that is, so that a person knows it, and what is the same as with the new customer."""
    wanted = set(phones)
    shared = [one for one in card["phones"] if one in wanted]
    is_namesake = _plain(card["name"]) == _plain(name)
    about: list[object] = [card["district"]] if card["district"] else []
    if is_namesake:
        about.append(Sentence(N_("the same name"), {}))
    about += [Sentence(N_("the same phone number, ending in {end}"), {"end": _end(one)}) for one in shared]
    if not (is_namesake or shared):
        about.append(Sentence(N_("the same address, a name that sounds alike"), {}))
    if not (card["district"] or shared):
        about += [Sentence(N_("phone number ending in {end}"), {"end": _end(one)}) for one in card["phones"]]
    return Sentence(N_("{name} ({about})"), {"name": card["name"], "about": tuple(about)})


def _end(phone: str) -> str:
    return phone[-LAST_DIGITS:]


def _is_alike(card: Card, name: str, phones: set[str], address: str) -> bool:
    if phones & set(card["phones"]) or _plain(card["name"]) == _plain(name):
        return True
    return bool(address) and _plain(card["address"]) == _plain(address) and _sounds_alike(card, name)


def _sounds_alike(card: Card, name: str) -> bool:
    # Not by initials: 王建国 and 王建刚 at one address are two people of one family.
    from fieldlog.domain.pinyin import full_spellings

    return not set(full_spellings(name)).isdisjoint(full_spellings(card["name"]))


def _plain(text: str) -> str:
    return "".join(text.split()).casefold()
