"""Importing a list of customers: new people are added, gaps are filled, nothing known is overwritten."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from fieldlog.actions.customers import edit_customer, save_new_customer
from fieldlog.actions.list_matching import KnownPeople, find_additions
from fieldlog.actions.profiles import Profile, Standing, check_profile
from fieldlog.actions.spreadsheets import read_rows
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.customer_list import Candidate, RowProblem, read_customer_list
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.problems import Problem
from fieldlog.store.freshness import refresh_all

Progress = Callable[[int, int], None]
"""Told after each row: how many are done, of how many."""

IMPORTED, UPDATED, UNCHANGED = "imported", "updated", "unchanged"


class ImportResult(NamedTuple):
    """How many customers were added, got something new, or were so already; what is wrong with which row;
    the titles of columns that were not read.
    """

    imported: int
    updated: int
    unchanged: int
    problems: tuple[RowProblem, ...]
    unknown_columns: tuple[str, ...]


def import_customers(workspace: Workspace, path: Path, progress: Progress | None = None) -> ImportResult:
    """Import a CSV or XLSX file: a save for each customer, all of them on the disk together or none."""
    found = read_customer_list(read_rows(path), workspace.today())
    problems = list(found.problems)
    counts = dict.fromkeys((IMPORTED, UPDATED, UNCHANGED), 0)
    with workspace.store.writing():
        refresh_all(workspace.store, workspace.now())
        people = KnownPeople(workspace)
        for number, candidate in enumerate(found.candidates, 1):
            outcome, troubles = _import_one(workspace, people, candidate)
            problems += (RowProblem(candidate.row, problem) for problem in troubles)
            if outcome is not None:
                counts[outcome] += 1
            if progress is not None:
                progress(number, len(found.candidates))
        refresh_all(workspace.store, workspace.now())
    ordered = tuple(sorted(problems, key=lambda problem: problem.row))
    return ImportResult(**counts, problems=ordered, unknown_columns=found.unknown_columns)


def _import_one(
    workspace: Workspace, people: KnownPeople, candidate: Candidate
) -> tuple[str | None, tuple[Problem, ...]]:
    matches = people.find(candidate)
    if len(matches) > 1:
        shown = tuple(f"{candidate.name} {customer[:8]}" for customer in matches[:5])
        return None, (Problem("name", "matches-several", {"candidates": shown}),)
    try:
        if not matches:
            profile, standing = _everything(candidate)
            people.add(save_new_customer(workspace, check_profile(profile, standing), standing), candidate)
            return IMPORTED, ()
        profile, standing, problems = find_additions(workspace, matches[0], candidate)
        has_changed = edit_customer(workspace, matches[0], profile, standing)
    except BadInputError as error:
        return None, error.problems
    people.add(matches[0], candidate)
    return UPDATED if has_changed else UNCHANGED, problems


def _everything(candidate: Candidate) -> tuple[Profile, Standing]:
    profile = Profile(
        name=candidate.name,
        honorific=candidate.honorific,
        phones=candidate.phones,
        address=candidate.address,
        district=candidate.district,
        birthday=candidate.birthday,
        character=candidate.character,
        taboos=candidate.taboos,
        notes=candidate.notes,
        agreed_hours=candidate.agreed_hours,
        family=tuple((line, "") for line in candidate.family.splitlines() if line.strip()),
    )
    return profile, Standing(candidate.letter, candidate.key)
