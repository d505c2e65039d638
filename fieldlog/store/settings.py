"""What a store knows about itself, and how far it has come."""

from collections.abc import Mapping
from typing import Any, NamedTuple


class Settings(NamedTuple):
    """Fixed at init: who the rep is, this laptop's device id, the organisation's zone (IANA name), and
    whether it is a practice store.
    """

    store_id: str
    rep: str
    device: str
    zone: str
    practice: bool
    created_at: str


class Progress(NamedTuple):
    """Changes with every save: the last ``dseq`` and the laptop's clock at it (UTC text).

    Changes with an evaluation: the last day that the rules were evaluated through, the Monday that cards were
    made for, and the number of the evaluation's code.
    """

    dseq: int = 0
    last_saved_at: str = ""
    through: str = ""
    week: str = ""
    evaluation: int = 0


def settings_from(row: Mapping[str, Any]) -> Settings:
    """Return the settings of their row, without members that a newer version may have added."""
    return Settings(**{name: row[name] for name in Settings._fields})


def progress_from(row: Mapping[str, Any]) -> Progress:
    """Return the progress of its row; what an older version did not keep has its default."""
    return Progress(**{name: row[name] for name in Progress._fields if name in row})
