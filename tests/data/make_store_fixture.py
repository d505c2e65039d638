"""Makes the backup of a small practice store in this version's store format.

Run: ``python -m tests.data.make_store_fixture``. One such file is kept for each released format and
never made again: it stands for the stores that people have.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from fieldlog.actions.captures import Capture
from fieldlog.actions.homes import init_practice_store
from fieldlog.actions.promises import keep_promise, make_promise
from fieldlog.actions.running_visits import keep_typed
from fieldlog.actions.visits import add_visit, start_visit
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.saves import DocumentWrites, FieldWrite, Save
from fieldlog.store import tables
from fieldlog.store.backup import write_backup
from fieldlog.store.derived import refresh
from fieldlog.store.reading import find_card

FOLDER = Path(__file__).parent
MADE = datetime(2026, 11, 18, 6, 0, tzinfo=UTC)
CUSTOMER = "c" * 32
UNKNOWN_KIND, UNKNOWN_ID = "weather-report", "e" * 32
UNKNOWN_FIELD = "mood_by_minute"
UNKNOWN_VALUES = (
    '{"b":1.50,"a":[1E2,-0.0,12345678901234567890,"\\u8840\\/"],"b2":{"":null}}',
    '"\\ud83d\\ude00 \\u0000 血压 \\"quoted\\""',
    "1.000000000000000000001e-7",
)
"""JSON as another version may write it: nothing of it may change, not even a space or an escape."""


def fixture_path(store_format: int) -> Path:
    """Return where the fixture of a format lies."""
    return FOLDER / f"store-format-{store_format}.fieldlog-backup"


def fill(workspace: Workspace) -> None:
    """Save what the tests look for: documents, a running visit, and what only a newer version understands."""
    profile = {
        "name": '"李明朗"',
        "created": '"2026-10-01"',
        "phone.1": '"13800001111"',
        UNKNOWN_FIELD: UNKNOWN_VALUES[0],
    }
    standing = {"start": '"2026-10-01"', "letter": '"A"'}
    _save(workspace, ("customer", CUSTOMER, profile), ("class-change", "f" * 32, standing))
    refresh(workspace.store, workspace.now())
    card = find_card(workspace.store, CUSTOMER)
    assert card is not None
    capture = Capture(
        health={"body": "血压 142/91"}, note="女儿下周来", consent="given", promises=("后天打电话",)
    )
    add_visit(workspace, card, "回访", MADE - timedelta(hours=2), 40, capture=capture)
    promise = workspace.store.find_document(make_promise(workspace, card, "送体检报告", "2026-12-02"))
    assert promise is not None
    keep_promise(workspace, promise)
    unknown = {"report": UNKNOWN_VALUES[1], "pressure": UNKNOWN_VALUES[2]}
    _save(workspace, (UNKNOWN_KIND, UNKNOWN_ID, unknown))
    start_visit(workspace, card, "送茶")
    keep_typed(workspace, Capture(note="写到一半"))


def _save(workspace: Workspace, *documents: tuple[str, str, dict[str, str]]) -> None:
    writes = tuple(
        DocumentWrites(
            doc_id, kind, 7, {name: FieldWrite(f"{doc_id[:6]}-{name}", text) for name, text in fields.items()}
        )
        for kind, doc_id, fields in documents
    )
    workspace.store.save(
        Save(documents[0][1][:22], f"customer:{CUSTOMER}", "2026-11-18T05:00:00Z", "小王", writes)
    )


def make(target: Path) -> None:
    """Write the fixture of this version's format, unless there is one."""
    with TemporaryDirectory() as folder:
        made = init_practice_store(Path(folder) / "home", "小王", "Asia/Shanghai", MADE, Random(1).randbytes)
        with made.store as store:
            fill(made)
            write_backup(store, target)


if __name__ == "__main__":
    make(fixture_path(tables.FORMAT))
