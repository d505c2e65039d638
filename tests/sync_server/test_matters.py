"""Pauses and customers' suggestions at the server: what waits for whom, decisions, and what the rep gets."""

from typing import NamedTuple

import pytest

from fieldlog.domain import kinds, reviews
from fieldlog.domain.errors import BadInputError
from sync_server.core.matters import (
    MatterStory,
    countersign_all,
    decide_matter,
    is_reply_late,
    read_matter,
    waiting_matters,
)
from sync_server.database import audits, users
from sync_server.database.engine import reading, write
from sync_server.database.figures.matter_lists import ListedMatter
from sync_server.errors import RefusalError
from tests.sync_server.fieldwork import Fieldwork
from tests.sync_server.organisation import Organisation
from tests.sync_server.web import Web

WISH = "希望店门口放一把椅子"


@pytest.fixture
def work(organisation: Organisation) -> Fieldwork:
    made = Fieldwork(organisation)
    made.add_rep("王", "东")
    made.add_rep("赵", "西")
    for name, team in (("东主管", "东"), ("东副主管", "东"), ("西主管", "西")):
        organisation.add_user(name, "supervisor", team)
    return made


def pause(work: Fieldwork, rep: str = "王", start: str = "2026-11-20", until: str = "2026-12-06") -> str:
    values = {"start": start, "until": until, "reason": "住院"}
    return work.save(rep, work.add_customer(rep), kinds.PAUSE, values)


def suggest(work: Fieldwork, rep: str = "王") -> tuple[str, str]:
    """Return a customer and what it suggested."""
    customer = work.add_customer(rep)
    visit = work.visit(rep, customer, "2026-11-23 09:00")
    values = {"text": WISH, "made": "2026-11-23", "visit": visit}
    return customer, work.save(rep, customer, kinds.SUGGESTION, values)


def decide(
    work: Fieldwork, name: str, matter: str, decision: str, comment: str = "好", seen: tuple[str, ...] = ()
) -> None:
    work.clock.move(minutes=1)
    sight, now = work.sight(name), work.clock.now()
    work.refresh(sight)
    with reading(work.organisation.engine) as connection:
        user = users.find_user(connection, name)
    assert user is not None
    write(
        work.organisation.engine,
        lambda connection: decide_matter(connection, user, sight, matter, decision, comment, now, seen),
    )


def look(work: Fieldwork, matter: str, name: str = "东主管") -> MatterStory:
    work.refresh(work.sight(name))
    with reading(work.organisation.engine) as connection:
        return read_matter(connection, work.sight(name), matter)


class Waits(NamedTuple):
    """What waits; ``late`` are suggestions that have waited for too long."""

    pauses: tuple[ListedMatter, ...]
    suggestions: tuple[ListedMatter, ...]
    late: set[str]


def waiting(work: Fieldwork, name: str = "东主管") -> Waits:
    work.refresh(work.sight(name))
    sight, now = work.sight(name), work.clock.now()
    with reading(work.organisation.engine) as connection:
        pauses, suggestions = (
            waiting_matters(connection, sight, kind, now) for kind in (kinds.PAUSE, kinds.SUGGESTION)
        )
    return Waits(pauses, suggestions, {one.matter for one in suggestions if is_reply_late(one, now)})


def test_a_pause_waits_until_it_is_countersigned_and_the_laptop_receives_that(
    work: Fieldwork, web: Web
) -> None:
    paused = pause(work)
    (listed,) = waiting(work).pauses
    assert (listed.matter, listed.rep, listed.start, listed.until) == (
        paused,
        "王",
        "2026-11-20",
        "2026-12-06",
    )
    assert (listed.text, listed.customer_name) == ("住院", "李阿姨")
    decide(work, "东主管", paused, reviews.APPROVE, "")
    assert waiting(work) == Waits((), (), set())
    assert look(work, paused).state.state == reviews.APPROVED
    pulled = [one for one in web.pull_all(work.laptops["王"].token) if one.get("kind") == kinds.REVIEW]
    assert [one["scope"] for one in pulled] == [f"customer:{listed.customer}"]
    with reading(work.organisation.engine) as connection:
        deeds = audits.deeds_about(connection, paused)
    assert [(deed.by, deed.action, deed.detail) for deed in deeds] == [
        ("东主管", "review-pause", reviews.APPROVE)
    ]


