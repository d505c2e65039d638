"""Pauses and customers' suggestions as supervisors speak about them: how they stand, and how it is told."""

from datetime import date
from typing import Any

import pytest

from fieldlog.domain import kinds, reviews
from fieldlog.domain.agenda import HEARD, SENT_BACK, Day, Entry, HeardReview, build_agenda
from fieldlog.domain.card_making import make_card
from fieldlog.domain.card_reviews import CardReview, asked_reviews, heard_reviews
from fieldlog.domain.documents import Document
from fieldlog.domain.kinds import PAUSE, SUGGESTION, VISIT
from fieldlog.domain.packs import BUILT_IN
from fieldlog.domain.reviews import (
    ANSWERED,
    APPROVE,
    APPROVED,
    ASK,
    ASKED,
    MATTER_STATES,
    PRAISE,
    REPLIED,
    REPLY,
    SEND_BACK,
    UNREVIEWED,
    find_review_problems,
    review_state,
)
from fieldlog.domain.timeline import tell_timeline
from fieldlog.locale import say, use_language
from tests.domain.builders import SHANGHAI, customer, document, dossier, moment, visit, withdrawal

TODAY = date(2026, 11, 19)
PAUSED = document(PAUSE, "p1", start="2026-11-23", until="2026-12-06", reason="in hospital")
SUGGESTED = document(SUGGESTION, "s1", text="a bench by the door", made="2026-11-17", visit="v1")
SEEN = visit("2026-11-17 09:00", 40, "home", doc_id="v1")


@pytest.fixture(autouse=True)
def english() -> None:
    use_language("en")


def review(
    doc_id: str, target: str, decision: str, *seen: str, words: str = "for how long?", at: str = "18 09:00"
) -> Document:
    values = reviews.review_values(target, decision, words, "Lin", moment(f"2026-11-{at}"), seen)
    return document(kinds.REVIEW, doc_id, **values)


def answer(target: str) -> Document:
    values = reviews.answer_values(target, "two weeks", "Wang", moment("2026-11-18 19:00"))
    return document(kinds.REVIEW_ANSWER, f"answer-{target}", **values)


def state(subject: str, *documents: Document) -> str:
    return review_state(dossier(customer(), PAUSED, SUGGESTED, *documents), subject).state


def card_of(*documents: Document) -> dict[str, Any]:
    found = dossier(customer(), SEEN, PAUSED, SUGGESTED, *documents)
    return make_card(found, [], (BUILT_IN,), SHANGHAI, TODAY, None) or {}


def entries(card: dict[str, Any], *others: CardReview) -> list[Entry]:
    found = [*heard_reviews(card, SHANGHAI, TODAY), *others]
    heard = [HeardReview(card["id"], one) for one in found]
    at = moment("2026-11-19 10:00")
    day = Day(TODAY, at, SHANGHAI, BUILT_IN, [], {card["id"]: card}, None, [], heard=heard)
    return [one for one in build_agenda(day, frozenset()) if one.group in (SENT_BACK, HEARD)]


@pytest.mark.parametrize("subject", ["p1", "s1"])
def test_a_matter_waits_until_somebody_decides_and_again_after_an_answer(subject: str) -> None:
    end, done = (APPROVE, APPROVED) if subject == "p1" else (REPLY, REPLIED)
    asked = review("r1", subject, ASK)
    assert state(subject) == UNREVIEWED
    assert state(subject, asked) == ASKED
    assert state(subject, asked, answer("r1")) == ANSWERED
    assert state(subject, asked, answer("r1"), review("r2", subject, end, "r1")) == done
    assert state(subject, review("r2", subject, end)) == done


def test_an_unanswered_question_comes_before_what_was_decided_apart_from_it() -> None:
    assert state("p1", review("r1", "p1", ASK), review("r2", "p1", APPROVE)) == ASKED
    assert state("s1", review("r1", "s1", ASK), review("r2", "s1", REPLY)) == ASKED
    assert state("s1", review("r1", "s1", ASK), review("r2", "s1", REPLY), answer("r1")) == REPLIED


