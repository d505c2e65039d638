"""What a rep has sent about a customer after losing it: what is in it, why it is late, and that somebody has
looked at it. Who opens it is in the log; health notes are not shown here.
"""

from typing import NamedTuple

from fieldlog.domain.kinds import VISIT
from sync_server.core.late_saves import LateContent, LateStory, keep_late_work, read_late_work
from sync_server.review.call import PageCall
from sync_server.review.document_words import Content, tell_document
from sync_server.review.inbox_lists import INBOX
from sync_server.review.page import TEAM, Answer, Page, Redirect, Shown


class ToldSave(NamedTuple):
    """A late save in words; ``is_before`` when it was written before the customer changed hands."""

    late: LateContent
    is_before: bool
    contents: list[Content]
    visits: list[str]


def _show(call: PageCall) -> Answer:
    call.evaluate()
    customer, author, sight = call.names["customer"], call.names["user"], call.viewer.sight
    story = call.read(lambda connection: read_late_work(connection, sight, customer, author))
    if story is None:
        return Redirect(INBOX, "late-looked-at")
    call.note("saw-late", f"customer:{story.customer}")
    facts = {
        "story": story,
        "path": f"{INBOX}/late/{story.customer}/{author}",
        "saves": [_told(call, story, one) for one in story.contents],
        "seen": " ".join(one.save.gid for one in story.contents),
    }
    return Shown("late.html", facts)


def _told(call: PageCall, story: LateStory, late: LateContent) -> ToldSave:
    contents = [tell_document(call, one.kind, one.values) for one in late.documents]
    visits = [one.doc_id for one in late.documents if one.kind == VISIT]
    return ToldSave(late, late.written_at < story.ended_at, contents, visits)


def _submit(call: PageCall) -> Answer:
    """Leave it as it is."""
    customer, author, seen = call.names["customer"], call.names["user"], call.form.get("seen").split()
    kept = call.write(
        lambda connection: keep_late_work(connection, call.viewer, customer, author, seen, call.now)
    )
    return Redirect(INBOX, "late-kept" if kept else "late-looked-at")


PAGE = Page("/review/inbox/late/{customer:str}/{user:str}", TEAM, _show, _submit)
