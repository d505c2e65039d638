"""The signals of reps beside those of their peers: worth a word, and no judgement."""

from collections.abc import Iterable
from typing import NamedTuple

from fieldlog.domain.days import to_text
from fieldlog.domain.problems import N_
from fieldlog.domain.review_views import SignalComment
from fieldlog.domain.signals import SIGNALS, Meaning, PeerCount
from sync_server.core.figures.signal_counts import signal_comments, signal_counts
from sync_server.core.figures.weeks import last_weeks, read_zone
from sync_server.database import people
from sync_server.database.engine import Connection
from sync_server.review.call import PageCall
from sync_server.review.chosen_team import ChosenTeam, choose_team
from sync_server.review.page import TEAM, Answer, Page, Shown

WEEKS = (1, 4, 12, 52)
USUAL = 4
MOST_COMMENTS = 10
Found = tuple[ChosenTeam, tuple[PeerCount, ...], dict[str, list[SignalComment]], dict[str, str], str]


class KindOfSignal(NamedTuple):
    """A signal with what it means, the reps that have it, and what was said to it."""

    kind: str
    meaning: Meaning
    counts: list[PeerCount]
    comments: list[SignalComment]


def _show(call: PageCall) -> Answer:
    is_current = call.evaluate()
    asked = call.query.get("weeks", "")
    weeks = int(asked) if asked in map(str, WEEKS) else USUAL

    def work(connection: Connection) -> Found:
        team = choose_team(connection, call)
        sight = team.sight
        names = {one.user_id: one.name for one in people.people(connection, sight)}
        first = last_weeks(call.now, read_zone(connection), weeks)[0].isoformat()
        counts = signal_counts(connection, sight, call.now, weeks)
        return team, counts, signal_comments(connection, sight, call.now, weeks), names, first

    team, counts, comments, names, first = call.read(work)
    kinds = [
        KindOfSignal(
            kind,
            meaning,
            _by_name((one for one in counts if one.kind == kind and one.signals), names),
            comments.get(kind, [])[:MOST_COMMENTS],
        )
        for kind, meaning in SIGNALS.items()
    ]
    facts = {
        "is_current": is_current,
        "kinds": [one for one in kinds if one.counts],
        "without": [one for one in kinds if not one.counts],
        "names": names,
        "team": team,
        "weeks": weeks,
        "choices": WEEKS,
        "first": first,
        "to_text": to_text,
    }
    return Shown("signals.html", facts)


def _by_name(counts: Iterable[PeerCount], names: dict[str, str]) -> list[PeerCount]:
    # Not by their number: this is no ranking.
    return sorted(counts, key=lambda one: (names.get(one.rep, ""), one.rep))


PAGE = Page("/review/signals", TEAM, _show, entry=N_("Signals"))
