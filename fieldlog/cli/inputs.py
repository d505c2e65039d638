"""Reading what is typed as options: moments, days, weeks, birthdays."""

from datetime import date

from fieldlog.domain.days import read_week
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.moments import read_day, read_moment
from fieldlog.domain.problems import Problem

__all__ = ["read_day", "read_moment", "read_week_option"]


def read_week_option(text: str) -> date:
    """Return the Monday of a week typed as ``2026-W47``."""
    monday = read_week(text)
    if monday is None:
        raise BadInputError(Problem("week", "no-such-week", {"words": text[:20]}))
    return monday
