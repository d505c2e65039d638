"""Reviews on the day's list and in the timeline: what waits, what was heard, and in which words."""

from datetime import date
from typing import Any

import pytest

from fieldlog.domain import kinds, reviews
from fieldlog.domain.agenda import HEARD, SENT_BACK, Day, Entry, HeardReview, build_agenda
from fieldlog.domain.card_making import make_card
from fieldlog.domain.card_reviews import asked_reviews, heard_reviews
from fieldlog.domain.decisions import WORDS_SHOWN
from fieldlog.domain.documents import Document
from fieldlog.domain.packs import BUILT_IN
from fieldlog.domain.reviews import APPROVE, ASK, PRAISE, SEND_BACK
from fieldlog.domain.timeline import tell_timeline
from fieldlog.locale import say, use_language
from tests.domain.builders import SHANGHAI, customer, document, dossier, moment, visit, withdrawal

TODAY = date(2026, 11, 19)


@pytest.fixture(autouse=True)
def english() -> None:
    use_language("en")


VISIT = visit("2026-11-17 09:00", 20, "home", doc_id="v1")


def review(
    doc_id: str, decision: str, *seen: str, at: str = "2026-11-18 09:00", words: str = "why so short?"
) -> Document:
    values = reviews.review_values("v1", decision, words, "Lin", moment(at), seen)
    return document(kinds.REVIEW, doc_id, **values)


def answer(target: str, at: str = "2026-11-18 19:00") -> Document:
    values = reviews.answer_values(target, "she was tired", "Wang", moment(at))
    return document(kinds.REVIEW_ANSWER, f"answer-{target}", **values)


def card_of(*documents: Document, today: date = TODAY) -> dict[str, Any]:
    found = dossier(customer(), VISIT, *documents)
    return make_card(found, [], (BUILT_IN,), SHANGHAI, today, None) or {}


def entries(card: dict[str, Any], heard: list[HeardReview] | None = None) -> list[Entry]:
    at = moment("2026-11-19 10:00")
    day = Day(TODAY, at, SHANGHAI, BUILT_IN, [], {card["id"]: card}, None, [], heard=heard or [])
    return list(build_agenda(day, frozenset()))


def heard_in(card: dict[str, Any]) -> list[HeardReview]:
    return [HeardReview(card["id"], one) for one in heard_reviews(card, SHANGHAI, TODAY)]


def test_a_send_back_and_a_question_are_on_the_list_with_author_words_and_day() -> None:
    found = entries(card_of(review("r1", SEND_BACK), review("r2", ASK, at="2026-11-17 20:00")))
    assert [(one.group, one.subject, one.due) for one in found] == [
        (SENT_BACK, "v1", "2026-11-17"),
        (SENT_BACK, "v1", "2026-11-18"),
    ]
    assert [say(one.why, TODAY) for one in found] == [
        "Lin asks about the visit of Tue 17 Nov: why so short?",
        "Lin sent the visit of Tue 17 Nov back: why so short?",
    ]
    assert len({one.id for one in found}) == 2


def test_what_was_answered_or_stood_over_waits_no_more() -> None:
    for ended in (answer("r1"), review("r2", APPROVE, "r1"), withdrawal("v1")):
        card = card_of(review("r1", SEND_BACK), ended)
        assert list(asked_reviews(card)) == []
        assert "asked_since" not in card
        assert entries(card) == []


def test_nobody_takes_a_review_back_by_a_correction() -> None:
    card = card_of(review("r1", SEND_BACK), withdrawal("r1"))
    assert [one.review for one in asked_reviews(card)] == ["r1"]


def test_all_that_was_heard_is_one_line_however_much_it_is() -> None:
    praised = review("r1", PRAISE, words="well listened")
    (only,) = entries(card := card_of(praised), heard_in(card))
    assert (only.group, only.customer, only.subject) == (HEARD, card["id"], "v1")
    assert say(only.why, TODAY) == "Lin praised the visit of Tue 17 Nov: well listened"
    approved = [review(f"r{number}", APPROVE, words="") for number in (2, 3)]
    for documents, words in (
        ((praised, *approved), "your visits: 1 praised, 2 approved"),
        (approved, "2 of your visits were approved"),
        ((praised, review("r4", PRAISE)), "2 of your visits were praised"),
    ):
        card = card_of(*documents)
        (line,) = entries(card, heard_in(card))
        assert (line.group, line.customer, line.subject, say(line.why)) == (HEARD, "", "", words)


def test_nothing_is_heard_on_the_list_that_was_seen() -> None:
    assert entries(card_of(review("r1", PRAISE)), []) == []


def test_what_was_heard_is_news_for_four_weeks() -> None:
    praised = review("r1", PRAISE, at="2026-11-18 09:00")
    for day, expected in ((date(2026, 12, 16), ["r1"]), (date(2026, 12, 17), [])):
        card = card_of(praised, today=day)
        assert [one.review for one in heard_reviews(card, SHANGHAI, day)] == expected
    assert "heard" not in card_of(praised, today=date(2027, 1, 20))


def test_long_words_are_shortened_and_line_breaks_go() -> None:
    (one,) = asked_reviews(card_of(review("r1", ASK, words="why\nso " + "x" * 500)))
    assert len(one.words) == WORDS_SHOWN + 3
    assert one.words.startswith("why so xxx")
    assert one.words.endswith("x...")


def test_a_decision_of_a_newer_version_is_told_as_something_that_was_looked_at() -> None:
    (line,) = entries(card := card_of(review("r1", "newer", words="")), heard_in(card))
    assert say(line.why, TODAY) == "Lin looked at the visit of Tue 17 Nov"


def test_the_timeline_tells_reviews_and_answers_and_leads_to_the_visit() -> None:
    found = tell_timeline(dossier(customer(), VISIT, review("r1", SEND_BACK), answer("r1")), SHANGHAI)
    told = [(one.kind, one.subject, say(one.what, TODAY)) for one in found[:2]]
    assert told == [
        (kinds.REVIEW_ANSWER, "v1", "Wang answered: she was tired"),
        (kinds.REVIEW, "v1", "Lin sent the visit of Tue 17 Nov back: why so short?"),
    ]
