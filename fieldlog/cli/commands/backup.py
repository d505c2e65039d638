"""``fieldlog backup`` and ``fieldlog restore``: one encrypted file that holds everything."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from fieldlog.actions.backups import BackupSecrets, Restored, make_backup, restore_backup
from fieldlog.actions.workspace import system_now
from fieldlog.cli.command import FINE, Command
from fieldlog.cli.context import Context
from fieldlog.domain.problems import N_
from fieldlog.locale import translate


def _configure_backup(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help=translate(N_("the file to write")))
    parser.add_argument("--force", action="store_true", help=translate(N_("replace the file if it is there")))


def _run_backup(context: Context, options: Namespace) -> int:
    target = Path(options.file).absolute()
    with context.workspace() as workspace:
        size = make_backup(workspace, target, options.force)
    if context.wants_json:
        context.terminal.write_json({"file": str(target), "bytes": size})
    else:
        context.terminal.write(
            translate(
                N_("Everything is in {file} ({size} KB), encrypted."), file=target, size=-(-size // 1024)
            )
        )
        context.terminal.write(
            translate(
                N_("It opens with the recovery code, or the passphrase of today: fieldlog restore FILE")
            )
        )
    return FINE


def _configure_restore(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help=translate(N_("a file that fieldlog backup wrote")))
    parser.add_argument(
        "--recovery-code",
        metavar="CODE",
        help=translate(N_("opens the backup; else FIELDLOG_PASSPHRASE, else a terminal asks")),
    )
    parser.add_argument(
        "--force",
        action="store_true",
        help=translate(N_("take the place of the present store, which is kept in a folder beside it")),
    )


def _run_restore(context: Context, options: Namespace) -> int:
    secrets = BackupSecrets(
        options.recovery_code,
        context.passphrase(),
        (lambda: _ask(context)) if context.terminal.can_ask() else None,
    )
    done = restore_backup(
        Path(options.file).absolute(), context.home.absolute(), system_now(), secrets, options.force
    )
    if context.wants_json:
        kept = None if done.kept is None else str(done.kept)
        context.terminal.write_json({"home": str(context.home), "kept": kept, "rep": done.rep})
    else:
        _write(context, done)
    return FINE


def _ask(context: Context) -> str | None:
    return context.terminal.ask_secret(translate(N_("Passphrase or recovery code of the backup:")))


def _write(context: Context, done: Restored) -> None:
    write = context.terminal.write
    write(translate(N_("The store of {rep} is in {home} again."), rep=done.rep, home=context.home))
    if done.kept is not None:
        write(translate(N_("The one that was there is kept in {folder}."), folder=done.kept))
    if "passphrase" not in done.keys and "practice" not in done.keys:
        write(translate(N_("Give it a passphrase for this computer: fieldlog key recover")))


BACKUP = Command(
    N_("write everything into one encrypted file, while fieldlog is in use"),
    "fieldlog backup fieldlog-2026-11-22.backup",
    _configure_backup,
    _run_backup,
)
RESTORE = Command(
    N_("put the store of a backup in place; what was there is kept"),
    "fieldlog restore fieldlog-2026-11-22.backup --force",
    _configure_restore,
    _run_restore,
)
