"""The brief before a visit: what is shown, what must not be, and what counts as late."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from fieldlog.actions.briefs import Brief, read_brief
from fieldlog.actions.captures import Capture
from fieldlog.actions.consents import record_consent
from fieldlog.actions.customers import edit_customer, opt_out, pause_customer
from fieldlog.actions.finding import get_customer, get_promise
from fieldlog.actions.profiles import Profile, Standing
from fieldlog.actions.promises import keep_promise, make_promise
from fieldlog.actions.visits import add_visit
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.birthdays import Birthday
from tests.store.stores import Clock, add_customer, make_workspace


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def workspace(tmp_path: Path, clock: Clock) -> Iterator[Workspace]:
    with (made := make_workspace(tmp_path / "home", clock=clock)).store:
        yield made


@pytest.fixture
def customer(workspace: Workspace) -> str:
    return add_customer(workspace)


def brief_of(workspace: Workspace, customer: str) -> Brief:
    return read_brief(workspace, get_customer(workspace, customer))


def meet(workspace: Workspace, customer: str, days_ago: int, **values: object) -> str:
    start = workspace.now() - timedelta(days=days_ago, hours=1)
    capture = Capture(**values)  # type: ignore[arg-type]
    return add_visit(
        workspace, get_customer(workspace, customer), f"回访 {days_ago}", start, 40, "home", capture
    )


def test_a_customer_of_whom_little_is_known_has_a_brief(workspace: Workspace, customer: str) -> None:
    brief = brief_of(workspace, customer)
    assert (brief.name, brief.addressed, brief.letter, brief.key) == ("李明朗", "李明朗", "A", False)
    assert (brief.visits, brief.promises, brief.question, brief.birthday) == ((), (), None, None)
    assert (brief.days_since_contact, brief.consent, brief.paused_until, brief.opted_out) == (
        None,
        "",
        None,
        None,
    )


def test_the_profile_stands_in_the_brief(workspace: Workspace, customer: str) -> None:
    profile = Profile(
        honorific="李爷爷",
        phones=("13800000001",),
        address="3号楼",
        district="桃园里",
        character="慢性子",
        taboos="不谈价钱",
        agreed_hours="下午",
        family=(("小兰", "女儿"),),
        notes="爱养花",
    )
    edit_customer(workspace, customer, profile, Standing(key=True))
    brief = brief_of(workspace, customer)
    assert (brief.addressed, brief.key, brief.phones) == ("李爷爷", True, ("13800000001",))
    assert (brief.district, brief.address, brief.agreed_hours) == ("桃园里", "3号楼", "下午")
    assert (brief.character, brief.taboos, brief.notes) == ("慢性子", "不谈价钱", "爱养花")
    assert [(one.name, one.relation) for one in brief.family] == [("小兰", "女儿")]


def test_the_last_three_visits_are_the_newest_first_with_the_first_line_of_their_notes(
    workspace: Workspace, customer: str
) -> None:
    for days in (9, 1, 5, 3):
        meet(workspace, customer, days, note=f"\n 第{days}天 \n第二行")
    missed = meet(workspace, customer, 0, not_reached_reason="家里没人")
    first, second, third = brief_of(workspace, customer).visits
    assert (first.visit, first.reached, first.note) == (missed, False, "家里没人")
    assert [(one.purpose, one.note, one.minutes) for one in (second, third)] == [
        ("回访 1", "第1天 ", 40),
        ("回访 3", "第3天 ", 40),
    ]
    assert second.start.isoformat() == "2026-11-17T13:00:00+08:00"
    assert brief_of(workspace, customer).days_since_contact == 1


def test_a_health_note_is_shown_only_while_the_customer_allows_it(
    workspace: Workspace, customer: str
) -> None:
    meet(workspace, customer, 1, health={"body": "血压高"}, consent="given")
    brief = brief_of(workspace, customer)
    assert (brief.consent, brief.visits[0].health) == ("given", {"body": "血压高"})
    record_consent(workspace, get_customer(workspace, customer), "withdrawn")
    brief = brief_of(workspace, customer)
    assert (brief.consent, brief.visits[0].health) == ("withdrawn", {})
    assert "血压高" not in str(brief)


def test_open_promises_are_by_due_date_with_their_days(
    workspace: Workspace, customer: str, clock: Clock
) -> None:
    card = get_customer(workspace, customer)
    make_promise(workspace, card, "送画册", "2026-11-20")
    make_promise(workspace, card, "取药", "2026-11-18 15:00")
    done = make_promise(workspace, card, "修收音机", "2026-11-19")
    keep_promise(workspace, get_promise(workspace, done))
    late = make_promise(workspace, card, "送报告", "2026-11-16", date(2026, 11, 10))
    found = brief_of(workspace, customer).promises
    assert [(one.text, one.days, one.is_late) for one in found] == [
        ("送报告", -2, True),
        ("取药", 0, False),
        ("送画册", 2, False),
    ]
    assert found[0].promise == late
    clock.go_on(hours=2)
    assert brief_of(workspace, customer).promises[1].is_late


def test_the_last_question_that_waits_for_its_answer_is_named(workspace: Workspace, customer: str) -> None:
    meet(workspace, customer, 5, questions=("鱼油能不能吃 12月1日",))
    meet(workspace, customer, 2, questions=("试纸在哪里买 12月3日",))
    question = brief_of(workspace, customer).question
    assert question is not None
    assert (question.text, question.form, question.days) == ("试纸在哪里买", "answer", 15)
    keep_promise(workspace, get_promise(workspace, question.promise))
    question = brief_of(workspace, customer).question
    assert question is not None
    assert question.text == "鱼油能不能吃"


@pytest.mark.parametrize(
    ("birthday", "day", "days"),
    [
        (Birthday("solar", 11, 20, 1950), date(2026, 11, 20), 2),
        (Birthday("solar", 11, 18), date(2026, 11, 18), 0),
        # On Wednesday the card of the week still names the birthday of Tuesday.
        (Birthday("solar", 11, 17), date(2027, 11, 17), 364),
        (Birthday("lunar", 10, 12), date(2026, 11, 20), 2),
    ],
)
def test_the_next_birthday_is_counted_from_today(
    workspace: Workspace, customer: str, birthday: Birthday, day: date, days: int
) -> None:
    edit_customer(workspace, customer, Profile(birthday=birthday), Standing())
    found = brief_of(workspace, customer).birthday
    assert found is not None
    assert found == (birthday, day, days)


def test_a_pause_and_an_opt_out_are_said(workspace: Workspace, customer: str) -> None:
    card, today = get_customer(workspace, customer), workspace.today()
    pause_customer(workspace, card, "住院", today + timedelta(3))
    pause_customer(workspace, card, "去儿子家", today + timedelta(9), today - timedelta(1))
    pause_customer(workspace, card, "回老家", today + timedelta(30), today + timedelta(20))
    opt_out(workspace, card, "不想")
    brief = brief_of(workspace, customer)
    assert (brief.paused_until, brief.pause_reason) == (today + timedelta(9), "去儿子家")
    assert brief.opted_out == today
