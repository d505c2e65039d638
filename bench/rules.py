"""All rules over a year of 120 customers; and one customer again after a save."""

import cProfile
import json
import pstats
import sys
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from bench.measuring import RESULTS, Row, Timing, report, take_turns
from bench.stores import copied_home, open_home
from bench.territory import A_YEAR, ZONE, CustomerHistory
from fieldlog.actions.practice import make_practice_store
from fieldlog.domain import kinds
from fieldlog.domain.days import monday_of
from fieldlog.domain.documents import Document
from fieldlog.domain.dossier import read_dossier
from fieldlog.domain.packs import BUILT_IN
from fieldlog.domain.rules import evaluate
from fieldlog.store.derived import refresh
from fieldlog.store.rows import document_to_row
from fieldlog.store.store import Store
from fieldlog.store.tinydb_sqlcipher.body import encode

RUNS = 15
Scopes = dict[str, list[Document]]


def main() -> None:
    """Measure the practice territory and a fuller one, print and keep the figures."""
    RESULTS.mkdir(exist_ok=True)
    rows: list[Row] = []
    found: dict[str, Timing] = {}
    with TemporaryDirectory(dir=RESULTS, prefix="rules-") as folder:
        for name, make in TERRITORIES.items():
            with open_home(make(Path(folder))) as store:
                timings = measure(store)
            rows += describe(name, timings)
            found |= {f"{name}: {work}": timing for work, timing in timings.items()}
    report("rules", rows, found)


def describe(name: str, timings: dict[str, Timing]) -> list[Row]:
    """Return the two rows of a territory."""
    whole, one = timings["evaluate all, documents read before"], timings["one customer after a save"]
    least = timings["json.loads of the same documents"]
    multiple = whole.median / least.median
    measured = f"{whole.median * 1000:.0f} ms, {multiple:.1f} x json.loads of the documents"
    return [
        Row(f"all rules, 120 customers, one year ({name})", measured, "<= 150 ms", whole.median <= 0.150),
        Row(
            f"after one save, its customer only ({name})",
            f"{one.median * 1000:.1f} ms",
            "<= 5 ms",
            one.median <= 0.005,
        ),
    ]


def practice_territory(folder: Path) -> Path:
    """Make the practice territory: classes A, B and C as they are in life."""
    make_practice_store(folder / "practice", datetime.now(UTC))
    return folder / "practice"


def full_territory(folder: Path) -> Path:
    """Return a copy of a store in which every customer is visited every week."""
    return copied_home("rules", A_YEAR, folder / "home")


TERRITORIES = {
    "practice territory": practice_territory,
    "52 visits and 25 promises each": full_territory,
}


def measure(store: Store) -> dict[str, Timing]:
    """Measure the evaluation alone, with reading, and of one customer after a save."""
    customers = [document.doc_id for document in store.documents_of_kind(kinds.CUSTOMER)]
    scopes = read_scopes(store, customers)
    through = monday_of(datetime.now(UTC).date()) + timedelta(days=13)
    texts = [encode(document_to_row(document)) for documents in scopes.values() for document in documents]
    whole = take_turns(
        {
            "evaluate all, documents read before": lambda: evaluate_all(scopes, through),
            "json.loads of the same documents": lambda: decode_all(texts),
            "read all documents and evaluate": lambda: evaluate_all(read_scopes(store, customers), through),
        },
        RUNS,
    )
    return {**whole, **measure_one(store, customers)}


def measure_one(store: Store, customers: list[str]) -> dict[str, Timing]:
    """Measure what a reader waits for after a save: reading, evaluating and writing what differs."""
    histories = [
        CustomerHistory(number, datetime.now(UTC).date(), chapter="new") for number in range(len(customers))
    ]
    turns = iter(range(10**9))

    def save() -> object:
        turn = next(turns) % len(customers)
        visit = histories[turn].visit(1)
        return store.save(visit._replace(scope=f"customer:{customers[turn]}"))

    names = ("a save", "one customer after a save")
    return take_turns(
        dict(zip(names, (save, lambda: refresh(store, datetime.now(UTC))), strict=True)), 100, warm_ups=5
    )


def read_scopes(store: Store, customers: list[str]) -> Scopes:
    """Read the documents of all customers."""
    scopes: Scopes = defaultdict(list)
    for customer in customers:
        scopes[customer] = store.documents_of(customer)
    return scopes


def decode_all(texts: list[str]) -> int:
    """Decode the stored text of every document: the least that a program in Python does with them."""
    return sum(len(json.loads(text)) for text in texts)


def evaluate_all(scopes: Scopes, through: date) -> int:
    """Evaluate every customer; return the number of obligations."""
    zone = ZoneInfo(ZONE)
    return sum(
        len(evaluate(read_dossier(customer, documents), (BUILT_IN,), zone, through))
        for customer, documents in scopes.items()
    )


def profile() -> None:
    """Show where the time of an evaluation goes (python -m bench.rules profile)."""
    with TemporaryDirectory(dir=RESULTS) as folder, open_home(full_territory(Path(folder))) as store:
        scopes = read_scopes(store, [one.doc_id for one in store.documents_of_kind(kinds.CUSTOMER)])
        with cProfile.Profile() as profiler:
            evaluate_all(scopes, monday_of(datetime.now(UTC).date()) + timedelta(days=13))
    pstats.Stats(profiler).sort_stats("tottime").print_stats(35)


if __name__ == "__main__":
    profile() if sys.argv[1:] == ["profile"] else main()
