"""What became of promises, as lists and charts count and name it."""

from fieldlog.domain.problems import N_
from sync_server.core.figures.promises_on_time import PromiseWeek

DUE = "/review/promises/due"
"""The list of the promises that fell due in a week."""
ON_TIME, LATE, OPEN, UNKNOWN, RELEASED = "on-time", "late", "open", "unknown", "released"
STATES: dict[str, str] = {
    ON_TIME: "met",
    LATE: "missed",
    OPEN: "open",
    UNKNOWN: "unknown",
    RELEASED: "excused",
}
"""The states of obligations by their code in an address."""
BECAME: dict[str, str] = {
    ON_TIME: N_("on time"),
    LATE: N_("late or not kept"),
    OPEN: N_("open"),
    UNKNOWN: N_("unknown"),
    RELEASED: N_("let go by the customer"),
}


def became(week: PromiseWeek) -> tuple[tuple[str, int], ...]:
    """Return how many promises of a week became what, by its code, in the order of ``BECAME``."""
    counts = (week.on_time, week.missed, week.open, week.unknown, week.released)
    return tuple(zip(BECAME, counts, strict=True))
