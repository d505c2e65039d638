"""The queue, the log and the page of a visit: who sees what, what can be decided, and what is noted."""

import re
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from fieldlog.domain import kinds
from fieldlog.domain.days import to_text
from sync_server.database.audits import Deed, deeds_about
from sync_server.database.engine import reading
from sync_server.review.pages import visits
from tests.sync_server.fieldwork import Fieldwork, instant
from tests.sync_server.review.test_hostile_forms import SCRIPTS, assert_harmless
from tests.sync_server.review.visitor import FORM, Team, Visitor

NUMBER_TO_REVIEW = re.compile(r'href="(/review/visits\?since=[^"]*)">.*?<dd>(\d+)</dd>', re.S)
NUMBER_UNREVIEWED = re.compile(r'href="(/review/visits\?[^"]*unreviewed[^"]*)">(\d+)<')
VISIT = re.compile(r'href="(/review/visits/[0-9a-f]{32})[?"]')
CHOOSABLE = re.compile(r'name="visit" value="([0-9a-f]{32})"')
NEXT = re.compile(r'href="([^"]*behind=[^"]*)">下一页')
BEFORE = re.compile(r'href="([^"]*)">← 上一页')


@pytest.fixture
def work(team: Team) -> Fieldwork:
    return team.fieldwork


@pytest.fixture
def supervisor(visitor: Visitor) -> Visitor:
    visitor.sign_in("周敏")
    return visitor


def shown(visitor: Visitor, path: str) -> list[str]:
    """Return the ids of the visits that a list shows, in its order."""
    return [found.rpartition("/")[2] for found in VISIT.findall(visitor.open(path).text)]


def consent(work: Fieldwork, customer: str, state: str, at: str = "2026-10-02 09:00") -> None:
    values = {
        "purpose": "health-notes",
        "wording": "health-notes/1",
        "state": state,
        "at": to_text(instant(at)),
        "how": "spoken",
    }
    work.save("王丽", customer, kinds.CONSENT, values)


def amend(work: Fieldwork, customer: str, visit: str, reason: str, **changes: object) -> None:
    values = {
        "target": visit,
        "reason": reason,
        "at": to_text(instant("2026-11-23 20:00")),
        "changes": changes,
    }
    work.save("王丽", customer, kinds.AMENDMENT, values)


def deeds(team: Team, subject: str) -> list[Deed]:
    with reading(team.organisation.engine) as connection:
        return deeds_about(connection, subject)


def test_a_short_visit_is_found_sent_back_answered_and_approved(
    supervisor: Visitor, team: Team, work: Fieldwork
) -> None:
    customer = work.add_customer("王丽", "李秀英")
    work.visit("王丽", customer, "2026-11-20 09:00", 45)
    short = work.visit("王丽", customer, "2026-11-23 09:00", 20, note="腿疼，走不远")
    assert shown(supervisor, "/review/visits?finding=any") == [short]
    page = supervisor.open(VISIT.findall(supervisor.page.text)[0]).text
    for words in ("20 分钟，要求 30 分钟", "服务原则", "腿疼，走不远", "李秀英", "王丽"):
        assert words in page, words
    page = supervisor.send(short, decision="send-back", comment="为什么这么短？", back="/review/visits").text
    assert supervisor.path == "/review/visits"
    assert "家访已退回" in page
    assert short not in page
    page = supervisor.open(f"/review/visits/{short}").text
    assert "为什么这么短？" in page
    (review,) = supervisor.form(short).fields["seen"].split()
    answer = {"target": review, "text": "她累了", "author": "王丽", "at": to_text(work.clock.now())}
    work.save("王丽", customer, kinds.REVIEW_ANSWER, answer)
    assert short in shown(supervisor, "/review/visits")
    assert "她累了" in supervisor.open(f"/review/visits/{short}").text
    work.clock.move(minutes=1)
    supervisor.send(short, decision="approve", comment="")
    assert shown(supervisor, "/review/visits?review=approved") == [short]
    done = [(one.by, one.action, one.detail) for one in deeds(team, short)]
    assert done == [("周敏", "review", "send-back"), ("周敏", "review", "approve")]


