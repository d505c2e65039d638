"""One customer; who opens it is noted, and so is who reads the health notes."""

from fieldlog.domain.contact_strip import (
    ATTEMPTED,
    CONTACTED,
    EXCUSED,
    MISSED,
    NOT_DUE,
    OPEN,
    describe_strip,
)
from fieldlog.domain.days import ONE_WEEK, local_day, monday_of
from fieldlog.domain.kinds import REVIEW, REVIEW_ANSWER, VISIT
from sync_server.core.customer_stories import HealthNotes, read_customer_story, read_health
from sync_server.core.figures.contact_coverage import STRIP_LEGEND, UNKNOWN
from sync_server.database.figures.kept_customers import kept_instead
from sync_server.review.call import PageCall
from sync_server.review.page import TEAM, Answer, Page, Redirect, Shown
from sync_server.review.telling import due_words, tell

SHOWN_AT_FIRST = 60
OF_VISITS = frozenset({VISIT, REVIEW, REVIEW_ANSWER})
"""Entries of a timeline that lead to a visit."""
MARK_WORDS = {
    CONTACTED: "met",
    MISSED: "missed",
    ATTEMPTED: "attempted",
    EXCUSED: "excused",
    NOT_DUE: "not-due",
    OPEN: "open",
    UNKNOWN: "unknown",
}
"""How the style calls the marks of a strip."""


def strip_facts(call: PageCall, strip: str) -> dict[str, object]:
    """Return a strip week by week, as the macro ``strip`` shows it."""
    meanings = dict(STRIP_LEGEND)
    monday = monday_of(local_day(call.now, call.zone))
    weeks = [
        (monday - ONE_WEEK * (len(strip) - place), mark, MARK_WORDS[mark], meanings[mark])
        for place, mark in enumerate(strip, start=1)
    ]
    return {"weeks": weeks, "legend": STRIP_LEGEND, "words": tell(call, describe_strip(strip))}


def _show(call: PageCall) -> Answer:
    call.evaluate()
    customer, sight = call.names["customer"], call.viewer.sight
    kept = call.read(lambda connection: kept_instead(connection, sight, customer))
    if kept is not None:
        return Redirect(f"/review/customers/{kept}")
    story = call.read(lambda connection: read_customer_story(connection, sight, customer, call.now))
    call.note("saw-customer", f"customer:{customer}")
    shows_all = call.query.get("all") == "1"
    facts = {
        "story": story,
        "strip": strip_facts(call, story.strip),
        "strip_names": MARK_WORDS,
        "timeline": story.timeline if shows_all else story.timeline[:SHOWN_AT_FIRST],
        "has_more": not shows_all and len(story.timeline) > SHOWN_AT_FIRST,
        "health": _read_health(call, customer) if story.has_health else None,
        "of_visits": OF_VISITS,
        "due_words": due_words,
        "tell": lambda sentence: tell(call, sentence),
    }
    return Shown("customer.html", facts)


def _read_health(call: PageCall, customer: str) -> tuple[HealthNotes, ...] | None:
    """Return the health notes when they are asked for; that is in the audit before anybody sees them."""
    if call.query.get("health") != "1":
        return None
    call.note("saw-customer-health", f"customer:{customer}")
    return call.read(lambda connection: read_health(connection, call.viewer.sight, customer))


PAGE = Page("/review/customers/{customer:str}", TEAM, _show)
