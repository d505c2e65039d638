"""A backup is one encrypted file that comes back on either database, under a new feed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import update

from sync_server.core.backups import restore_backup, write_backup
from sync_server.core.integrity import find_faults
from sync_server.database import copying, feeds, tables
from sync_server.database.engine import Engine, open_engine, reading, writing
from sync_server.errors import BackupUnreadableError, ServerError
from tests.sync_server.databases import KEY, KINDS, Databases
from tests.sync_server.organisation import START, Laptop, Organisation, make_save, new_id
from tests.sync_server.web import Web


@pytest.fixture(params=KINDS)
def other(request: pytest.FixtureRequest, databases: Databases) -> Iterator[Engine]:
    """Another database, to which a backup is brought."""
    engine = open_engine(databases.make_empty(request.param))
    yield engine
    engine.dispose()


@pytest.fixture
def laptop(organisation: Organisation, web: Web) -> Laptop:
    laptop = organisation.add_rep("小王")
    web.push(laptop.token, [*laptop.lines(make_save(f"customer:{new_id()}")), b'{"dseq":2,broken'])
    return laptop


def contents(engine: Engine) -> dict[str, int]:
    with reading(engine) as connection:
        return dict(copying.table_counts(connection))


def test_everything_comes_back_on_either_database(
    organisation: Organisation, laptop: Laptop, other: Engine, tmp_path: Path
) -> None:
    target = tmp_path / "fieldlog.backup"
    assert write_backup(organisation.engine, KEY, target) == target.stat().st_size
    feed_id = restore_backup(other, KEY, target, "test", START)
    before, after = contents(organisation.engine), contents(other)
    assert after == {**before, "audit": before["audit"] + 1}
    with reading(other) as connection:
        assert feeds.read_setting(connection, "feed_id") == feed_id
        assert list(find_faults(connection)) == []
    with reading(organisation.engine) as connection:
        assert feeds.read_setting(connection, "feed_id") != feed_id


def test_after_a_restore_a_laptop_is_known_goes_on_and_pulls_from_the_beginning(
    organisation: Organisation, laptop: Laptop, web: Web, tmp_path: Path
) -> None:
    target = tmp_path / "fieldlog.backup"
    write_backup(organisation.engine, KEY, target)
    cursor = web.pull(laptop.token).json()["cursor"]
    lost = make_save(f"customer:{new_id()}")
    lines = [b'{"dseq":3,' + laptop.lines(lost)[0].partition(b",")[2]]
    assert web.push(laptop.token, lines).json()["results"][0]["status"] == "applied"
    feed_id = restore_backup(organisation.engine, KEY, target, "test", START)
    answer = web.pull(laptop.token, cursor).json()
    assert answer["feed_id"] == feed_id
    assert answer["entries"][0]["seq"] <= cursor["seq"]
    following = [b'{"dseq":4,' + laptop.lines(lost)[0].partition(b",")[2]]
    assert web.push(laptop.token, following).json()["expected"] == 3
    assert web.push(laptop.token, lines).json()["results"][0]["status"] == "applied"


def test_no_byte_of_a_backup_is_plain_and_only_its_owner_reads_it(
    organisation: Organisation, laptop: Laptop, tmp_path: Path
) -> None:
    target = tmp_path / "fieldlog.backup"
    write_backup(organisation.engine, KEY, target)
    content = target.read_bytes()
    assert not any(
        word in content for word in (b"SQLite format", "李阿姨".encode(), "小王".encode(), b"customer")
    )
    assert target.stat().st_mode & 0o077 == 0
    assert [one.name for one in tmp_path.iterdir()] == ["fieldlog.backup"]


def test_no_file_is_replaced(organisation: Organisation, tmp_path: Path) -> None:
    target = tmp_path / "there"
    target.write_bytes(b"something")
    with pytest.raises(ServerError):
        write_backup(organisation.engine, KEY, target)
    assert target.read_bytes() == b"something"


def test_a_folder_that_is_not_there_is_said(organisation: Organisation, tmp_path: Path) -> None:
    with pytest.raises(ServerError):
        write_backup(organisation.engine, KEY, tmp_path / "nowhere" / "x")


@pytest.mark.parametrize("damage", ["another key", "no backup", "cut short", "missing"])
def test_what_is_no_backup_changes_nothing(
    organisation: Organisation, laptop: Laptop, tmp_path: Path, damage: str
) -> None:
    target = tmp_path / "fieldlog.backup"
    write_backup(organisation.engine, KEY, target)
    content = target.read_bytes()
    if damage == "no backup":
        target.write_bytes(b"x" * len(content))
    elif damage == "cut short":
        target.write_bytes(content[:5000])
    elif damage == "missing":
        target.unlink()
    before = contents(organisation.engine)
    with pytest.raises(BackupUnreadableError):
        restore_backup(
            organisation.engine, "cd" * 32 if damage == "another key" else KEY, target, "test", START
        )
    assert contents(organisation.engine) == before


def test_a_damaged_page_in_the_middle_stops_the_restore_as_a_whole(
    organisation: Organisation, laptop: Laptop, tmp_path: Path
) -> None:
    target = tmp_path / "fieldlog.backup"
    write_backup(organisation.engine, KEY, target)
    content = bytearray(target.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 4096] = bytes(4096)
    target.write_bytes(content)
    before = contents(organisation.engine)
    try:
        restore_backup(organisation.engine, KEY, target, "test", START)
    except BackupUnreadableError:
        assert contents(organisation.engine) == before
    else:
        # The page was one that nothing lay on.
        assert contents(organisation.engine)["saves"] == before["saves"]


def faults(engine: Engine) -> list[str]:
    with reading(engine) as connection:
        return [fault.code for fault in find_faults(connection)]


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (update(tables.feed).values(head=1), "number-above-head"),
        (update(tables.devices).values(last_dseq=9), "answers-missing"),
        (tables.quarantine.delete(), "quarantine-missing"),
        (update(tables.documents).values(is_conflict=True), "conflict-flag"),
        (update(tables.documents).values(seq=1), "part-number"),
        (update(tables.quarantine).values(line=b'{"dseq":2,other'), "quarantine-hash"),
        (
            tables.grants.delete().where(tables.grants.c.scope.startswith("customer:")),
            "customer-without-grant",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_check_finds_what_does_not_fit(
    organisation: Organisation, laptop: Laptop, damage: object, code: str
) -> None:
    assert faults(organisation.engine) == []
    with writing(organisation.engine) as connection:
        connection.execute(damage)  # type: ignore[call-overload]
    assert code in faults(organisation.engine)
