"""Records what a laptop of this version says to its server, word for word.

Run: ``python -m tests.data.make_conversation``. One such file is kept for each version of the protocol and
never made again: it stands for the laptops that people have.
"""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from fieldlog.domain.exchange import PROTOCOL
from tests.data.make_store_fixture import MADE, fill
from tests.store.stores import Clock
from tests.sync.laptops import Laptop
from tests.sync.office import Office

REP = "小王"
CODE = "THE-CODE"
"""Stands in the record where the one-time code was."""


def conversation_path(version: str = PROTOCOL.rpartition("/")[2]) -> Path:
    """Return where the record of a version of the protocol lies."""
    return Path(__file__).parent / f"conversation-{version}.json"


def make(target: Path) -> None:
    """Write the record of this version's protocol, unless there is one."""
    clock = Clock(MADE)
    with TemporaryDirectory() as folder:
        office = Office(Path(folder) / "office", clock)
        office.add_rep(REP)
        laptop = Laptop(Path(folder) / "home", office, clock, 1, REP)
        code = office.code_for(REP)
        laptop.enrol(code)
        fill(laptop.workspace)
        laptop.sync()
        said = [{"path": one.path, "body": one.body.decode().replace(code, CODE)} for one in office.requests]
        with target.open("x", encoding="utf-8") as file:
            json.dump(said, file, ensure_ascii=False, indent=1)
            file.write("\n")
        laptop.store.close()
        office.close()


if __name__ == "__main__":
    make(conversation_path())
