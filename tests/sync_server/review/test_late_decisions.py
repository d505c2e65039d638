"""A decision on what came late is a look at it: it leaves the inbox, and nobody has to say so twice."""

from collections.abc import Callable

import pytest

from fieldlog.domain import reviews
from sync_server.database.engine import reading
from sync_server.database.tables import audit
from tests.sync_server.review.visitor import Team, Visitor

NewVisitor = Callable[..., Visitor]


def late_visit(team: Team) -> tuple[str, str]:
    """Let 王丽 write down a visit to somebody whom 李强 has now; return the customer and the visit."""
    work = team.fieldwork
    work.add_rep("李强", "东区")
    gone = work.add_customer("王丽", "赵德福")
    work.hand_over(gone, "李强")
    return gone, work.visit("王丽", gone, "2026-11-20 09:00")


def deeds(team: Team) -> set[str]:
    with reading(team.organisation.engine) as connection:
        return {row.action for row in connection.execute(audit.select())}


@pytest.mark.parametrize("decision", [reviews.APPROVE, reviews.PRAISE, reviews.SEND_BACK, reviews.ASK])
def test_a_decision_on_a_late_visit_is_a_look_at_it(visitor: Visitor, team: Team, decision: str) -> None:
    gone, visit = late_visit(team)
    late = f"/review/inbox/late/{gone}/{team.ids['王丽']}"
    visitor.sign_in("周敏")
    assert late in visitor.open("/review/inbox").text
    visitor.open(f"/review/visits/{visit}")
    visitor.send(visit, decision=decision, comment="请看一下")
    assert late not in visitor.open("/review/inbox").text
    assert "late-kept" not in deeds(team)


def test_what_else_came_late_waits_on_after_a_decision_on_the_visit(visitor: Visitor, team: Team) -> None:
    gone, visit = late_visit(team)
    team.fieldwork.promise("王丽", gone, "2026-12-05", "带药盒")
    visitor.sign_in("周敏")
    visitor.open(f"/review/visits/{visit}")
    visitor.send(visit, decision=reviews.APPROVE)
    page = visitor.open(f"/review/inbox/late/{gone}/{team.ids['王丽']}").text
    assert "带药盒" in page
    assert visit not in page


def test_many_visits_that_are_approved_at_once_are_looked_at(visitor: Visitor, team: Team) -> None:
    gone, visit = late_visit(team)
    visitor.sign_in("周敏")
    visitor.open("/review/visits")
    fields = {"form": visitor.form_token(), "visit": visit}
    assert visitor.post("/review/visits", fields).status_code == 303
    assert f"/review/inbox/late/{gone}/" not in visitor.open("/review/inbox").text


def test_the_page_says_who_gets_the_visit_that_is_sent_back(visitor: Visitor, team: Team) -> None:
    gone, _ = late_visit(team)
    visitor.sign_in("周敏")
    visitor.open("/review/language?to=en")
    page = visitor.open(f"/review/inbox/late/{gone}/{team.ids['王丽']}").text
    assert "send the visit back: 李强 has the customer now, gets it and takes it back." in page
    assert "王丽 does not get it" in page
    team.fieldwork.hand_over(gone, "王丽")
    page = visitor.open(f"/review/inbox/late/{gone}/{team.ids['王丽']}").text
    assert "send the visit back: 王丽 has the customer now, gets it and takes it back." in page
    assert "does not get it" not in page


def test_whoever_decides_a_second_time_is_led_back_to_the_inbox(
    visitor: Visitor, new_visitor: NewVisitor, team: Team
) -> None:
    gone, _ = late_visit(team)
    late = f"/review/inbox/late/{gone}/{team.ids['王丽']}"
    visitor.sign_in("周敏")
    visitor.open("/review/language?to=en")
    visitor.open(late)
    form = visitor.form(late)
    visitor.send(late)
    visitor.post(late, form.fields)
    assert "Somebody has looked at it already." in visitor.follow().text
    assert visitor.path == "/review/inbox"
    assert "Somebody has looked at it already." in visitor.open(late).text
    other = new_visitor()
    other.sign_in("吴刚")
    assert other.open(late).status_code == 404
    other.open("/review")
    fields = {"form": other.form_token(), "seen": form.fields["seen"]}
    assert other.post(late, fields).status_code == 404
