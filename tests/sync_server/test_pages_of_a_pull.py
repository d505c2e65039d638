"""A pull page by page gives every document once, in the order of effective numbers, however it is cut."""

from collections.abc import Iterator, Mapping
from random import Random

import pytest
from sqlalchemy import insert

from sync_server.database import pulls
from sync_server.database.engine import Connection, Engine, reading, write
from sync_server.database.pulls import Place
from sync_server.database.tables import documents

NUMBERS, SCOPES = 400, 25


def made_up_documents(chance: Random) -> Iterator[dict[str, object]]:
    """Yield rows of documents, each with a number of its own, in scopes that hold few or many."""
    for seq in sorted(chance.sample(range(1, NUMBERS), NUMBERS * 3 // 4)):
        scope = f"customer:{min(chance.randrange(SCOPES), chance.randrange(SCOPES)):032x}"
        doc_id = f"{chance.getrandbits(128):032x}"
        yield {
            "doc_id": doc_id,
            "scope": scope,
            "kind": "visit",
            "schema": 1,
            "seq": seq,
            "is_conflict": False,
            "body": "{}",
        }


def in_order(rows: list[dict[str, object]], is_open: Mapping[str, int]) -> list[Place]:
    """Return the places of all documents in open scopes, as the protocol orders them."""
    return sorted(
        Place(max(int(str(row["seq"])), is_open[str(row["scope"])]), str(row["doc_id"]))
        for row in rows
        if row["scope"] in is_open
    )


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("size", [1, 7, 60, 1000])
def test_pages_of_every_size_give_each_document_once_and_in_order(
    engine: Engine, seed: int, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = Random(seed)
    # Windows that are narrower than gaps, and wider than all there is.
    monkeypatch.setattr(pulls, "NUMBERS_AT_ONCE", chance.choice((1, 2, 50)))
    rows = list(made_up_documents(chance))
    write(engine, lambda connection: connection.execute(insert(documents), rows))
    scopes = sorted({str(row["scope"]) for row in rows})
    # A number is given once: to a document, or to a grant.
    free = sorted({*range(NUMBERS + 1)} - {int(str(row["seq"])) for row in rows})
    mine = chance.sample(scopes, SCOPES // 2)
    is_open = dict(zip(mine, chance.sample(free, len(mine)), strict=True))
    with reading(engine) as connection:
        assert pages(connection, is_open, size) == in_order(rows, is_open)


def pages(connection: Connection, is_open: Mapping[str, int], size: int) -> list[Place]:
    """Return all places, asked for page by page."""
    found: list[Place] = []
    after = (0, "")
    while page := pulls.places(connection, is_open, after, size, NUMBERS):
        assert len(page) <= size
        found += page
        after = page[-1]
    return found
