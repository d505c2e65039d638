"""The two languages of fieldlog: which one is spoken, and how sentences and dates are said in it."""

from fieldlog.locale.dates import show_date, show_day, show_due, show_minutes, show_time
from fieldlog.locale.explanations import explain, explain_error, say, show_label
from fieldlog.locale.languages import (
    Language,
    current_language,
    pick_language,
    show_list,
    translate,
    translate_plural,
    use_language,
)

__all__ = [
    "Language",
    "current_language",
    "explain",
    "explain_error",
    "pick_language",
    "say",
    "show_date",
    "show_day",
    "show_due",
    "show_label",
    "show_list",
    "show_minutes",
    "show_time",
    "translate",
    "translate_plural",
    "use_language",
]
