"""``fieldlog customer import``: the shop's list of customers, from CSV or Excel."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from fieldlog.actions.imports import ImportResult, import_customers
from fieldlog.cli.command import FINE, Command
from fieldlog.cli.context import Context
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.problems import N_
from fieldlog.locale import explain, show_list, translate


def _configure(parser: ArgumentParser) -> None:
    parser.add_argument(
        "file",
        metavar="FILE",
        help=translate(N_("a .csv or .xlsx with a row of titles such as 姓名, 电话, 地址")),
    )


def _run(context: Context, options: Namespace) -> int:
    with context.workspace() as workspace:
        result = import_customers(workspace, Path(options.file), context.terminal.show_progress)
    if context.wants_json:
        problems = [
            {"row": row, "field": problem.field, "message": explain(problem)}
            for row, problem in result.problems
        ]
        counts = {name: getattr(result, name) for name in ("imported", "updated", "unchanged")}
        context.terminal.write_json({**counts, "problems": problems})
    else:
        _write(context, result)
    if result.unknown_columns:
        columns = show_list(result.unknown_columns)
        context.terminal.warn(translate(N_("Columns that were not read: {columns}"), columns=columns))
    return BadInputError.exit_code if result.problems else FINE


def _write(context: Context, result: ImportResult) -> None:
    sentence = N_("{imported} imported, {updated} updated, {unchanged} unchanged.")
    context.terminal.write(translate(sentence, **result._asdict()))
    if result.problems:
        context.terminal.write(translate(N_("Not taken as they are:")))
        for row, problem in result.problems:
            sentence = translate(N_("row {row}: {problem}"), row=row, problem=explain(problem))
            context.terminal.write(f"  {sentence}")
        context.terminal.write(
            translate(N_("Correct these rows and import the file again; the others stay."))
        )


IMPORT = Command(
    N_("import a list of customers; good rows are kept, each bad one is named (exit code 2)"),
    "fieldlog customer import 顾客名单.xlsx",
    _configure,
    _run,
)
