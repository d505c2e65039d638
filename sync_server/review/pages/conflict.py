"""One document that was written differently in two places: all values, who wrote them, and what happens next.

Who opens it is in the log, as with the page of a customer; health notes are not shown here.
"""

from typing import NamedTuple

from fieldlog.domain.conflicts import Claim, find_conflicts
from fieldlog.domain.documents import shown_values
from fieldlog.domain.kinds import VISIT
from sync_server.database.figures.disagreements import Disagreement, find_disagreement
from sync_server.errors import RefusalError
from sync_server.review.call import PageCall
from sync_server.review.document_words import tell_value
from sync_server.review.kind_words import KIND_WORDS, label
from sync_server.review.page import TEAM, Answer, Page, Shown


class ToldValue(NamedTuple):
    """One of the values: in words (``None`` is a health note), who wrote it and when, and whether pages and
    rules go by it until somebody has settled it.
    """

    words: str | None
    voices: list[tuple[str, str]]
    holds: bool


class ToldConflict(NamedTuple):
    """A field with its values."""

    field: str
    claims: list[ToldValue]


def _show(call: PageCall) -> Answer:
    call.evaluate()
    sight, doc_id = call.viewer.sight, call.names["document"]
    found = call.read(lambda connection: find_disagreement(connection, sight, doc_id))
    if found is None:
        raise RefusalError("not-found")
    call.note("saw-conflict", f"customer:{found.customer}")
    kind = found.document.kind
    facts = {
        "found": found,
        "kind": call.say_known(KIND_WORDS, kind),
        "conflicts": _told(call, found),
        "visit": doc_id if kind == VISIT else "",
    }
    return Shown("conflict.html", facts)


def _told(call: PageCall, found: Disagreement) -> list[ToldConflict]:
    holding, kind = shown_values(found.document), found.document.kind
    return [
        ToldConflict(
            label(call, one.field),
            [_claim(call, kind, one.field, claim, holding.get(one.field)) for claim in one.claims],
        )
        for one in find_conflicts(found.document)
    ]


def _claim(call: PageCall, kind: str, field: str, claim: Claim, holding: str | None) -> ToldValue:
    words = tell_value(call, kind, field, claim.value)
    return ToldValue(words, [(voice.by, voice.at) for voice in claim.voices], claim.value == holding)


PAGE = Page("/review/inbox/conflicts/{document:str}", TEAM, _show)
