"""What became of promises, as lists and charts count and name it."""

from fieldlog.domain.problems import N_
from sync_server.core.figures.contact_coverage import UNKNOWN as UNKNOWN_MARK
from sync_server.core.figures.promises_on_time import PromiseWeek

DUE = "/review/promises/due"
"""The list of the promises that fell due in a week."""
OPEN_MARK = "…"
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


def unsettled_mark(week: PromiseWeek) -> str:
    """Return the mark of a week of which not everything is settled, as the heat map has it; empty: all is."""
    if week.open:
        return OPEN_MARK
    return UNKNOWN_MARK if week.unknown else ""


def became(week: PromiseWeek) -> tuple[tuple[str, int], ...]:
    """Return how many promises of a week became what, by its code, in the order of ``BECAME``."""
    counts = (week.on_time, week.missed, week.open, week.unknown, week.released)
    return tuple(zip(BECAME, counts, strict=True))
