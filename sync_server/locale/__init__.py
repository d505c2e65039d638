"""The two languages of the server: sentences of its own, and those of the domain in fieldlog's catalogues."""

from sync_server.locale.languages import (
    Language,
    explain,
    explain_error,
    in_language,
    pick_language,
    sentence_of,
    translate,
    use_language,
)

__all__ = [
    "Language",
    "explain",
    "explain_error",
    "in_language",
    "pick_language",
    "sentence_of",
    "translate",
    "use_language",
]
