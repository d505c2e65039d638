"""Two programs on one store: nothing is lost, each sees the other, and a long transaction is waited for."""

import subprocess
from pathlib import Path

import pytest

from fieldlog.domain import kinds
from fieldlog.domain.errors import StoreBusyError
from fieldlog.store.derived import refresh
from fieldlog.store.freshness import refresh_all
from fieldlog.store.keys.opening import PUBLIC_PRACTICE_KEY
from fieldlog.store.reading import find_card
from fieldlog.store.store import Store
from fieldlog.store.tables import ID_CLASSES, INDEXES
from fieldlog.store.tinydb_sqlcipher import SQLCipherTinyDB
from tests.end_to_end.running import run_fieldlog
from tests.store.programs import BATCH
from tests.store.stores import (
    add_customer,
    check_whole,
    derived_rows,
    finish,
    fresh_rows,
    make_workspace,
    open_again,
    save_visit,
    start_program,
)

SAVES = 200


def test_two_programs_that_save_and_evaluate_at_once_lose_nothing_and_see_each_other(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with (workspace := make_workspace(home)).store as store:
        customers = [add_customer(workspace, name) for name in ("李明朗", "王秀英")]
        programs = [
            start_program("programs.save_visits", home, seed, SAVES, customer, 15, "wait")
            for seed, customer in ((11, customers[0]), (12, customers[1]))
        ]
        lines = [line.split() for line in run_in_batches(programs)]
        reported = {words[3] for words in lines if words[0] == "saved"}
        assert len(reported) == 2 * SAVES
        # This connection has been open all the time.
        stored = check_whole(store)
        assert reported <= set(stored)
        assert len(stored) == 2 + 2 * SAVES
        assert store.drafts() == []
        refresh_all(store, workspace.now())
        assert derived_rows(store) == fresh_rows(store, workspace.today())


def run_in_batches(programs: "list[subprocess.Popen[str]]") -> list[str]:
    """Let programs save at the same time, none of them more than a batch ahead; return what they report.

    Left alone, one may finish before the other has got the lock once: SQLite is not fair to who waits.
    """
    lines = []
    for program in programs:
        assert program.stdout is not None
        assert program.stdout.readline() == "open\n"
    for _ in range(SAVES // BATCH):
        for program in programs:
            assert program.stdin is not None
            program.stdin.write("go\n")
            program.stdin.flush()
        for program in programs:
            assert program.stdout is not None
            lines += [program.stdout.readline() for _ in range(2 * BATCH)]
    return lines + [line for program in programs for line in finish(program)]


def test_each_window_sees_what_the_other_saved_before_it_and_says_so_in_its_lists(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with (one := make_workspace(home)).store, (other := open_again(home)).store:
        customer = add_customer(one)
        for number in range(6):
            writer, reader = (one, other) if number % 2 else (other, one)
            assert len(reader.store.documents_of_kind(kinds.VISIT)) == number
            visit = save_visit(writer, customer)
            assert reader.store.find_document(visit) == writer.store.find_document(visit)
            assert len(reader.store.documents_of(customer)) == 2 * (number + 2)
            refresh_all(writer.store, writer.now())
            card = find_card(reader.store, customer)
            assert card is not None
            assert card["open_promises"] == number + 1
            assert reader.store.progress() == writer.store.progress()


def test_a_command_waits_while_another_program_writes_for_long_and_then_works(tmp_path: Path) -> None:
    home = tmp_path / "home"
    make_workspace(home).store.close()
    program = start_program("programs.hold_the_lock", home, 0.8)
    assert program.stdout is not None
    assert program.stdout.readline() == "locked\n"
    answer = run_fieldlog(home, "customer", "add", "王芳")
    assert answer.code == 0, answer
    finish(program)
    with open_again(home).store as store:
        assert len(check_whole(store)) == 1
        assert [draft.draft_id for draft in store.drafts()] == ["lock"]


def test_a_save_gives_up_with_the_next_step_when_the_lock_is_never_free(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with (workspace := make_workspace(home)).store as store:
        customer = add_customer(workspace)
        database = SQLCipherTinyDB(
            home / "fieldlog.db",
            key=PUBLIC_PRACTICE_KEY,
            indexes=INDEXES,
            document_id_classes=ID_CLASSES,
            busy_timeout=0.1,
        )
        with Store(database, home) as impatient:
            with store.writing():
                assert impatient.find_document(customer) is not None
                with pytest.raises(StoreBusyError, match="do it again"):
                    refresh(impatient, workspace.now())
            assert refresh(impatient, workspace.now()) == 1


def test_reading_what_is_evaluated_needs_no_lock_and_writes_nothing(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with (workspace := make_workspace(home)).store as store, (other := open_again(home)).store:
        add_customer(workspace)
        refresh_all(store, workspace.now())
        before = store.database.data_version
        with store.writing():
            refresh_all(other.store, other.now())
        refresh_all(other.store, other.now())
        assert refresh(other.store, other.now()) == 0
        assert store.database.data_version == before
