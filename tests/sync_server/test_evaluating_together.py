"""Several evaluators and pages at once on PostgreSQL: they share the work, and no change is missed."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from sync_server.core import evaluation
from sync_server.database.derived_tables import customer_cards
from sync_server.database.engine import Engine, open_engine, reading, writing
from sync_server.database.evaluating import lock_evaluations
from sync_server.database.visibility import EVERYTHING
from tests.sync_server.databases import Databases
from tests.sync_server.fieldwork import Fieldwork
from tests.sync_server.organisation import Clock, Organisation


@pytest.fixture
def postgresql(databases: Databases) -> Iterator[Engine]:
    engine = open_engine(databases.make("postgresql"))
    yield engine
    engine.dispose()


@pytest.fixture
def work(postgresql: Engine, clock: Clock) -> Fieldwork:
    made = Fieldwork(Organisation(postgresql, clock))
    made.add_rep("王", "东")
    return made


def evaluated(work: Fieldwork) -> set[str]:
    with reading(work.organisation.engine) as connection:
        return set(connection.execute(select(customer_cards.c.customer)).scalars())


def test_an_evaluator_leaves_what_another_one_holds(work: Fieldwork) -> None:
    held, free = work.add_customer("王"), work.add_customer("王")
    with writing(work.organisation.engine) as connection:
        lock_evaluations(connection, [held], waits=True)
        # It makes the row of a customer that was never evaluated, which the next one would have to wait for.
    with writing(work.organisation.engine) as connection:
        lock_evaluations(connection, [held], waits=True)
        evaluation.drain(work.organisation.engine, work.clock.now())
        assert evaluated(work) == {free}
    evaluation.drain(work.organisation.engine, work.clock.now())
    assert evaluated(work) == {held, free}


def test_a_page_waits_for_who_holds_a_customer_and_is_true_then(work: Fieldwork) -> None:
    customer = work.add_customer("王")
    work.refresh()
    work.promise("王", customer, "2026-12-01")
    with ThreadPoolExecutor(1) as pool:
        with writing(work.organisation.engine) as connection:
            lock_evaluations(connection, [customer], waits=True)
            page = pool.submit(evaluation.refresh, work.organisation.engine, EVERYTHING, work.clock.now())
        assert page.result(30)
    with reading(work.organisation.engine) as connection:
        assert connection.execute(select(customer_cards.c.open_promises)).scalar_one() == 1


def test_nothing_is_missed_when_pushes_pages_and_evaluators_meet(work: Fieldwork) -> None:
    customers = [work.add_customer("王") for _ in range(6)]
    barrier = threading.Barrier(4)
    now = work.clock.now()

    def push() -> None:
        barrier.wait()
        for number in range(24):
            customer = customers[number % len(customers)]
            work.visit("王", customer, f"2026-11-{number % 20 + 1:02} 09:00", 30)

    def evaluate(again: Callable[[], object]) -> None:
        barrier.wait()
        for _ in range(12):
            again()

    with ThreadPoolExecutor(4) as pool:
        drains = [
            pool.submit(evaluate, lambda: evaluation.drain(work.organisation.engine, now)) for _ in range(2)
        ]
        page = pool.submit(evaluate, lambda: evaluation.refresh(work.organisation.engine, EVERYTHING, now))
        for one in (pool.submit(push), *drains, page):
            one.result(60)
    work.refresh()
    seen = work.derived()
    work.rebuild()
    assert seen == work.derived()
