"""Several laptops at once: no pull misses a number that commits later, and who collides is tried again."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError

from fieldlog.domain.exchange import Cursor, PullRequest
from fieldlog.domain.packs import BUILT_IN
from sync_server.core.giving import give
from sync_server.core.handover import hand_over
from sync_server.core.integrity import find_faults
from sync_server.core.receiving import receive
from sync_server.core.rule_packs import numbers_of, publish
from sync_server.core.users import change_team
from sync_server.database import evaluating, feeds, tables, users
from sync_server.database.engine import Connection, Engine, open_engine, reading, write, writing
from sync_server.errors import DatabaseBusyError, RefusalError
from tests.sync_server.databases import Databases
from tests.sync_server.organisation import Clock, Laptop, Organisation, make_save, new_id

LAPTOPS = 6
SAVES = 15


@pytest.fixture
def postgresql(databases: Databases) -> Iterator[Engine]:
    engine = open_engine(databases.make("postgresql"))
    yield engine
    engine.dispose()


@pytest.fixture
def parallel(postgresql: Engine, clock: Clock) -> Organisation:
    return Organisation(postgresql, clock)


def pull_on(organisation: Organisation, laptop: Laptop, cursor: Cursor | None) -> tuple[list[str], Cursor]:
    """Pull everything behind a cursor; return the documents and the cursor then."""
    found: list[str] = []
    while True:
        request = PullRequest("fieldlog-sync/1", cursor, 7)
        answer = give(organisation.engine, laptop.token, request, organisation.clock.now())
        found += [text for text in map(_document, answer.entries) if text]
        cursor = answer.cursor
        if answer.done:
            return found, cursor


def _document(entry: bytes) -> str:
    import json

    read = json.loads(bytes(entry))
    return str(read["doc_id"]) if read["entry"] == "doc" else ""


def run_together(works: list[Callable[[], None]]) -> None:
    """Run works at the same instant, each in a thread, and raise what one of them raises."""
    barrier = threading.Barrier(len(works))

    def run(work: Callable[[], None]) -> None:
        barrier.wait(20)
        work()

    with ThreadPoolExecutor(len(works)) as pool:
        for done in [pool.submit(run, work) for work in works]:
            done.result(60)


def test_a_number_that_is_taken_is_waited_for_so_that_no_pull_passes_it(parallel: Organisation) -> None:
    laptop = parallel.add_rep("小王")
    reader = parallel.add_laptop("小王")
    parallel.push(laptop, make_save(f"customer:{new_id()}"))
    _, cursor = pull_on(parallel, reader, None)
    taken, may_commit = threading.Event(), threading.Event()

    def slow() -> None:
        with writing(parallel.engine) as connection:
            feeds.take_numbers(connection, 1)
            taken.set()
            may_commit.wait(20)

    saved = make_save(f"customer:{new_id()}")
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(slow)
        taken.wait(20)
        second = pool.submit(parallel.push, laptop, saved)
        # The push waits for the number before its own: a pull meanwhile sees neither, and hands out no
        # cursor beyond them.
        assert pull_on(parallel, reader, cursor) == ([], cursor)
        assert not second.done()
        may_commit.set()
        first.result(20)
        second.result(20)
    found, _ = pull_on(parallel, reader, cursor)
    assert found == [saved.documents[0].doc_id]


def test_laptops_that_push_and_pull_at_once_miss_nothing_and_get_nothing_twice(
    parallel: Organisation,
) -> None:
    writers = [parallel.add_laptop("Admin") for _ in range(LAPTOPS)]
    reader = parallel.add_laptop("Admin")
    customers = [f"customer:{new_id()}" for _ in range(3)]
    parallel.push(writers[0], *(make_save(scope) for scope in customers))
    _, cursor = pull_on(parallel, reader, None)
    written: list[str] = []
    seen: list[str] = []
    writing_ended = threading.Event()

    def push(laptop: Laptop) -> None:
        for number in range(SAVES):
            saves = [make_save(scope, "note", {"text": "x"}) for scope in customers[number % 2 :]]
            parallel.push(laptop, *saves)
            written.extend(save.documents[0].doc_id for save in saves)

    def pull() -> None:
        nonlocal cursor
        while True:
            has_ended = writing_ended.is_set()
            found, cursor = pull_on(parallel, reader, cursor)
            seen.extend(found)
            if has_ended:
                return

    with ThreadPoolExecutor(1) as pool:
        pulling = pool.submit(pull)
        run_together([lambda laptop=laptop: push(laptop) for laptop in writers])  # type: ignore[misc]
        writing_ended.set()
        pulling.result(60)
    assert sorted(seen) == sorted(written)
    with reading(parallel.engine) as connection:
        assert list(find_faults(connection)) == []


def test_the_same_push_twice_at_the_same_instant_is_stored_once(parallel: Organisation) -> None:
    laptop = parallel.add_rep("小王")
    scopes = [f"customer:{new_id()}" for _ in range(5)]
    body = b"\n".join([b'{"protocol":"fieldlog-sync/1"}', *laptop.lines(*map(make_save, scopes))])
    results: list[list[str]] = []

    def push() -> None:
        answer = receive(parallel.engine, laptop.token, body, parallel.clock.now())
        results.append([one.status for one in answer.results])

    run_together([push] * 4)
    assert sorted(results) == [["applied"] * 5, *[["duplicate"] * 5] * 3]


def test_laptops_that_name_a_new_customer_at_the_same_instant_open_it_once(
    parallel: Organisation,
) -> None:
    laptops = [parallel.add_laptop("Admin") for _ in range(4)]
    scope, doc_id = f"customer:{new_id()}", new_id()

    def push(laptop: Laptop) -> None:
        parallel.push(laptop, make_save(scope, "note", {"text": laptop.device}, doc_id=doc_id))

    run_together([lambda laptop=laptop: push(laptop) for laptop in laptops])  # type: ignore[misc]
    with reading(parallel.engine) as connection:
        grants = connection.execute(select(tables.grants).where(tables.grants.c.scope == scope)).all()
        document = connection.execute(select(tables.documents)).one()
    assert [grant.why for grant in grants].count("owner") == 1
    assert document.is_conflict


def test_hand_overs_and_changes_of_team_between_pushes_leave_everything_whole(
    parallel: Organisation,
) -> None:
    for team in ("东区", "西区"):
        parallel.add_user(f"{team}主管", "supervisor", team)
    one, other = parallel.add_rep("小王", "东区"), parallel.add_rep("小张", "西区")
    customer = new_id()
    parallel.push(one, make_save(f"customer:{customer}"))
    now = parallel.clock.now()

    def push(laptop: Laptop) -> None:
        for _ in range(SAVES):
            parallel.push(laptop, make_save(f"customer:{customer}", "note", {"text": "x"}))
            parallel.push(laptop, make_save(f"customer:{new_id()}"))

    def move(work: Callable[[Connection, int], object]) -> None:
        for number in range(SAVES):
            write(parallel.engine, lambda connection, number=number: work(connection, number))  # type: ignore[misc]

    names, teams = ("小张", "小王"), ("西区", "东区")
    run_together(
        [
            lambda: push(one),
            lambda: push(other),
            lambda: move(lambda c, n: hand_over(c, customer, names[n % 2], "x", "test", now)),
            lambda: move(lambda c, n: change_team(c, "小王", teams[n % 2], "test", now)),
        ]
    )
    with reading(parallel.engine) as connection:
        assert list(find_faults(connection)) == []
        is_open = connection.execute(
            select(tables.grants.c.scope).where(
                tables.grants.c.to_seq.is_(None), tables.grants.c.why == "owner"
            )
        ).all()
    assert len(is_open) == len(set(is_open)) == 1 + 2 * SAVES


def test_two_transactions_in_each_others_way_are_both_done_in_the_end(postgresql: Engine) -> None:
    with writing(postgresql) as connection:
        for name in ("a", "b"):
            feeds.write_setting(connection, name, "0")
    met = threading.Barrier(2)
    tries = {"a": 0, "b": 0}

    def work(connection: Connection, first: str, then: str) -> None:
        tries[first] += 1
        _raise_one(connection, first)
        if tries[first] == 1:
            met.wait(20)
        _raise_one(connection, then)

    run_together(
        [
            lambda: write(postgresql, lambda connection: work(connection, "a", "b")),
            lambda: write(postgresql, lambda connection: work(connection, "b", "a")),
        ]
    )
    assert sum(tries.values()) == 3
    with reading(postgresql) as connection:
        assert [feeds.read_setting(connection, name) for name in ("a", "b")] == ["000", "000"]


def test_a_transaction_that_cannot_be_serialized_is_tried_again(postgresql: Engine) -> None:
    """As where ``default_transaction_isolation`` is not what docs/deployment.md asks for."""
    with writing(postgresql) as connection:
        feeds.write_setting(connection, "a", "0")
    refused: list[str] = []
    tries = 0

    def work(connection: Connection) -> None:
        nonlocal tries
        tries += 1
        connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        feeds.read_setting(connection, "a")
        if tries == 1:
            write(postgresql, lambda other: _raise_one(other, "a"))
        try:
            _raise_one(connection, "a")
        except DBAPIError as error:
            refused.append(str(getattr(error.orig, "sqlstate", None)))
            raise

    write(postgresql, work)
    assert (tries, refused) == (2, ["40001"])
    with reading(postgresql) as connection:
        assert feeds.read_setting(connection, "a") == "000"


def _raise_one(connection: Connection, name: str) -> None:
    row = tables.organisation
    connection.execute(update(row).where(row.c.name == name).values(value=row.c.value.concat("0")))


def test_a_statement_that_takes_too_long_is_given_up(postgresql: Engine) -> None:
    def work(connection: Connection) -> None:
        connection.execute(text("SET LOCAL statement_timeout = '50ms'"))
        connection.execute(text("SELECT pg_sleep(20)"))

    with pytest.raises(DatabaseBusyError):
        write(postgresql, work)


def test_a_pull_sees_one_state_while_others_write(parallel: Organisation) -> None:
    laptop = parallel.add_rep("小王")
    with reading(parallel.engine) as connection:
        head = feeds.read_head(connection)
        parallel.push(laptop, make_save(f"customer:{new_id()}"))
        assert feeds.read_head(connection) == head
        assert connection.execute(select(tables.documents)).all() == []


def test_of_administrators_who_publish_at_the_same_instant_one_is_told_that_the_other_was_first(
    parallel: Organisation,
) -> None:
    outcomes: list[str] = []
    now = parallel.clock.now()

    def publishes(minutes: int) -> Callable[[], None]:
        def work(connection: Connection) -> None:
            admin = users.find_user(connection, "Admin")
            assert admin is not None
            given = {**numbers_of(BUILT_IN), "visit_minutes": str(minutes), "start": str(monday)}
            publish(connection, admin, given, "longer visits", BUILT_IN.version, now)

        def attempt() -> None:
            try:
                write(parallel.engine, work)
            except RefusalError as error:
                outcomes.append(error.code)
            else:
                outcomes.append("published")

        return attempt

    monday = now.date() + timedelta(days=14 - now.weekday())
    run_together([publishes(minutes) for minutes in (40, 45, 50, 55)])
    assert sorted(outcomes) == ["pack-overtaken"] * 3 + ["published"]
    with reading(parallel.engine) as connection:
        number, packs = evaluating.rule_pack_documents(connection)
        assert list(find_faults(connection)) == []
    assert (len(packs), number > 0) == (1, True)
