"""The inbox: what was not taken and its three ways out, conflicts, late work, and duties of supervisors."""

import re
from collections.abc import Callable

import pytest

from fieldlog.domain import kinds
from fieldlog.domain.views import VIEWS
from sync_server.database.engine import reading
from sync_server.database.tables import audit, quarantine
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


def test_a_decision_that_is_none_decides_nothing_and_one_without_a_customer_is_asked_again(
    visitor: Visitor, team: Team
) -> None:
    _, name = stray(team)
    team.fieldwork.add_customer("王丽", "王桂兰")
    visitor.sign_in("周敏")
    visitor.open(f"/review/inbox/{name}")
    token, path = {"form": visitor.form_token()}, f"/review/inbox/{name}"
    for wanted in ({}, {"do": ""}, {"do": "open"}, {"do": "Returned"}):
        assert visitor.post(path, token | wanted).status_code == 400
    answer = visitor.post(path, {**token, "do": "moved", "customer": ""})
    assert answer.status_code == 422
    assert 'id="customer-wrong"' in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert "王桂兰" in answer.text
    assert state(team) == "open"


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


def test_both_values_of_a_conflict_are_shown_with_who_wrote_them_and_what_happens_next(
    visitor: Visitor, team: Team
) -> None:
    torn = team.conflict_of("王丽")
    visitor.sign_in("周敏")
    visitor.open("/review/language?to=en")
    inbox = visitor.open("/review/inbox").text
    assert f'href="/review/inbox/conflicts/{torn}">profile: Address</a>' in inbox
    assert "东湖" not in inbox
    assert '<td data-label="Written by">小王, on two laptops</td>' in inbox
    page = visitor.open(f"/review/inbox/conflicts/{torn}").text
    rows = re.findall('<th scope="row"><span class="text">(.*?)</span>(.*?)</th>', page)
    assert {words for words, _ in rows} == {"东湖 1 号", "东湖 2 号"}
    assert [words for words, more in rows if "holds until then" in more] == ["东湖 2 号"]
    assert page.count("小王") == 2
    assert "王丽 has the customer, sees the values" in page
    assert f'href="/review/customers/{torn}"' in page
    assert ("saw-conflict", f"customer:{torn}") in deeds(team)


def test_health_notes_in_conflict_are_not_shown_and_a_visit_can_be_asked_about(
    visitor: Visitor, team: Team
) -> None:
    customer = team.fieldwork.add_customer("王丽", "王桂兰")
    visit = team.fieldwork.visit("王丽", customer, "2026-11-20 09:00", health="血压偏高")
    values = {"health.body": "血压正常"}
    other = make_save(f"customer:{customer}", kinds.VISIT, values, doc_id=visit)
    team.organisation.push(team.laptops["王丽"], other)
    visitor.sign_in("周敏")
    page = visitor.open(f"/review/inbox/conflicts/{visit}", accept_language="en").text
    assert "血压" not in page
    assert page.count("a health note, not shown here") == 2
    assert f'<a href="/review/visits/{visit}">Ask on the page of the visit</a>' in page


def test_late_work_is_shown_with_its_reason_and_waits_until_somebody_has_looked_at_it(
    visitor: Visitor, team: Team
) -> None:
    gone, author = team.late_of("王丽"), team.ids["王丽"]
    visit = team.fieldwork.visit("王丽", gone, "2026-11-20 09:00", note="聊天", health="血压偏高")
    visitor.sign_in("周敏")
    visitor.clock.move(days=30)
    visitor.sign_in("周敏")
    visitor.open("/review/language?to=en")
    assert f'href="/review/inbox/late/{gone}/{author}"' in visitor.open("/review/inbox").text
    page = visitor.open(f"/review/inbox/late/{gone}/{author}").text
    assert "王丽 had the customer until 2026-11-24 16:00. Then 同事王丽 got it (reason)." in page
    assert "送体检报告" in page
    assert "聊天" in page
    assert "血压" not in page
    assert f'href="/review/visits/{visit}"' in page
    page = visitor.send("late/" + gone + "/" + author).text
    assert "It stays as it is." in page
    assert gone not in page.partition("<main")[2]
    visitor.open(f"/review/inbox/late/{gone}/{author}")
    assert visitor.path == "/review/inbox"
    assert ("saw-late", f"customer:{gone}") in deeds(team)
    assert ("late-kept", author) in deeds(team)


def test_late_work_is_in_the_number_of_what_is_to_be_decided_until_somebody_has_looked(
    visitor: Visitor, team: Team
) -> None:
    gone, author = team.late_of("王丽"), team.ids["王丽"]
    team.fieldwork.promise("王丽", gone, "2026-12-05", "带药盒")

    def to_decide() -> str:
        found = re.search(
            '<dt><a href="/review/inbox">.*?</dt><dd>([0-9]+)</dd>', visitor.open("/review").text
        )
        assert found is not None
        return found[1]

    visitor.sign_in("周敏")
    assert to_decide() == "1"
    visitor.open(f"/review/inbox/late/{gone}/{author}")
    visitor.send("late/" + gone + "/" + author)
    assert to_decide() == "0"


