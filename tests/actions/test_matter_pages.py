"""Customers' suggestions and pauses on the laptop: written down, asked about, answered, replied to."""

import pytest

from fieldlog.actions.agenda import todays_entries
from fieldlog.actions.amendments import VisitCorrection, amend_visit
from fieldlog.actions.captures import Capture
from fieldlog.actions.customers import pause_customer
from fieldlog.actions.finding import get_customer, get_visit
from fieldlog.actions.heard_reviews import list_reviews, mark_subject_seen
from fieldlog.actions.matter_pages import get_matter, read_matter_page, read_subject_page
from fieldlog.actions.save_builder import SaveBuilder
from fieldlog.actions.undo import undo_last_save
from fieldlog.actions.visit_pages import VisitPage
from fieldlog.actions.visit_reviews import answer_review, get_to_answer
from fieldlog.actions.visit_stories import read_visit_story
from fieldlog.actions.visits import start_visit, stop_visit
from fieldlog.actions.workspace import Workspace
from fieldlog.domain import kinds, reviews
from fieldlog.domain.agenda import HEARD, SENT_BACK
from fieldlog.domain.days import to_text
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.reviews import APPROVE, ASK, PRAISE, REPLY
from fieldlog.store.scopes import Grant, write_grant
from tests.store.stores import Clock, add_customer, save_visit

LIN = "林主管"
WISH = "希望店门口放一把椅子"


def suggest(workspace: Workspace, clock: Clock, text: str = WISH, name: str = "李明朗") -> tuple[str, str]:
    """Note a suggestion at the end of a timed visit; return the visit and the suggestion."""
    card = get_customer(workspace, add_customer(workspace, name))
    start_visit(workspace, card, "问候")
    clock.go_on(minutes=40)
    visit = stop_visit(workspace, Capture(suggestion=text))
    (suggestion,) = read_visit_story(workspace, get_visit(workspace, visit)).suggestions
    return visit, suggestion.id


def pause(workspace: Workspace, name: str = "王秀英") -> str:
    card = get_customer(workspace, add_customer(workspace, name))
    pause_customer(workspace, card, "住院", workspace.today(), workspace.today())
    (found,) = workspace.store.documents_of_kind(kinds.PAUSE)
    return found.doc_id


def decide(workspace: Workspace, subject: str, decision: str, words: str = "要几把？") -> str:
    """Write a decision as it lies in the store after a pull, and return its id."""
    scope = get_matter(workspace, subject).scope
    builder = SaveBuilder(workspace, scope.partition(":")[2])
    values = reviews.review_values(subject, decision, words, LIN, workspace.now(), ())
    review = builder.create(kinds.REVIEW, values)
    builder.commit()
    return review


def on_today(workspace: Workspace, group: int) -> list[tuple[str, str]]:
    found = todays_entries(workspace)[1]
    return [(entry.review_kind, entry.subject) for entry in found if entry.group == group]


def test_a_suggestion_is_saved_with_its_visit_and_goes_with_undo(workspace: Workspace, clock: Clock) -> None:
    visit, suggestion = suggest(workspace, clock)
    page = read_matter_page(workspace, suggestion)
    assert (page.kind, page.author, page.matter.id) == (kinds.SUGGESTION, "小王", suggestion)
    assert (page.state.state, page.is_withdrawn) == (reviews.UNREVIEWED, False)
    undo_last_save(workspace)
    assert read_matter_page(workspace, suggestion).is_withdrawn
    assert read_visit_story(workspace, get_visit(workspace, visit)).suggestions == ()


def test_a_suggestion_that_cannot_be_stored_is_refused(workspace: Workspace, clock: Clock) -> None:
    with pytest.raises(BadInputError) as caught:
        suggest(workspace, clock, "bell \ud800")
    assert [(one.field, one.code) for one in caught.value.problems] == [("suggestion", "forbidden-character")]


def test_a_suggestion_is_added_to_a_visit_afterwards(workspace: Workspace) -> None:
    visit = save_visit(workspace, add_customer(workspace))
    correction = VisitCorrection(capture=Capture(suggestion=WISH))
    amend_visit(workspace, get_visit(workspace, visit), correction, "忘了记")
    (found,) = read_visit_story(workspace, get_visit(workspace, visit)).suggestions
    assert found.text == WISH


@pytest.mark.parametrize("named_by", ["matter", "review"])
def test_a_question_is_on_today_until_it_is_answered(
    workspace: Workspace, clock: Clock, named_by: str
) -> None:
    _, suggestion = suggest(workspace, clock)
    paused = pause(workspace)
    asked = {one: decide(workspace, one, ASK) for one in (suggestion, paused)}
    assert set(on_today(workspace, SENT_BACK)) == {(kinds.SUGGESTION, suggestion), (kinds.PAUSE, paused)}
    for matter, review in asked.items():
        subject, named = get_to_answer(workspace, (matter if named_by == "matter" else review)[:16])
        answer_review(workspace, subject, "两把", named)
        page = read_matter_page(workspace, matter)
        assert (page.state.state, page.thread[-1].text) == (reviews.ANSWERED, "两把")
    assert on_today(workspace, SENT_BACK) == []


def test_a_reply_is_heard_until_it_was_looked_at(workspace: Workspace, clock: Clock) -> None:
    _, suggestion = suggest(workspace, clock)
    decide(workspace, suggestion, REPLY, "已放好两把，谢谢她。")
    assert on_today(workspace, HEARD) == [(kinds.SUGGESTION, suggestion)]
    assert [one.review.subject for one in list_reviews(workspace).heard if one.is_new] == [suggestion]
    mark_subject_seen(workspace, read_matter_page(workspace, suggestion).card, suggestion)
    assert on_today(workspace, HEARD) == []


def test_a_reply_reaches_the_new_rep_but_praise_for_the_former_one_does_not(
    workspace: Workspace, clock: Clock
) -> None:
    visit, suggestion = suggest(workspace, clock)
    paused = pause(workspace, "赵玉兰")
    clock.go_on(days=2)
    given = to_text(workspace.now())
    with workspace.store.writing():
        for number, subject in enumerate((suggestion, paused)):
            scope = get_matter(workspace, subject).scope
            grant = Grant(f"g{number}", scope, 5 + number, 1, "owner", given, "小李", "调区")
            write_grant(workspace.store, grant)
    decide(workspace, suggestion, REPLY, "已放好")
    decide(workspace, paused, APPROVE, "")
    customer = get_matter(workspace, suggestion).scope.partition(":")[2]
    builder = SaveBuilder(workspace, customer)
    builder.create(kinds.REVIEW, reviews.review_values(visit, PRAISE, "", LIN, workspace.now(), ()))
    builder.commit()
    assert on_today(workspace, HEARD) == [(kinds.SUGGESTION, suggestion)]


def test_the_page_of_a_subject_is_that_of_its_kind(workspace: Workspace, clock: Clock) -> None:
    visit, suggestion = suggest(workspace, clock)
    assert isinstance(read_subject_page(workspace, visit), VisitPage)
    assert read_subject_page(workspace, suggestion) == read_matter_page(workspace, suggestion)
    with pytest.raises(BadInputError):
        read_matter_page(workspace, visit)
    with pytest.raises(BadInputError):
        get_to_answer(workspace, "nothing")
