"""Where a page of a list ended: what the list is sorted by, and the id, so that the next one begins there."""

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, or_


class ListPlace(NamedTuple):
    """The last row of a page: the text or number that rows are sorted by, and the id."""

    value: str
    name: str


def is_behind(column: ColumnElement[Any], name: ColumnElement[Any], place: ListPlace) -> ColumnElement[bool]:
    """Return the condition that a row comes behind a place, in rising order."""
    same = and_(column == place.value, name > place.name)
    return and_(column >= place.value, or_(column > place.value, same))
