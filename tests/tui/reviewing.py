"""A store with reviews, as it is after a pull, and going to what the supervisor said."""

from datetime import timedelta

from fieldlog.actions.save_builder import SaveBuilder
from fieldlog.actions.workspace import Workspace
from fieldlog.domain import kinds, reviews
from fieldlog.domain.days import to_text
from fieldlog.domain.reviews import APPROVE, ASK, PRAISE, SEND_BACK
from tests.store.stores import add_customer, save_visit

SUPERVISOR = "林主管"
WHY = "二十分钟就走了，是她不舒服吗？请把原因补上。"
WISH = "店门口能放一把椅子就好了，排队站着累。"
GOOD = "记得她老伴的忌日，做得好。"


def decide(workspace: Workspace, customer: str, visit: str, decision: str, words: str) -> str:
    """Write a decision into the store and return its id."""
    builder = SaveBuilder(workspace, customer)
    values = reviews.review_values(visit, decision, words, SUPERVISOR, workspace.now(), ())
    review = builder.create(kinds.REVIEW, values)
    builder.commit()
    return review


def short_visit(workspace: Workspace, customer: str, minutes: int = 20) -> str:
    """Save a visit of two days ago."""
    end = workspace.now() - timedelta(days=2)
    times = {"start": to_text(end - timedelta(minutes=minutes)), "end": to_text(end)}
    return save_visit(workspace, customer, note="聊了孙子上学的事，膝盖还疼。", **times)


def suggest(workspace: Workspace, customer: str, visit: str, text: str = WISH) -> str:
    """Save what a customer suggested in a visit, and return its id."""
    builder = SaveBuilder(workspace, customer)
    values = {"text": text, "made": workspace.today().isoformat(), "visit": visit}
    suggestion = builder.create(kinds.SUGGESTION, values)
    builder.commit()
    return suggestion


def one_sent_back(workspace: Workspace) -> None:
    """Put one visit that was sent back into the store."""
    customer = add_customer(workspace, honorific="李阿姨")
    decide(workspace, customer, short_visit(workspace, customer), SEND_BACK, WHY)


def much_was_said(workspace: Workspace) -> None:
    """Put a visit sent back, a question, praise and approvals into the store; one visit bears a signal."""
    one_sent_back(workspace)
    for name, decision, words in (
        ("王秀英", ASK, "她女儿回来了吗？"),
        ("陈建国", PRAISE, GOOD),
        ("赵玉兰", APPROVE, ""),
    ):
        customer = add_customer(workspace, name)
        visit = short_visit(workspace, customer, 30 if decision == ASK else 42)
        decide(workspace, customer, visit, decision, words)
