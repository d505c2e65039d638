"""``fieldlog today|snooze|not-done``: the day's list, each entry with its reason, and putting entries off."""

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from itertools import groupby

from fieldlog.actions.agenda import mark_not_done, near_festivals, snooze, todays_entries
from fieldlog.actions.ending import find_ending
from fieldlog.actions.held_notes import remove_expired_notes
from fieldlog.actions.outlook import read_outlook
from fieldlog.actions.workspace import Workspace
from fieldlog.cli.command import FINE, Command
from fieldlog.cli.context import Context
from fieldlog.cli.inputs import read_day
from fieldlog.cli.outlook_shapes import outlook_json, write_outlook
from fieldlog.cli.shapes import Json, customer_json
from fieldlog.cli.terminal import Terminal
from fieldlog.domain.agenda import AT_RISK, GROUP_TITLES, SPECIAL_DAY, Day, Entry
from fieldlog.domain.festivals import FestivalDay, describe_festival
from fieldlog.domain.outlook import Outlook
from fieldlog.domain.problems import N_
from fieldlog.locale import say, show_day, show_due, translate
from fieldlog.locale.departures import show_ending
from fieldlog.store.reading import all_cards

GROUPS = (
    "unfinished",
    "handed-over",
    "overdue",
    "due-today",
    "sent-back",
    "heard",
    "held-note",
    "at-risk",
    "pause-ends",
    "special-day",
)
WARNING_MARK = "!"


def _configure_today(_parser: ArgumentParser) -> None:
    """``fieldlog today`` takes no arguments."""


def _run_today(context: Context, _options: Namespace) -> int:
    with context.workspace() as workspace:
        _remove_expired(context, workspace)
        day, entries = todays_entries(workspace)
        outlook = read_outlook(workspace)
        if context.wants_json:
            context.terminal.write_json(_today_json(day, entries, outlook, workspace))
            return FINE
        if workspace.settings.practice:
            context.terminal.write_heading(translate(N_("*** Practice: these people are made up. ***")))
        _write_entries(context.terminal, day, entries)
        _write_festivals(context.terminal, day, entries, near_festivals(workspace, day))
        write_outlook(context.terminal, outlook, workspace)
        if not entries:
            context.terminal.write(_nothing_left(workspace))
    return FINE


def _remove_expired(context: Context, workspace: Workspace) -> None:
    for note in remove_expired_notes(workspace):
        name = customer_json(note.customer, workspace)["name"]
        sentence = N_("Removed: a health note on {name}. Its time to ask for consent was over on {day}.")
        day = show_day(note.keep_until, workspace.today())
        context.terminal.warn(translate(sentence, name=name, day=day))


def _nothing_left(workspace: Workspace) -> str:
    if all_cards(workspace.store):
        return translate(N_("Nothing is left for today."))
    ending = find_ending(workspace)
    if ending is not None:
        return show_ending(ending.until, workspace.zone)
    return translate(
        N_("There is no customer yet. Add one: fieldlog customer add NAME, or customer import FILE")
    )


def _entry_json(entry: Entry, workspace: Workspace) -> Json:
    return {
        "id": entry.id,
        "why": say(entry.why, workspace.today()),
        "rule": entry.rule,
        "customer": customer_json(entry.customer, workspace),
        "due": entry.due,
        "group": GROUPS[entry.group],
        "subject": entry.subject,
        "warns": entry.warns,
    }


def _today_json(day: Day, entries: Sequence[Entry], outlook: Outlook, workspace: Workspace) -> Json:
    week = {name: getattr(outlook, name) for name in ("to_contact", "contacted", "overdue")}
    festivals = [
        {"name": translate(one.name), "day": one.day.isoformat(), "days": one.days}
        for one in near_festivals(workspace, day)
    ]
    return {
        "entries": [_entry_json(entry, workspace) for entry in entries],
        "week": {"name": outlook.week, **week},
        "festivals": festivals,
        "outlook": outlook_json(outlook, workspace),
    }


