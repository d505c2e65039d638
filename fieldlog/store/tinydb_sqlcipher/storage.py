"""The TinyDB storage: an encrypted file, with the whole-database ``read`` and ``write`` that TinyDB knows."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tinydb.storages import Storage

from fieldlog.store.tinydb_sqlcipher.body import checked_text, decode, encode
from fieldlog.store.tinydb_sqlcipher.catalogue import Catalogue, Declared, StoredTable, check_id_class
from fieldlog.store.tinydb_sqlcipher.connection import Connection
from fieldlog.store.tinydb_sqlcipher.errors import Newer, NotStorable, SQLCipherStorageError
from fieldlog.store.tinydb_sqlcipher.opening import copy_database, open_encrypted

_LEAST_INTEGER, _GREATEST_INTEGER = -(2**63), 2**63 - 1
_IN_MEMORY = ":memory:"


class SQLCipherStorage(Storage):
    """An encrypted SQLite file, one SQL table for each TinyDB table; arguments as in ``SQLCipherTinyDB``."""

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
        super().__init__()
        self._path = None if path == _IN_MEMORY else Path(path).absolute()
        self._key = bytes(key)
        self._catalogue = Catalogue(indexes or {}, document_id_classes or {})
        raw = open_encrypted(self._path, self._key, must_exist, busy_timeout)
        try:
            self.connection = Connection(raw, self._path, self._catalogue)
            self._refuse_newer(newest_version)
            self._bring_indexes_up_to_date()
        except BaseException:
            raw.close()
            raise

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._path or _IN_MEMORY}>"

    def read(self) -> dict[str, dict[str, Any]] | None:
        """Return all tables with all documents by the text of their id, None if there is no table."""
        with self.connection.reading():
            tables = self.connection.tables
            return {name: self._read_documents(stored) for name, stored in tables.items()} or None

    def write(self, data: Mapping[str, Mapping[Any, Mapping[Any, Any]]]) -> None:
        """Replace everything by these tables, in one transaction."""
        with self.connection.writing():
            for name in set(self.connection.tables) - set(data):
                self.drop_table(name)
            for name, documents in data.items():
                stored = self.created_table(name)
                self.empty_table(stored)
                rows = (
                    (_stored_id(doc_id, stored.id_class), encode(value))
                    for doc_id, value in documents.items()
                )
                self.connection.execute_many(stored.insert, rows)

    def close(self) -> None:
        """Close the file; an open transaction is undone."""
        self.connection.close()

    def table_names(self) -> set[str]:
        """Return the names of the tables that exist."""
        with self.connection.reading():
            return set(self.connection.tables)

    def id_class(self, name: str) -> type:
        """Return the class of a table's ids: as in the file, else as declared, else int."""
        with self.connection.reading():
            stored = self.connection.tables.get(name)
            return stored.id_class if stored else self._catalogue.declared_id_class(name) or int

    def created_table(self, name: str, id_class: type | None = None) -> StoredTable:
        """Return a table, made with its indexes if it is missing; only inside a ``writing`` block."""
        stored = self.connection.tables.get(name)
        if stored is None:
            wanted = id_class or self._catalogue.declared_id_class(name) or int
            check_id_class(wanted)
            stored, statements = self._catalogue.creation(name, wanted)
            for statement in statements:
                self.connection.execute(statement)
            self.connection.tables[name] = stored
        return stored

    def empty_table(self, stored: StoredTable) -> None:
        """Remove all documents of a table, and forget the next id; only inside a ``writing`` block."""
        self.connection.execute(stored.delete_all)
        self.connection.next_ids.pop(stored.name, None)
        self.connection.changed(stored.name)

    def drop_table(self, name: str) -> None:
        """Remove a table with its documents and indexes, if it exists."""
        with self.connection.writing():
            stored = self.connection.tables.pop(name, None)
            if stored is not None:
                self.connection.execute(stored.drop)
                self.connection.next_ids.pop(name, None)
                self.connection.changed(name)

    def backup(self, target: str | Path) -> None:
        """Write an encrypted copy of what is committed, under the same key, over an existing target.

        Raises ValueError for the database's own file.
        """
        if self._path is None:
            raise SQLCipherStorageError("a database in memory has no backup")
        with self.connection.reading():
            pass
        target = Path(target)
        if target.exists() and target.samefile(self._path):
            raise ValueError("the backup would replace the database itself")
        # A connection of its own: what this one has not committed yet does not belong in a backup.
        source = open_encrypted(self._path, self._key, must_exist=True, busy_timeout=0)
        try:
            copy_database(source, target, self._key)
        finally:
            source.close()

    def integrity_problems(self) -> list[str]:
        """Return a sentence for each damaged page or broken structure; reads the whole file."""
        # SQLCipher checks the pages of the file itself, not those in the log.
        self.connection.checkpoint()
        with self.connection.reading():
            return [
                *self._problems("PRAGMA cipher_integrity_check"),
                *self._problems("PRAGMA integrity_check"),
            ]

    @property
    def user_version(self) -> int:
        """The program's own version number of the file's content, 0 in a new file, up to 2**31 - 1."""
        with self.connection.reading():
            return int(self.connection.execute("PRAGMA user_version").fetchone()[0])

    @user_version.setter
    def user_version(self, version: int) -> None:
        with self.connection.writing():
            self.connection.execute(f"PRAGMA user_version = {int(version)}")

    @property
    def data_version(self) -> int:
        """A number that changes when another connection or process commits, not by own writes."""
        with self.connection.reading():
            return int(self.connection.execute("PRAGMA data_version").fetchone()[0])

    def _refuse_newer(self, newest_version: int | None) -> None:
        found = self.user_version
        if newest_version is not None and found > newest_version:
            raise Newer(f"{self!r} has version {found}, above {newest_version}", found)

    def _read_documents(self, stored: StoredTable) -> dict[str, Any]:
        rows = self.connection.rows(f"{stored.read} ORDER BY position")
        return {str(doc_id): decode(body) for _, doc_id, body in rows}

    def _bring_indexes_up_to_date(self) -> None:
        if not any(self._catalogue.index_changes(self.connection.tables)):
            return
        with self.connection.writing():
            for statement in list(self._catalogue.index_changes(self.connection.tables)):
                self.connection.execute(statement)
            self.connection.tables = self._catalogue.read_tables(self.connection.execute)

    def _problems(self, pragma: str) -> list[str]:
        try:
            return [text for (text,) in self.connection.rows(pragma) if text != "ok"]
        except SQLCipherStorageError as error:
            return [str(error)]


def checked_id(doc_id: Any, id_class: type) -> Any:
    """Return a document id, or raise NotStorable if the table cannot hold it."""
    if isinstance(doc_id, bool) or not isinstance(doc_id, id_class):
        raise NotStorable(f"this table's document ids are {id_class.__name__}, not {doc_id!r}")
    if isinstance(doc_id, int) and not _LEAST_INTEGER <= doc_id <= _GREATEST_INTEGER:
        raise NotStorable(f"a document id has at most 64 bits: {doc_id}")
    return checked_text(doc_id) if isinstance(doc_id, str) else doc_id


def id_of_text(text: str, id_class: type) -> Any:
    """Return the id that TinyDB writes as this text, None if the table can hold no such id."""
    try:
        doc_id = checked_id(id_class(text), id_class)
    except ValueError:
        return None
    return doc_id if str(doc_id) == text else None


def _stored_id(doc_id: Any, id_class: type) -> Any:
    # TinyDB hands ids over as text, whatever their class.
    return checked_id(id_class(doc_id), id_class)
