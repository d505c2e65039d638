"""What every typed view of a document has."""

from datetime import datetime
from typing import Annotated

import msgspec

Instant = Annotated[datetime, msgspec.Meta(tz=True)]
"""A point in time that says its offset: without one it could not be placed beside the others."""


class View(msgspec.Struct, frozen=True, kw_only=True):
    """The document's id and its customer's id (empty for the organisation's documents)."""

    id: str
    customer: str = ""
