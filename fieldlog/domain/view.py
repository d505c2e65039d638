"""What every typed view of a document has."""

import msgspec


class View(msgspec.Struct, frozen=True, kw_only=True):
    """The document's id and its customer's id (empty for the organisation's documents)."""

    id: str
    customer: str = ""
