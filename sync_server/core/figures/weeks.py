"""The weeks that figures are about, in the organisation's zone."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from fieldlog.domain.days import (
    ONE_WEEK,
    SIX_DAYS,
    end_of_day,
    local_day,
    monday_of,
    start_of_day,
    to_text,
    week_name,
)
from sync_server.database import feeds
from sync_server.database.engine import Connection
from sync_server.database.figures.obligation_counts import Period

SILENT = timedelta(days=2)
"""A laptop that has not spoken for so long is silent: what was done since may lie on it."""


def read_zone(connection: Connection) -> ZoneInfo:
    """Return the zone of the organisation."""
    return ZoneInfo(feeds.read_setting(connection, "zone"))


def this_monday(now: datetime, zone: ZoneInfo) -> date:
    """Return the Monday of the week of an instant."""
    return monday_of(local_day(now, zone))


def last_weeks(now: datetime, zone: ZoneInfo, count: int) -> tuple[date, ...]:
    """Return the Mondays of so many weeks up to this one, oldest first."""
    return weeks_until(this_monday(now, zone), count)


def weeks_until(monday: date, count: int) -> tuple[date, ...]:
    """Return the Mondays of so many weeks up to one, oldest first."""
    return tuple(monday - ONE_WEEK * ago for ago in reversed(range(count)))


def period_of(mondays: tuple[date, ...], now: datetime, zone: ZoneInfo) -> Period:
    """Return the instants from the first of these weeks to the end of the last one."""
    first, last = start_of_day(mondays[0], zone), end_of_day(mondays[-1] + SIX_DAYS, zone)
    weeks = (week_name(mondays[0]), week_name(mondays[-1]))
    return Period(to_text(first), to_text(last), to_text(now), silent_before(now), weeks)


def silent_before(now: datetime) -> str:
    """Return the instant (UTC text) at which a laptop that is silent now spoke at the latest."""
    return to_text(now - SILENT)
