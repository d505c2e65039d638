"""TinyDB on SQLCipher: TinyDB's documents and queries, an encrypted SQLite file instead of a JSON file.

::

    from secrets import token_bytes
    from tinydb import Query
    from fieldlog.store.tinydb_sqlcipher import SQLCipherTinyDB

    key = token_bytes(32)
    with SQLCipherTinyDB("visits.db", key=key, indexes={"visits": ["customer", "due"]}) as db:
        visits = db.table("visits")
        visit = Query()
        visits.insert({"customer": "Chen", "due": "2026-03-01"})
        visits.search((visit.customer == "Chen") & (visit.due < "2026-04-01"))
        with db.transaction():
            visits.update({"done": True}, visit.customer == "Chen")
            db.table("log").insert({"event": "done"})

What differs from TinyDB's own JSON storage:

- A write changes only the rows it is about, in its own durable transaction or in that of
  ``db.transaction()``; it happens whole or not at all, also when an update callable raises half way.
- Queries on the declared ``indexes`` are searched in SQLite and then tested in Python, so that an index never
  changes what is found. ``table.search_ordered(cond, order_by="due", limit=50)`` reads in index order.
- ``table.scan(Containing("find", "ch"), order_by=["sort"], first=0, limit=50)`` gives ids in the order of
  an index, found by texts in it, without decoding documents. ``CoveringIndex(("sort",), beside=("find",))``
  among the ``indexes`` makes one over several paths.
- Results are copies; changing one changes nothing in the database. Cached answers are never out of date.
- Several processes may use the file at once. An instance is used by one thread at a time; a lock sees to it.
- Tables may have text ids: ``document_id_classes={"visits": str}``; a document without one gets a random id.
- Ids that were inserted by hand are never overwritten by generated ones, integer ids have at most 64 bits,
  and ``persist_empty`` never empties a table that exists.
- Documents are what JSON makes of them, as in TinyDB's JSONStorage: keys become text, tuples lists; NaN and
  infinities are kept. Text with a lone surrogate is refused (``NotStorable``).
- In ``a & b``, a document that an index rules out for one side is not shown to the other, whichever is first.

Every failure of the file is a ``SQLCipherStorageError``; the module ``errors`` shows the tree. SQLCipher's
own log is switched off for the process.
"""

from fieldlog.store.tinydb_sqlcipher.catalogue import CoveringIndex
from fieldlog.store.tinydb_sqlcipher.database import SQLCipherTinyDB
from fieldlog.store.tinydb_sqlcipher.errors import (
    Busy,
    Closed,
    Damaged,
    Full,
    IdTaken,
    Missing,
    Newer,
    NotStorable,
    ReadOnly,
    SQLCipherStorageError,
    TransactionLost,
    WrongKey,
)
from fieldlog.store.tinydb_sqlcipher.scanning import Between, Containing, OneOf
from fieldlog.store.tinydb_sqlcipher.storage import SQLCipherStorage
from fieldlog.store.tinydb_sqlcipher.table import SQLCipherTable

__all__ = [
    "Between",
    "Busy",
    "Closed",
    "Containing",
    "CoveringIndex",
    "Damaged",
    "Full",
    "IdTaken",
    "Missing",
    "Newer",
    "NotStorable",
    "OneOf",
    "ReadOnly",
    "SQLCipherStorage",
    "SQLCipherStorageError",
    "SQLCipherTable",
    "SQLCipherTinyDB",
    "TransactionLost",
    "WrongKey",
]
