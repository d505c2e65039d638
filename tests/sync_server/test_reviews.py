"""Supervisors decide about visits: who may, what the rep's laptop receives, and what comes back."""

import pytest

from fieldlog.domain import kinds, reviews
from fieldlog.domain.days import to_text
from fieldlog.domain.errors import BadInputError
from sync_server.core.figures.visit_log import (
    VisitChoice,
    arrived_since,
    first_waiting_day,
    list_visits,
    waiting_in_all,
    waiting_reviews,
)
from sync_server.core.reviews import VisitReview, approve_all, decide, read_review
from sync_server.database import audits, users
from sync_server.database.engine import Connection, reading, write
from sync_server.errors import RefusalError
from tests.sync_server.fieldwork import SHANGHAI, Fieldwork
from tests.sync_server.organisation import Organisation
from tests.sync_server.web import Web


@pytest.fixture
def work(organisation: Organisation) -> Fieldwork:
    made = Fieldwork(organisation)
    made.add_rep("王", "东")
    made.add_rep("赵", "西")
    organisation.add_user("东主管", "supervisor", "东")
    organisation.add_user("东副主管", "supervisor", "东")
    organisation.add_user("西主管", "supervisor", "西")
    return made


def say(
    work: Fieldwork, name: str, visit: str, decision: str, comment: str = "好", seen: list[str] | None = None
) -> str:
    """Decide about a visit as a user, after the page has been made."""
    work.clock.move(minutes=1)
    sight, now = work.sight(name), work.clock.now()
    work.refresh(sight)

    def decided(connection: Connection) -> str:
        user = users.find_user(connection, name)
        assert user is not None
        return decide(connection, user, sight, visit, decision, comment, now, seen)

    return write(work.organisation.engine, decided)


def look(work: Fieldwork, visit: str, name: str = "东主管") -> VisitReview:
    work.refresh(work.sight(name))
    with reading(work.organisation.engine) as connection:
        return read_review(connection, work.sight(name), visit)


def answer(work: Fieldwork, rep: str, customer: str, review: str) -> None:
    work.clock.move(minutes=1)
    values = reviews.answer_values(review, "她累了", rep, work.clock.now())
    work.save(rep, customer, kinds.REVIEW_ANSWER, values)


def test_a_visit_is_sent_back_answered_offline_and_approved(work: Fieldwork, web: Web) -> None:
    customer = work.add_customer("王")
    visit = work.visit("王", customer, "2026-11-23 09:00", 20)
    review = say(work, "东主管", visit, reviews.SEND_BACK, "为什么这么短？")
    entries = web.pull_all(work.laptops["王"].token)
    (pulled,) = [one for one in entries if one["entry"] == "doc" and one["kind"] == kinds.REVIEW]
    assert (pulled["doc_id"], pulled["scope"]) == (review, f"customer:{customer}")
    answer(work, "王", customer, review)
    assert look(work, visit).state.state == reviews.ANSWERED
    say(work, "东主管", visit, reviews.APPROVE, "")
    found = look(work, visit)
    assert found.state.state == reviews.APPROVED
    assert [(one.author, one.decision, one.text) for one in found.thread] == [
        ("东主管", reviews.SEND_BACK, "为什么这么短？"),
        ("王", "", "她累了"),
        ("东主管", reviews.APPROVE, ""),
    ]
    with reading(work.organisation.engine) as connection:
        deeds = audits.deeds_about(connection, visit)
    assert [(deed.by, deed.action, deed.detail) for deed in deeds] == [
        ("东主管", "review", reviews.SEND_BACK),
        ("东主管", "review", reviews.APPROVE),
    ]


def test_of_two_forms_that_did_not_show_each_other_the_send_back_wins(work: Fieldwork) -> None:
    customer = work.add_customer("王")
    visit = work.visit("王", customer, "2026-11-23 09:00")
    say(work, "东主管", visit, reviews.SEND_BACK, seen=[])
    say(work, "东副主管", visit, reviews.APPROVE, seen=[])
    assert look(work, visit).state.state == reviews.SENT_BACK


def test_a_visit_out_of_sight_cannot_be_reviewed_nor_read(work: Fieldwork) -> None:
    customer = work.add_customer("王")
    visit = work.visit("王", customer, "2026-11-23 09:00")
    work.refresh()
    for name in ("西主管", "赵"):
        with pytest.raises(RefusalError, match="visit-unknown"):
            look(work, visit, name)
    with pytest.raises(RefusalError, match="visit-unknown"):
        say(work, "西主管", visit, reviews.APPROVE)
    with pytest.raises(RefusalError, match="visit-unknown"):
        say(work, "Admin", "0" * 32, reviews.APPROVE)


def test_reps_decide_nothing_and_nobody_reviews_the_own_visits(work: Fieldwork) -> None:
    work.laptops["东主管"] = work.organisation.add_laptop("东主管")
    customer = work.add_customer("东主管")
    mine = work.visit("东主管", customer, "2026-11-23 09:00")
    with pytest.raises(RefusalError, match="review-own"):
        say(work, "东主管", mine, reviews.APPROVE)
    say(work, "东副主管", mine, reviews.PRAISE)
    other = work.visit("王", work.add_customer("王"), "2026-11-23 09:00")
    with pytest.raises(RefusalError, match="page-not-yours"):
        say(work, "王", other, reviews.APPROVE)