def test_every_state_that_decisions_lead_to_has_a_name() -> None:
    for kind, subject in ((PAUSE, "p1"), (SUGGESTION, "s1")):
        for decision in reviews.DECISIONS[kind]:
            one = review("r1", subject, decision)
            assert {state(subject, one), state(subject, one, answer("r1"))} <= MATTER_STATES[kind].keys()


@pytest.mark.parametrize(
    ("kind", "decision", "words", "codes"),
    [
        (PAUSE, APPROVE, "", []),
        (PAUSE, PRAISE, "", ["unknown-choice"]),
        (PAUSE, SEND_BACK, "why", ["unknown-choice"]),
        (PAUSE, ASK, " ", ["empty"]),
        (SUGGESTION, REPLY, "", ["empty"]),
        (SUGGESTION, REPLY, "we put one there", []),
        (SUGGESTION, APPROVE, "", ["unknown-choice"]),
        (VISIT, REPLY, "words", ["unknown-choice"]),
    ],
)
def test_each_kind_has_its_own_decisions(kind: str, decision: str, words: str, codes: list[str]) -> None:
    assert [one.code for one in find_review_problems(decision, words, kind)] == codes


def test_questions_are_on_today_with_what_they_are_about() -> None:
    card = card_of(review("r1", "p1", ASK), review("r2", "s1", ASK, at="18 10:00"))
    assert [(one.kind, one.subject, one.start) for one in asked_reviews(card)] == [
        (PAUSE, "p1", "2026-11-23"),
        (SUGGESTION, "s1", "2026-11-17"),
    ]
    found = entries(card)
    assert {(one.group, one.review_kind, one.subject) for one in found} == {
        (SENT_BACK, PAUSE, "p1"),
        (SENT_BACK, SUGGESTION, "s1"),
    }
    assert {say(one.why, TODAY) for one in found} == {
        "Lin asks about the pause from Mon 23 Nov: for how long?",
        "Lin asks about the customer's suggestion of Tue 17 Nov: for how long?",
    }


def test_each_reply_has_its_own_line_and_the_rest_share_one() -> None:
    card = card_of(
        review("r1", "s1", REPLY, words="we put one there"),
        review("r2", "p1", APPROVE, words=""),
        review("r3", "v1", PRAISE, words=""),
        review("r4", "v1", APPROVE, words=""),
    )
    assert {say(one.why, TODAY) for one in entries(card)} == {
        "your visits: 1 praised, 1 approved; pauses countersigned: 1",
        "Lin replied to the customer's suggestion of Tue 17 Nov: we put one there",
    }


def test_a_single_countersignature_and_several_are_told() -> None:
    card = card_of(review("r1", "p1", APPROVE, words=""))
    (one,) = entries(card)
    assert (one.subject, say(one.why, TODAY)) == ("p1", "Lin countersigned the pause from Mon 23 Nov")
    (several,) = entries(
        card, CardReview("r2", "p2", APPROVE, "Lin", "2026-11-18T02:00:00Z", "", "2026-11-20", PAUSE)
    )
    assert say(several.why, TODAY) == "2 pauses were countersigned"


def test_what_was_taken_back_is_asked_about_no_more() -> None:
    card = card_of(
        review("r1", "p1", ASK), review("r2", "s1", REPLY), withdrawal("p1"), withdrawal("s1", "w2")
    )
    assert entries(card) == []


def test_the_timeline_tells_the_suggestion_and_all_that_was_said() -> None:
    found = dossier(customer(), SEEN, PAUSED, SUGGESTED, review("r1", "s1", ASK), answer("r1"))
    told = [(one.kind, one.subject, say(one.what, TODAY)) for one in tell_timeline(found, SHANGHAI)]
    assert (SUGGESTION, "s1", "the customer suggests: a bench by the door") in told
    asked = "Lin asks about the customer's suggestion of Tue 17 Nov: for how long?"
    assert (kinds.REVIEW, "s1", asked) in told
    assert (kinds.REVIEW_ANSWER, "s1", "Wang answered: two weeks") in told
