"""Answering reviews on the laptop, words about signals, and what was seen of what supervisors said."""

from datetime import timedelta

import pytest

from fieldlog.actions.agenda import snooze, todays_entries
from fieldlog.actions.finding import get_visit
from fieldlog.actions.heard_reviews import list_reviews, mark_seen, mark_subject_seen
from fieldlog.actions.save_builder import SaveBuilder
from fieldlog.actions.undo import undo_last_save
from fieldlog.actions.visit_pages import VisitPage, read_visit_page
from fieldlog.actions.visit_reviews import answer_review, comment_on_signal, get_to_answer
from fieldlog.actions.workspace import Workspace
from fieldlog.domain import kinds, reviews
from fieldlog.domain.agenda import HEARD, SENT_BACK
from fieldlog.domain.days import to_text
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.reviews import ANSWERED, APPROVE, ASK, PRAISE, SEND_BACK
from fieldlog.domain.signals import EXACT_LENGTH
from fieldlog.store.scopes import Grant, write_grant
from tests.store.stores import Clock, add_customer, save_visit

LIN = "林主管"


def decide(workspace: Workspace, visit: str, decision: str, words: str = "为什么这么短？", *seen: str) -> str:
    """Write a decision as it lies in the store after a pull, and return its id."""
    customer = get_visit(workspace, visit).scope.partition(":")[2]
    builder = SaveBuilder(workspace, customer)
    values = reviews.review_values(visit, decision, words, LIN, workspace.now(), seen)
    review = builder.create(kinds.REVIEW, values)
    builder.commit()
    return review


def visited(workspace: Workspace, name: str = "李明朗") -> str:
    return save_visit(workspace, add_customer(workspace, name))


def page(workspace: Workspace, visit: str) -> VisitPage:
    return read_visit_page(workspace, visit)


def on_today(workspace: Workspace, group: int) -> list[str]:
    return [entry.subject for entry in todays_entries(workspace)[1] if entry.group == group]


def problems_of(error: BadInputError) -> list[tuple[str, str]]:
    return [(one.field, one.code) for one in error.problems]


def test_an_answer_ends_the_waiting_and_undo_brings_it_back(workspace: Workspace) -> None:
    visit = visited(workspace)
    review = decide(workspace, visit, SEND_BACK)
    assert on_today(workspace, SENT_BACK) == [visit]
    answer = answer_review(workspace, get_visit(workspace, visit), " 她累了 ")
    assert on_today(workspace, SENT_BACK) == []
    shown = page(workspace, visit).review
    assert shown.state.state == ANSWERED
    assert [(one.author, one.text, one.answers) for one in shown.thread] == [
        (LIN, "为什么这么短？", ""),
        ("小王", "她累了", review),
    ]
    document = workspace.store.find_document(answer)
    assert document is not None
    assert document.scope == get_visit(workspace, visit).scope
    undo_last_save(workspace)
    assert on_today(workspace, SENT_BACK) == [visit]


def test_the_answer_to_a_visit_of_a_joined_customer_stays_in_the_scope_of_the_visit(
    workspace: Workspace,
) -> None:
    from fieldlog.actions.cards import get_card
    from fieldlog.actions.merging import merge_customers

    kept, joined = add_customer(workspace, "李明朗"), add_customer(workspace, "李明郎")
    visit = save_visit(workspace, joined)
    merge_customers(workspace, get_card(workspace, kept), get_card(workspace, joined))
    decide(workspace, visit, ASK)
    assert on_today(workspace, SENT_BACK) == [visit]
    answer = workspace.store.find_document(answer_review(workspace, get_visit(workspace, visit), "好"))
    assert answer is not None
    assert answer.scope == f"customer:{joined}"
    assert on_today(workspace, SENT_BACK) == []


def test_of_two_that_wait_each_is_answered_by_its_name(workspace: Workspace) -> None:
    visit = visited(workspace)
    first, second = decide(workspace, visit, SEND_BACK), decide(workspace, visit, ASK)
    with pytest.raises(BadInputError) as caught:
        answer_review(workspace, get_visit(workspace, visit), "好")
    assert problems_of(caught.value) == [("review", "ambiguous")]
    for review in (first, second):
        named = get_to_answer(workspace, review[:12])
        assert (named.subject.doc_id, named.review) == (visit, review)
        answer_review(workspace, named.subject, "好", named.review)
    assert page(workspace, visit).review.state.waiting == ()
    assert get_to_answer(workspace, visit[:12]) == (get_visit(workspace, visit), "")


