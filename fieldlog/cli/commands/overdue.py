"""``fieldlog overdue``: the promise-overdue check, for people and scripts."""

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from datetime import date

from fieldlog.actions.checks import overdue_promises
from fieldlog.cli.command import FINE, FOUND, Command
from fieldlog.cli.context import Context
from fieldlog.cli.inputs import read_day
from fieldlog.cli.terminal import Terminal
from fieldlog.domain.overdue import OverduePromise
from fieldlog.domain.problems import N_
from fieldlog.locale import show_due, translate, translate_plural
from fieldlog.store.reading import cards_by_id


def _configure(parser: ArgumentParser) -> None:
    parser.add_argument("--as-of", metavar="DATE", help=translate(N_("judge at the end of that day")))
    parser.add_argument("--by", choices=("customer", "district"), help=translate(N_("group the table")))


def _run(context: Context, options: Namespace) -> int:
    with context.workspace() as workspace:
        today = workspace.today()
        as_of = read_day(options.as_of, today, "as_of") if options.as_of else None
        found = overdue_promises(workspace, as_of)
        cards = cards_by_id(workspace.store, {one.customer for one in found})
    names = {customer: card["name"] for customer, card in cards.items()}
    if context.wants_json:
        rows = [_json(one, names) for one in found]
        context.terminal.write_json(
            {"as_of": (as_of or today).isoformat(), "count": len(rows), "overdue": rows}
        )
    else:
        groups = _groups(found, options.by, {key: card["district"] for key, card in cards.items()}, names)
        _write(context.terminal, groups, names, today)
    return FOUND if found else FINE


def _json(one: OverduePromise, names: dict[str, str]) -> dict[str, object]:
    customer = {"id": one.customer, "name": names.get(one.customer, "")}
    return {
        "id": one.promise,
        "customer": customer,
        "text": one.text,
        "due": one.due,
        "days_late": one.days_late,
    }


def _groups(
    found: Sequence[OverduePromise], by: str | None, districts: dict[str, str], names: dict[str, str]
) -> dict[str, list[OverduePromise]]:
    groups: dict[str, list[OverduePromise]] = {}
    for one in found:
        title = {"customer": names, "district": districts}[by].get(one.customer, "") if by else ""
        groups.setdefault(title, []).append(one)
    return dict(sorted(groups.items()))


def _write(
    terminal: Terminal, groups: dict[str, list[OverduePromise]], names: dict[str, str], today: date
) -> None:
    count = sum(map(len, groups.values()))
    if not count:
        terminal.write(translate(N_("Nothing is overdue.")))
        return
    titles = [
        translate(title) for title in (N_("Promise"), N_("Customer"), N_("What"), N_("Due"), N_("Days late"))
    ]
    for title, members in groups.items():
        if title or len(groups) > 1:
            terminal.write_heading(title or translate(N_("Without a district")))
        rows = [
            (
                one.promise[:8],
                names.get(one.customer, ""),
                one.text,
                show_due(one.due, today),
                str(one.days_late),
            )
            for one in members
        ]
        terminal.write_table(titles, rows, right=frozenset({4}))
    terminal.write(
        translate_plural("{count} promise overdue", "{count} promises overdue", count, count=count)
    )


OVERDUE = Command(
    N_("promises that are past their due date; exit code 1 if there are any"),
    "fieldlog overdue --json",
    _configure,
    _run,
)
