"""Customers that a person declared to be one: links between them, nothing moves, every link can be taken
back.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

import msgspec

from fieldlog.domain.taken_back import find_taken_back
from fieldlog.domain.views import Customer, MergeLink

ONE_OF_ALL = ("honorific", "address", "district", "birthday", "character", "agreed_hours")
TEXTS_OF_ALL = ("taboos", "notes")
ELEMENTS_OF_ALL = ("phone", "family")
Element = TypeVar("Element")


def kept_customers(links: Iterable[MergeLink]) -> dict[str, str]:
    """Return for each customer that counts as another one which that is, by the links that nobody has undone.

    All whom links connect are one, whoever declared it and where. The one that is kept was joined to none of
    them; where that is said of several or of nobody (links made apart from each other), it is the one of
    them with the lowest id.
    """
    groups: dict[str, set[str]] = {}
    joined = set()
    for link in standing_links(links):
        group = groups.get(link.kept, {link.kept}) | groups.get(link.joined, {link.joined})
        groups |= dict.fromkeys(group, group)
        joined.add(link.joined)
    kept = {customer: min(group - joined or group) for customer, group in groups.items()}
    return {customer: one for customer, one in kept.items() if one != customer}


def standing_links(links: Iterable[MergeLink]) -> tuple[MergeLink, ...]:
    """Return the links that hold, sorted by id; a link whose undoing was itself undone holds again."""
    links = sorted(links, key=lambda link: link.id)
    undone = find_taken_back((link.id, link.undoes) for link in links if link.undoes)
    return tuple(link for link in links if link.kept and link.joined and link.id not in undone)


def kept_customer(joined: Mapping[str, str], customer: str) -> str:
    """Return the customer that one counts as, itself or the one that is kept; ``joined`` as by
    ``kept_customers``.
    """
    return joined.get(customer, customer)


def read_as_one(kept: Customer, joined: Sequence[Customer]) -> Customer:
    """Return the profile under which joined customers are read as one: that of the kept one, filled up.

    What is empty in it is that of the first who has it; taboos, notes, phones and family are those of all,
    each told once.
    """
    if not joined:
        return kept
    entries = (kept, *joined)
    values: dict[str, object] = {name: _first_said(entries, name) for name in ONE_OF_ALL}
    values |= {name: _all_texts(entries, name) for name in TEXTS_OF_ALL}
    values |= {
        name: _all_elements((entry.id, getattr(entry, name)) for entry in entries) for name in ELEMENTS_OF_ALL
    }
    return msgspec.structs.replace(kept, **values)


def _first_said(entries: Sequence[Customer], name: str) -> object:
    said = (getattr(entry, name) for entry in entries)
    return next((value for value in said if value), getattr(entries[0], name))


def _all_texts(entries: Sequence[Customer], name: str) -> str:
    return each_once(getattr(entry, name) for entry in entries)


def each_once(texts: Iterable[str]) -> str:
    """Return texts one under the other, without what another one says already, line by line."""
    told = ""
    for text in map(str.strip, texts):
        if text and not _has_lines(told, text):
            told = f"{told}\n{text}" if told else text
    return told


def _has_lines(whole: str, part: str) -> bool:
    return f"\n{part}\n" in f"\n{whole}\n"


def _all_elements(collections: Iterable[tuple[str, Mapping[str, Element]]]) -> dict[str, Element]:
    found: dict[str, Element] = {}
    for owner, elements in collections:
        for name, element in elements.items():
            if element not in found.values():
                # Two laptops may have drawn the same name for an element.
                found[name if name not in found else f"{owner}.{name}"] = element
    return found


def spread_changes(
    changes: Mapping[str, object], kept: Customer, joined: Sequence[Customer]
) -> dict[str, dict[str, object]]:
    """Return by id the writes to each entry after which they read as one as the changes say.

    What is new stands in the entry that is kept. From a joined entry is taken only what the changes take
    away: it would come back else. All that still holds stays there, for the day they are parted.
    """
    entries, shown = (kept, *joined), read_as_one(kept, joined)
    writes: dict[str, dict[str, object]] = {entry.id: {} for entry in entries}
    for field, value in changes.items():
        collection, _, element = field.partition(".")
        if element:
            for owner, place in _places_of(collection, element, entries, shown):
                writes[owner][place] = value
            continue
        if value or getattr(kept, field):
            writes[kept.id][field] = value
        for entry in joined:
            if _would_come_back(entry, field, value):
                writes[entry.id][field] = None if field == "birthday" else ""
    return writes


def _places_of(
    collection: str, element: str, entries: Sequence[Customer], shown: Customer
) -> list[tuple[str, str]]:
    """Return where an element stands: in each entry that has the same, a new one in the first."""
    known = getattr(shown, collection).get(element)
    places = [
        (entry.id, f"{collection}.{name}")
        for entry in entries
        for name, value in getattr(entry, collection).items()
        if known is not None and value == known
    ]
    return places or [(entries[0].id, f"{collection}.{element}")]


def _would_come_back(entry: Customer, field: str, value: object) -> bool:
    said = getattr(entry, field)
    if field in TEXTS_OF_ALL:
        return bool(said) and not _has_lines(str(value), said.strip())
    return field in ONE_OF_ALL and bool(said) and not value