def test_the_number_of_visits_to_review_is_that_of_the_list_it_leads_to(
    supervisor: Visitor, team: Team, work: Fieldwork
) -> None:
    work.clock.move(days=-60)
    customer = work.add_customer("王丽", created="2026-01-05")
    old, answered = (work.visit("王丽", customer, f"2026-09-{day} 09:00") for day in ("03", "10"))
    work.clock.move(days=60)
    came_late = work.visit("王丽", customer, "2026-09-17 09:00")
    work.visit("王丽", customer, "2026-11-18 09:00")
    supervisor.open(f"/review/visits/{answered}")
    supervisor.send(answered, decision="ask", comment="为什么？")
    supervisor.open(f"/review/visits/{answered}")
    assert "业务员的答复" not in supervisor.open("/review").text
    supervisor.open(f"/review/visits/{answered}")
    (review,) = supervisor.form(answered).fields["seen"].split()
    answer = {"target": review, "text": "她累了", "author": "王丽", "at": to_text(work.clock.now())}
    work.save("王丽", customer, kinds.REVIEW_ANSWER, answer)
    page = supervisor.open("/review").text
    (answers,) = re.findall('<a href="([^"]*)">其中 1 次是业务员的答复</a>', page)
    assert shown(supervisor, unescape(answers)) == [answered]
    link, number = NUMBER_TO_REVIEW.search(page).groups()  # type: ignore[union-attr]
    listed = shown(supervisor, unescape(link))
    assert len(listed) == int(number)
    assert answered in listed
    assert came_late in listed
    assert old not in listed
    work.clock.move(days=3)
    supervisor.sign_in("周敏")
    inbox = supervisor.open("/review/inbox").text
    link, number = NUMBER_UNREVIEWED.search(inbox).groups()  # type: ignore[union-attr]
    assert len(shown(supervisor, unescape(link))) == int(number)


@pytest.mark.parametrize(
    ("fields", "wrong", "called"),
    [
        ({"decision": "send-back"}, "comment", "意见"),
        ({"decision": "ask"}, "comment", "意见"),
        ({"comment": "好"}, "decision", "决定"),
    ],
)
def test_what_is_missing_in_a_decision_is_said_at_its_field_and_nothing_is_lost(
    supervisor: Visitor, team: Team, fields: dict[str, str], wrong: str, called: str
) -> None:
    visit = team.visit_of("王丽")
    supervisor.open(f"/review/visits/{visit}?back={quote('/review/visits?review=all', safe='')}")
    page = supervisor.send(visit, **fields)
    assert page.status_code == 422
    assert f'<a href="#{wrong}">{called}：' in page.text
    assert f'id="{wrong}-wrong"' in page.text
    assert fields.get("comment", "") in page.text
    assert supervisor.form(visit).fields["back"] == "/review/visits?review=all"
    assert deeds(team, visit) == []


def test_after_a_decision_no_way_leads_out_of_the_list(supervisor: Visitor, team: Team) -> None:
    visit = team.visit_of("王丽")
    for elsewhere in ("https://evil.example", "/review/people", "/review/visits/../people"):
        supervisor.open(f"/review/visits/{visit}?back={quote(elsewhere, safe='')}")
        assert supervisor.form(visit).fields["back"] == "/review/visits"
        fields = {**supervisor.form(visit).fields, "decision": "praise", "back": elsewhere}
        answer = supervisor.post(f"/review/visits/{visit}", fields)
        assert answer.headers["location"] == "/review/visits?done=praise"


