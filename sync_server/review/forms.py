"""What a form sends: read strictly, with bounds, and never a letter that a database cannot store."""

from collections.abc import Mapping
from urllib.parse import parse_qsl

from sync_server.errors import RefusalError

MOST_BYTES = 64 * 1024
MOST_FIELDS = 500
MEDIA_TYPE = "application/x-www-form-urlencoded"


class Form:
    """The fields of a form, each with one value or several."""

    def __init__(self, fields: Mapping[str, list[str]]) -> None:
        self._fields = fields

    def get(self, name: str) -> str:
        """Return the first value of a field; empty when it was not sent."""
        return next(iter(self._fields.get(name, ())), "")

    def all(self, name: str) -> list[str]:
        """Return every value of a field, as those of check boxes."""
        return list(self._fields.get(name, ()))


NO_FORM = Form({})


def read_form(body: bytes) -> Form:
    """Return the fields of a body; ``RefusalError`` when it cannot be read."""
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict"
        )
    except ValueError as error:
        raise RefusalError("body-unreadable") from error
    fields: dict[str, list[str]] = {}
    for name, value in pairs:
        if "\0" in value:
            raise RefusalError("body-unreadable")
        fields.setdefault(name, []).append(value.replace("\r\n", "\n"))
    return Form(fields)
