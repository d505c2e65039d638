"""The TinyDB database on an encrypted file."""

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, cast

from tinydb import TinyDB

from fieldlog.store.tinydb_sqlcipher.catalogue import Declared
from fieldlog.store.tinydb_sqlcipher.storage import SQLCipherStorage
from fieldlog.store.tinydb_sqlcipher.table import SQLCipherTable


class SQLCipherTinyDB(TinyDB):
    """A TinyDB whose tables are rows of an encrypted SQLite file.

    One instance is one connection, used by one thread at a time (a lock sees to it: a transaction keeps
    other threads waiting until it is left). Several instances and processes may use one file at once.
    """

    table_class = SQLCipherTable
    default_storage_class = SQLCipherStorage  # type: ignore[assignment]

    def __init__(
        self,
        path: str | Path,
        *,
        key: bytes,
        indexes: Mapping[str, Iterable[Declared]] | None = None,
        document_id_classes: Mapping[str, type] | None = None,
        must_exist: bool = False,
        newest_version: int | None = None,
        busy_timeout: float = 5.0,
    ) -> None:
        """Open the file, or make it unless ``must_exist``; ``":memory:"`` is a database in memory.

        ``key`` is 32 random bytes, used as they are. ``indexes`` names the key paths to index for each
        table: "due", nested as "customer.city" or, with a dot inside a key, as a tuple; several together as a
        ``CoveringIndex``.
        ``document_id_classes`` names the tables whose ids are str; the others have int. A file whose
        ``user_version`` is above ``newest_version`` is refused before anything of it is written.
        ``busy_timeout`` is in seconds. Raises Missing, WrongKey, Damaged, Newer, ReadOnly, Busy, Full.
        """
        super().__init__(
            path,
            key=key,
            indexes=indexes,
            document_id_classes=document_id_classes,
            must_exist=must_exist,
            newest_version=newest_version,
            busy_timeout=busy_timeout,
        )

    @property
    def storage(self) -> SQLCipherStorage:
        """The storage, with the connection to the file."""
        return cast(SQLCipherStorage, self._storage)

    def table(self, name: str, **options: Any) -> SQLCipherTable:
        """Return a table; options: ``cache_size``, ``persist_empty``, ``document_id_class`` (int or str)."""
        return cast(SQLCipherTable, super().table(name, **options))

    def tables(self) -> set[str]:
        """Return the names of all tables that were written to."""
        return self.storage.table_names()

    def drop_table(self, name: str) -> None:
        """Remove a table with all its documents, if it exists."""
        self._tables.pop(name, None)
        self.storage.drop_table(name)

    def transaction(self) -> AbstractContextManager[None]:
        """Join all writes of the block, over all tables: on disk when it is left, or none of them.

        The block holds the write lock of the file, so what it reads cannot change under it. A transaction
        inside a transaction is part of the outer one; an exception undoes the block it leaves.
        """
        return self.storage.connection.writing()

    def backup(self, target: str | Path) -> None:
        """Write an encrypted copy of what is committed, under the same key; the database stays in use."""
        self.storage.backup(target)

    def integrity_problems(self) -> list[str]:
        """Return a sentence for each damaged page or broken structure; reads the whole file."""
        return self.storage.integrity_problems()

    def checkpoint_whole(self) -> bool:
        """Empty the log beside the file, so that nothing that was deleted can be read in it any more.

        Returns False, and changes nothing, inside a transaction and while another connection reads.
        """
        return self.storage.connection.checkpoint_whole()

    def rewrite(self) -> bool:
        """Write the file anew and empty its log, so that nothing that was deleted can be read there any more.

        What is deleted is overwritten at once, but SQLite moves rows between pages and leaves copies behind
        them. Takes about a second for 60 MB. Returns False, and leaves what was there, inside a transaction,
        while another connection reads or writes, and when the disk is too full.
        """
        return self.storage.connection.rewrite()

    @property
    def user_version(self) -> int:
        """The program's own version number of the content, 0 in a new file."""
        return self.storage.user_version

    @user_version.setter
    def user_version(self, version: int) -> None:
        self.storage.user_version = version

    @property
    def data_version(self) -> int:
        """A number that changes when another connection or process commits, not by own writes."""
        return self.storage.data_version
