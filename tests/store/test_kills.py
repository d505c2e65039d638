"""kill -9 at random moments and at every statement: what was reported is there, nothing is there by half."""

import shutil
import time
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest

from fieldlog.actions.practice import (
    count_territory,
    is_practice_of_today,
    make_practice_store,
    may_become_practice,
)
from fieldlog.actions.running_visits import keep_typed, running_visit, typed_before
from fieldlog.actions.undo import undo_last_save
from fieldlog.actions.visits import start_visit
from fieldlog.domain import kinds
from fieldlog.domain.errors import CorruptStoreError
from fieldlog.store.backup import write_backup
from fieldlog.store.derived import read_customer, refresh
from fieldlog.store.freshness import refresh_all
from fieldlog.store.opening import Unlocking, has_store, open_store
from fieldlog.store.reading import find_card
from tests.store.crashes import AFTER_THE_VISIT
from tests.store.programs import capture
from tests.store.stores import (
    NOW,
    Clock,
    add_customer,
    check_whole,
    derived_rows,
    finish,
    fresh_rows,
    kill,
    make_workspace,
    open_again,
    save_visit,
    start_program,
)

SAVES = 500
ROUNDS = 14


def test_no_reported_save_is_lost_when_the_program_is_killed_during_500_saves(tmp_path: Path) -> None:
    home, random = tmp_path / "home", Random(20261118)
    with (workspace := make_workspace(home)).store:
        customer = add_customer(workspace)
    typed: set[str] = set()
    saved: dict[str, tuple[str, str]] = {}
    rounds = 0
    while len(saved) < SAVES or rounds < ROUNDS:
        rounds += 1
        lines = [line.split() for line in _killed_saver(home, rounds, customer, random)]
        typed |= {words[1] for words in lines if words[0] == "draft"}
        saved |= {words[1]: (words[2], words[3]) for words in lines if words[0] == "saved"}
        _check_saves(home, typed, saved)
    with (workspace := open_again(home)).store as store:
        refresh_all(store, workspace.now())
        assert derived_rows(store) == fresh_rows(store, workspace.today())


