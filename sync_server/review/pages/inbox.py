"""What waits for a decision or a look: quarantined and late saves, conflicts, customers' suggestions, pauses
to countersign, reviews that are overdue.
"""

from functools import partial
from typing import NamedTuple

from fieldlog.domain.conflicts import find_conflicts
from fieldlog.domain.days import local_day
from fieldlog.domain.problems import N_
from sync_server.core.customers import customer_name
from sync_server.core.figures.visit_log import Waiting, first_waiting_day, waiting_reviews
from sync_server.core.matters import REPLY_WITHIN, countersign_all, is_reply_late
from sync_server.database import evaluating, people
from sync_server.database.engine import Connection
from sync_server.database.figures.disagreements import Disagreement
from sync_server.review.call import PageCall
from sync_server.review.inbox_lists import INBOX, ON_A_PAGE, Slice, chosen_list, read_lists
from sync_server.review.kind_words import KIND_WORDS, label, reason_for
from sync_server.review.matter_words import reason_in_list
from sync_server.review.page import TEAM, Answer, Page, Redirect, Shown


class Conflict(NamedTuple):
    """A document in conflict: the fields, and who wrote the values beside each other."""

    found: Disagreement
    kind: str
    fields: list[str]
    authors: list[str]


class Inbox(NamedTuple):
    """All that waits; ``names`` are of customers that the viewer sees."""

    lists: dict[str, Slice]
    names: dict[str, str]
    duties: list[Waiting]
    reps: dict[str, str]
    not_evaluated: list[str]


def _show(call: PageCall) -> Answer:
    is_current = call.evaluate()
    inbox = call.read(lambda connection: _read(connection, call))
    facts = {
        "is_current": is_current,
        "inbox": inbox,
        "lists": inbox.lists,
        "is_empty": not (
            inbox.duties or inbox.not_evaluated or any(one.rows for one in inbox.lists.values())
        ),
        "chosen": chosen_list(call),
        "reply_days": REPLY_WITHIN.days,
        "is_reply_late": lambda matter: is_reply_late(matter, call.now),
        "reason_in_list": partial(reason_in_list, call),
        "conflicts": [_conflict(call, one) for one in inbox.lists["conflicts"].rows],
        "reason_for": reason_for,
        "review_first": first_waiting_day(local_day(call.now, call.zone)).isoformat(),
    }
    return Shown("inbox.html", facts)


def _read(connection: Connection, call: PageCall) -> Inbox:
    sight, is_whole = call.viewer.sight, not chosen_list(call)
    lists = read_lists(connection, call)
    customers = {one.scope.removeprefix("customer:") for one in lists["waiting"].rows if one.scope}
    seen = [one for one in sorted(customers) if evaluating.members_within(connection, sight, one)]
    return Inbox(
        lists,
        {one: customer_name(connection, one) for one in seen},
        [one for one in waiting_reviews(connection, sight, call.now) if one.late] if is_whole else [],
        {one.user_id: one.name for one in people.people(connection, sight)},
        sorted(evaluating.failures_within(connection, sight)) if is_whole else [],
    )


def _conflict(call: PageCall, found: Disagreement) -> Conflict:
    conflicts = find_conflicts(found.document)
    kind = call.say_known(KIND_WORDS, found.document.kind)
    authors = {voice.by for one in conflicts for claim in one.claims for voice in claim.voices}
    return Conflict(found, kind, [label(call, one.field) for one in conflicts], sorted(authors))


def _submit(call: PageCall) -> Answer:
    """Countersign the chosen pauses."""
    call.evaluate()
    viewer, chosen = call.viewer, call.form.all("matter")[:ON_A_PAGE]
    done = call.write(
        lambda connection: countersign_all(connection, viewer.user, viewer.sight, chosen, call.now)
    )
    return Redirect(call.path, "countersigned-all" if done else "none-countersigned")


PAGE = Page(INBOX, TEAM, _show, _submit, entry=N_("Inbox"))
