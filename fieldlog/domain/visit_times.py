"""Whether the times of a visit can be true."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from fieldlog.domain.days import to_text
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.problems import Problem

ONE_HOUR = timedelta(hours=1)
LONGEST_VISIT = timedelta(hours=24)
MOST_MINUTES = 300 * 24 * 60
CLOCK_TOLERANCE = timedelta(minutes=5)
EARLIEST_YEAR = 1990
_MINUTES = re.compile(r"\s*([0-9０-９]{1,9})\s*(?:分钟?|min(?:ute)?s?\.?)?\s*", re.IGNORECASE)


def read_minutes(text: str) -> int:
    """Return a length as it was typed (``35``, ``35 min``, ``35分钟``); BadInputError when it is none."""
    found = _MINUTES.fullmatch(text)
    if found is None:
        code = "no-minutes" if text.strip() else "empty"
        raise BadInputError(Problem("minutes", code, {"words": text.strip()[:20]}))
    return int(found[1])


def find_minutes_problems(minutes: int | None) -> Iterator[Problem]:
    """Yield what is wrong with a length that no calendar could add to a start."""
    if minutes is not None and abs(minutes) > MOST_MINUTES:
        hours = abs(minutes) // 60
        yield Problem("minutes", "visit-too-long", {"hours": hours, "limit": LONGEST_VISIT // ONE_HOUR})


def find_time_problems(start: datetime, end: datetime, now: datetime) -> Iterator[Problem]:
    """Yield what is wrong with a visit from ``start`` to ``end`` recorded at ``now`` (all aware)."""
    # Two local times of one zone would be compared by the clock on the wall, not by the time that passed.
    start, end, now = (moment.astimezone(UTC) for moment in (start, end, now))
    if end < start:
        yield Problem("minutes", "negative-length")
    elif end - start > LONGEST_VISIT:
        yield Problem(
            "minutes", "visit-too-long", {"hours": int((end - start).total_seconds() // 3600), "limit": 24}
        )
    if start.year < EARLIEST_YEAR:
        yield Problem("start", "too-early", {"year": EARLIEST_YEAR})
    if start > now + CLOCK_TOLERANCE:
        yield Problem("start", "in-the-future", {"time": to_text(start)})
    elif end > now + CLOCK_TOLERANCE:
        yield Problem("minutes", "ends-in-the-future", {"time": to_text(end)})


def find_clock_problem(now: datetime, last_saved_at: datetime | None) -> Problem | None:
    """Return the question to ask when the laptop's clock lies before the last save, as after a flat clock
    battery.
    """
    if last_saved_at is None or now >= last_saved_at - CLOCK_TOLERANCE:
        return None
    return Problem("clock", "clock-behind", {"now": to_text(now), "last": to_text(last_saved_at)})
