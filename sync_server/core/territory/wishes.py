"""What customers of the practice office suggested, and what was decided about suggestions and pauses."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from fieldlog.domain.days import from_text, local_day
from fieldlog.domain.decisions import APPROVE, REPLY
from fieldlog.domain.kinds import PAUSE, REVIEW, SUGGESTION
from fieldlog.domain.reviews import review_values
from fieldlog.domain.saves import DocumentWrites, Save
from fieldlog.domain.territory.telling import Fresh
from sync_server.core.server_saves import new_document
from sync_server.core.territory.desk import LineDesk

WISHES = (
    ("她说排队站着累，希望店门口放一把椅子。", "下周放两把，请代我谢谢她。"),
    ("健康课能不能早半小时开始？天黑了路滑。", ""),
    ("宣传单的字太小，希望印大一点。", "下一期改成大字版，请告诉她。"),
    ("她建议把量血压的桌子搬到里屋，安静些。", ""),
)
"""What was suggested, and the reply; an empty one is still to be written."""
DECIDED = timedelta(days=3)
"""Pauses and suggestions of the last days wait for their supervisor."""


class Wish(NamedTuple):
    """The save of a suggestion, and what the supervisor replied; ``None`` before that."""

    save: Save
    reply: DocumentWrites | None


def make_wish(desk: LineDesk, number: int, supervisor: str, now: datetime, zone: ZoneInfo) -> Wish:
    """Let a customer have suggested something in the last visit but a few that the rep has synced."""
    told = sorted(desk.visits(), key=lambda one: one.end)[-3 - 4 * number]
    text, reply = WISHES[number % len(WISHES)]
    made = local_day(told.end, zone).isoformat()
    name = desk.new_document_id()
    fresh = Fresh(SUGGESTION, {"text": text, "made": made, "visit": told.visit}, name)
    desk.save(told.end, told.customer, [fresh])
    values = review_values(name, REPLY, reply, supervisor, min(now, told.end + DECIDED), ())
    return Wish(desk.saves[-1], new_document(REVIEW, values) if reply else None)


def countersigned(desk: LineDesk, supervisor: str, now: datetime) -> Iterator[tuple[str, DocumentWrites]]:
    """Yield by their scope the approvals of pauses that were written down before the last days."""
    for save in desk.synced():
        for one in save.documents:
            at = from_text(save.at) + DECIDED
            if one.kind == PAUSE and at < now:
                values = review_values(one.doc_id, APPROVE, "", supervisor, at, ())
                yield save.scope, new_document(REVIEW, values)
