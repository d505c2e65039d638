"""``fieldlog-server backup`` and ``restore``."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from fieldlog.domain.problems import N_
from sync_server.cli.context import FINE, Command, Context
from sync_server.core.backups import restore_backup, write_backup
from sync_server.database.engine import is_served
from sync_server.errors import HomeInUseError
from sync_server.home.lock import only_server
from sync_server.home.opening import Home, open_home
from sync_server.locale import translate


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
            feed_id = restore_backup(home.engine, home.key, source, context.operator(), context.now())
    finally:
        home.engine.dispose()
    if context.wants_json:
        context.terminal.write_json({"file": str(source), "feed_id": feed_id})
        return FINE
    context.terminal.write(translate(N_("{file} is in place."), file=str(source)))
    context.terminal.write(
        translate(N_("Laptops send again what came in after it, up to 35 days back, when they sync."))
    )
    return FINE


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