def test_where_nothing_waits_the_last_decision_is_answered(workspace: Workspace) -> None:
    visit = visited(workspace)
    praise = decide(workspace, visit, PRAISE, "听得仔细")
    answer_review(workspace, get_visit(workspace, visit), "谢谢")
    assert page(workspace, visit).review.thread[-1].answers == praise


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (" \n", ("text", "empty")),
        ("a\0b", ("text", "forbidden-character")),
        ("好", ("visit", "not-reviewed")),
    ],
)
def test_what_cannot_be_answered_says_why_and_saves_nothing(
    workspace: Workspace, text: str, expected: tuple[str, str]
) -> None:
    visit = visited(workspace)
    saves = len(workspace.store.outbox_rows())
    with pytest.raises(BadInputError) as caught:
        answer_review(workspace, get_visit(workspace, visit), text)
    assert problems_of(caught.value) == [expected]
    assert len(workspace.store.outbox_rows()) == saves


# What was seen


def test_praise_is_on_today_until_it_was_opened(workspace: Workspace, clock: Clock) -> None:
    visit, other = visited(workspace), visited(workspace, "王秀英")
    decide(workspace, visit, PRAISE, "听得仔细")
    decide(workspace, other, APPROVE, "")
    assert on_today(workspace, HEARD) == [""]
    mark_subject_seen(workspace, page(workspace, visit).card, visit)
    assert on_today(workspace, HEARD) == [other]
    found = list_reviews(workspace)
    assert [(one.review.subject, one.is_new) for one in found.heard if one.is_new] == [(other, True)]
    mark_seen(workspace, [one.review for one in found.heard])
    assert on_today(workspace, HEARD) == []
    clock.go_on(days=2)
    late = decide(workspace, other, PRAISE, "")
    assert [one.review.review for one in list_reviews(workspace).heard if one.is_new] == [late]
    assert on_today(workspace, HEARD) == [other]


def test_what_was_heard_is_never_put_off(workspace: Workspace) -> None:
    decide(workspace, visited(workspace), PRAISE)
    (entry,) = [one for one in todays_entries(workspace)[1] if one.group == HEARD]
    with pytest.raises(BadInputError) as caught:
        snooze(workspace, entry.id, workspace.today() + timedelta(days=1), "忙")
    assert problems_of(caught.value) == [("entry", "heard-goes-by-itself")]


def test_a_send_back_can_be_put_off_for_a_day(workspace: Workspace, clock: Clock) -> None:
    decide(workspace, visit := visited(workspace), SEND_BACK)
    (entry,) = [one for one in todays_entries(workspace)[1] if one.group == SENT_BACK]
    snooze(workspace, entry.id, workspace.today() + timedelta(days=1), "明天看")
    assert on_today(workspace, SENT_BACK) == []
    clock.go_on(days=1)
    assert on_today(workspace, SENT_BACK) == [visit]


def test_praise_for_the_rep_before_is_not_heard_but_an_open_question_is(workspace: Workspace) -> None:
    visit = visited(workspace)
    customer = get_visit(workspace, visit).scope
    given = to_text(workspace.now() + timedelta(hours=1))
    with workspace.store.writing():
        write_grant(workspace.store, Grant("g1", customer, 5, 1, "owner", given, "小陈", "调岗"))
    decide(workspace, visit, PRAISE)
    decide(workspace, visit, ASK)
    assert on_today(workspace, HEARD) == []
    assert on_today(workspace, SENT_BACK) == [visit]


# Signals


def exact(workspace: Workspace) -> str:
    start = to_text(workspace.now() - timedelta(minutes=30))
    return save_visit(workspace, add_customer(workspace), start=start)


def test_the_rep_says_a_word_about_a_signal(workspace: Workspace) -> None:
    visit = exact(workspace)
    assert [one.kind for one in page(workspace, visit).review.signals] == [EXACT_LENGTH]
    comment_on_signal(workspace, get_visit(workspace, visit), EXACT_LENGTH, "看着表的")
    (comment,) = page(workspace, visit).review.comments
    assert (comment.signal, comment.text, comment.author) == (EXACT_LENGTH, "看着表的", "小王")


def test_a_visit_without_a_signal_takes_no_word_about_one(workspace: Workspace) -> None:
    visit = visited(workspace)
    assert page(workspace, visit).review.signals == ()
    with pytest.raises(BadInputError) as caught:
        comment_on_signal(workspace, get_visit(workspace, visit), EXACT_LENGTH, "")
    assert problems_of(caught.value) == [("text", "empty"), ("signal", "no-such-signal")]
