"""Instants, local calendar days and ISO weeks.

Inside, an instant is an aware ``datetime`` in UTC with whole seconds; in the store it is the text
``2026-11-22T02:18:17Z``, which sorts by time.
"""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache

ONE_DAY = timedelta(days=1)
SIX_DAYS = timedelta(days=6)
ONE_WEEK = timedelta(days=7)
FIRST_YEAR, LAST_YEAR = 1900, 9998
"""Years in which every day has its instants in every zone; the first keeps the weeks since then countable."""


def to_text(instant: datetime) -> str:
    """Return an instant as ``YYYY-MM-DDTHH:MM:SSZ``; parts of a second are dropped."""
    return whole_seconds(instant).isoformat().removesuffix("+00:00") + "Z"


def from_text(text: str) -> datetime:
    """Return the instant of a text written by ``to_text`` or any ISO 8601 text with an offset; ``ValueError``
    without one.
    """
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError(f"no offset: {text}")
    return instant.astimezone(UTC)


def is_placeable(moment: date) -> bool:
    """Say whether a day or an instant lies in the years that can be reckoned with."""
    return FIRST_YEAR <= moment.year <= LAST_YEAR


def whole_seconds(instant: datetime) -> datetime:
    """Return the instant in UTC without its part of a second."""
    if instant.tzinfo is UTC and not instant.microsecond:
        return instant
    return instant.astimezone(UTC).replace(microsecond=0)


def local_day(instant: datetime, zone: tzinfo) -> date:
    """Return the calendar day of an instant in a zone."""
    return instant.astimezone(zone).date()


@lru_cache(maxsize=4096)
def start_of_day(day: date, zone: tzinfo) -> datetime:
    """Return the first instant of a local day; where a clock change skips midnight, the instant of the
    change.
    """
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def end_of_day(day: date, zone: tzinfo) -> datetime:
    """Return the last whole second of a local day."""
    return start_of_day(day + ONE_DAY, zone) - timedelta(seconds=1)


def monday_of(day: date) -> date:
    """Return the Monday of the ISO week of a day."""
    return day - timedelta(days=day.weekday())


def week_bounds(monday: date, zone: tzinfo) -> tuple[datetime, datetime]:
    """Return the first and the last second of a week in a zone, in UTC."""
    return start_of_day(monday, zone), end_of_day(monday + SIX_DAYS, zone)


def week_name(day: date) -> str:
    """Return the ISO week of a day as ``2026-W47``."""
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


def read_week(name: str) -> date | None:
    """Return the Monday of a week written as ``2026-W47``; ``None`` when there is no such week."""
    year, separator, week = name.strip().upper().partition("-W")
    if not (
        separator
        and len(year) == 4
        and year.isascii()
        and year.isdigit()
        and week.isascii()
        and week.isdigit()
    ):
        return None
    try:
        monday = date.fromisocalendar(int(year), int(week), 1)
    except ValueError:
        return None
    return monday if is_placeable(monday) else None
