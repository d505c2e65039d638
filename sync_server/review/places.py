"""The place behind which a page of a list begins, as an address carries it."""

import re

from sync_server.database.figures.places import ListPlace
from sync_server.errors import RefusalError

_PLACE = re.compile(r"([0-9TZ:.+-]{1,32}) ([0-9A-Za-z_-]{1,64})")


def read_list_place(text: str) -> ListPlace | None:
    """Return a place in an address; ``None`` for the beginning, ``RefusalError`` for what is none."""
    if not text:
        return None
    found = _PLACE.fullmatch(text)
    if found is None:
        raise RefusalError("bad-parameter")
    return ListPlace(found[1], found[2])


def write_list_place(place: ListPlace) -> str:
    """Return a place as an address carries it."""
    return f"{place.value} {place.name}"