def test_a_question_waits_for_the_rep_and_the_answer_for_the_supervisor(work: Fieldwork) -> None:
    customer, suggestion = suggest(work)
    decide(work, "东主管", suggestion, reviews.ASK, "放在哪一边？")
    assert [one.review_state for one in waiting(work).suggestions] == [reviews.ASKED]
    (asked,) = look(work, suggestion).state.waiting
    values = reviews.answer_values(asked.id, "左边", "王", work.clock.now())
    work.save("王", customer, kinds.REVIEW_ANSWER, values)
    (listed,) = waiting(work).suggestions
    assert (listed.matter, listed.review_state) == (suggestion, reviews.ANSWERED)
    decide(work, "东副主管", suggestion, reviews.REPLY, "下周放好", (asked.id,))
    story = look(work, suggestion)
    assert (story.state.state, waiting(work).suggestions) == (reviews.REPLIED, ())
    assert [(one.author, one.decision, one.text) for one in story.thread] == [
        ("东主管", reviews.ASK, "放在哪一边？"),
        ("王", "", "左边"),
        ("东副主管", reviews.REPLY, "下周放好"),
    ]


def test_a_suggestion_names_its_visit_and_is_late_after_seven_days(work: Fieldwork) -> None:
    _, suggestion = suggest(work)
    assert look(work, suggestion).visit
    assert waiting(work).late == set()
    work.clock.move(days=8)
    assert waiting(work).late == {suggestion}


def test_a_pause_long_over_asks_nobody_any_more(work: Fieldwork) -> None:
    pause(work, start="2026-09-01", until="2026-10-01")
    recent = pause(work, start="2026-11-01", until="2026-11-10")
    assert [one.matter for one in waiting(work).pauses] == [recent]


def test_what_was_taken_back_waits_no_more(work: Fieldwork) -> None:
    customer, suggestion = suggest(work)
    values = {"target": suggestion, "reason": "undo", "at": "2026-11-24T08:00:00Z", "withdraws": True}
    work.save("王", customer, kinds.AMENDMENT, values)
    assert waiting(work).suggestions == ()
    with pytest.raises(RefusalError, match="not-found"):
        look(work, suggestion)


def test_another_team_neither_sees_nor_decides(work: Fieldwork) -> None:
    paused, (_, suggestion) = pause(work), suggest(work)
    assert waiting(work, "西主管") == Waits((), (), set())
    for matter in (paused, suggestion):
        with pytest.raises(RefusalError, match="not-found"):
            decide(work, "西主管", matter, reviews.ASK)
    with pytest.raises(RefusalError, match="page-not-yours"):
        decide(work, "王", paused, reviews.APPROVE)


def test_after_a_hand_over_the_new_owners_supervisor_decides(work: Fieldwork) -> None:
    customer, suggestion = suggest(work)
    waiting(work)
    work.hand_over(customer, "赵")
    assert waiting(work).suggestions == ()
    assert [one.matter for one in waiting(work, "西主管").suggestions] == [suggestion]


@pytest.mark.parametrize(
    ("decision", "comment", "code"),
    [
        (reviews.PRAISE, "好", "unknown-choice"),
        (reviews.ASK, "  ", "empty"),
        (reviews.REPLY, "好", "unknown-choice"),
    ],
)
def test_a_decision_that_does_not_fit_is_refused(
    work: Fieldwork, decision: str, comment: str, code: str
) -> None:
    with pytest.raises(BadInputError) as caught:
        decide(work, "东主管", pause(work), decision, comment)
    assert [one.code for one in caught.value.problems] == [code]


def test_many_pauses_are_countersigned_at_once_and_nothing_else(work: Fieldwork) -> None:
    first, second, foreign = pause(work), pause(work), pause(work, "赵")
    asked, (_, suggestion) = pause(work), suggest(work)
    decide(work, "东主管", asked, reviews.ASK)
    sight, now = work.sight("东主管"), work.clock.now()
    with reading(work.organisation.engine) as connection:
        user = users.find_user(connection, "东主管")
    assert user is not None
    work.refresh(sight)
    chosen = [first, second, first, foreign, asked, suggestion, "0" * 32]
    done = write(
        work.organisation.engine, lambda connection: countersign_all(connection, user, sight, chosen, now)
    )
    assert done == (first, second)
    assert [one.matter for one in waiting(work).suggestions] == [suggestion]
    assert [one.matter for one in waiting(work).pauses] == [asked]
    assert [one.matter for one in waiting(work, "西主管").pauses] == [foreign]


def test_rows_made_anew_are_the_same(work: Fieldwork) -> None:
    _, suggestion = suggest(work)
    decide(work, "东主管", pause(work), reviews.APPROVE)
    decide(work, "东主管", suggestion, reviews.REPLY)
    work.refresh()
    before = work.derived()
    work.rebuild()
    assert work.derived() == before
    assert len(before["matters"]) == 2
