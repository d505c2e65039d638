"""Nothing that was typed can be read in any file without the key."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldlog.actions.consents import record_consent
from fieldlog.actions.held_notes import remove_expired_notes
from fieldlog.actions.homes import init_store
from fieldlog.actions.running_visits import keep_typed
from fieldlog.actions.visits import add_visit, discard_visit, start_visit
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.errors import BadInputError
from fieldlog.store.backup import write_backup
from fieldlog.store.freshness import refresh_all
from fieldlog.store.opening import Unlocking, open_store
from fieldlog.store.reading import find_card
from tests.end_to_end.running import run_fieldlog
from tests.store.programs import SECRETS, capture, say_secrets
from tests.store.stores import NOW, ZONE, Clock, add_customer, kill, start_program

PASSPHRASE = "correct horse 血压计"


def _spellings(secret: str) -> Iterator[bytes]:
    yield secret.encode()
    yield from (secret.encode(encoding) for encoding in ("utf-16-le", "utf-16-be"))
    yield json.dumps(secret)[1:-1].encode()
    if all(ord(character) > 127 for character in secret):
        yield secret.encode("gb18030")


def _find_plain(folder: Path, secrets: list[str]) -> list[tuple[str, str]]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [
        (path.name, secret)
        for path in files
        for data in [path.read_bytes()]
        for secret in secrets
        if any(spelling in data for spelling in _spellings(secret))
    ]


@pytest.fixture
def watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that the system's temporary files go to."""
    folder = tmp_path / "watched"
    folder.mkdir()
    for name in ("TMPDIR", "TEMP", "TMP", "SQLITE_TMPDIR"):
        monkeypatch.setenv(name, str(folder))
    return folder


def test_the_search_finds_what_lies_in_plain(tmp_path: Path) -> None:
    for encoding in ("utf-8", "utf-16-le"):
        (tmp_path / encoding).write_bytes(b"\x01" + "血压 142/91".encode(encoding))
    (tmp_path / "json").write_text(json.dumps({"a": "血压 142/91"}))
    assert len(_find_plain(tmp_path, SECRETS)) == 3


def test_nothing_typed_lies_in_plain_in_any_file_before_or_after_it_is_removed(
    tmp_path: Path, watched: Path
) -> None:
    home, clock = tmp_path / "home", Clock()
    code = init_store(home, "销售员王小明", ZONE, clock(), PASSPHRASE, None).recovery_code
    secrets = [*SECRETS, "销售员王小明", PASSPHRASE, code, code.replace("-", ""), "血压计"]
    with open_store(home, Unlocking(PASSPHRASE), clock()) as store:
        workspace = Workspace(store, clock)
        customer = add_customer(workspace, SECRETS[0], **{"phone.1": SECRETS[1]})
        _type_everything(workspace, customer)
        write_backup(store, home / "b.fieldlog-backup")
        assert len(list(home.glob("fieldlog.db-*"))) == 2
        assert _find_plain(tmp_path, secrets) == []
        _remove_everything(workspace, customer, clock)
        assert _find_plain(tmp_path, secrets) == []
    assert _find_plain(tmp_path, secrets) == []
    assert list(watched.iterdir()) == []


def _type_everything(workspace: Workspace, customer: str) -> None:
    refresh_all(workspace.store, workspace.now())
    card = find_card(workspace.store, customer)
    assert card is not None
    start_visit(workspace, card, SECRETS[2])
    keep_typed(workspace, capture())
    # Not asked for consent: the health note stays behind as a draft.
    add_visit(workspace, card, SECRETS[2], NOW, 0, capture=capture()._replace(consent="not-asked"))
    refresh_all(workspace.store, workspace.now())


def _remove_everything(workspace: Workspace, customer: str, clock: Clock) -> None:
    card = find_card(workspace.store, customer)
    assert card is not None
    clock.go_on(days=40)
    # A save of that day shows that the clock does not merely stand ahead.
    discard_visit(workspace, "弄错了")
    assert len(remove_expired_notes(workspace)) == 1
    record_consent(workspace, card, "withdrawn")
    assert workspace.store.drafts() == []


def test_nothing_typed_lies_in_plain_after_a_kill(tmp_path: Path, watched: Path) -> None:
    home = tmp_path / "home"
    program = start_program("programs.type_until_killed", home, env={**os.environ})
    assert program.stdout is not None
    for _ in range(40):
        program.stdout.readline()
    kill(program)
    assert list(home.glob("fieldlog.db-wal"))
    assert _find_plain(home, SECRETS) == []
    assert _find_plain(watched, SECRETS) == []


def test_the_command_line_leaves_nothing_in_plain(tmp_path: Path, watched: Path) -> None:
    home = tmp_path / "home"
    say_secrets(home)
    note = (
        "visit",
        "add",
        SECRETS[0],
        "--purpose",
        SECRETS[2],
        "--start",
        "2026-11-01 10:00",
        "--minutes",
        "40",
    )
    for words in (note, (*note, "--health", SECRETS[3], "--consent", "not-asked"), ("today",), ("overdue",)):
        answer = run_fieldlog(home, *words)
        assert answer.code in (0, 1), answer
    assert run_fieldlog(home, "backup", str(home / "b.fieldlog-backup")).code == 0
    assert run_fieldlog(home, "doctor").code == 0
    assert _find_plain(tmp_path, SECRETS) == []
    assert list(watched.iterdir()) == []


def test_a_refused_health_note_is_not_stored_anywhere_that_it_could_be_read(tmp_path: Path) -> None:
    home = tmp_path / "home"
    say_secrets(home)
    with open_store(home, Unlocking(), NOW) as store:
        workspace = Workspace(store, Clock())
        (customer,) = store.documents_of_kind("customer")
        refresh_all(store, workspace.now())
        card = find_card(store, customer.doc_id)
        assert card is not None
        with pytest.raises(BadInputError):
            add_visit(workspace, card, "回访", NOW, 0, capture=capture()._replace(consent="refused"))
        assert store.drafts() == []
    assert _find_plain(home, SECRETS) == []