def test_health_notes_are_shown_only_where_consent_stands_and_each_reading_is_noted(
    supervisor: Visitor, team: Team, work: Fieldwork
) -> None:
    customer = work.add_customer("王丽", "李秀英")
    visit = work.visit("王丽", customer, "2026-11-23 09:00", health="血压偏高")
    amend(work, customer, visit, "听错了", **{"health.body": {"from": "血糖偏高", "to": "血压偏高"}})
    page = supervisor.open(f"/review/visits/{visit}").text
    assert not any(words in page for words in ("血压偏高", "血糖偏高"))
    assert "听错了" in page
    assert deeds(team, f"customer:{customer}") == []
    consent(work, customer, "given")
    for _ in range(2):
        page = supervisor.open(f"/review/visits/{visit}").text
        assert "血压偏高" in page
        assert "血糖偏高" in page
    seen = [(one.by, one.action, one.detail) for one in deeds(team, f"customer:{customer}")]
    assert seen == [("周敏", "saw-health", visit)] * 2
    consent(work, customer, "withdrawn", "2026-11-24 09:00")
    assert "血压偏高" not in supervisor.open(f"/review/visits/{visit}").text
    assert len(deeds(team, f"customer:{customer}")) == 2
    assert "血压偏高" not in supervisor.open(f"/review/visits?review=all&words={quote('血压')}").text


def test_a_visit_tells_its_corrections_promises_lag_signals_and_neighbours(
    supervisor: Visitor, work: Fieldwork
) -> None:
    customer, other = work.add_customer("王丽", "李秀英"), work.add_customer("王丽", "张桂兰")
    first = work.visit("王丽", customer, "2026-11-20 09:00")
    entered = to_text(instant("2026-11-22 21:00"))
    visit = work.visit("王丽", customer, "2026-11-21 09:00", 30, entered_at=entered)
    last = work.visit("王丽", other, "2026-11-22 09:00")
    amend(work, customer, visit, "写错了", purpose={"from": "路过", "to": "送药"})
    work.promise("王丽", customer, "2026-12-02", "送血压计", visit=visit)
    page = supervisor.open(f"/review/visits/{visit}").text
    for words in ("写错了", "路过", "送药", "送血压计", "2026-12-02", "35 小时", "事后补记", "正好 30"):
        assert words in page, words
    assert "45 分钟，手工填写，未计时" in supervisor.open(f"/review/visits/{first}").text
    assert f"/review/visits/{first}" in page
    assert f"/review/visits/{last}" in page


@pytest.mark.parametrize(
    ("timed", "seconds", "said"),
    [
        (False, 0, "when the visit ended"),
        (False, 59, "when the visit ended"),
        (False, 60, "1 min after the visit ended"),
        (False, -600, "10 min before the visit ended"),
        (True, 0, "during the visit"),
        (True, -600, "during the visit"),
        (True, 30, "when the visit ended"),
        (True, 300, "5 min after the visit ended"),
    ],
)
def test_only_what_the_timer_measured_was_written_down_during_the_visit(
    supervisor: Visitor, work: Fieldwork, timed: bool, seconds: int, said: str
) -> None:
    entered = to_text(instant("2026-11-23 09:45") + timedelta(seconds=seconds))
    customer = work.add_customer("王丽")
    visit = work.visit("王丽", customer, "2026-11-23 09:00", timed=timed, entered_at=entered)
    page = supervisor.open(f"/review/visits/{visit}", accept_language="en").text
    assert f"<dt>Written down</dt><dd>{said}</dd>" in page


def test_what_undo_changed_is_said_in_words(supervisor: Visitor, work: Fieldwork) -> None:
    customer = work.add_customer("王丽", "李秀英")
    visit = work.visit("王丽", customer, "2026-11-21 09:00", 30)
    amend(work, customer, visit, "undo", purpose={"from": "送药", "to": "路过"})
    assert "<strong>已撤销</strong>" in supervisor.open(f"/review/visits/{visit}").text
    timeline = supervisor.open(f"/review/customers/{customer}").text
    assert "已撤销：修改（2026-11-21的上门" in timeline