def test_a_send_back_needs_words(work: Fieldwork) -> None:
    visit = work.visit("王", work.add_customer("王"), "2026-11-23 09:00")
    with pytest.raises(BadInputError):
        say(work, "东主管", visit, reviews.SEND_BACK, " ")


def test_a_laptop_cannot_write_a_review(work: Fieldwork) -> None:
    customer = work.add_customer("王")
    visit = work.visit("王", customer, "2026-11-23 09:00")
    values = reviews.review_values(visit, reviews.APPROVE, "", "东主管", work.clock.now(), ())
    work.save("王", customer, kinds.REVIEW, values)
    assert look(work, visit).state.state == reviews.UNREVIEWED


def test_many_visits_are_approved_at_once_but_none_that_needs_a_look(work: Fieldwork) -> None:
    work.laptops["东主管"] = work.organisation.add_laptop("东主管")
    customer, foreign = work.add_customer("王"), work.add_customer("赵")
    good = [work.visit("王", customer, f"2026-11-1{day} 09:00") for day in range(3)]
    short = work.visit("王", customer, "2026-11-23 09:00", 10)
    reviewed = work.visit("王", customer, "2026-11-22 09:00")
    own = work.visit("东主管", work.add_customer("东主管"), "2026-11-22 09:00")
    others = work.visit("赵", foreign, "2026-11-22 09:00")
    say(work, "东副主管", reviewed, reviews.ASK, "?")
    work.refresh()
    sight, now = work.sight("东主管"), work.clock.now()

    def approve(connection: Connection) -> tuple[str, ...]:
        user = users.find_user(connection, "东主管")
        assert user is not None
        everything = [*good, short, reviewed, own, others, "nothing", good[0]]
        return approve_all(connection, user, sight, everything, now)

    assert write(work.organisation.engine, approve) == tuple(good)
    work.refresh()
    with reading(work.organisation.engine) as connection:
        found = list_visits(connection, work.sight("Admin"), VisitChoice(states=(reviews.APPROVED,)))
    assert {one.visit for one in found.visits} == set(good)


def test_what_waits_is_counted_by_rep_and_own_visits_wait_for_somebody_else(work: Fieldwork) -> None:
    work.laptops["东主管"] = work.organisation.add_laptop("东主管")
    customer = work.add_customer("王")
    work.visit("王", customer, "2026-11-24 09:00")
    work.visit("王", customer, "2026-11-20 09:00")
    answered = work.visit("王", customer, "2026-11-23 09:00")
    work.visit("东主管", work.add_customer("东主管"), "2026-11-22 09:00")
    answer(work, "王", customer, say(work, "东主管", answered, reviews.ASK, "?"))
    work.refresh()
    with reading(work.organisation.engine) as connection:
        found = waiting_reviews(connection, work.sight("东主管"), work.clock.now())
        in_all = waiting_in_all(connection, work.sight("东主管"), work.clock.now())
    assert found == ((work.laptops["王"].user_id, 2, 1, 0),)
    assert in_all == (3, 0, 1)


def test_what_was_made_long_before_it_arrived_waits_from_its_arrival_on(work: Fieldwork) -> None:
    customer = work.add_customer("王", created="2026-09-01")
    work.visit("王", customer, "2026-11-23 09:00")
    work.clock.move(days=40)
    long_ago = work.visit("王", customer, "2026-11-10 09:00")
    sight = work.sight("东主管")

    def look() -> tuple[int, int, list[str]]:
        work.refresh()
        with reading(work.organisation.engine) as connection:
            now = work.clock.now()
            waiting = waiting_in_all(connection, sight, now)
            (by_rep,) = waiting_reviews(connection, sight, now) or ((0, 0, 0, 0),)
            first = arrived_since(first_waiting_day(now.date()), SHANGHAI)
            choice = VisitChoice(states=(reviews.UNREVIEWED,), unreviewed_since=first)
            listed = [one.visit for one in list_visits(connection, sight, choice).visits]
        assert tuple(by_rep)[1:] == (waiting.visits, 0, waiting.late)
        return waiting.visits, waiting.late, listed

    assert look() == (1, 0, [long_ago])
    work.clock.move(days=2, seconds=1)
    assert look() == (1, 1, [long_ago])
    work.clock.move(days=26)
    assert look() == (0, 0, [])


def test_a_comment_on_a_signal_reaches_the_page(work: Fieldwork) -> None:
    customer = work.add_customer("王")
    visit = work.visit("王", customer, "2026-11-23 09:00", 30)
    values = reviews.signal_comment_values(visit, "exact-length", "说好半小时", "王", work.clock.now())
    work.save("王", customer, kinds.SIGNAL_COMMENT, values)
    (comment,) = look(work, visit).signal_comments
    assert (comment.signal, comment.text, to_text(comment.at)) == (
        "exact-length",
        "说好半小时",
        to_text(work.clock.now()),
    )


def test_an_open_send_back_passes_to_the_new_owner_with_its_authors_name(work: Fieldwork, web: Web) -> None:
    customer = work.add_customer("王")
    visit = work.visit("王", customer, "2026-11-23 09:00", 20)
    review = say(work, "东主管", visit, reviews.SEND_BACK, "?")
    work.hand_over(customer, "赵")
    pulled = [one["doc_id"] for one in web.pull_all(work.laptops["赵"].token) if one["entry"] == "doc"]
    assert review in pulled
    answer(work, "赵", customer, review)
    found = look(work, visit, "西主管")
    assert [(one.author, one.decision) for one in found.thread] == [("东主管", reviews.SEND_BACK), ("赵", "")]
