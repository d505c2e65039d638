"""``fieldlog export``: tables for Excel, everything as JSON, promises for a calendar."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from fieldlog.actions.exports import SHEETS, Exported, ExportWish, export
from fieldlog.cli.command import FINE, Command
from fieldlog.cli.context import Context
from fieldlog.domain.problems import N_
from fieldlog.locale import show_list, translate, translate_plural


def _configure(parser: ArgumentParser) -> None:
    parser.add_argument(
        "file",
        metavar="FILE",
        help=translate(
            N_("ends in .xlsx (all tables), .csv (one table), .json (everything) or .ics (open promises)")
        ),
    )
    parser.add_argument(
        "--what", choices=SHEETS, help=translate(N_("which table a .csv holds; default: visits"))
    )
    parser.add_argument(
        "--with-health",
        action="store_true",
        help=translate(N_("with health notes, of customers who allow them; the file is not encrypted")),
    )
    parser.add_argument("--force", action="store_true", help=translate(N_("replace the file if it is there")))


def _run(context: Context, options: Namespace) -> int:
    path = Path(options.file).absolute()
    with context.workspace() as workspace:
        done = export(workspace, ExportWish(path, options.what, options.with_health, options.force))
    if context.wants_json:
        context.terminal.write_json({"file": str(path), **done._asdict()})
    else:
        counts = show_list(_counts(done))
        context.terminal.write(translate(N_("Written to {file}: {counts}"), file=path, counts=counts))
    warning = N_("This file is not encrypted. Keep it where nobody else reads it.")
    if options.with_health:
        warning = N_(
            "This file is not encrypted and holds health notes. Delete it when it is no longer needed."
        )
    context.terminal.warn(translate(warning))
    return FINE


def _counts(done: Exported) -> list[str]:
    customers, visits, promises = done
    shown = (
        (
            customers,
            translate_plural("{count} customer", "{count} customers", customers, count=customers),
        ),
        (visits, translate_plural("{count} visit", "{count} visits", visits, count=visits)),
        (promises, translate_plural("{count} promise", "{count} promises", promises, count=promises)),
    )
    return [words for count, words in shown if count] or [translate(N_("nothing yet"))]


EXPORT = Command(
    N_("tables for Excel, everything as JSON, or promises for a calendar"),
    "fieldlog export 家访.xlsx",
    _configure,
    _run,
)
