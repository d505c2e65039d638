"""What waits for a decision or a look: quarantined and late saves, conflicts, customers' suggestions, pauses
to countersign, reviews that are overdue.
"""

from datetime import timedelta
from functools import partial
from typing import NamedTuple

from fieldlog.domain.days import local_day, to_text
from fieldlog.domain.documents import Document, field_names, read_register
from fieldlog.domain.problems import N_
from fieldlog.domain.registers import is_conflict, live_writes
from sync_server.core.customers import customer_name
from sync_server.core.figures.visit_log import Waiting, first_waiting_day, waiting_reviews
from sync_server.core.matters import REPLY_WITHIN, WaitingMatters, countersign_all, waiting_matters
from sync_server.database import evaluating, people, quarantines
from sync_server.database.engine import Connection
from sync_server.database.figures import disagreements
from sync_server.database.figures.disagreements import Disagreement, LateSave
from sync_server.database.quarantines import WaitingSave
from sync_server.review.call import PageCall
from sync_server.review.kind_words import KIND_WORDS, label, reason_for
from sync_server.review.matter_words import reason_in_list
from sync_server.review.page import TEAM, Answer, Page, Redirect, Shown

MOST_SHOWN = 100
LATE_DAYS = timedelta(days=14)


class Conflict(NamedTuple):
    """A document in conflict: the fields, and who wrote the values beside each other."""

    found: Disagreement
    kind: str
    fields: list[str]
    authors: list[str]


class Inbox(NamedTuple):
    """All that waits; ``names`` are of customers that the viewer sees."""

    waiting: list[WaitingSave]
    names: dict[str, str]
    conflicts: list[Disagreement]
    late: list[LateSave]
    duties: list[Waiting]
    reps: dict[str, str]
    matters: WaitingMatters
    not_evaluated: list[str]


def _show(call: PageCall) -> Answer:
    is_current = call.evaluate()
    inbox = call.read(lambda connection: _read(connection, call))
    facts = {
        "is_current": is_current,
        "inbox": inbox,
        "matters": inbox.matters,
        "reply_days": REPLY_WITHIN.days,
        "reason_in_list": partial(reason_in_list, call),
        "conflicts": [_conflict(call, one) for one in inbox.conflicts],
        "reason_for": reason_for,
        "days": LATE_DAYS.days,
        "review_first": first_waiting_day(local_day(call.now, call.zone)).isoformat(),
    }
    return Shown("inbox.html", facts)


def _read(connection: Connection, call: PageCall) -> Inbox:
    sight = call.viewer.sight
    waiting = quarantines.open_within(connection, sight, MOST_SHOWN)
    customers = {one.scope.removeprefix("customer:") for one in waiting if one.scope}
    seen = [one for one in sorted(customers) if evaluating.members_within(connection, sight, one)]
    return Inbox(
        waiting,
        {one: customer_name(connection, one) for one in seen},
        disagreements.documents_in_conflict(connection, sight, MOST_SHOWN),
        disagreements.late_saves(connection, sight, to_text(call.now - LATE_DAYS), MOST_SHOWN),
        [one for one in waiting_reviews(connection, sight, call.now) if one.late],
        {one.user_id: one.name for one in people.people(connection, sight)},
        waiting_matters(connection, sight, call.now),
        sorted(evaluating.failures_within(connection, sight)),
    )


def _conflict(call: PageCall, found: Disagreement) -> Conflict:
    document = found.document
    fields = [field for field in field_names(document) if is_conflict(read_register(document, field))]
    kind = call.say(KIND_WORDS.get(document.kind, document.kind))
    return Conflict(found, kind, [label(call, one) for one in fields], _authors(document, fields))


def _authors(document: Document, fields: list[str]) -> list[str]:
    writes = [write for field in fields for write in live_writes(read_register(document, field))]
    return sorted({write.by for write in writes})


def _submit(call: PageCall) -> Answer:
    """Countersign the chosen pauses."""
    call.evaluate()
    viewer, chosen = call.viewer, call.form.all("matter")[:MOST_SHOWN]
    done = call.write(
        lambda connection: countersign_all(connection, viewer.user, viewer.sight, chosen, call.now)
    )
    return Redirect(call.path, "countersigned-all" if done else "none-countersigned")


PAGE = Page("/review/inbox", TEAM, _show, _submit, entry=N_("Inbox"))
