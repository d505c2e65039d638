"""A customer who was handed over and is still here: what was begun can be finished, nothing new begins."""

from collections.abc import Callable

import pytest

from fieldlog.actions.captures import Capture
from fieldlog.actions.consents import record_consent
from fieldlog.actions.customers import opt_out, pause_customer
from fieldlog.actions.drafts import keep_form, save_form
from fieldlog.actions.finding import get_customer
from fieldlog.actions.promises import make_promise
from fieldlog.actions.undo import undo_last_save
from fieldlog.actions.visits import start_visit, stop_visit
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.cards import Card
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.forms import PAUSE
from tests.store.stores import Clock, add_customer, save_visit
from tests.sync.laptops import Laptop
from tests.sync.office import Office

Work = Callable[[Workspace, Card], object]


@pytest.fixture
def leaving(office: Office, wang: Laptop) -> Card:
    """A customer of 小王 with a running visit, handed over to 小陈 while it runs."""
    customer = add_customer(wang.workspace)
    card = get_customer(wang.workspace, customer)
    wang.sync()
    start_visit(wang.workspace, card, "回访")
    keep_form(wang.workspace, PAUSE, "", customer, {"reason": "住院"})
    office.hand_over(customer, "小陈")
    wang.sync()
    return card


def _pause(workspace: Workspace, card: Card) -> None:
    pause_customer(workspace, card, "住院", workspace.today())


@pytest.mark.parametrize(
    "work",
    [
        lambda workspace, card: make_promise(workspace, card, "送茶", "明天"),
        lambda workspace, card: opt_out(workspace, card, "不要"),
        lambda workspace, card: record_consent(workspace, card, "given", "口头"),
        _pause,
        lambda workspace, card: keep_form(workspace, "promise", "", card["id"], {"text": "送茶"}),
        lambda workspace, card: save_visit(workspace, card["id"]),
        lambda workspace, _card: undo_last_save(workspace),
    ],
)
def test_new_work_is_refused_in_words(work: Work, wang: Laptop, leaving: Card) -> None:
    before = wang.store.progress().dseq
    with pytest.raises(BadInputError) as caught:
        work(wang.workspace, leaving)
    (problem,) = caught.value.problems
    assert (problem.code, problem.arguments) == ("handed-over-to", {"name": "李明朗", "to": "小陈"})
    assert wang.store.progress().dseq == before
    assert {draft.form for draft in wang.store.drafts()} == {"visit", PAUSE}


def test_what_was_begun_is_finished_and_handed_in_and_then_the_customer_goes(
    wang: Laptop, chen: Laptop, leaving: Card, clock: Clock
) -> None:
    workspace, customer = wang.workspace, leaving["id"]
    keep_form(workspace, PAUSE, "", customer, {"reason": "住院两周"})
    save_form(workspace, PAUSE, "", _pause, workspace, leaving)
    clock.go_on(minutes=40)
    visit = stop_visit(workspace, Capture(note="送了茶"))
    outcome = wang.sync()
    assert (outcome.stored, outcome.dropped) == (2, (f"customer:{customer}",))
    chen.sync()
    assert chen.store.find_document(visit) is not None
    assert wang.store.find_document(customer) is None


def test_another_customer_takes_new_work_as_ever(wang: Laptop, leaving: Card) -> None:
    assert leaving["name"] == "李明朗"
    other = add_customer(wang.workspace, "王秀英")
    make_promise(wang.workspace, get_customer(wang.workspace, other), "送茶", "明天")
    with pytest.raises(BadInputError) as caught:
        start_visit(wang.workspace, get_customer(wang.workspace, other), "回访")
    assert caught.value.problems[0].code == "already-running"
