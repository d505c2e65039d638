"""Exporting to other people's programs; the ending of the file says what it becomes."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from fieldlog.actions.calendars import Event, make_calendar
from fieldlog.actions.export_facts import ExportFacts, PromiseFacts, calendar_due, read_export_facts
from fieldlog.actions.tables_out import Sheet, publish, write_csv, write_xlsx
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.problems import N_, Problem
from fieldlog.locale import translate
from fieldlog.store.targets import check_target

SHEETS = ("visits", "customers", "promises")


class ExportWish(NamedTuple):
    """Where to, which table (CSV only), with health notes or not, and whether a file there is replaced."""

    path: Path
    what: str | None = None
    with_health: bool = False
    overwrite: bool = False


class Exported(NamedTuple):
    """How many of each the file holds."""

    customers: int = 0
    visits: int = 0
    promises: int = 0


def export(workspace: Workspace, wish: ExportWish) -> Exported:
    """Write a file whole or not at all; ``BadInputError`` about what cannot be wished for, or the file."""
    ending = wish.path.suffix.lower()
    write = _WRITERS.get(ending)
    if write is None:
        raise BadInputError(Problem("file", "export-ending", {"file": wish.path.name}))
    _check_wish(wish, ending)
    check_target(wish.path, workspace.store.home, wish.overwrite)
    return write(workspace, read_export_facts(workspace, wish.with_health), wish)


def _check_wish(wish: ExportWish, ending: str) -> None:
    unfit = {
        "--what": wish.what is not None and ending != ".csv",
        "--with-health": wish.with_health and ending == ".ics",
    }
    problems = [
        Problem("file", "not-for-this-file", {"option": option, "ending": ending})
        for option, is_unfit in unfit.items()
        if is_unfit
    ]
    if problems:
        raise BadInputError(*problems)


def _write_xlsx(workspace: Workspace, facts: ExportFacts, wish: ExportWish) -> Exported:
    from fieldlog.actions.export_tables import check_sheet

    sheets = [_sheet(name, workspace, facts, wish) for name in ("customers", "visits", "promises")]
    write_xlsx(wish.path, [*sheets, check_sheet(facts, workspace)], wish.overwrite)
    return _all_of(facts)


def _write_csv(workspace: Workspace, facts: ExportFacts, wish: ExportWish) -> Exported:
    what = wish.what or SHEETS[0]
    write_csv(wish.path, _sheet(what, workspace, facts, wish), wish.overwrite)
    return Exported(**{what: getattr(_all_of(facts), what)})


def _sheet(name: str, workspace: Workspace, facts: ExportFacts, wish: ExportWish) -> Sheet:
    # Only tables need the words and the rules.
    from fieldlog.actions.export_tables import customers_sheet, promises_sheet, visits_sheet

    if name == "visits":
        return visits_sheet(facts, workspace, wish.with_health)
    return (customers_sheet if name == "customers" else promises_sheet)(facts, workspace)


def _write_json(workspace: Workspace, facts: ExportFacts, wish: ExportWish) -> Exported:
    from fieldlog.actions.export_document import export_document

    text = json.dumps(export_document(facts, workspace), ensure_ascii=False, indent=1)
    publish(wish.path, wish.overwrite, lambda draft: _write_text(draft, f"{text}\n"))
    return _all_of(facts)


def _write_calendar(workspace: Workspace, facts: ExportFacts, wish: ExportWish) -> Exported:
    waiting = [one for one in facts.promises if one.story.became.state == "open"]
    text = make_calendar(map(_event, waiting), workspace.now())
    publish(wish.path, wish.overwrite, lambda draft: _write_text(draft, text))
    return Exported(promises=len(waiting))


def _event(facts: PromiseFacts) -> Event:
    promise, became = facts.story
    summary = translate(N_("{name}: {text}"), name=facts.card["name"], text=promise.text)
    return Event(f"{promise.id}@fieldlog", len(became.moves), calendar_due(became.due), summary)


def _write_text(draft: Path, text: str) -> None:
    # Line ends are part of these formats; no platform's own take their place.
    draft.write_bytes(text.encode())


def _all_of(facts: ExportFacts) -> Exported:
    return Exported(len(facts.customers), len(facts.visits), len(facts.promises))


_WRITERS: dict[str, Callable[[Workspace, ExportFacts, ExportWish], Exported]] = {
    ".xlsx": _write_xlsx,
    ".csv": _write_csv,
    ".json": _write_json,
    ".ics": _write_calendar,
}
