"""Who lives together: the compound of an address, so that one way leads to several customers."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from string import ascii_letters
from typing import Any, NamedTuple

# What stands behind the compound: a building, an entrance, a floor, a flat, or numbers with dashes. A street
# may be called after a gate (东门大街), so gates, floors and flats count with figures only.
_WITHIN = (
    r"[东西南北中前后]?[0-9A-Za-z一二三四五六七八九十甲乙丙丁]{1,4}(?:号楼|楼|栋|幢|座|单元)"
    r"|[东西南北](?:单元|楼|栋|座)"
    r"|[0-9]{1,4}(?:门|层|室)"
    r"|[0-9]+(?:[-－—–#][0-9]+)+"
    r"|[0-9]+#[0-9]*"
)
_WITHIN_ENGLISH = (
    r"\b(?:building|block|unit|flat|apartment|apt|room|floor)\.? ?[0-9a-z]{1,5}\b|(?<![0-9])#[0-9]+"
)
_SPACES_WITHIN_CHINESE = r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])"
_ENGLISH = frozenset(ascii_letters + "#")
_SEPARATORS = " ,，、.。;；"


@cache
def _pattern(source: str, flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    # Compiled at the first address that needs it: every start imports this module, few addresses are English.
    return re.compile(source, flags)


@lru_cache(maxsize=4096)
def compound_of(address: str) -> str:
    """Return the part of an address that neighbours share: the compound, or the house of a street; empty
    without an address.
    """
    whole = _tidy(address if _is_one_word(address) else _pattern(_SPACES_WITHIN_CHINESE).sub("", address))
    has_english = not _ENGLISH.isdisjoint(whole)
    plain = (_tidy(_pattern(_WITHIN_ENGLISH, re.IGNORECASE).sub("", whole)) if has_english else "") or whole
    within = _pattern(_WITHIN).search(plain)
    if within is None:
        return plain
    # Where the district is the compound, the address begins with the building.
    return _tidy(plain[: within.start()]) or plain[: within.end()]


def _is_one_word(text: str) -> bool:
    return len(text.split(maxsplit=1)) == 1


def _tidy(text: str) -> str:
    return " ".join(text.split()).strip(_SEPARATORS)


class Neighbours(NamedTuple):
    """Customers at one place, by name: a compound, or where none is known a district or nothing."""

    district: str
    compound: str
    customers: tuple[str, ...]

    @property
    def where(self) -> str:
        """The compound, with its district unless it is called after that; the district alone without one."""
        is_named = not self.compound or self.district not in self.compound
        return f"{self.district} {self.compound}".strip() if is_named else self.compound


def place_key(card: Mapping[str, Any]) -> str:
    """Return what the cards of one compound have alike, however it is written; empty without an address."""
    return "".join(compound_of(card.get("address", "")).split()).casefold()


def group_neighbours(cards: Iterable[Mapping[str, Any]]) -> tuple[Neighbours, ...]:
    """Return customers by district; within it those of one compound together, and then all that live alone.

    The largest districts come first, and those without a district last.
    """
    districts: dict[str, list[Mapping[str, Any]]] = {}
    for card in sorted(cards, key=lambda card: (card.get("name", ""), card["id"])):
        districts.setdefault(card.get("district", ""), []).append(card)
    found: list[Neighbours] = []
    for district in sorted(districts, key=lambda name: (name == "", -len(districts[name]), name)):
        found += _within(district, districts[district])
    return tuple(found)


def _within(district: str, cards: Sequence[Mapping[str, Any]]) -> Iterable[Neighbours]:
    places: dict[str, list[Mapping[str, Any]]] = {}
    for card in cards:
        places.setdefault(place_key(card), []).append(card)
    together = {place for place, found in places.items() if place and len(found) > 1}
    for place in sorted(together, key=lambda place: (-len(places[place]), place)):
        compound = min(compound_of(card["address"]) for card in places[place])
        yield Neighbours(district, compound, tuple(card["id"] for card in places[place]))
    alone = tuple(card["id"] for card in cards if place_key(card) not in together)
    if alone:
        yield Neighbours(district, "", alone)
