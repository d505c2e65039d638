"""Days and moments of the past as people type them."""

import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from fieldlog.domain.errors import BadInputError
from fieldlog.domain.problems import Problem

DAY_LENGTH = len("2026-12-02")
_CLOCK_AT_THE_END = re.compile(r"(?P<day>.*?)\s*(?P<hour>[0-9]{1,2})[:：](?P<minute>[0-9]{2})\s*")


def read_moment(text: str, zone: ZoneInfo, field: str) -> datetime:
    """Return the instant of ``YYYY-MM-DD HH:MM`` in a zone, or of ISO 8601 with an offset; in UTC."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise BadInputError(Problem(field, "not-a-moment", {"words": text[:40]})) from error
    is_day_only = len(text.strip()) <= DAY_LENGTH
    if is_day_only or not date.min.year < moment.year < date.max.year:
        raise BadInputError(Problem(field, "not-a-moment", {"words": text[:40]}))
    if moment.tzinfo is not None:
        return moment.astimezone(UTC)
    early, late = (moment.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if early.astimezone(zone).replace(tzinfo=None) != moment:
        raise BadInputError(Problem(field, "skipped-moment", {"words": text[:40], "zone": zone.key}))
    if early != late:
        shown = [one.astimezone(zone).isoformat(timespec="minutes") for one in (early, late)]
        raise BadInputError(Problem(field, "doubled-moment", {"first": shown[0], "second": shown[1]}))
    return early


def read_day(text: str, today: date, field: str) -> date:
    """Return a day typed as ``YYYY-MM-DD`` or in words (today, 明天, 昨天, ...); it may lie in the past."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        from fieldlog.domain.due import read_due

        reading = read_due(text, today)
        if isinstance(reading, Problem) and reading.code == "due-in-the-past":
            return date.fromisoformat(str(reading.arguments["reading"])[:DAY_LENGTH])
        if isinstance(reading, Problem):
            raise BadInputError(Problem(field, reading.code, reading.arguments)) from None
        return reading.due


def read_past_moment(text: str, zone: ZoneInfo, now: datetime, field: str) -> datetime:
    """Return the instant that somebody means who looks back: ``15:30`` is today's, ``昨天 15:30`` has its day
    in words; else as ``read_moment``.
    """
    found = _CLOCK_AT_THE_END.fullmatch(text.strip())
    try:
        return read_moment(text, zone, field)
    except BadInputError as error:
        if found is None or error.problems[0].code != "not-a-moment":
            raise
    today = now.astimezone(zone).date()
    day = read_day(found["day"], today, field) if found["day"] else today
    return read_moment(f"{day.isoformat()} {int(found['hour']):02}:{found['minute']}", zone, field)
