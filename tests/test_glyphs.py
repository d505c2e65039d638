"""Characters whose width terminals do not agree on, so that columns behind them do not line up."""

import ast
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import fieldlog

FOLDERS = ("cli", "tui", "sync")
NAMES_OF_KEYS = Path("tui", "keys.py")
IN_PLACE_OF_ANOTHER = "\ufffd"


def doubtful_texts(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        text = node.value if isinstance(node, ast.Constant) else None
        if isinstance(text, str) and text != IN_PLACE_OF_ANOTHER:
            yield from (one for one in text if unicodedata.east_asian_width(one) == "A")


def test_our_own_texts_have_no_character_of_doubtful_width() -> None:
    top = Path(fieldlog.__path__[0])
    files = [file for folder in FOLDERS for file in (top / folder).rglob("*.py")]
    assert len(files) > 100
    found = {str(file): list(doubtful_texts(file)) for file in files if file != top / NAMES_OF_KEYS}
    assert {name: texts for name, texts in found.items() if texts} == {}
