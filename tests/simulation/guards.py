"""The mutation check: what keeps everything, switched off one by one. A seed must notice each.

Nothing in the product knows of this: names are replaced where they are looked up, for the length of a run.

Some guards cannot be seen from here, and are held by tests of their own:

- A page is applied only at the cursor it was asked with. Each step of a sync makes sure of the lease in the
  same transaction, so that no second sync can have moved the cursor; without both, a page that comes late is
  made good by the next sync. ``tests/sync/test_pages.py``
- A file is written anew after a drop. SQLite leaves a copy behind where it moves rows, in one of fifty seeds.
  ``tests/store/tinydb_sqlcipher/test_texts.py``
- What was sent once is sent again with the same bytes. It needs a health note whose consent went with a
  restored server; nobody makes one here (``people.may_note_health``). ``tests/sync/test_restored.py``
- Row locks, and the feed's lock between transactions that really run at once: SQLite has one writer. Numbers
  taken early show here what the lock prevents; ``tests/sync_server/test_concurrency.py`` has PostgreSQL.
"""

from collections.abc import Callable
from typing import NamedTuple

from tests.simulation import laptop_guards as laptop
from tests.simulation import server_guards as server
from tests.simulation.faults import Weather
from tests.simulation.switching import Off


class Guard(NamedTuple):
    """Something that keeps an invariant.

    How it is switched off, which invariants shall notice, in which weather, and the first seed that is tried.
    """

    name: str
    without: Callable[[], Off]
    noticed_by: tuple[str, ...]
    weather: set[Weather]
    first: int


GUARDS: tuple[Guard, ...] = (
    Guard(
        "removal from the outbox only by an answer",
        laptop.answered_when_sent,
        ("I14", "I1"),
        {Weather.NETWORK},
        0,
    ),
    Guard(
        "own writes laid over what is pulled",
        laptop.no_overlay,
        ("I2",),
        {Weather.PROCESSES, Weather.NETWORK},
        1,
    ),
    Guard("one sync at a time", laptop.no_lease, ("I14",), {Weather.PROCESSES}, 0),
    Guard(
        "drop only after hand-in", laptop.drop_at_once, ("I2",), {Weather.HAND_OVERS, Weather.PROCESSES}, 2
    ),
    Guard("what was begun keeps a customer", laptop.drop_over_drafts, ("I8",), {Weather.HAND_OVERS}, 1),
    Guard("push before pull", laptop.pull_first, ("rule 10",), {Weather.NETWORK}, 0),
    Guard(
        "the journal is sent again to another feed", laptop.journal_stays_home, ("I1",), {Weather.RESTORES}, 1
    ),
    Guard("another feed is noticed", laptop.feed_not_looked_at, ("I14",), {Weather.RESTORES}, 0),
    Guard("sweep after a restore", laptop.no_sweep, ("I3",), {Weather.RESTORES, Weather.HAND_OVERS}, 0),
    Guard("erase blanks the journal", laptop.journal_not_erased, ("I15",), {Weather.ERASING}, 0),
    Guard("erase blanks forms", laptop.forms_not_erased, ("I15",), {Weather.ERASING}, 0),
    Guard(
        "erase takes what could not be read",
        laptop.unread_not_erased,
        ("I15",),
        {Weather.ERASING, Weather.SCHEMAS},
        0,
    ),
    Guard("links can be undone", laptop.links_stay_for_ever, ("rule 6",), {Weather.DUPLICATES}, 0),
    Guard("links reach every list", laptop.links_reach_no_list, ("rule 6",), {Weather.DUPLICATES}, 10),
    Guard("rinse", laptop.no_rinse, ("I15",), {Weather.HAND_OVERS}, 0),
    Guard(
        "a grant cancels the drop before it", laptop.grant_cancels_nothing, ("I3",), {Weather.HAND_OVERS}, 9
    ),
    Guard(
        "a save names what its form was filled from", laptop.everything_seen, ("I9",), {Weather.NETWORK}, 0
    ),
    Guard(
        "a save names what own unpulled writes named",
        laptop.own_overs_forgotten,
        ("I9",),
        {Weather.NETWORK},
        0,
    ),
    Guard(
        "a save is one transaction on the laptop",
        laptop.statement_by_statement,
        ("I2",),
        {Weather.CRASHES},
        3,
    ),
    Guard(
        "the journal ages by the server's clock",
        laptop.own_clock,
        ("I2",),
        {Weather.CLOCKS, Weather.RESTORES},
        6,
    ),
    Guard("what was put aside leaves the view", laptop.put_aside_is_shown, ("I3",), {Weather.POISON}, 0),
    Guard("numbers in the order of commits", server.numbers_taken_early, ("I7",), {Weather.INTERLEAVING}, 0),
    Guard("one snapshot", server.many_snapshots, ("I6", "I7"), {Weather.INTERLEAVING, Weather.HAND_OVERS}, 6),
    Guard("idempotent by number", server.not_idempotent, ("no defect",), {Weather.NETWORK}, 1),
    Guard(
        "a duplicate is answered as it was",
        server.answered_as_applied,
        ("I12", "I11"),
        {Weather.NETWORK, Weather.POISON},
        4,
    ),
    Guard(
        "a gap is answered",
        server.no_gaps,
        ("the server fits together",),
        {Weather.RESTORES, Weather.IMAGES},
        1,
    ),
    Guard("the hash tells a fork", server.no_forks, ("I14",), {Weather.IMAGES}, 0),
    Guard("a gid is taken once", server.gids_not_looked_at, ("I12",), {Weather.IMAGES, Weather.POISON}, 0),
    Guard("quarantine", server.poison_stops_all, ("I14",), {Weather.POISON}, 0),
    Guard("grants are asked at every pull", server.ended_grants_count, ("I6",), {Weather.HAND_OVERS}, 0),
    Guard("effective numbers", server.own_numbers_only, ("I7", "I3"), {Weather.HAND_OVERS}, 0),
    Guard(
        "a revoked laptop is refused",
        server.revoked_may_speak,
        ("I6",),
        {Weather.REVOKING, Weather.INTERLEAVING},
        0,
    ),
    Guard("who is leaving pulls nothing", server.leavers_pull, ("I6",), {Weather.TEAMS}, 2),
    Guard("rights by scope", server.rights_not_asked, ("I12",), {Weather.POISON}, 0),
    Guard("a hand-over compares the owner", server.owner_not_compared, ("rule 21",), {Weather.HAND_OVERS}, 2),
    Guard("too late is put aside", server.never_too_late, ("rule 21",), {Weather.HAND_OVERS}, 0),
    Guard("rights by kind", server.kinds_not_asked, ("I12",), {Weather.POISON}, 0),
    Guard("facts are written once", server.written_more_than_once, ("I12",), {Weather.POISON}, 0),
    Guard("bytes have their hash", server.hash_not_compared, ("I12",), {Weather.POISON}, 1),
    Guard(
        "erase blanks the quarantine",
        server.quarantine_not_erased,
        ("I15",),
        {Weather.ERASING, Weather.POISON, Weather.RESTORES},
        12,
    ),
    Guard(
        "a push is one transaction",
        server.server_statement_by_statement,
        ("no defect", "I12"),
        {Weather.CRASHES},
        13,
    ),
)