def _killed_saver(home: Path, seed: int, customer: str, random: Random) -> list[str]:
    process = start_program("programs.save_visits", home, seed, 10_000, customer, 20)
    assert process.stdout is not None
    lines = [process.stdout.readline() for _ in range(random.randrange(2, 4 * SAVES // ROUNDS))]
    # Anywhere between the middle of this transaction and the middle of the next one.
    time.sleep(random.uniform(0, 0.004))
    return lines + kill(process)


def _check_saves(home: Path, typed: set[str], saved: dict[str, tuple[str, str]]) -> None:
    with open_again(home).store as store:
        stored = check_whole(store)
        assert {gid for _, gid in saved.values()} <= set(stored)
        visits = {one.doc_id: one for one in store.documents_of_kind(kinds.VISIT)}
        for draft, (visit, gid) in saved.items():
            assert visits[visit].parts[gid].writes["note"][1] == f'"{draft}"'
        written = {
            part.writes["note"][1].strip('"') for one in visits.values() for part in one.parts.values()
        }
        waiting = {draft.draft_id for draft in store.drafts()}
        # What was typed is in a save or still a draft, never both, never neither.
        assert not written & waiting
        assert typed <= written | waiting


@pytest.mark.parametrize("seed", range(3))
def test_an_evaluation_killed_at_a_random_moment_is_whole_or_did_not_happen(
    tmp_path: Path, seed: int
) -> None:
    home, random = tmp_path / "home", Random(seed)
    with (workspace := make_workspace(home)).store:
        for number in range(6):
            save_visit(workspace, add_customer(workspace, f"客户{number}"))
    process = start_program("programs.evaluate_week_after_week", home)
    assert process.stdout is not None
    lines = [process.stdout.readline() for _ in range(random.randrange(1, 25))]
    time.sleep(random.uniform(0, 0.02))
    lines += kill(process)
    reported = [line.split()[1] for line in lines if line.startswith("evaluated")]
    with open_again(home).store as store:
        check_whole(store)
        week = store.progress().week
        assert not reported or week >= reported[-1]
        if week:
            assert derived_rows(store) == fresh_rows(store, date.fromisoformat(week))
        later = NOW + timedelta(days=700)
        refresh(store, later)
        assert derived_rows(store) == fresh_rows(store, later.date())


def _crashed_homes(task: str, template: Path, folder: Path, most: int, last: int) -> list[Path]:
    """Return the folders that a task left when it was killed at each of its points, the last one first."""
    folder.mkdir()
    points = finish(start_program("crashes.crash_everywhere", task, template, folder, most, last))
    assert len(points) > last
    return [folder / point for point in reversed(points)]


def test_a_visit_stop_killed_anywhere_leaves_the_running_visit_or_the_saved_one(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with (workspace := make_workspace(home)).store as store:
        customer = add_customer(workspace)
        refresh(store, workspace.now())
        card = find_card(store, customer)
        assert card is not None
        visit = start_visit(workspace, card, "回访").content["visit"]
        keep_typed(workspace, capture()._replace(promises=("后天打电话",)))
    outcomes = set()
    for crashed in _crashed_homes("stop", home, tmp_path / "crashed", 20, 5):
        with (workspace := open_again(crashed, 6, Clock(AFTER_THE_VISIT))).store as store:
            check_whole(store)
            running, dossier = running_visit(workspace), read_customer(store, customer)
            if running is None:
                outcomes.add("saved")
                assert [one.id for one in dossier.visits] == [visit]
                assert dossier.visits[0].health == {"body": "血压 142/91"}
                assert (len(dossier.promises), len(dossier.consents)) == (2, 1)
            else:
                outcomes.add("running")
                assert typed_before(running).note == capture().note
                assert (dossier.visits, dossier.promises, dossier.consents) == ((), (), ())
    assert "running" in outcomes


def test_an_evaluation_killed_anywhere_is_done_again_and_equals_a_fresh_one(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with (workspace := make_workspace(home)).store as store:
        customers = [add_customer(workspace, f"客户{number}") for number in range(3)]
        refresh(store, workspace.now())
        for customer in customers[1:]:
            save_visit(workspace, customer)
    for crashed in _crashed_homes("refresh", home, tmp_path / "crashed", 12, 3):
        with open_again(crashed).store as store:
            check_whole(store)
            refresh_all(store, AFTER_THE_VISIT)
            assert derived_rows(store) == fresh_rows(store, AFTER_THE_VISIT.date())


def test_an_undo_killed_anywhere_happened_or_did_not(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with (workspace := make_workspace(home)).store:
        customer = add_customer(workspace)
        save_visit(workspace, customer)
    for crashed in _crashed_homes("undo", home, tmp_path / "crashed", 12, 3):
        with (workspace := open_again(crashed)).store as store:
            undone = len(check_whole(store)) == 3
            assert len(read_customer(store, customer).visits) == (0 if undone else 1)
            undo_last_save(workspace)
            assert len(read_customer(store, customer).visits) == (1 if undone else 0)


def test_a_practice_store_killed_while_it_is_made_can_be_made_again(tmp_path: Path) -> None:
    for crashed in _crashed_homes("practice", tmp_path / "nothing", tmp_path / "crashed", 4, 3):
        assert may_become_practice(crashed)
        _check_practice(crashed)


def test_a_practice_store_killed_while_it_is_rebuilt_keeps_foreign_files_and_can_be_made_again(
    tmp_path: Path,
) -> None:
    home = tmp_path / "home"
    make_practice_store(home, NOW - timedelta(days=1), customers=2)
    (home / "notes.txt").write_text("mine")
    for crashed in _crashed_homes("practice", home, tmp_path / "crashed", 3, 9):
        assert (crashed / "notes.txt").read_text() == "mine"
        assert may_become_practice(crashed)
        _check_practice(crashed)


def _check_practice(home: Path) -> None:
    if not is_practice_of_today(home, AFTER_THE_VISIT):
        make_practice_store(home, AFTER_THE_VISIT, customers=3)
    assert count_territory(home, AFTER_THE_VISIT).customers == 3
    with open_store(home, Unlocking(), AFTER_THE_VISIT) as store:
        check_whole(store)


def test_a_restore_killed_anywhere_keeps_the_old_store_whole_or_has_the_new_one(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with (workspace := make_workspace(home)).store as store:
        add_customer(workspace, "备份前")
        write_backup(store, home / "old.fieldlog-backup")
        add_customer(workspace, "备份后")
        # As a crash leaves it: the newest saves are in the log only.
        shutil.copytree(home, tmp_path / "template")
    outcomes = set()
    for crashed in _crashed_homes("restore", tmp_path / "template", tmp_path / "crashed", 60, 30):
        outcomes.add(_outcome_of_restore(crashed))
    assert outcomes >= {"old", "kept aside"}


def _outcome_of_restore(home: Path) -> str:
    kept = sorted(home.glob("before-restore-*"))
    if not (home / "keys.json").exists():
        # The store is between two places: the message names the next step, and the old one is whole.
        with pytest.raises(CorruptStoreError, match="fieldlog restore FILE --force"):
            _count_customers(home)
        assert has_store(home)
        assert _count_customers(kept[0]) == 2
        return "kept aside"
    count = _count_customers(home)
    if count == 1:
        assert _count_customers(kept[0]) == 2
    return "old" if count == 2 else "new"


def _count_customers(home: Path) -> int:
    with open_store(home, Unlocking(), AFTER_THE_VISIT) as store:
        check_whole(store)
        return store.count_documents(kinds.CUSTOMER)
