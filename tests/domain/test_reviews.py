"""A visit and what was said about it: decisions, answers, and two supervisors at the same time."""

from itertools import permutations

import pytest

from fieldlog.domain import kinds, reviews
from fieldlog.domain.documents import Document
from fieldlog.domain.reviews import (
    ANSWERED,
    APPROVE,
    APPROVED,
    ASK,
    ASKED,
    PRAISE,
    PRAISED,
    SEND_BACK,
    SENT_BACK,
    UNREVIEWED,
    find_answer_problems,
    find_review_problems,
    review_state,
    review_thread,
    waiting_reviews,
)
from fieldlog.domain.saves import MAXIMUM_TEXT
from tests.domain.builders import customer, document, dossier, moment, visit, withdrawal

VISIT = visit("2026-11-20 09:00", 40, "home", doc_id="v1")


def review(doc_id: str, decision: str, *seen: str, at: str = "2026-11-21 09:00") -> Document:
    values = reviews.review_values("v1", decision, "why so short?", "Supervisor Lin", moment(at), seen)
    return document(kinds.REVIEW, doc_id, **values)


def answer(target: str, at: str = "2026-11-22 09:00") -> Document:
    values = reviews.answer_values(target, " she was tired ", "Wang", moment(at))
    return document(kinds.REVIEW_ANSWER, f"answer-{target}", **values)


def state(*documents: Document) -> str:
    """Return how the visit stands; in whatever order the documents arrive, it is the same."""
    found = {
        review_state(dossier(customer(), VISIT, *order), "v1").state for order in (documents, documents[::-1])
    }
    (only,) = found
    return only


def test_a_visit_that_nobody_looked_at_is_unreviewed() -> None:
    assert state() == UNREVIEWED


@pytest.mark.parametrize(
    ("decision", "expected"),
    [(APPROVE, APPROVED), (PRAISE, PRAISED), (SEND_BACK, SENT_BACK), (ASK, ASKED), ("newer", APPROVED)],
)
def test_one_decision_says_how_the_visit_stands(decision: str, expected: str) -> None:
    assert state(review("r1", decision)) == expected


def test_an_answer_waits_for_the_supervisor_and_a_later_approval_ends_it() -> None:
    assert state(review("r1", SEND_BACK), answer("r1")) == ANSWERED
    assert state(review("r1", SEND_BACK), answer("r1"), review("r2", APPROVE, "r1")) == APPROVED
    assert state(review("r1", SEND_BACK), answer("r1"), review("r2", ASK, "r1")) == ASKED


@pytest.mark.parametrize("others", list(permutations((APPROVE, PRAISE, ASK), 2)))
def test_of_concurrent_decisions_an_unanswered_send_back_wins(others: tuple[str, str]) -> None:
    made_apart = [review(f"r{number}", one) for number, one in enumerate(others, 2)]
    assert state(review("r1", SEND_BACK), *made_apart) == SENT_BACK


def test_an_answered_send_back_gives_way_to_an_approval_made_apart_from_it() -> None:
    assert state(review("r1", SEND_BACK), review("r2", APPROVE), answer("r1")) == APPROVED


def test_an_approval_by_somebody_who_saw_the_send_back_takes_it_back() -> None:
    found = dossier(customer(), VISIT, review("r1", SEND_BACK), review("r2", APPROVE, "r1"))
    assert review_state(found, "v1").state == APPROVED
    assert waiting_reviews(found) == ()


def test_reviews_that_name_each_other_in_a_circle_all_stand() -> None:
    assert state(review("r1", SEND_BACK, "r2"), review("r2", APPROVE, "r1")) == SENT_BACK


def test_what_waits_for_the_rep_names_who_asked_and_goes_when_the_visit_is_taken_back() -> None:
    sent_back = review("r1", SEND_BACK)
    (waiting,) = waiting_reviews(dossier(customer(), VISIT, sent_back))
    assert (waiting.target, waiting.author, waiting.comment) == ("v1", "Supervisor Lin", "why so short?")
    assert waiting_reviews(dossier(customer(), VISIT, sent_back, withdrawal("v1"))) == ()
    assert waiting_reviews(dossier(customer(), VISIT, sent_back, answer("r1"))) == ()


def test_the_thread_tells_everything_in_the_order_of_time() -> None:
    found = dossier(
        customer(), VISIT, answer("r1"), review("r1", ASK), review("r2", PRAISE, "r1", at="2026-11-23 09:00")
    )
    thread = review_thread(found, "v1")
    assert [(entry.decision, entry.text, entry.answers) for entry in thread] == [
        (ASK, "why so short?", ""),
        ("", "she was tired", "r1"),
        (PRAISE, "why so short?", ""),
    ]
    assert review_state(found, "v1").since == moment("2026-11-23 09:00")


def test_a_send_back_and_a_question_need_words() -> None:
    assert [one.code for one in find_review_problems(SEND_BACK, "  ")] == ["empty"]
    assert [one.code for one in find_review_problems(ASK, "")] == ["empty"]
    assert list(find_review_problems(APPROVE, "")) == list(find_review_problems(PRAISE, "good")) == []
    assert [one.code for one in find_review_problems("reject", "")] == ["unknown-choice"]
    assert [one.code for one in find_review_problems(PRAISE, "x" * (MAXIMUM_TEXT + 1))] == ["too-long"]


def test_an_answer_needs_words() -> None:
    assert [one.code for one in find_answer_problems("\n")] == ["empty"]
    assert [one.code for one in find_answer_problems("a\0b")] == ["forbidden-character"]
    assert list(find_answer_problems("yes")) == []


def test_what_was_said_at_a_time_out_of_the_calendar_has_no_view() -> None:
    forged = document(kinds.REVIEW, "r1", target="v1", decision=SEND_BACK, at="0001-01-01T00:00:00+14:00")
    assert dossier(customer(), VISIT, forged).reviews == {}
