"""The place behind which a page of a list begins, as an address carries it."""

import re

from sync_server.database.figures.places import ListPlace
from sync_server.errors import RefusalError

_PLACE = re.compile(r"([0-9TZ:.+-]{1,32}) ([0-9A-Za-z_-]{1,64})")
_NUMBER = re.compile("[0-9]{1,18}")
"""As many digits as a database's number surely holds."""


def read_list_place(text: str) -> ListPlace | None:
    """Return a place in an address; ``None`` for the beginning, ``RefusalError`` for what is none."""
    if not text:
        return None
    found = _PLACE.fullmatch(text)
    if found is None:
        raise RefusalError("bad-parameter")
    return ListPlace(found[1], found[2])


def number_of(place: ListPlace) -> int:
    """Return the number of a place in a list that goes by numbers; ``RefusalError`` where it has none."""
    if not _NUMBER.fullmatch(place.value):
        raise RefusalError("bad-parameter")
    return int(place.value)


def write_list_place(place: ListPlace) -> str:
    """Return a place as an address carries it."""
    return f"{place.value} {place.name}"
