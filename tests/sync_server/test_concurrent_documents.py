"""Several laptops write into one document at once, on PostgreSQL: no part is lost, whoever comes between."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from fieldlog.domain import kinds
from fieldlog.domain.exchange import Cursor
from sync_server.core.enrolment import revoke
from sync_server.core.erasure import erase_customer
from sync_server.core.handover import hand_over
from sync_server.core.integrity import find_faults
from sync_server.database import tables
from sync_server.database.documents import parts_of
from sync_server.database.engine import open_engine, reading, write
from sync_server.errors import RefusalError
from tests.sync_server.databases import Databases
from tests.sync_server.organisation import Clock, Laptop, Organisation, make_save, new_id
from tests.sync_server.test_concurrency import pull_on, run_together

LAPTOPS, SAVES = 5, 12


@pytest.fixture
def parallel(databases: Databases, clock: Clock) -> Iterator[Organisation]:
    engine = open_engine(databases.make("postgresql"))
    yield Organisation(engine, clock)
    engine.dispose()


def stored_texts(organisation: Organisation, doc_id: str) -> set[str]:
    """Return every value that a document holds, and check that all fits together."""
    with reading(organisation.engine) as connection:
        assert list(find_faults(connection)) == []
        query = select(tables.documents.c.body).where(tables.documents.c.doc_id == doc_id)
        parts = parts_of(connection.execute(query).scalar_one())
    return {write[1] for part in parts.values() for write in part.writes.values()}


def test_of_writes_into_one_document_at_the_same_instant_none_is_lost(parallel: Organisation) -> None:
    laptops = [parallel.add_laptop("Admin") for _ in range(LAPTOPS)]
    customer = new_id()
    parallel.push(laptops[0], make_save(f"customer:{customer}", values={"name": "first"}))

    def push(laptop: Laptop) -> None:
        for number in range(SAVES):
            values = {"notes": f"{laptop.device} {number}"}
            parallel.push(laptop, make_save(f"customer:{customer}", values=values))

    run_together([lambda laptop=laptop: push(laptop) for laptop in laptops])  # type: ignore[misc]
    expected = {f'"{laptop.device} {number}"' for laptop in laptops for number in range(SAVES)}
    assert stored_texts(parallel, customer) == {'"first"', *expected}


def test_an_erasure_between_pushes_leaves_no_value_that_it_has_seen(parallel: Organisation) -> None:
    laptop, customer = parallel.add_rep("小王"), new_id()
    parallel.push(laptop, make_save(f"customer:{customer}"))
    visits = [new_id() for _ in range(SAVES)]

    def push() -> None:
        for visit in visits:
            values = {"health.body": f"secret {visit}"}
            parallel.push(laptop, make_save(f"customer:{customer}", kinds.VISIT, values, doc_id=visit))

    now = parallel.clock.now()

    def erase() -> None:
        for _ in range(SAVES):
            write(parallel.engine, lambda connection: erase_customer(connection, customer, "x", "test", now))

    run_together([push, erase])
    erase()
    assert {text for visit in visits for text in stored_texts(parallel, visit)} == {"null"}


def test_a_pull_during_hand_overs_ends_with_every_document_of_who_has_the_customer(
    parallel: Organisation,
) -> None:
    laptops = {name: parallel.add_rep(name) for name in ("小王", "小张")}
    readers = {name: parallel.add_laptop(name) for name in laptops}
    customer = new_id()
    parallel.push(laptops["小王"], make_save(f"customer:{customer}"))
    written: list[str] = []
    cursors: dict[str, Cursor | None] = dict.fromkeys(laptops)
    seen: dict[str, set[str]] = {name: set() for name in laptops}

    def push(name: str) -> None:
        for _ in range(SAVES):
            save = make_save(f"customer:{customer}", "note", {"text": name})
            if parallel.push(laptops[name], save).results[0].status != "quarantined":
                written.append(save.documents[0].doc_id)

    def pull(name: str) -> None:
        for _ in range(SAVES):
            found, cursors[name] = pull_on(parallel, readers[name], cursors[name])
            seen[name] |= set(found)

    def give_to(name: str) -> None:
        now = parallel.clock.now()
        write(parallel.engine, lambda connection: hand_over(connection, customer, name, "x", "test", now))

    def move() -> None:
        for number in range(SAVES):
            give_to(("小张", "小王")[number % 2])

    run_together(
        [lambda: push("小王"), lambda: push("小张"), lambda: pull("小王"), lambda: pull("小张"), move]
    )
    pull("小王")
    # After an even number of hand-overs the customer is where it was.
    assert set(written) <= seen["小王"]
    with reading(parallel.engine) as connection:
        assert list(find_faults(connection)) == []


def test_a_laptop_that_is_revoked_between_its_pushes_keeps_what_was_answered(parallel: Organisation) -> None:
    laptop, customer = parallel.add_rep("小王"), new_id()
    parallel.push(laptop, make_save(f"customer:{customer}"))
    answered: list[str] = []
    refused: list[str] = []

    def push() -> None:
        try:
            for number in range(40):
                text = str(number)
                parallel.push(laptop, make_save(f"customer:{customer}", values={"notes": text}))
                answered.append(f'"{text}"')
        except RefusalError as error:
            refused.append(error.code)

    def revoke_it() -> None:
        now = parallel.clock.now()
        write(parallel.engine, lambda connection: revoke(connection, laptop.device, "test", now))

    run_together([push, revoke_it])
    assert refused in ([], ["device-revoked"])
    assert set(answered) <= stored_texts(parallel, customer)
    assert len(stored_texts(parallel, customer) - set(answered)) <= 2
    with pytest.raises(RefusalError):
        parallel.push(laptop, make_save(f"customer:{customer}"))
