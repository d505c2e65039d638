"""Laptops that were not upgraded: today's server takes their stores and their words in, to the byte."""

import json
from pathlib import Path

import pytest

from fieldlog.domain.exchange import PROTOCOL
from fieldlog.store import tables
from fieldlog.store.outbox import all_rows
from fieldlog.store.restore import BackupSecrets, restore_backup
from fieldlog.sync.ports import Request
from tests.data.make_conversation import CODE, REP, conversation_path
from tests.data.make_store_fixture import CUSTOMER, UNKNOWN_FIELD, UNKNOWN_VALUES, fixture_path
from tests.store.stores import Clock, open_again
from tests.sync.laptops import Laptop, everything, take_the_practice_away
from tests.sync.office import Office
from tests.sync_server.databases import KINDS

TAKEN = ("applied", "")
PUT_ASIDE = ("quarantined", "forbidden-character")
"""What another version may have let in and no server takes: a NUL in a text. It is kept, and said so."""


def unknown_value(laptop: Laptop) -> list[str]:
    """Return what only a newer version understands, as the laptop holds it."""
    parts = laptop.get(CUSTOMER).parts.values()
    return [write[1] for part in parts for name, write in part.writes.items() if name == UNKNOWN_FIELD]


@pytest.mark.parametrize("office", KINDS, indirect=True)
@pytest.mark.parametrize("store_format", range(1, tables.FORMAT + 1))
def test_a_store_of_a_released_format_is_enrolled_and_arrives_whole(
    store_format: int, tmp_path: Path, office: Office, clock: Clock
) -> None:
    home = tmp_path / "old"
    restore_backup(fixture_path(store_format), home, clock(), BackupSecrets())
    with open_again(home, clock=clock).store as store:
        take_the_practice_away(store, REP)
    old = Laptop(home, office, clock, 41)
    old.enrol(office.code_for(REP))
    old.sync()
    answers = [(row.status, row.code) for row in all_rows(old.store)]
    assert (set(answers), answers.count(PUT_ASIDE)) == ({TAKEN, PUT_ASIDE}, 1)
    second = Laptop(tmp_path / "second", office, clock, 42, REP)
    second.enrol(office.code_for(REP))
    second.sync()
    assert everything(second.store) == everything(old.store)
    assert unknown_value(second) == [UNKNOWN_VALUES[0]]
    old.store.close()
    second.store.close()


@pytest.mark.parametrize("office", KINDS, indirect=True)
@pytest.mark.parametrize("version", range(1, int(PROTOCOL.rpartition("/")[2]) + 1))
def test_the_words_of_every_version_of_the_protocol_are_understood(
    version: int, tmp_path: Path, office: Office, clock: Clock
) -> None:
    token, results = "", list[dict[str, str]]()
    for said in json.loads(conversation_path(str(version)).read_text("utf-8")):
        body = said["body"].replace(CODE, office.code_for(REP)).encode()
        answer = office.send(Request("http://office", said["path"], body, token))
        assert answer.status == 200, answer.body
        told = json.loads(answer.body)
        token = told.get("token", token)
        results += told.get("results", [])
    answers = [(one["status"], one.get("code", "")) for one in results]
    assert (set(answers), answers.count(PUT_ASIDE)) == ({TAKEN, PUT_ASIDE}, 1)
    second = Laptop(tmp_path / "second", office, clock, 43, REP)
    second.enrol(office.code_for(REP))
    second.sync()
    assert unknown_value(second) == [UNKNOWN_VALUES[0]]
    second.store.close()