def test_a_signal_says_how_much_and_leads_to_the_other_visit(supervisor: Visitor, work: Fieldwork) -> None:
    customer, other = work.add_customer("王丽", "李秀英"), work.add_customer("王丽", "张桂兰")
    long_one = work.visit("王丽", customer, "2026-11-20 09:00", 120)
    work.visit("王丽", customer, "2026-11-20 09:10", 15)
    entered = to_text(instant("2026-11-22 21:00"))
    inner = work.visit("王丽", other, "2026-11-20 10:00", 30, entered_at=entered, clock_shift=-5400)
    page = supervisor.open(f"/review/visits/{inner}", accept_language="en").text
    for words in (
        "Written down 2 days after the visit ended.",
        "Overlaps another visit of the same rep by 30 min.",
        "Lasted exactly 30 minutes.",
        "The clock was set by 90 min during the visit.",
    ):
        assert words in page, words
    told = page.partition("Signals: no judgement")[2].partition("</section>")[0]
    assert f'<a href="/review/visits/{long_one}">' in told


def test_nobody_decides_about_the_own_visit(supervisor: Visitor, team: Team, work: Fieldwork) -> None:
    work.laptops["周敏"] = team.organisation.add_laptop("周敏")
    visit = team.visit_of("周敏")
    page = supervisor.open(f"/review/visits/{visit}").text
    assert "由别人来看" in page
    assert 'name="decision"' not in page
    fields = {"form": supervisor.form_token(), "decision": "approve"}
    assert supervisor.post(f"/review/visits/{visit}", fields).status_code == 403
    assert visit not in CHOOSABLE.findall(supervisor.open("/review/visits").text)


def test_visits_without_findings_are_approved_together_and_no_others(
    supervisor: Visitor, team: Team, work: Fieldwork
) -> None:
    customer = work.add_customer("王丽")
    good = [work.visit("王丽", customer, f"2026-11-2{day} 09:00") for day in (0, 1)]
    short = work.visit("王丽", customer, "2026-11-22 09:00", 10)
    strange = team.visit_of("张伟")
    page = supervisor.open("/review/visits?tick=all").text
    assert set(CHOOSABLE.findall(page)) == set(good)
    assert page.count(" checked>") == 2
    fields = [("form", supervisor.form_token()), ("back", "/review/visits")]
    fields += [("visit", one) for one in (*good, short, strange, "0" * 32)]
    supervisor.ask("POST", "/review/visits", urlencode(fields).encode(), content_type=FORM)
    page = supervisor.open(supervisor.page.headers["location"]).text
    assert "勾选的家访已通过" in page
    assert shown(supervisor, "/review/visits?review=approved") == good[::-1]
    assert deeds(team, short) == deeds(team, strange) == []
    supervisor.open("/review/visits?review=all")
    assert supervisor.send("/review/visits").status_code == 200
    assert "没有通过任何家访" in supervisor.page.text


def test_a_visit_with_signals_says_so_and_is_ticked_by_hand_only(
    supervisor: Visitor, team: Team, work: Fieldwork
) -> None:
    customer, other = work.add_customer("王丽"), work.add_customer("王丽", "张桂兰")
    plain = work.visit("王丽", customer, "2026-11-20 09:00")
    exact = work.visit("王丽", customer, "2026-11-21 09:00", 30)
    inner = work.visit("王丽", other, "2026-11-21 09:10", 60)
    page = supervisor.open("/review/visits?tick=all", accept_language="en").text
    assert set(CHOOSABLE.findall(page)) == {plain, exact, inner}
    ticked = re.findall(r'value="([0-9a-f]{32})"[^>]* checked>', page)
    assert ticked == [plain]
    rows = {found[0]: row for row in page.split("<tr>") if (found := CHOOSABLE.findall(row))}
    assert "signals" not in rows[plain]
    told = "A signal, not a judgement: exactly 30 or 60 minutes"
    assert f'title="{told}">signals: 1<' in rows[exact]
    told = "A signal, not a judgement: exactly 30 or 60 minutes, two visits at the same time"
    assert f'title="{told}">signals: 2<' in rows[inner]
    page = supervisor.open("/review/visits", accept_language="en").text
    assert "Tick all without findings and signals (1)" in page
    assert "A signal is not a judgement, and such a visit can be approved" in page
    fields = {"form": supervisor.form_token(), "back": "/review/visits", "visit": exact}
    supervisor.post("/review/visits", fields)
    assert shown(supervisor, "/review/visits?review=approved") == [exact]
    supervisor.post("/review/visits", {**fields, "visit": plain})
    page = supervisor.open("/review/visits", accept_language="en").text
    assert CHOOSABLE.findall(page) == [inner]
    assert "Tick all" not in page


