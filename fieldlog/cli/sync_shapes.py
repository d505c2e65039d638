"""The state of the exchange as JSON and as lines."""

from collections.abc import Sequence

from fieldlog.actions.ending import find_ending
from fieldlog.actions.journal import JournalEntry, read_journal
from fieldlog.actions.sync_status import SyncStatus, read_sync_status
from fieldlog.actions.workspace import Workspace
from fieldlog.cli.fields import write_fields
from fieldlog.cli.shapes import Json, moment_json
from fieldlog.cli.terminal import Terminal
from fieldlog.domain.problems import N_
from fieldlog.locale import show_list, translate
from fieldlog.locale.departures import show_ending, show_left, show_left_ever, show_left_with_account
from fieldlog.locale.exchange import show_age, show_offset, show_trouble
from fieldlog.locale.sentences import show_instant
from fieldlog.locale.words import kind_word
from fieldlog.store.left import Left


def status_json(workspace: Workspace) -> Json:
    """Return the shape of the contract: what the last sync did, and what waits or needs a person now."""
    status, journal = read_sync_status(workspace), read_journal(workspace)
    return {
        "sent": status.sent,
        "stored": status.stored,
        "received": status.received,
        "conflicts": status.conflicts,
        "quarantined": status.put_aside,
        "waiting": status.waiting,
        "oldest_waiting": moment_json(status.oldest_waiting, workspace),
        "leaving": status.leaving,
        "left": status.left,
        "left_ever": status.left_ever,
        "left_at": moment_json(status.left_at, workspace),
        "account_ended": status.ending is not None,
        "hand_in_until": moment_json(status.ending.until if status.ending else None, workspace),
        "server": status.server or None,
        "user": status.user or None,
        "device": status.device,
        "last_full": moment_json(status.last_full, workspace),
        "last_contact": moment_json(status.last_contact, workspace),
        "clock_offset": status.clock_offset,
        "trouble": status.error or None,
        "waiting_saves": [_save_json(one, workspace) for one in journal.waiting],
        "stored_saves": [
            {**_save_json(one, workspace), "stored_at": moment_json(one.answered_at or None, workspace)}
            for one in journal.stored
        ],
    }


def _save_json(one: JournalEntry, workspace: Workspace) -> Json:
    return {
        "save": one.gid,
        "customer": {"id": one.customer, "name": one.name} if one.customer else None,
        "kinds": list(one.kinds),
        "saved_at": moment_json(one.at or None, workspace),
    }


def write_journal(terminal: Terminal, workspace: Workspace) -> None:
    """Write the saves that wait, the oldest first, and those stored of late, the newest first."""
    journal, waiting = read_journal(workspace), read_sync_status(workspace).waiting
    if journal.waiting:
        terminal.write()
        title = translate(N_("Waiting for the server"))
        terminal.write_heading(translate(N_("{title} ({count})"), title=title, count=waiting))
        terminal.write_table(_titles(N_("Saved at")), _rows(journal.waiting, "at", workspace))
        if waiting > len(journal.waiting):
            terminal.write(translate(N_("and {count} more"), count=waiting - len(journal.waiting)))
    if journal.stored:
        terminal.write()
        terminal.write_heading(translate(N_("Stored by the server of late")))
        terminal.write_table(_titles(N_("Stored at")), _rows(journal.stored, "answered_at", workspace))


def _titles(when: str) -> list[str]:
    return [translate(when), translate(N_("Customer")), translate(N_("What"))]


def _rows(entries: Sequence[JournalEntry], when: str, workspace: Workspace) -> list[list[str]]:
    return [
        [
            show_instant(at, workspace.zone) if (at := getattr(one, when)) else "",
            one.name or one.customer[:8],
            show_list(kind_word(kind) for kind in one.kinds),
        ]
        for one in entries
    ]


def left_words(workspace: Workspace, left: Sequence[Left]) -> list[str]:
    """Return which customers have left the laptop just now, and to whom they went."""
    if left and find_ending(workspace) is not None:
        return [show_left_with_account(len(left))]
    return show_left((one.name, one.to_user) for one in left)


def write_status(terminal: Terminal, workspace: Workspace) -> None:
    """Write what waits, what is stored, what needs a person, and with whom."""
    status = read_sync_status(workspace)
    write_fields(terminal, _fields(status, workspace))
    if status.ending is not None:
        terminal.write(show_ending(status.ending.until, workspace.zone))
    for sentence in _next_steps(status):
        terminal.write(sentence)


def _fields(status: SyncStatus, workspace: Workspace) -> list[tuple[str, str]]:
    zone = workspace.zone
    age = None if status.oldest_waiting is None else workspace.now() - status.oldest_waiting
    waiting = translate(N_("nothing"))
    if status.waiting and age is not None:
        waiting = translate(N_("{count}, oldest {age}"), count=status.waiting, age=show_age(age))
    never = translate(N_("never"))
    return [
        (translate(N_("Waiting")), waiting),
        (
            translate(N_("Last full check")),
            show_instant(status.last_full, zone) if status.last_full else never,
        ),
        (translate(N_("Hindered by")), show_trouble(status.error) if status.error else ""),
        (translate(N_("In conflict")), str(status.conflicts or "")),
        (translate(N_("Put aside")), str(status.put_aside or "")),
        (translate(N_("Handed over, still here")), str(status.leaving or "")),
        (
            translate(N_("Left this laptop")),
            show_left_ever(status.left_ever, status.left_at, zone) if status.left_at else "",
        ),
        (translate(N_("Server")), status.server or translate(N_("none; see: fieldlog enrol --help"))),
        (translate(N_("User")), status.user),
        (translate(N_("Device")), status.device),
        (
            translate(N_("Clock")),
            show_offset(status.clock_offset or 0) if status.has_doubtful_clock else "",
        ),
    ]


def _next_steps(status: SyncStatus) -> list[str]:
    steps = []
    if status.conflicts:
        steps.append(translate(N_("The same thing was changed in two places. See: fieldlog conflicts")))
    if status.put_aside:
        steps.append(translate(N_("The server has put something aside. See: fieldlog quarantine")))
    return steps
