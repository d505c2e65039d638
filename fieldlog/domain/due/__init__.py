"""Dates in words: due phrases in Chinese and English, the lunar calendar, quick entry of a promise.

The names are imported at their first use, because every start of fieldlog needs birthdays, and these need
nothing but the lunar calendar.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from fieldlog.domain.due.phrases import read_due
    from fieldlog.domain.due.quick_entry import QuickEntry, read_quick_entry
    from fieldlog.domain.due.readings import DueReading, describe_due

__all__ = ["DueReading", "QuickEntry", "describe_due", "read_due", "read_quick_entry"]

_MODULES: Final = {
    "DueReading": "readings",
    "QuickEntry": "quick_entry",
    "describe_due": "readings",
    "read_due": "phrases",
    "read_quick_entry": "quick_entry",
}


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
