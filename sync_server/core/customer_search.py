"""The search within one opened customer: the only one that looks into health notes too.

Nothing is stored for it: the documents of the customer are read, and consent and erasure hold at once.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, tzinfo
from typing import NamedTuple

from fieldlog.domain.days import local_day
from fieldlog.domain.dossier import Dossier
from fieldlog.domain.marked_words import Piece, mark_words
from fieldlog.domain.standing import consent_state
from fieldlog.domain.views import Promise, Visit
from sync_server.core.customer_stories import reps_of_visits
from sync_server.core.dossiers import find_dossier
from sync_server.core.figures.visit_log import read_words
from sync_server.core.figures.weeks import read_zone
from sync_server.database.engine import Connection
from sync_server.database.people import Sight
from sync_server.errors import RefusalError

PURPOSE, NOTE, PROMISE, HEALTH = "purpose", "note", "promise", "health"
MOST_HITS = 50
Texts = Sequence[tuple[str, str]]


class FoundText(NamedTuple):
    """Where words were found: ``purpose``, ``note``, ``promise`` or ``health.AREA``, and the text there."""

    place: str
    pieces: tuple[Piece, ...]


class Hit(NamedTuple):
    """A visit in which all words were found, its local day and its rep; of a promise that was made without a
    visit the day, and no visit.
    """

    visit: str
    day: date
    rep: str
    found: tuple[FoundText, ...]


class SearchedCustomer(NamedTuple):
    """The hits, newest first; ``left_off`` is how many there are beyond the most that are shown.
    ``is_without_health``: there are health notes, and the consent to show them does not stand.
    """

    hits: tuple[Hit, ...]
    left_off: int
    is_without_health: bool


def search_customer(connection: Connection, sight: Sight, customer: str, words: str) -> SearchedCustomer:
    """Return what of a customer within a sight holds all these words; ``RefusalError``.

    Whoever shows it writes that it was searched into the audit first.
    """
    dossier = find_dossier(connection, sight, customer)
    if dossier is None or dossier.customer is None:
        raise RefusalError("not-found")
    reps, zone = reps_of_visits(connection, sight, customer), read_zone(connection)
    wanted = [one.text for one in read_words(words)]
    hits = sorted(_hits(dossier, wanted, zone, reps), key=lambda hit: (hit.day, hit.visit), reverse=True)
    is_without = consent_state(dossier) != "given" and any(one.health for one in dossier.visits)
    return SearchedCustomer(tuple(hits[:MOST_HITS]), max(0, len(hits) - MOST_HITS), is_without)


def _hits(dossier: Dossier, wanted: Sequence[str], zone: tzinfo, reps: Mapping[str, str]) -> Iterator[Hit]:
    may_show = consent_state(dossier) == "given"
    promised: dict[str, list[Promise]] = {}
    for promise in dossier.promises:
        promised.setdefault(promise.visit, []).append(promise)
    for visit in dossier.visits:
        found = _find(_texts(visit, promised.pop(visit.id, ()), may_show), wanted)
        if found:
            yield Hit(visit.id, local_day(visit.start, zone), reps.get(visit.id, ""), found)
    for promise in (one for several in promised.values() for one in several):
        found = _find([(PROMISE, promise.text)], wanted)
        if found:
            yield Hit("", promise.made, "", found)


def _texts(visit: Visit, promises: Iterable[Promise], may_show: bool) -> Texts:
    health = visit.health if may_show else {}
    return [
        (PURPOSE, visit.purpose),
        (NOTE, visit.note),
        *((PROMISE, one.text) for one in promises),
        *((f"{HEALTH}.{area}", text) for area, text in health.items()),
    ]


def _find(texts: Texts, wanted: Sequence[str]) -> tuple[FoundText, ...]:
    """Return the texts that hold a word, if each word is in one of them."""
    if not wanted or not all(any(mark_words(text, [word]) for _, text in texts) for word in wanted):
        return ()
    found = (FoundText(place, mark_words(text, wanted)) for place, text in texts)
    return tuple(one for one in found if one.pieces)
