"""Reviews through the front door: today, visit show, reviews and answer."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from fieldlog.actions.matter_pages import get_matter
from fieldlog.actions.save_builder import SaveBuilder
from fieldlog.domain import kinds, reviews
from fieldlog.domain.reviews import APPROVE, ASK, PRAISE, REPLY, SEND_BACK
from tests.cli.conftest import RunCommand
from tests.cli.stores import count_saves, local, opened

HOUR = timedelta(hours=1)
LIN = "林主管"
WHY = "为什么这么短？\n她不舒服吗？"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def visit(rep: RunCommand) -> dict[str, Any]:
    rep("customer", "add", "李明朗")
    words = ("--purpose", "问候", "--start", local(3 * HOUR), "--minutes", "30", "--json")
    found: dict[str, Any] = rep("visit", "add", "李明朗", *words).json()
    return found


def decide(home: Path, visit: dict[str, Any], decision: str, words: str = WHY) -> str:
    """Write a decision into the store, as a pull does, and return its id."""
    with opened(home) as workspace:
        builder = SaveBuilder(workspace, visit["customer"]["id"])
        values = reviews.review_values(visit["id"], decision, words, LIN, workspace.now(), ())
        review = builder.create(kinds.REVIEW, values)
        builder.commit()
    return review


def entries(rep: RunCommand, group: str) -> list[dict[str, Any]]:
    return [entry for entry in rep("today", "--json").json()["entries"] if entry["group"] == group]


def review_of(rep: RunCommand, visit: str) -> dict[str, Any]:
    found: dict[str, Any] = rep("visit", "show", visit, "--json").json()["review"]
    return found


def test_a_visit_sent_back_is_on_today_until_it_is_answered(
    rep: RunCommand, home: Path, visit: dict[str, Any]
) -> None:
    assert review_of(rep, visit["id"])["state"] == "unreviewed"
    review = decide(home, visit, SEND_BACK)
    (entry,) = entries(rep, "sent-back")
    assert (entry["rule"], entry["subject"], entry["customer"]) == ("review", visit["id"], visit["customer"])
    assert entry["why"].startswith(f"{LIN} sent the visit of ")
    assert entry["why"].endswith("back: 为什么这么短？ 她不舒服吗？")
    assert "Sent back by the supervisor" in rep("today").out
    assert review_of(rep, visit["id"])["waiting"] == [review]
    done = rep("answer", visit["id"][:8], "她累了", "--json")
    assert (done.code, done.json()["visit"], done.json()["review"]["state"]) == (0, visit["id"], "answered")
    assert entries(rep, "sent-back") == []
    thread = review_of(rep, visit["id"])["thread"]
    assert [(one["author"], one["decision"], one["text"], one["answers"]) for one in thread] == [
        (LIN, SEND_BACK, WHY, None),
        ("小王", "", "她累了", review),
    ]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Supervisor and answers", f"{LIN} sends it back", "Waits for your answer: fieldlog answer")),
        ("zh", ("主管的意见和答复", f"{LIN} 退回", "等您答复：fieldlog answer")),
    ],
)
def test_visit_show_tells_who_said_what(
    rep: RunCommand, home: Path, visit: dict[str, Any], language: str, words: tuple[str, ...]
) -> None:
    decide(home, visit, SEND_BACK)
    shown = rep("--lang", language, "visit", "show", visit["id"]).out
    assert all(one in shown for one in words), shown
    assert "    她不舒服吗？" in shown.splitlines()
    said = rep("--lang", language, "answer", visit["id"], "好")
    assert said.code == 0
    assert visit["id"][:8] in said.out


def test_of_two_that_wait_one_is_named(rep: RunCommand, home: Path, visit: dict[str, Any]) -> None:
    first, second = decide(home, visit, SEND_BACK), decide(home, visit, ASK)
    refused = rep("answer", visit["id"], "好")
    assert refused.code == 2
    assert first[:8] in refused.err
    assert second[:8] in refused.err
    assert rep("answer", first, "好").code == 0
    assert review_of(rep, visit["id"])["waiting"] == [second]


def test_what_cannot_be_answered_exits_with_two_and_saves_nothing(
    rep: RunCommand, home: Path, visit: dict[str, Any]
) -> None:
    saves = count_saves(home)
    refused = [
        rep("answer", visit["id"], "好"),
        rep("answer", "ffff", "好"),
        rep("answer", visit["id"], " "),
        rep("answer", visit["id"], "好", "--signal", "overlap"),
        rep("answer", visit["id"], "好", "--signal", "nonsense"),
    ]
    assert [one.code for one in refused] == [2] * 5
    assert all(one.err and not one.out for one in refused)
    assert count_saves(home) == saves


def test_praise_is_told_once_and_stays_in_the_list(
    rep: RunCommand, home: Path, visit: dict[str, Any]
) -> None:
    assert "No supervisor has looked" in rep("reviews").out
    praise, approval = decide(home, visit, PRAISE, "听得仔细"), decide(home, visit, APPROVE, "")
    (entry,) = entries(rep, "heard")
    assert (entry["why"], entry["subject"]) == ("your visits: 1 praised, 1 approved", "")
    refused = rep("snooze", entry["id"], "--until", "tomorrow", "--reason", "x")
    assert refused.code == 2
    assert "fieldlog reviews" in refused.err
    shown = rep("reviews", "--json").json()
    assert {one["id"]: (one["decision"], one["new"]) for one in shown["heard"]} == {
        praise: (PRAISE, True),
        approval: (APPROVE, True),
    }
    assert entries(rep, "heard") == []
    assert [one["new"] for one in rep("reviews", "--json").json()["heard"]] == [False, False]
    assert "听得仔细" in rep("reviews").out
    assert "主管看过的" in rep("--lang", "zh", "reviews").out


def test_the_rep_says_a_word_about_a_signal(rep: RunCommand, visit: dict[str, Any]) -> None:
    assert [one["signal"] for one in review_of(rep, visit["id"])["signals"]] == ["exact-length"]
    shown = rep("visit", "show", visit["id"]).out
    assert "exactly 30 or 60 minutes (exact-length)" in shown
    assert "A single one says nothing" in shown
    assert "    正好 " in rep("--lang", "zh", "visit", "show", visit["id"]).out
    assert rep("answer", visit["id"], "看着表的", "--signal", "exact-length").code == 0
    (comment,) = review_of(rep, visit["id"])["comments"]
    assert (comment["signal"], comment["author"], comment["text"]) == ("exact-length", "小王", "看着表的")
    assert "    看着表的" in rep("visit", "show", visit["id"]).out.splitlines()


# Pauses and customers' suggestions


def decide_matter(home: Path, matter: str, decision: str, words: str) -> str:
    """Write a decision about a pause or suggestion into the store, as a pull does, and return its id."""
    with opened(home) as workspace:
        scope = get_matter(workspace, matter).scope
        builder = SaveBuilder(workspace, scope.partition(":")[2])
        values = reviews.review_values(matter, decision, words, LIN, workspace.now(), ())
        review = builder.create(kinds.REVIEW, values)
        builder.commit()
    return review


def test_a_suggestion_is_noted_asked_about_answered_and_replied_to(
    rep: RunCommand, home: Path, visit: dict[str, Any]
) -> None:
    wish = "希望店门口放一把椅子"
    words = ("--purpose", "问候", "--start", local(2 * HOUR), "--minutes", "30", "--json")
    made = rep("visit", "add", "李明朗", *words, "--suggestion", wish).json()
    ((suggestion, text),) = [(one["id"], one["text"]) for one in made["suggestions"]]
    assert text == wish
    assert wish in rep("visit", "show", made["id"]).out
    review = decide_matter(home, suggestion, ASK, "放在哪一边？")
    (entry,) = entries(rep, "sent-back")
    assert (entry["subject"], entry["why"].endswith("放在哪一边？")) == (suggestion, True)
    # The line of the day's list has an id of its own, which people read off it.
    done = rep("answer", entry["id"][:6], "左边", "--json").json()
    assert (done["suggestion"]["text"], done["state"], done["waiting"]) == (wish, "answered", [])
    assert [one["answers"] for one in done["thread"]] == [None, review]
    decide_matter(home, suggestion, REPLY, "下周放好")
    (heard,) = rep("reviews", "--json").json()["heard"]
    assert (heard["kind"], heard["subject"], heard["visit"]) == ("suggestion", suggestion, None)
    assert "下周放好" in rep("reviews").out


def test_a_question_about_a_pause_is_answered_by_its_id(
    rep: RunCommand, home: Path, visit: dict[str, Any]
) -> None:
    rep("customer", "pause", "李明朗", "--until", "tomorrow", "--reason", "住院")
    with opened(home) as workspace:
        (pause,) = [one.doc_id for one in workspace.store.documents_of_kind(kinds.PAUSE)]
    review = decide_matter(home, pause, ASK, "住哪家医院？")
    assert "asks about the pause from" in rep("reviews").out
    shown = rep("reviews", pause[:8])
    assert "住院" in shown.out
    assert "住哪家医院？" in shown.out
    assert rep("reviews", pause[:8], "--json").json()["waiting"] == [review]
    assert rep("reviews", "ffff").code == 2
    assert rep("answer", review[:12], "市一院").out.startswith("Answered: 李明朗, pause from ")
    assert entries(rep, "sent-back") == []


def test_a_visit_is_corrected_with_a_suggestion(rep: RunCommand, visit: dict[str, Any]) -> None:
    rep("visit", "amend", visit["id"], "--suggestion", "茶凉了", "--reason", "忘了记")
    shown = rep("visit", "show", visit["id"], "--json").json()
    assert [one["text"] for one in shown["suggestions"]] == ["茶凉了"]
