"""Obligations and cards: what is stored always equals what all documents give, and undo gives it back."""

import shutil
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from fieldlog.actions.amendments import VisitCorrection, amend_visit
from fieldlog.actions.captures import Capture
from fieldlog.actions.consents import record_consent
from fieldlog.actions.customers import opt_out, pause_customer
from fieldlog.actions.finding import get_customer
from fieldlog.actions.merging import merge_customers, unmerge_customer
from fieldlog.actions.promises import keep_promise, make_promise, move_promise, release_promise
from fieldlog.actions.save_builder import SaveBuilder
from fieldlog.actions.undo import undo_last_save
from fieldlog.actions.visits import add_visit
from fieldlog.actions.workspace import Workspace
from fieldlog.domain import kinds
from fieldlog.domain.cards import Card
from fieldlog.domain.days import to_text
from fieldlog.domain.documents import Document
from fieldlog.domain.dossier import Dossier
from fieldlog.domain.errors import BadInputError
from fieldlog.store.derived import read_customer
from fieldlog.store.freshness import refresh_all
from tests.store.stores import (
    Clock,
    add_customer,
    check_whole,
    derived_rows,
    fresh_rows,
    make_workspace,
    open_again,
)

Action = Callable[[Workspace, Card, int], object]


def _card(workspace: Workspace, customers: list[str], pick: int) -> Card:
    return get_customer(workspace, customers[pick % len(customers)])


def _documents(workspace: Workspace, card: Card, kind: str) -> list[Document]:
    return [one for one in workspace.store.documents_of(card["id"]) if one.kind == kind]


def visit(workspace: Workspace, card: Card, pick: int) -> None:
    start = workspace.now() - timedelta(days=pick % 10, hours=2)
    channel = ("home", "phone", "message")[pick % 3]
    capture = Capture(
        not_reached_reason="不在家" if pick % 5 == 4 else None,
        health={"body": "血压高"} if pick % 4 == 0 else {},
        consent=("given", "not-asked")[pick % 2],
        questions=("能喝茶吗 2030-01-01",) if pick % 7 == 0 else (),
        promises=("送报告 2030-01-02",) if pick % 3 == 0 else (),
    )
    add_visit(workspace, card, "回访", start, 20 + pick, channel, capture)


def promise(workspace: Workspace, card: Card, pick: int) -> None:
    made = workspace.today() - timedelta(days=pick % 20)
    make_promise(workspace, card, f"带茶 {pick}", (made + timedelta(days=pick % 9)).isoformat(), made)


def _a_promise(workspace: Workspace, card: Card, pick: int) -> Document:
    documents = _documents(workspace, card, kinds.PROMISE)
    if not documents:
        promise(workspace, card, pick)
        documents = _documents(workspace, card, kinds.PROMISE)
    return documents[pick % len(documents)]


def keep(workspace: Workspace, card: Card, pick: int) -> None:
    keep_promise(workspace, _a_promise(workspace, card, pick))


def move(workspace: Workspace, card: Card, pick: int) -> None:
    due = (workspace.today() + timedelta(days=pick)).isoformat()
    move_promise(workspace, _a_promise(workspace, card, pick), due, "下雨", agreed=pick % 2 == 0)


def release(workspace: Workspace, card: Card, pick: int) -> None:
    release_promise(workspace, _a_promise(workspace, card, pick), "不要了")


def change_class(workspace: Workspace, card: Card, pick: int) -> None:
    seen = [one.id for one in read_customer(workspace.store, card["id"]).class_changes]
    start = workspace.today() - timedelta(days=pick % 12)
    values = {"start": start.isoformat(), "letter": "ABC"[pick % 3], "key": (None, True, False)[pick % 3]}
    builder = SaveBuilder(workspace, card["id"])
    builder.create(kinds.CLASS_CHANGE, {**values, "replaces": seen or None})
    builder.commit()


def rename(workspace: Workspace, card: Card, pick: int) -> None:
    document = workspace.store.find_document(card["id"])
    assert document is not None
    builder = SaveBuilder(workspace, card["id"])
    builder.change(document, {"name": "王芳李娜张敏"[pick % 5 :][:2], f"phone.{pick % 2}": "13800001111"})
    builder.commit()


def pause(workspace: Workspace, card: Card, pick: int) -> None:
    start = workspace.today() - timedelta(days=pick % 15)
    pause_customer(workspace, card, "住院", start + timedelta(days=pick % 11), start)


def leave(workspace: Workspace, card: Card, pick: int) -> None:
    if pick % 4 == 0:
        opt_out(workspace, card, "不想")


def consent(workspace: Workspace, card: Card, pick: int) -> None:
    record_consent(
        workspace, card, ("given", "refused", "withdrawn")[pick % 3], "spoken", confirm_removal=True
    )


def withdraw(workspace: Workspace, card: Card, pick: int) -> None:
    visits = _documents(workspace, card, kinds.VISIT)
    if visits:
        amend_visit(workspace, visits[pick % len(visits)], VisitCorrection(withdraw=True), "弄错了")


def correct(workspace: Workspace, card: Card, pick: int) -> None:
    visits = _documents(workspace, card, kinds.VISIT)
    if visits:
        amend_visit(workspace, visits[pick % len(visits)], VisitCorrection(minutes=10 + pick), "看错表")


