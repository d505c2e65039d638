"""How the tests open a database: one key, a few indexes, one table with text ids."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tinydb.table import Document

import fieldlog
from fieldlog.store.tinydb_sqlcipher import SQLCipherTinyDB

KEY = bytes(range(32))
OTHER_KEY = bytes(32)
INDEXES: dict[str, list[str | tuple[str, ...]]] = {
    "numbered": ["a", "b", "a.b", ("x.y",)],
    "named": ["a", "b"],
}


def opened(path: Path | str, key: bytes = KEY, **options: Any) -> SQLCipherTinyDB:
    """Open the database of the tests."""
    return SQLCipherTinyDB(
        path,
        key=key,
        indexes=INDEXES,
        document_id_classes={"named": str},
        **{"busy_timeout": 10.0, **options},
    )


def text_document(value: dict[str, Any], doc_id: str) -> Document:
    """Return a document with a text id; TinyDB's own annotation knows integer ids only."""
    any_id: Any = doc_id
    return Document(value, any_id)


def python(program: str, *arguments: object, before: Sequence[str] = ()) -> "subprocess.Popen[str]":
    """Start a second Python that runs the program with these arguments and this project to import.

    ``before`` is a command that runs the Python command it is followed by.
    """
    folder = Path(fieldlog.__file__).parent.parent
    start = f"import sys; sys.path.insert(0, {str(folder)!r})\n"
    return subprocess.Popen(
        [*before, sys.executable, "-c", start + program, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finished(process: "subprocess.Popen[str]") -> str:
    """Wait for a program that must succeed and say nothing on stderr; return what it wrote."""
    output, complaints = process.communicate(timeout=60)
    assert (process.returncode, complaints) == (0, ""), complaints
    return output.strip()
