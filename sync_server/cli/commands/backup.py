"""``fieldlog-server backup`` and ``restore``."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from fieldlog.domain.problems import N_
from sync_server.cli.context import FINE, Command, Context
from sync_server.cli.times import local_time
from sync_server.core.backups import restore_backup, write_backup
from sync_server.core.figures.weeks import read_zone
from sync_server.core.undone_deeds import Undoing, Undone, find_undoing
from sync_server.database.engine import is_served
from sync_server.errors import HomeInUseError
from sync_server.home.lock import only_server
from sync_server.home.opening import Home, open_home
from sync_server.locale import translate
from sync_server.review.words import WORDS

LISTED = 40
"""So many deeds are listed; the others are counted, for nobody reads thousands."""
SHOWN_DIGITS = 8
UNDONE = N_(
    "What was decided on the server after it is undone and has to be done again: people, hand-overs, "
    "erasures, revoked laptops, codes, reviews, rules. "
    "Whoever was revoked since may sign in again until then."
)


def _configure(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE")


def _backup(context: Context, options: Namespace) -> int:
    target = Path(options.file)
    with context.home() as home:
        size = write_backup(home.engine, home.key, target)
    if context.wants_json:
        context.terminal.write_json({"file": str(target), "bytes": size})
        return FINE
    sentence = N_("{file} holds everything ({size} bytes).")
    context.terminal.write(translate(sentence, file=str(target), size=size))
    context.terminal.write(translate(N_("It opens with the server's key, which must lie elsewhere.")))
    return FINE


def _restore(context: Context, options: Namespace) -> int:
    source = Path(options.file)
    home = open_home(context.folder, context.environ)
    try:
        with only_server(home.folder):
            _refuse_served(home)
            # Before: afterwards nobody knows it any more.
            undoing = find_undoing(home.engine, home.key, source)
            feed_id = restore_backup(home.engine, home.key, source, context.operator(), context.now())
    finally:
        home.engine.dispose()
    if context.wants_json:
        context.terminal.write_json({"file": str(source), "feed_id": feed_id, **_undoing_json(undoing)})
        return FINE
    context.terminal.write(translate(N_("{file} is in place."), file=str(source)))
    context.terminal.write(
        translate(N_("Laptops send again what came in after it, up to 35 days back, when they sync."))
    )
    _write_undoing(context, undoing)
    return FINE


def _undoing_json(undoing: Undoing) -> dict[str, object]:
    deeds = None if undoing.deeds is None else [_undone_json(one) for one in undoing.deeds]
    return {"holds_until": undoing.holds_until or None, "undone": deeds}


def _undone_json(one: Undone) -> dict[str, str]:
    deed = one.deed
    return {"at": deed.at, "by": deed.by, "action": deed.action, "subject": deed.subject, "name": one.name}


def _write_undoing(context: Context, undoing: Undoing) -> None:
    """Say until when the backup holds everything, and what has to be done again."""
    zone = context.read(read_zone)
    if undoing.holds_until:
        until = N_("The last thing that it holds is of {time}.")
        context.terminal.write(translate(until, time=local_time(undoing.holds_until, zone)))
    context.terminal.write(translate(UNDONE))
    if undoing.deeds is not None and not undoing.deeds:
        context.terminal.write(translate(N_("Here that is nothing: nothing was decided since.")))
    for one in (undoing.deeds or ())[:LISTED]:
        told = translate(WORDS["deed"].get(one.deed.action, one.deed.action))
        subject = one.name or one.deed.subject.rpartition(":")[2][:SHOWN_DIGITS]
        context.terminal.write(f"  {local_time(one.deed.at, zone)}  {one.deed.by}  {told}  {subject}")
    if len(undoing.deeds or ()) > LISTED:
        count = len(undoing.deeds or ()) - LISTED
        context.terminal.write(translate(N_("  and {count} more; --json lists them all"), count=count))
    context.terminal.write(translate(N_("docs/deployment.md says what a restore cannot bring back.")))


def _refuse_served(home: Home) -> None:
    """Raise ``HomeInUseError`` while another folder's server works on the same database."""
    if is_served(home.engine):
        raise HomeInUseError(
            N_("A fieldlog-server of another folder or machine serves this database."),
            N_("Stop it there first; its connections must have ended."),
        )


BACKUP = Command(
    N_("write one encrypted file with everything, while the server runs"),
    "fieldlog-server backup fieldlog-2026-11-24.backup",
    _configure,
    _backup,
)
RESTORE = Command(
    N_("put a backup in the place of what is there; the server must be stopped"),
    "fieldlog-server restore fieldlog-2026-11-24.backup",
    _configure,
    _restore,
)
