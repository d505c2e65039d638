"""Dates and durations as a rep reads them, in the current language."""

from datetime import date, datetime, time
from functools import lru_cache

from fieldlog.domain.problems import N_
from fieldlog.locale.languages import current_language, translate

_WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
_MONTHS = (
    N_("Jan"),
    N_("Feb"),
    N_("Mar"),
    N_("Apr"),
    N_("May"),
    N_("Jun"),
    N_("Jul"),
    N_("Aug"),
    N_("Sep"),
    N_("Oct"),
    N_("Nov"),
    N_("Dec"),
)


def show_date(day: date) -> str:
    """A date without its year: "Wed 2 Dec", "12月2日 周三"."""
    return _show_date(day, current_language())


# A list names the same few days again and again.
@lru_cache(maxsize=512)
def _show_date(day: date, _language: str) -> str:
    return translate(N_("{weekday} {day} {month}"), weekday=_weekday(day), day=day.day, month=_month(day))


def show_day(day: date, today: date) -> str:
    """A date, with its year when that is not the year of today: "Sat 2 Jan 2027"."""
    if day.year == today.year:
        return show_date(day)
    arguments = {"weekday": _weekday(day), "day": day.day, "month": _month(day), "year": day.year}
    return translate(N_("{weekday} {day} {month} {year}"), **arguments)


def show_due(due: str, today: date) -> str:
    """A stored due date, a local day or an instant as promised: "Wed 2 Dec", "Wed 2 Dec 15:30"."""
    day, _, clock = due.partition("T")
    return f"{show_day(date.fromisoformat(day), today)} {clock[:5]}".rstrip()


def show_time(moment: time | datetime) -> str:
    """The time of day on a 24-hour clock, in the moment's own zone: "09:05"."""
    return f"{moment.hour:02}:{moment.minute:02}"


def show_minutes(minutes: int) -> str:
    """A length as it is typed and as rules ask for it, in minutes: "45 min", "65 min"."""
    return translate(N_("{minutes} min"), minutes=minutes)


def _weekday(day: date) -> str:
    return translate(_WEEKDAYS[day.weekday()])


def _month(day: date) -> str:
    return translate(_MONTHS[day.month - 1])
