"""``fieldlog-server customer import``, ``handover`` and ``erase``."""

from argparse import ArgumentParser, Namespace
from datetime import timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from fieldlog.domain.customer_list.sheets import MOST_BYTES, check_ending, refusal, rows_in
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.problems import N_
from sync_server.cli.context import FINE, Command, Context
from sync_server.cli.parsing import UsageError
from sync_server.core.customers import customer_name, find_customer
from sync_server.core.erasure import HEALTH_MONTHS, Erasure, erase_customer, erase_due
from sync_server.core.handover import HandOver, hand_over
from sync_server.core.holdings import holdings
from sync_server.core.imports import ImportResult, import_customers
from sync_server.database import feeds, grants
from sync_server.database.engine import Connection, reading, write
from sync_server.locale import explain, translate

DAYS_A_MONTH = 30.4375


def _configure_import(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help=translate(N_("a .csv or .xlsx with a row of titles")))
    whose = translate(N_("whose customers they are"))
    parser.add_argument("--rep", required=True, metavar="USER", help=whose)


def _import(context: Context, options: Namespace) -> int:
    path = Path(options.file)
    rows = rows_in(_read(path), path.name)
    with context.home() as home:
        with reading(home.engine) as connection:
            zone = ZoneInfo(feeds.read_setting(connection, "zone") or "UTC")
        result = import_customers(home.engine, rows, options.rep, context.now(), zone)
    if context.wants_json:
        problems = [
            {"row": row, "field": problem.field, "message": explain(problem)}
            for row, problem in result.problems
        ]
        counts = {name: getattr(result, name) for name in ("imported", "updated", "unchanged")}
        context.terminal.write_json({**counts, "problems": problems})
    else:
        _write_import(context, result)
    if result.unknown_columns:
        columns = ", ".join(result.unknown_columns)
        context.terminal.warn(translate(N_("Columns that were not read: {columns}"), columns=columns))
    return BadInputError.exit_code if result.problems else FINE


def _read(path: Path) -> bytes:
    check_ending(path.name)
    try:
        if not path.is_file():
            raise refusal("file-missing" if not path.exists() else "file-not-a-file", path.name)
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise refusal("file-unreadable", path.name, reason=error.strerror or str(error)) from error


def _write_import(context: Context, result: ImportResult) -> None:
    sentence = N_("{imported} imported, {updated} updated, {unchanged} unchanged.")
    counts = {name: getattr(result, name) for name in ("imported", "updated", "unchanged")}
    context.terminal.write(translate(sentence, **counts))
    if result.problems:
        context.terminal.write(translate(N_("Not taken as they are:")))
    for row, problem in result.problems:
        line = translate(N_("row {row}: {problem}"), row=row, problem=explain(problem))
        context.terminal.write(f"  {line}")


def _configure_handover(parser: ArgumentParser) -> None:
    parser.add_argument("customer", metavar="CUSTOMER", help=translate(N_("an id, its beginning, or a name")))
    parser.add_argument("--to", required=True, metavar="USER")
    parser.add_argument("--reason", required=True, metavar="R")


def _handover(context: Context, options: Namespace) -> int:
    by, now = context.operator(), context.now()

    def work(connection: Connection) -> tuple[HandOver, str]:
        customer = find_customer(connection, options.customer)
        done = hand_over(connection, customer, options.to, options.reason, by, now)
        return done, customer_name(connection, customer)

    done, name = context.write(work)
    if context.wants_json:
        shape = {"from": done.from_user or None, "to": done.to_user, "seq": done.seq}
        context.terminal.write_json({"customer": {"id": done.customer, "name": name}, **shape})
        return FINE
    sentence = N_("{customer} goes from {old} to {new}; both laptops learn of it when they sync.")
    old = done.from_user or translate(N_("nobody"))
    context.terminal.write(translate(sentence, customer=name or done.customer[:8], old=old, new=done.to_user))
    return FINE


def _configure_erase(parser: ArgumentParser) -> None:
    parser.add_argument(
        "customer", metavar="CUSTOMER", nargs="?", help=translate(N_("an id, its beginning, or a name"))
    )
    parser.add_argument("--reason", metavar="R")
    parser.add_argument(
        "--everything", action="store_true", help=translate(N_("not only health notes, but all of it"))
    )
    parser.add_argument(
        "--due",
        action="store_true",
        help=translate(N_("health notes of all customers that are too old, or whose consent was withdrawn")),
    )


def _erase(context: Context, options: Namespace) -> int:
    if bool(options.customer) == options.due or (options.customer and not options.reason):
        raise UsageError(translate(N_("Give CUSTOMER and --reason, or --due alone.")))
    if options.due:
        return _erase_due(context)
    by, now = context.operator(), context.now()

    def work(connection: Connection) -> tuple[str, str, Erasure]:
        customer = find_customer(connection, options.customer)
        name = customer_name(connection, customer)
        done = erase_customer(connection, customer, options.reason, by, now, options.everything)
        return customer, name, done

    customer, name, done = context.write(work)
    if context.wants_json:
        shape = {"values": done.values, "documents": done.documents, "seq": done.seq}
        waiting = {"laptops_waiting": _count_waiting(context)}
        context.terminal.write_json({"customer": {"id": customer, "name": name}, **shape, **waiting})
        return FINE
    _write_erased(context, done.values)
    return FINE


def _count_waiting(context: Context) -> int:
    return sum(bool(one.to_erase) for one in context.read(holdings))


def _write_erased(context: Context, values: int) -> None:
    """Say what was erased here, and how many laptops have not reported what they have to erase."""
    sentence = N_("{count} values erased here; laptops erase them when they sync.")
    context.terminal.write(translate(sentence, count=values))
    if waiting := _count_waiting(context):
        report = N_(
            "Laptops that have not reported an erasure yet: {count}. Which: fieldlog-server device list"
        )
        context.terminal.write(translate(report, count=waiting))


def _erase_due(context: Context) -> int:
    by, now = context.operator(), context.now()
    before = now - timedelta(days=HEALTH_MONTHS * DAYS_A_MONTH)
    count = customers = 0
    with context.home() as home:
        with reading(home.engine) as connection:
            scopes = grants.customer_scopes(connection)
        for scope in scopes:
            done = write(home.engine, partial(erase_due, scope=scope, before=before, by=by, now=now))
            count, customers = count + done.values, customers + bool(done.values)
    if context.wants_json:
        waiting = _count_waiting(context)
        context.terminal.write_json({"values": count, "customers": customers, "laptops_waiting": waiting})
    else:
        _write_erased(context, count)
    return FINE


IMPORT = Command(
    N_("import a shop's list of customers for a rep"),
    "fieldlog-server customer import 顾客名单.xlsx --rep 王丽",
    _configure_import,
    _import,
)
HANDOVER = Command(
    N_("hand a customer over to another rep"),
    "fieldlog-server handover 李阿姨 --to 张伟 --reason 调区",
    _configure_handover,
    _handover,
)
ERASE = Command(
    N_("erase health notes for good, on the server and on the laptops"),
    "fieldlog-server erase 李阿姨 --reason 撤回同意",
    _configure_erase,
    _erase,
)