def put_off(workspace: Workspace, card: Card, pick: int) -> None:
    builder = SaveBuilder(workspace, card["id"])
    if pick % 2:
        until = (workspace.today() + timedelta(days=pick % 4)).isoformat()
        builder.create(kinds.AGENDA_SNOOZE, {"entry": f"e{pick % 3}", "until": until, "reason": "忙"})
    else:
        values = {"entry": f"e{pick % 3}", "at": to_text(workspace.now()), "reason": "忙"}
        builder.create(kinds.AGENDA_NOT_DONE, values)
    builder.commit()


def publish_rules(workspace: Workspace, _card: Card, pick: int) -> None:
    builder = SaveBuilder(workspace, "")
    start = (workspace.today() - timedelta(days=pick)).isoformat()
    values = {"version": f"v{pick}", "start": start, "minimum_minutes": 15 + pick}
    builder.create(kinds.RULE_PACK, values)
    builder.commit()


def separate(workspace: Workspace, card: Card, _pick: int) -> None:
    unmerge_customer(workspace, card)


ACTIONS: tuple[Action, ...] = (
    visit, promise, keep, move, release, change_class, rename, pause, leave, consent, withdraw, correct,
    put_off, publish_rules, separate,
)  # fmt: skip


class Derived(RuleBasedStateMachine):
    """Two windows on one store, a few customers, and time that passes."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(mkdtemp(prefix="fieldlog-derived-"))
        self.clock = Clock()
        first = make_workspace(self.folder / "home", 1, self.clock)
        self.windows = (first, open_again(self.folder / "home", 2, self.clock))
        self.customers = [add_customer(first, name) for name in ("李明朗", "王秀英", "陈建国")]
        self.days = count()

    @initialize()
    def start(self) -> None:
        self.evaluate(0)

    @rule(
        window=st.integers(0, 1),
        action=st.sampled_from(ACTIONS),
        who=st.integers(0, 2),
        pick=st.integers(0, 30),
    )
    def act(self, window: int, action: Action, who: int, pick: int) -> None:
        workspace = self.windows[window]
        self._try(lambda: action(workspace, _card(workspace, self.customers, who), pick))

    @rule(window=st.integers(0, 1), kept=st.integers(0, 2), joined=st.integers(0, 2))
    def merge(self, window: int, kept: int, joined: int) -> None:
        workspace, customers = self.windows[window], self.customers
        self._try(
            lambda: merge_customers(workspace, *(_card(workspace, customers, one) for one in (kept, joined)))
        )

    @rule(window=st.integers(0, 1), kept=st.integers(0, 2), joined=st.integers(0, 2))
    def merge_as_another_laptop_would(self, window: int, kept: int, joined: int) -> None:
        builder = SaveBuilder(self.windows[window], self.customers[kept])
        builder.create(kinds.MERGE_LINK, {"kept": self.customers[kept], "joined": self.customers[joined]})
        builder.commit()

    @rule(window=st.integers(0, 1))
    def undo(self, window: int) -> None:
        workspace = self.windows[window]
        before = self._views()
        undo_last_save(workspace)
        undone = self._views()
        undo_last_save(workspace)
        assert self._views() == before
        undo_last_save(workspace)
        assert self._views() == undone

    @rule(
        window=st.integers(0, 1),
        action=st.sampled_from(ACTIONS),
        who=st.integers(0, 2),
        pick=st.integers(0, 30),
    )
    def act_and_undo(self, window: int, action: Action, who: int, pick: int) -> None:
        workspace, other = self.windows[window], self.windows[1 - window]
        before, saves = self._views(), workspace.store.progress().dseq
        self._try(lambda: action(workspace, _card(workspace, self.customers, who), pick))
        made = workspace.store.progress().dseq - saves
        after = self._views()
        if made == 1:
            undo_last_save(other)
            assert self._views() == before
            undo_last_save(workspace)
        assert self._views() == after

    @rule(window=st.integers(0, 1), hours=st.sampled_from((1, 30, 24 * 7, 24 * 20)))
    def wait(self, window: int, hours: int) -> None:
        self.clock.go_on(hours=hours)
        self.evaluate(window)

    @rule(window=st.integers(0, 1))
    def evaluate(self, window: int) -> None:
        workspace = self.windows[window]
        refresh_all(workspace.store, workspace.now())
        wanted = fresh_rows(workspace.store, workspace.today())
        for one in self.windows:
            assert derived_rows(one.store) == wanted

    def teardown(self) -> None:
        self.evaluate(1)
        check_whole(self.windows[0].store)
        for workspace in self.windows:
            workspace.store.close()
        shutil.rmtree(self.folder)

    def _try(self, action: Callable[[], object]) -> None:
        try:
            action()
        except BadInputError:
            # A refused action must have changed nothing, which the next evaluation shows.
            return

    def _views(self) -> tuple[list[Dossier], Any]:
        """What people see: all dossiers without the history of corrections, and what is derived from them."""
        store, today = self.windows[0].store, self.windows[0].today()
        dossiers = [read_customer(store, one) for one in self.customers]
        plain = [one._replace(amendments=(), withdrawn=frozenset(), known={}) for one in dossiers]
        return plain, fresh_rows(store, today)


TestStoredObligationsAndCardsEqualAFreshEvaluation = Derived.TestCase
TestStoredObligationsAndCardsEqualAFreshEvaluation.settings = settings(
    max_examples=20, stateful_step_count=14, report_multiple_bugs=False
)