def test_an_excused_visit_is_looked_at_before_it_is_approved(supervisor: Visitor, work: Fieldwork) -> None:
    customer = work.add_customer("王丽")
    good = work.visit("王丽", customer, "2026-11-20 09:00")
    brief = work.visit("王丽", customer, "2026-11-21 09:00", 10, brief_reason="她要出门")
    page = supervisor.open("/review/visits?tick=all").text
    assert CHOOSABLE.findall(page) == [good]
    assert shown(supervisor, "/review/visits?finding=none") == [good]
    fields = {"form": supervisor.form_token(), "back": "/review/visits", "visit": brief}
    supervisor.post("/review/visits", fields)
    assert shown(supervisor, "/review/visits") == [brief, good]


def test_visits_are_found_by_each_result_of_each_rule(supervisor: Visitor, work: Fieldwork) -> None:
    customer = work.add_customer("王丽")
    met = work.visit("王丽", customer, "2026-11-20 09:00")
    short = work.visit("王丽", customer, "2026-11-21 09:00", 10)
    brief = work.visit("王丽", customer, "2026-11-22 09:00", 10, brief_reason="她要出门")
    question: dict[str, Any] = {"question.a": {"text": "药能不能减？"}}
    asked = work.visit("王丽", customer, "2026-11-23 09:00", 30, purpose="", **question)

    def found(finding: str) -> list[str]:
        return shown(supervisor, f"/review/visits?review=all&finding={finding}")

    assert found("visit-length-missed") == [short]
    assert found("visit-length-excused") == [brief]
    assert found("visit-length-met") == [asked, met]
    assert found("visit-length-short") == [brief, short]
    assert found("purpose-first-missed") == found("answer-by-missed") == [asked]
    assert found("any") == [asked, short]
    offered = re.findall('<option value="([a-z-]+)"', supervisor.page.text)
    for rule in ("visit-length", "purpose-first", "answer-by"):
        assert {f"{rule}-{result}" for result in ("missed", "excused", "met")} <= set(offered)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("已答", "answered on the spot"),
        ("answered", "answered on the spot"),
        ("饭后吃", "Answer: </span>饭后吃"),
    ],
)
def test_a_question_says_what_was_answered_or_only_that_it_was(
    supervisor: Visitor, work: Fieldwork, answer: str, said: str
) -> None:
    question: dict[str, Any] = {"question.a": {"text": "鱼油能不能吃", "answer": answer}}
    visit = work.visit("王丽", work.add_customer("王丽"), "2026-11-23 09:00", **question)
    page = supervisor.open(f"/review/visits/{visit}", accept_language="en").text
    assert said in page
    assert (answer in page) == ("Answer" in said or answer in said)
    assert ("当场已答复" in supervisor.open(f"/review/visits/{visit}").text) == ("Answer" not in said)


def test_the_log_is_filtered_searched_and_sorted(supervisor: Visitor, team: Team, work: Fieldwork) -> None:
    li = work.add_customer("王丽", "李秀英", district="东城")
    zhang = work.add_customer("王丽", "张桂兰", district="西城")
    home = work.visit("王丽", li, "2026-11-20 09:00", 60, note="送去体检报告")
    phone = work.visit("王丽", zhang, "2026-11-21 09:00", 5, channel="phone")
    short = work.visit("王丽", li, "2026-11-22 09:00", 20)
    team.visit_of("张伟")

    def found(**query: str) -> list[str]:
        return shown(supervisor, f"/review/visits?{urlencode({'review': 'all', **query})}")

    assert found() == [short, phone, home]
    assert found(sort="oldest") == [home, phone, short]
    assert found(sort="longest") == [home, short, phone]
    assert found(words="体检") == [home]
    assert found(named="李秀") == found(named="lxy") == found(customer=li) == [short, home]
    assert found(district="西城") == found(channel="phone") == [phone]
    assert found(first="2026-11-21", last="2026-11-21") == [phone]
    assert found(finding="visit-length-missed") == [short]
    assert found(signal="exact-length") == [home]
    assert found(rep=team.ids["张伟"]) == []
    assert "没有符合条件的家访" in supervisor.page.text
    assert found(channel="dream", finding="x", signal="y", sort="z", rep="") == [short, phone, home]


