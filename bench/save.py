"""One durable save of a visit against a bare SQLCipher commit of such a row; many stored against few."""

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tinydb import TinyDB

from bench.measuring import RESULTS, Row, Timing, report, take_turns
from bench.stores import copied_home, open_workspace
from bench.territory import CustomerHistory, Shape
from fieldlog.actions.captures import Capture
from fieldlog.actions.visits import add_visit
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.saves import Save, apply_save
from fieldlog.store.keys.opening import PUBLIC_PRACTICE_KEY
from fieldlog.store.rows import document_to_row
from fieldlog.store.tinydb_sqlcipher.body import encode
from fieldlog.store.tinydb_sqlcipher.opening import open_encrypted

RUNS, RUNS_OF_TINYDB = 400, 7
CUSTOMERS = 125
FEW, USUAL, MANY = (Shape(CUSTOMERS, visits, 0, 0) for visits in (8, 200, 1600))
Work = Callable[[], object]


def main() -> None:
    """Measure, print and keep the figures."""
    RESULTS.mkdir(exist_ok=True)
    with TemporaryDirectory(dir=RESULTS, prefix="save-") as folder:
        usual = against_bare_commit(Path(folder))
        growth = many_against_few(Path(folder))
        stock = stock_tinydb(Path(folder))
    save_ratio = usual["Store.save"].median / usual["bare commit"].median
    growth_ratio = growth["Store.save, 200,000"].median / growth["Store.save, 1,000"].median
    rows = [
        Row(
            "save a visit durably, 25,000 stored",
            ratio_text(save_ratio, "a bare SQLCipher commit"),
            "<= 5",
            save_ratio <= 5,
        ),
        Row("the same, 200,000 stored against 1,000", f"{growth_ratio:.2f} x", "<= 1.3", growth_ratio <= 1.3),
        Row(
            "the same by stock TinyDB, 25,000 stored",
            f"{stock.median / usual['Store.save'].median:.0f} x fieldlog",
        ),
    ]
    report("save", rows, {**usual, **growth, "stock TinyDB insert, 25,000": stock})


def ratio_text(ratio: float, of: str) -> str:
    """Say a ratio in words."""
    return f"{ratio:.2f} x {of}"


def against_bare_commit(folder: Path) -> dict[str, Timing]:
    """Measure the store, the action above it and the bare commit in turns."""
    workspace = copied_workspace(folder, "save-25000", USUAL)
    contestants = {
        "bare commit": bare_commit(folder / "bare.db"),
        "Store.save": store_save(workspace),
        "a visit typed afterwards (the whole action)": typed_visit(workspace),
    }
    os.sync()
    with workspace.store:
        return take_turns(contestants, RUNS, warm_ups=20)


def many_against_few(folder: Path) -> dict[str, Timing]:
    """Measure stores with 1,000 and 200,000 visits in turns."""
    few = copied_workspace(folder, "save-1000", FEW)
    many = copied_workspace(folder, "save-200000", MANY)
    contestants = {
        "Store.save, 1,000": store_save(few),
        "Store.save, 200,000": store_save(many),
        "a visit typed afterwards, 1,000": typed_visit(few),
        "a visit typed afterwards, 200,000": typed_visit(many),
    }
    os.sync()
    with few.store, many.store:
        return take_turns(contestants, RUNS, warm_ups=20)


def copied_workspace(folder: Path, name: str, shape: Shape) -> Workspace:
    """Open a copy of a prepared store."""
    return open_workspace(copied_home(name, shape, folder / name))


def new_visits() -> Iterator[Save]:
    """Yield saves of visits that no prepared store has, of one customer after the other."""
    today = datetime.now(UTC).date()
    histories = [CustomerHistory(number, today, chapter="new") for number in range(CUSTOMERS)]
    while True:
        yield from (history.visit(1) for history in histories)


def visit_rows() -> Iterator[dict[str, Any]]:
    """Yield such visits as they lie in the store."""
    for save in new_visits():
        (document,) = apply_save({}, save)
        yield document_to_row(document)


def bare_commit(path: Path) -> Work:
    """Insert one row and commit it: same library, key, pragmas, disk, size and number of rows; no more."""
    database = open_encrypted(path, PUBLIC_PRACTICE_KEY, must_exist=False, busy_timeout=5)
    database.execute("CREATE TABLE rows (position INTEGER PRIMARY KEY, body TEXT)")
    bodies = ((encode(row),) for row in visit_rows())
    statement = "INSERT INTO rows (body) VALUES (?)"
    database.execute("BEGIN")
    database.executemany(statement, [next(bodies) for _ in range(USUAL.customers * USUAL.visits)])
    database.execute("COMMIT")
    return prepared(bodies, lambda body: database.execute(statement, body))


def store_save(workspace: Workspace) -> Work:
    """Save a visit that is ready to be saved."""
    return prepared(new_visits(), workspace.store.save)


def typed_visit(workspace: Workspace) -> Work:
    """Do all that is done when a rep types a visit in: read it, check consent, validate, save."""
    numbers = iter(range(10**9))
    capture = Capture(
        health={"body": "膝盖有点疼，饮食清淡。", "rest": "睡眠比上月好。"}, note="女儿周末来看望。" * 4
    )
    customers = [CustomerHistory(number, datetime.now(UTC).date()).customer for number in range(CUSTOMERS)]

    def add() -> object:
        card = {"id": customers[next(numbers) % CUSTOMERS]}
        return add_visit(
            workspace, card, "每周回访", workspace.now() - timedelta(hours=2), 40, capture=capture
        )

    return add


def prepared(inputs: Iterator[Any], work: Callable[[Any], object]) -> Work:
    """Return work on inputs that are made beforehand, so that only the work is timed."""
    ready = [next(inputs) for _ in range(RUNS + 50)]
    return lambda: work(ready.pop())


def stock_tinydb(folder: Path) -> Timing:
    """Insert a visit into stock TinyDB (one JSON file), as it comes."""
    with TinyDB(folder / "stock.json") as database:
        rows = visit_rows()
        table = database.table("documents")
        table.insert_multiple(next(rows) for _ in range(USUAL.customers * USUAL.visits))
        return take_turns({"insert": lambda: table.insert(next(rows))}, RUNS_OF_TINYDB)["insert"]


if __name__ == "__main__":
    main()
