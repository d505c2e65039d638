"""What a laptop shows of a document: what was pulled, and what it wrote itself and has not seen pulled yet.

A part of its own (one without a number) stays until a pulled document has a number at or above that of its
save: from then on the server's copy says it, or the server has taken it out.
"""

from collections.abc import Mapping

from fieldlog.domain.documents import Document, Part

Answers = Mapping[str, int | None]
"""By ``gid`` the number of a save that was answered, ``None`` while it was not."""


def lay_over(pulled: Document, number: int, known: Document | None, answers: Answers) -> Document:
    """Return a pulled document of a number with those parts of the known one that it does not cover."""
    if known is None:
        return pulled
    own = {
        gid: part
        for gid, part in known.parts.items()
        if gid not in pulled.parts and is_uncovered(gid, part, number, answers)
    }
    if not own:
        return pulled
    return pulled._replace(parts={**pulled.parts, **own})


def is_uncovered(gid: str, part: Part, number: int, answers: Answers) -> bool:
    """Say whether an own part is still to be shown beside a pulled document of this number.

    A save that the outbox no longer holds was answered long ago.
    """
    if part.seq is not None or gid not in answers:
        return False
    seq = answers[gid]
    return seq is None or seq > number


def without_save(document: Document, gid: str) -> Document | None:
    """Return a document without what a save wrote into it; ``None`` when nothing else is left of it."""
    parts = {one: part for one, part in document.parts.items() if one != gid}
    return document._replace(parts=parts) if parts else None
