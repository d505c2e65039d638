"""What tests run in processes of their own, to be killed, to compete, or to meet a full disk."""

import sys
import time
from datetime import datetime
from pathlib import Path

from fieldlog.actions.captures import Capture
from fieldlog.domain.days import to_text
from fieldlog.store.derived import refresh
from fieldlog.store.drafts import Draft
from fieldlog.store.freshness import refresh_all
from tests.store.stores import Clock, open_again, save_visit


def say(*words: object) -> None:
    """Report on the pipe, at once."""
    print(*words, flush=True)


def save_visits(home: str, seed: str, count: str, customer: str, refresh_every: str) -> None:
    """Type drafts and save visits from them, reporting each draft and each save once it is on the disk."""
    with (workspace := open_again(Path(home), int(seed))).store as store:
        say("open")
        for number in range(int(count)):
            draft = f"draft-{seed}-{number}"
            typed = {"note": draft}
            store.write_draft(Draft(draft, "note", customer, typed, {}, to_text(workspace.now())))
            say("draft", draft)
            visit = save_visit(workspace, customer, draft, **typed)
            last = store.last_outbox_row()
            say("saved", draft, visit, last.gid if last else "")
            if number % int(refresh_every) == int(refresh_every) - 1:
                refresh_all(store, workspace.now())


def evaluate_week_after_week(home: str) -> None:
    """Evaluate as of one week after the other, reporting the Monday of each."""
    clock = Clock()
    with (workspace := open_again(Path(home), 4, clock)).store as store:
        say("open")
        for _ in range(200):
            refresh(store, workspace.now())
            say("evaluated", store.progress().week)
            clock.go_on(days=7)


def capture() -> Capture:
    """What is noted at the stop of a visit: a health note with consent, a note, two promises."""
    return Capture(
        health={"body": "血压 142/91"},
        note="女儿下周来",
        promises=("下周三前送体检报告", "后天打电话"),
        consent="given",
    )


def hold_the_lock(home: str, seconds: str) -> None:
    """Keep the store's write lock for a while."""
    with (workspace := open_again(Path(home), 9)).store as store, store.writing():
        store.write_draft(Draft("lock", "note", "", {}, {}, to_text(workspace.now())))
        say("locked")
        time.sleep(float(seconds))


def save_until_told(home: str, seed: str, customer: str) -> None:
    """Save visits until stdin is closed, as fast as it goes."""
    started = datetime.now().astimezone()
    with (workspace := open_again(Path(home), int(seed))).store:
        say("open")
        while (datetime.now().astimezone() - started).total_seconds() < 60 and not Path(home, "enough").exists():
            save_visit(workspace, customer)
    say("done")
    sys.stdout.flush()