def _write_entries(terminal: Terminal, day: Day, entries: Sequence[Entry]) -> None:
    for group, members in groupby(entries, key=lambda entry: entry.group):
        terminal.write_heading(translate(GROUP_TITLES[group]))
        _write_group(terminal, day, group, list(members))
        terminal.write()
    if any(entry.warns for entry in entries):
        terminal.write(translate(N_("{mark} is late, or soon will be."), mark=WARNING_MARK))


def _write_festivals(
    terminal: Terminal, day: Day, entries: Sequence[Entry], festivals: Sequence[FestivalDay]
) -> None:
    """Write the festivals to come, below the birthdays where there are some."""
    if not festivals:
        return
    if not any(entry.group == SPECIAL_DAY for entry in entries):
        terminal.write_heading(translate(GROUP_TITLES[SPECIAL_DAY]))
    for one in festivals:
        said = say(describe_festival(one))
        line = N_("{festival} ({day})")
        terminal.write(translate(line, festival=said, day=show_day(one.day, day.today)) if one.days else said)
    terminal.write()


def _write_group(terminal: Terminal, day: Day, group: int, entries: list[Entry]) -> None:
    titles = [
        "",
        translate(N_("Entry")),
        translate(N_("Customer")),
        translate(N_("Why")),
        translate(N_("Due")),
    ]
    if group == AT_RISK:
        titles.insert(2, translate(N_("District")))
    terminal.write_table(titles, [_row(entry, day) for entry in entries])


def _row(entry: Entry, day: Day) -> list[str]:
    card = day.cards.get(entry.customer, {})
    mark = WARNING_MARK if entry.warns else ""
    row = [mark, entry.id, card.get("name", ""), say(entry.why, day.today), show_due(entry.due, day.today)]
    if entry.group == AT_RISK:
        row.insert(2, card.get("district", ""))
    return row


def _configure_snooze(parser: ArgumentParser) -> None:
    parser.add_argument(
        "entry", metavar="ENTRY", help=translate(N_("id of the entry, as fieldlog today shows it"))
    )
    parser.add_argument("--until", metavar="D", required=True, help=translate(N_("the day it comes back")))
    parser.add_argument("--reason", metavar="R", required=True, help=translate(N_("why it is put off")))


def _run_snooze(context: Context, options: Namespace) -> int:
    with context.workspace() as workspace:
        until = read_day(options.until, workspace.today(), "until")
        entry = snooze(workspace, options.entry, until, options.reason)
        name = customer_json(entry.customer, workspace)["name"]
        day = show_day(until, workspace.today())
        sentence = N_("Put off to {day}: {name}, {why} ({id})")
        said = translate(sentence, day=day, name=name, why=say(entry.why, workspace.today()), id=entry.id)
        _answer(context, workspace, entry, said, {"until": until.isoformat()})
    return FINE


def _configure_not_done(parser: ArgumentParser) -> None:
    parser.add_argument(
        "entry", metavar="ENTRY", help=translate(N_("id of the entry, as fieldlog today shows it"))
    )
    parser.add_argument(
        "--reason", metavar="R", required=True, help=translate(N_("why it could not be done"))
    )


def _run_not_done(context: Context, options: Namespace) -> int:
    with context.workspace() as workspace:
        entry = mark_not_done(workspace, options.entry, options.reason)
        name = customer_json(entry.customer, workspace)["name"]
        sentence = N_("Noted as not done: {name}, {why} ({id})")
        said = translate(sentence, name=name, why=say(entry.why, workspace.today()), id=entry.id)
        _answer(context, workspace, entry, said, {})
    return FINE


def _answer(context: Context, workspace: Workspace, entry: Entry, said: str, extras: Json) -> None:
    if context.wants_json:
        context.terminal.write_json({**_entry_json(entry, workspace), **extras})
    else:
        context.terminal.write(said)


TODAY = Command(
    N_("whom to see today, and why"),
    "fieldlog today",
    _configure_today,
    _run_today,
)
SNOOZE = Command(
    N_("put an entry of today's list off"),
    "fieldlog snooze 3f2a9c --until 周五 --reason 顾客外出",
    _configure_snooze,
    _run_snooze,
)
NOT_DONE = Command(
    N_("say that an entry of today's list could not be done"),
    "fieldlog not-done 3f2a9c --reason 住院",
    _configure_not_done,
    _run_not_done,
)