def test_what_came_after_the_page_was_opened_is_not_taken_for_seen(visitor: Visitor, team: Team) -> None:
    gone, author = team.late_of("王丽"), team.ids["王丽"]
    visitor.sign_in("周敏")
    visitor.open(f"/review/inbox/late/{gone}/{author}")
    team.fieldwork.promise("王丽", gone, "2026-12-05", "带药盒")
    visitor.send("late/" + gone + "/" + author)
    page = visitor.open(f"/review/inbox/late/{gone}/{author}").text
    assert "带药盒" in page
    assert "送体检报告" not in page


def test_whether_late_work_was_written_before_or_after_the_hand_over_is_said(
    visitor: Visitor, team: Team
) -> None:
    author, work = team.ids["王丽"], team.fieldwork
    before = team.late_of("王丽")
    work.clock.move(days=-2)
    after = work.add_customer("王丽", "李秀英")
    work.hand_over(after, "同事王丽")
    work.clock.move(days=2)
    work.promise("王丽", after, "2026-12-01")
    work.clock.move(days=1)
    later = work.add_customer("王丽", "陈志远")
    work.hand_over(later, "同事王丽")
    work.promise("王丽", later, "2026-12-01")
    visitor.sign_in("周敏")
    visitor.open("/review/language?to=en")
    assert "before the hand-over" in visitor.open(f"/review/inbox/late/{later}/{author}").text
    for gone in (before, after):
        assert "after the hand-over" in visitor.open(f"/review/inbox/late/{gone}/{author}").text


def test_the_lists_of_the_inbox_are_read_page_by_page(
    visitor: Visitor, team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync_server.review.inbox_lists.ON_A_PAGE", 2)
    fill(team)
    visitor.sign_in("周敏")
    visitor.open("/review/language?to=en")
    for name, pattern in ROWS.items():
        first = re.findall(pattern, visitor.open("/review/inbox").text)
        seen, path = [], f"/review/inbox?list={name}"
        while path:
            page = visitor.open(path).text
            seen.append(re.findall(pattern, page))
            assert "Your own duties" not in page
            following = re.search(f'href="(/review/inbox[?]list={name}&amp;behind=[^"]*)"', page)
            path = following[1].replace("&amp;", "&") if following else ""
        assert [len(one) for one in seen] == [2, 2, 1], name
        assert seen[0] == first
        assert len({row for one in seen for row in one}) == 5
        assert "The whole inbox" in page
    for broken in ("list=nothing", "list=late&behind=x", "list=conflicts&behind=x-y%20z"):
        assert visitor.open(f"/review/inbox?{broken}").status_code == 400


ROWS = {
    "waiting": 'href="(/review/inbox/[0-9a-f]{32})"',
    "suggestions": '<th scope="row"><a href="(/review/inbox/matters/[0-9a-f]{32})">wish',
    "pauses": '<th scope="row"><a href="(/review/inbox/matters/[0-9a-f]{32})">(?!wish)',
    "conflicts": 'href="(/review/inbox/conflicts/[0-9a-f]{32})"',
    "late": 'href="(/review/inbox/late/[0-9a-f]{32}/[0-9a-f]{32})"',
}
"""What each row of a list begins with."""


def fill(team: Team) -> None:
    """Let five of everything wait, several of them since the same moment."""
    work = team.fieldwork
    work.add_rep("李强", "东区")
    for number in range(5):
        mine, theirs = work.add_customer("王丽", address="1"), work.add_customer("李强")
        work.save("王丽", mine, kinds.SUGGESTION, {"text": f"wish {number}", "made": "2026-11-20"})
        pause = {"start": "2026-11-20", "until": "2026-12-20", "reason": "住院"}
        work.save("王丽", mine, kinds.PAUSE, pause)
        other = make_save(f"customer:{mine}", values={"address": "2"}, doc_id=mine)
        team.organisation.push(team.laptops["王丽"], other)
        work.promise("王丽", theirs, "2026-12-01")
        gone = work.add_customer("王丽")
        work.hand_over(gone, "李强")
        work.promise("王丽", gone, "2026-12-01")
        if number % 2:
            work.clock.move(minutes=1)


def deeds(team: Team) -> list[tuple[str, str]]:
    with reading(team.organisation.engine) as connection:
        return [(row.action, row.subject) for row in connection.execute(audit.select())]


def test_overdue_reviews_are_listed(visitor: Visitor, team: Team) -> None:
    work = team.fieldwork
    customer = work.add_customer("王丽")
    late = {work.visit("王丽", customer, f"2026-11-{day} 09:00") for day in (17, 18)}
    work.clock.move(days=3)
    fresh = work.visit("王丽", customer, "2026-11-19 09:00")
    visitor.sign_in("周敏")
    assert "Your own duties" in visitor.open("/review/inbox", accept_language="en").text
    for path in ("/review/inbox", "/review"):
        address = re.search(r'href="([^"]*review=late[^"]*)"', visitor.open(path).text)
        assert address is not None
        listed = visitor.open(address[1].replace("&amp;", "&")).text
        assert set(re.findall(r'<th scope="row"><a href="/review/visits/([0-9a-f]{32})', listed)) == late
    assert fresh in visitor.open("/review/visits").text


def test_an_empty_inbox_says_so(visitor: Visitor, team: Team) -> None:
    visitor.sign_in("周敏")
    assert "Nothing waits for you" in visitor.open("/review/inbox", accept_language="en").text
