"""Pauses and customers' suggestions on the pages: in the inbox, each by itself, decided with the form."""

import re

import pytest

from fieldlog.domain import kinds
from tests.sync_server.review.visitor import Team, Visitor

WISH = "希望店门口放一把椅子"


@pytest.fixture
def suggestion(team: Team) -> str:
    values = {"text": WISH, "made": "2026-11-23", "visit": team.visit_of("王丽")}
    return team.fieldwork.save("王丽", team.customer_of("王丽"), kinds.SUGGESTION, values)


def test_a_suggestion_is_found_in_the_inbox_and_replied_to(
    visitor: Visitor, team: Team, suggestion: str
) -> None:
    visitor.sign_in("周敏")
    page = visitor.open("/review/inbox", accept_language="en").text
    assert f"/review/inbox/matters/{suggestion}" in page
    assert WISH in page
    assert "each gets a reply within 7 days" in page
    page = visitor.open(f"/review/inbox/matters/{suggestion}", accept_language="en").text
    assert "waits for the supervisor&#39;s reply" in page
    page = visitor.send(suggestion, decision="reply", comment="下周就放").text
    assert visitor.path == "/review/inbox"
    assert WISH not in page
    page = visitor.open(f"/review/inbox/matters/{suggestion}", accept_language="en").text
    assert "下周就放" in page
    assert "Decide once more" in page
    assert "下周就放" in visitor.open(f"/review/customers/{team.customer_of('王丽')}").text


def test_a_reply_without_words_says_so_and_keeps_the_choice(visitor: Visitor, suggestion: str) -> None:
    visitor.sign_in("周敏")
    visitor.open(f"/review/inbox/matters/{suggestion}")
    answer = visitor.send(suggestion, decision="reply", comment=" ")
    assert answer.status_code == 422
    assert 'value="reply" required aria-describedby="hint-reply" checked' in answer.text
    for decision in ("", "praise", "nonsense"):
        assert visitor.send(suggestion, decision=decision, comment="好").status_code == 422


def test_pauses_are_countersigned_one_by_one_and_together(visitor: Visitor, team: Team) -> None:
    work = team.fieldwork
    values = {"start": "2026-11-20", "until": "2026-12-20", "reason": "住院"}
    first, second, third = (
        work.save("王丽", work.add_customer("王丽", name), kinds.PAUSE, values)
        for name in ("孙玉兰", "王桂兰", "赵德福")
    )
    visitor.sign_in("周敏")
    page = visitor.open("/review/inbox", accept_language="en").text
    assert all(one in page for one in (first, second, third, "住院", "Pauses to countersign"))
    visitor.open(f"/review/inbox/matters/{first}")
    assert first not in visitor.send(first, decision="approve", comment="").text
    token = {"form": visitor.form_token()}
    answer = visitor.post("/review/inbox", token)
    assert answer.headers["location"] == "/review/inbox?done=none-countersigned"
    answer = visitor.post("/review/inbox", {**token, "matter": second})
    assert answer.headers["location"] == "/review/inbox?done=countersigned-all"
    page = visitor.open("/review/inbox").text
    assert (second in page, third in page) == (False, True)
    log = visitor.open("/review/audit?action=review-pause", accept_language="en").text
    assert "孙玉兰 · 2026-11-20" in log
    assert "王桂兰 · 2026-11-20" in log


def test_own_words_of_a_pause_are_on_its_own_page_alone_and_who_reads_them_is_in_the_log(
    visitor: Visitor, team: Team
) -> None:
    own = "住院做肿瘤手术"
    values = {"start": "2026-11-20", "until": "2026-12-20", "reason": own}
    pause = team.fieldwork.save("王丽", team.customer_of("王丽"), kinds.PAUSE, values)
    visitor.sign_in("周敏")
    page = visitor.open("/review/inbox", accept_language="en").text
    assert pause in page
    assert own not in page
    assert "in own words" in page
    assert own in visitor.open(f"/review/inbox/matters/{pause}").text
    log = visitor.open("/review/audit?action=saw-matter", accept_language="en").text
    assert "opened a pause or a suggestion" in log
    visitor.open(f"/review/inbox/matters/{pause}")
    visitor.send(pause, decision="approve", comment="")
    thread = visitor.open(f"/review/inbox/matters/{pause}", accept_language="en").text
    assert "countersigns" in thread
    assert "approves" not in thread


def test_a_visit_shows_what_was_suggested_in_it(visitor: Visitor, team: Team, suggestion: str) -> None:
    visitor.sign_in("周敏")
    visit = team.visit_of("王丽")
    values = {"text": "茶凉了", "made": "2026-11-23", "visit": visit}
    customer = team.fieldwork.add_customer("王丽")
    visit = team.fieldwork.visit("王丽", customer, "2026-11-22 09:00")
    own = team.fieldwork.save("王丽", customer, kinds.SUGGESTION, {**values, "visit": visit})
    page = visitor.open(f"/review/visits/{visit}").text
    assert "茶凉了" in page
    assert f"/review/inbox/matters/{own}" in page
    assert visit in visitor.open(f"/review/inbox/matters/{own}").text


def test_the_start_page_says_how_much_waits_in_the_inbox(
    visitor: Visitor, team: Team, suggestion: str
) -> None:
    pause = {"start": "2026-11-20", "until": "2026-12-20", "reason": "住院"}
    team.fieldwork.save("王丽", team.customer_of("王丽"), kinds.PAUSE, pause)
    team.quarantined_of("王丽")
    visitor.sign_in("周敏")
    assert inbox_count(visitor) == 3
    visitor.open(f"/review/inbox/matters/{suggestion}")
    visitor.send(suggestion, decision="ask", comment="放在哪一边？")
    assert inbox_count(visitor) == 2


def inbox_count(visitor: Visitor) -> int:
    page = visitor.open("/review", accept_language="en").text
    found = re.search(r"To decide in the inbox.*?<dd>\D*(\d+)", page, re.DOTALL)
    assert found is not None
    return int(found[1])
