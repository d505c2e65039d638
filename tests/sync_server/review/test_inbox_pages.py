"""The inbox: what was not taken and its three ways out, conflicts, late work, and duties of supervisors."""

import re
from collections.abc import Callable

from fieldlog.domain import kinds
from sync_server.database.engine import reading
from sync_server.database.tables import quarantine
from tests.sync_server.organisation import make_save
from tests.sync_server.review.visitor import Team, Visitor

NewVisitor = Callable[..., Visitor]


def stray(team: Team, owner: str = "李强") -> tuple[str, str]:
    """Let 王丽 write about a customer of a colleague; return that customer and the id of the quarantine."""
    work = team.fieldwork
    if owner not in work.laptops:
        work.add_rep(owner, "东区")
    customer = work.add_customer(owner, "孙玉兰")
    values = {"text": "送血压计", "due": "2026-12-01", "made": "2026-11-20"}
    work.save("王丽", customer, kinds.PROMISE, values)
    with reading(work.organisation.engine) as connection:
        return customer, connection.execute(quarantine.select()).one().quarantine_id


def state(team: Team) -> str:
    with reading(team.organisation.engine) as connection:
        return str(connection.execute(quarantine.select()).one().state)


def test_what_was_not_taken_is_accepted_where_it_was_meant_for(visitor: Visitor, team: Team) -> None:
    customer, name = stray(team)
    visitor.sign_in("周敏")
    assert f"/review/inbox/{name}" in visitor.open("/review/inbox").text
    assert "送血压计" in visitor.open(f"/review/inbox/{name}").text
    visitor.post(f"/review/inbox/{name}", {"form": visitor.form_token(), "do": "accepted"})
    assert state(team) == "accepted"
    assert "送血压计" in visitor.open(f"/review/customers/{customer}").text
    assert name not in visitor.open("/review/inbox").text
    again = visitor.post(f"/review/inbox/{name}", {"form": visitor.form_token(), "do": "accepted"})
    assert again.status_code == 409


def test_what_was_not_taken_is_moved_to_another_customer(visitor: Visitor, team: Team) -> None:
    customer, name = stray(team)
    mine = team.fieldwork.add_customer("王丽", "王桂兰")
    visitor.sign_in("周敏")
    visitor.open(f"/review/inbox/{name}")
    fields = {"form": visitor.form_token(), "do": "moved", "customer": mine}
    assert visitor.post(f"/review/inbox/{name}", {**fields, "customer": "0" * 32}).status_code == 404
    visitor.post(f"/review/inbox/{name}", fields)
    assert state(team) == "moved"
    assert "送血压计" in visitor.open(f"/review/customers/{mine}").text
    assert "送血压计" not in visitor.open(f"/review/customers/{customer}").text


def test_what_was_not_taken_is_returned_and_a_supervisor_of_another_team_does_not_see_it(
    visitor: Visitor, new_visitor: NewVisitor, team: Team
) -> None:
    _, name = stray(team)
    visitor.sign_in("吴刚")
    assert name not in visitor.open("/review/inbox").text
    assert visitor.open(f"/review/inbox/{name}").status_code == 404
    visitor.open("/review")
    token = visitor.form_token()
    assert visitor.post(f"/review/inbox/{name}", {"form": token, "do": "returned"}).status_code == 404
    visitor = new_visitor()
    visitor.sign_in("周敏")
    visitor.open(f"/review/inbox/{name}")
    visitor.post(f"/review/inbox/{name}", {"form": visitor.form_token(), "do": "returned"})
    assert state(team) == "returned"


def test_a_customer_of_another_team_takes_nothing_in(
    visitor: Visitor, new_visitor: NewVisitor, team: Team
) -> None:
    customer, name = stray(team, "张伟")
    visitor.sign_in("周敏")
    page = visitor.open(f"/review/inbox/{name}", accept_language="en").text
    assert "孙玉兰" not in page
    answer = visitor.post(f"/review/inbox/{name}", {"form": visitor.form_token(), "do": "accepted"})
    assert answer.status_code == 409
    visitor = new_visitor()
    visitor.sign_in("吴刚")
    assert "送血压计" not in visitor.open(f"/review/customers/{customer}").text


def test_health_notes_in_quarantine_are_not_shown(visitor: Visitor, team: Team) -> None:
    team.fieldwork.add_rep("李强", "东区")
    customer = team.fieldwork.add_customer("李强")
    team.fieldwork.visit("王丽", customer, "2026-11-20 09:00", health="血压偏高", note="聊天")
    visitor.sign_in("周敏")
    found = re.search("/review/inbox/[0-9a-f]{32}", visitor.open("/review/inbox").text)
    assert found is not None
    page = visitor.open(found[0]).text
    assert "聊天" in page
    assert "血压偏高" not in page


def test_conflicts_late_work_and_overdue_reviews_are_listed(visitor: Visitor, team: Team) -> None:
    work = team.fieldwork
    work.add_rep("李强", "东区")
    torn = work.add_customer("王丽", "王桂兰", address="东湖 1 号")
    save = make_save(f"customer:{torn}", values={"address": "东湖 2 号"}, doc_id=torn)
    team.organisation.push(team.laptops["王丽"], save)
    gone = work.add_customer("王丽", "赵德福")
    work.hand_over(gone, "李强")
    work.promise("王丽", gone, "2026-12-01")
    work.visit("王丽", torn, "2026-11-18 09:00")
    visitor.sign_in("周敏")
    page = visitor.open("/review/inbox", accept_language="en").text
    assert "Two people wrote something different" in page
    assert "Came late, after a hand-over" in page
    assert "Your own duties" in page


def test_an_empty_inbox_says_so(visitor: Visitor, team: Team) -> None:
    visitor.sign_in("周敏")
    assert "Nothing waits for you" in visitor.open("/review/inbox", accept_language="en").text
