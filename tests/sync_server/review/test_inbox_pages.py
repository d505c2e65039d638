"""The inbox: what was not taken and its three ways out, conflicts, late work, and duties of supervisors."""

import re
from collections.abc import Callable

import pytest

from fieldlog.domain import kinds
from fieldlog.domain.views import VIEWS
from sync_server.database.engine import reading
from sync_server.database.tables import quarantine
from sync_server.review.document_words import NOT_TOLD
from tests.sync_server.organisation import make_save
from tests.sync_server.review.visitor import Team, Visitor

NewVisitor = Callable[..., Visitor]
ELEMENTS = (kinds.CUSTOMER, kinds.VISIT)
"""Kinds with registers of elements."""


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


VALUES: dict[str, object] = {
    "birthday": {"calendar": "lunar", "month": 8, "day": 15},
    "family": {"name": "小芳", "relation": "女儿"},
    "question": {"text": "能不能吃"},
    "changes": {"note": {"from": "甲", "to": "乙"}},
}


@pytest.mark.parametrize("kind", sorted(set(VIEWS) - {kinds.RULE_PACK, kinds.REVIEW}))
def test_every_field_of_what_was_not_taken_has_a_word(visitor: Visitor, team: Team, kind: str) -> None:
    work = team.fieldwork
    work.add_rep("李强", "东区")
    customer = work.add_customer("李强", "孙玉兰")
    elements = {"phone": "phone.1", "family": "family.1", "health": "health.body", "question": "question.1"}
    fields = [one for one in VIEWS[kind].__struct_fields__ if one not in ("id", "customer")]
    named = {elements.get(one, one) if kind in ELEMENTS else one: VALUES.get(one, "甲") for one in fields}
    work.save("王丽", customer, kind, named)
    visitor.sign_in("周敏")
    found = re.search("/review/inbox/[0-9a-f]{32}", visitor.open("/review/inbox").text)
    assert found is not None
    content = visitor.open(found[0]).text.partition('<h2 class="said">')[2].partition("decision")[0]
    assert f"{kind}</h2>" not in content
    labels = re.findall("<dt>(.*?)</dt>", content)
    assert labels or not set(named) - NOT_TOLD
    assert [one for one in labels if not re.search("[\u4e00-\u9fff]", one)] == []


def test_values_of_what_was_not_taken_are_told_in_words(visitor: Visitor, team: Team) -> None:
    work = team.fieldwork
    work.add_rep("李强", "东区")
    customer = work.add_customer("李强", "孙玉兰")
    values = {
        "target": "0" * 32,
        "reason": "记错了",
        "at": "2026-11-20T01:00:00Z",
        "changes": {"channel": {"from": "home", "to": "phone"}},
        "withdraws": False,
    }
    work.save("王丽", customer, kinds.AMENDMENT, values)
    visitor.sign_in("周敏")
    found = re.search("/review/inbox/[0-9a-f]{32}", visitor.open("/review/inbox").text)
    assert found is not None
    visitor.open("/review/language?to=en")
    page = visitor.open(found[0]).text
    assert '<dt>Changes</dt><dd class="text">Channel: home visit → phone call</dd>' in page
    assert '<dt>Time</dt><dd class="text">2026-11-20 09:00</dd>' in page
    assert '<dt>Takes it back</dt><dd class="text">no</dd>' in page
    assert "0" * 32 not in page


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