def test_more_visits_than_are_counted_are_said_to_be_more(
    supervisor: Visitor, work: Fieldwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visits, "MOST_COUNTED", 2)
    customer = work.add_customer("王丽", "李秀英")
    for day, words in (
        (20, "家访：1 次"),
        (21, "家访：2 次"),
        (22, "家访：超过 2 次"),
        (23, "家访：超过 2 次"),
    ):
        work.visit("王丽", customer, f"2026-11-{day} 09:00", 45)
        assert words in supervisor.open("/review/visits").text
    assert len(shown(supervisor, "/review/visits")) == 4


def test_the_log_is_paged_in_both_directions(supervisor: Visitor, work: Fieldwork) -> None:
    customer = work.add_customer("王丽")
    made = [
        work.visit("王丽", customer, f"2026-11-{day:02} {hour:02}:00", 31)
        for day in range(1, 22)
        for hour in (9, 11, 14, 16, 18)
    ]
    seen = shown(supervisor, "/review/visits")
    assert "家访：105 次" in supervisor.page.text
    assert not BEFORE.search(supervisor.page.text)
    for number in (50, 100, 105):
        assert seen == made[::-1][:number]
        if number < 105:
            (following,) = NEXT.findall(supervisor.page.text)
            seen += shown(supervisor, following.replace("&amp;", "&"))
    (back,) = BEFORE.findall(supervisor.page.text)
    assert shown(supervisor, back.replace("&amp;", "&")) == made[::-1][50:100]
    (back,) = BEFORE.findall(supervisor.page.text)
    assert shown(supervisor, back.replace("&amp;", "&")) == made[::-1][:50]
    assert not BEFORE.search(supervisor.page.text)


@pytest.mark.parametrize(
    "query",
    [
        "first=gestern",
        "first=0001-01-01",
        "last=9999-12-31",
        "behind=x",
        "behind=1+'",
        "sort=longest&before=Z+a",
    ],
)
def test_an_address_that_nobody_wrote_is_refused(supervisor: Visitor, query: str) -> None:
    assert supervisor.open(f"/review/visits?{query}").status_code == 400


def test_an_empty_queue_says_what_to_do(supervisor: Visitor) -> None:
    page = supervisor.open("/review/visits").text
    assert "没有等您看的家访" in page
    assert "/review/visits?review=all" in page


@pytest.mark.parametrize("script", SCRIPTS)
def test_script_of_a_laptop_is_shown_as_text(supervisor: Visitor, work: Fieldwork, script: str) -> None:
    customer = work.add_customer("王丽", script, district=script)
    consent(work, customer, "given")
    texts: dict[str, Any] = {
        "purpose": script,
        "brief_reason": script,
        "question.a": {"text": script, "answer": script},
    }
    visit = work.visit("王丽", customer, "2026-11-23 09:00", 20, note=script, health=script, **texts)
    amend(work, customer, visit, script, **{script: {"from": script, "to": script}})
    work.promise("王丽", customer, "2026-12-02", script, visit=visit)
    supervisor.open(f"/review/visits/{visit}")
    assert_harmless(supervisor.send(visit, decision="ask", comment=script).text, script)
    for path in (f"/review/visits/{visit}", f"/review/visits?review=all&words={quote(script, safe='')}"):
        page = supervisor.open(path)
        assert page.status_code == 200
        assert_harmless(page.text, script)
