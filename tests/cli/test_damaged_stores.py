"""Commands on a store of which one page is damaged: what is wrong is said, and never called a defect."""

from pathlib import Path

import pytest

from fieldlog.store.opening import DATABASE_NAME
from tests.cli.conftest import RunCommand

PAGE = 4096
EVERY = 7
"""So many pages lie between two that are tried."""
COMMANDS = (("status",), ("today",), ("check",), ("customer", "list"), ("visit", "list"), ("settings",))


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_damaged_page_is_told_with_the_next_step(
    words: tuple[str, ...], rep: RunCommand, tmp_path: Path
) -> None:
    for number in range(6):
        assert rep("customer", "add", f"Li {number}", "--anyway").code == 0
        said = ("--purpose", "tea", "--start", "2026-11-02 10:00", "--minutes", "40")
        assert rep("visit", "add", f"Li {number}", *said).code == 0
    database = tmp_path / "home" / DATABASE_NAME
    whole, told = database.read_bytes(), 0
    for page in range(1, len(whole) // PAGE, EVERY):
        content = bytearray(whole)
        content[page * PAGE + 1234] ^= 0x10
        database.write_bytes(content)
        answer = rep(*words)
        assert answer.code in (0, 1, 3), (page, answer.err)
        if answer.code == 3:
            assert "fieldlog restore" in answer.err
            told += 1
    assert told
