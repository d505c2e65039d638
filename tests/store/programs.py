"""What tests run in processes of their own, to be killed, to compete, or to meet a full disk."""

import sys
import time
from pathlib import Path

from fieldlog.actions.captures import Capture
from fieldlog.actions.running_visits import keep_typed
from fieldlog.actions.visits import add_visit, start_visit
from fieldlog.domain.days import to_text
from fieldlog.store.derived import refresh
from fieldlog.store.drafts import Draft
from fieldlog.store.freshness import refresh_all
from fieldlog.store.reading import find_card
from tests.store.stores import NOW, Clock, add_customer, make_workspace, open_again, save_visit


def say(*words: object) -> None:
    """Report on the pipe, at once."""
    print(*words, flush=True)


BATCH = 20


def save_visits(home: str, seed: str, count: str, customer: str, refresh_every: str, wait: str = "") -> None:
    """Type drafts and save visits from them, reporting each draft and each save once it is on the disk.

    With ``wait`` it goes on after every ``BATCH`` saves, and begins, when a line arrives on stdin.
    """
    with (workspace := open_again(Path(home), int(seed))).store as store:
        say("open")
        for number in range(int(count)):
            if wait and number % BATCH == 0:
                sys.stdin.readline()
            draft = f"draft-{seed}-{number}"
            typed = {"note": draft}
            store.write_draft(Draft(draft, "note", customer, typed, {}, to_text(workspace.now())))
            say("draft", draft)
            visit = save_visit(workspace, customer, draft, **typed)
            # Not the newest save of the store: that may be the other program's by now.
            document = store.find_document(visit)
            say("saved", draft, visit, *(document.parts if document else ()))
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
        health={"body": SECRETS[3]},
        note=SECRETS[4],
        promises=(f"下周三前{SECRETS[5]}", "后天打电话"),
        consent="given",
    )


def hold_the_lock(home: str, seconds: str) -> None:
    """Keep the store's write lock for a while."""
    with (workspace := open_again(Path(home), 9)).store as store, store.writing():
        store.write_draft(Draft("lock", "note", "", {}, {}, to_text(workspace.now())))
        say("locked")
        time.sleep(float(seconds))


def save_until_told(home: str, seed: str, customer: str) -> None:
    """Save visits as fast as it goes until a file ``enough`` lies in the folder."""
    with (workspace := open_again(Path(home), int(seed))).store:
        say("open")
        while not Path(home, "enough").exists():
            save_visit(workspace, customer)


SECRETS = ["欧阳明朗", "13912345678", "聊聊降压药", "血压 142/91", "女儿下周来", "送体检报告"]
"""A name, a phone number, a purpose, a health note, a note and a promise."""


def say_secrets(home: Path) -> None:
    """Make a store with a customer who has a secret name and number."""
    with (workspace := make_workspace(home)).store:
        add_customer(workspace, SECRETS[0], **{"phone.1": SECRETS[1]})


def type_until_killed(home: str) -> None:
    """Make a store, and type and save secrets in it for ever."""
    say_secrets(Path(home))
    with (workspace := open_again(Path(home), 3)).store as store:
        (customer,) = store.documents_of_kind("customer")
        refresh(store, workspace.now())
        card = find_card(store, customer.doc_id)
        assert card is not None
        start_visit(workspace, card, SECRETS[2])
        while True:
            keep_typed(workspace, capture())
            add_visit(workspace, card, SECRETS[2], NOW, 0, capture=capture()._replace(consent="not-asked"))
            say("typed")
