"""Open questions have a day for the answer."""

from fieldlog.domain.rules.answer_by import RULE, explain
from tests.domain.builders import customer, document, moment, obligations, visit, withdrawal

NOW = moment("2026-11-22 12:00")


def test_a_question_is_met_by_an_answer_or_by_a_day_for_it() -> None:
    asked = visit(
        "2026-11-10 10:00",
        minutes=30,
        doc_id="v1",
        question__a={"text": "answered", "answer": "yes"},
        question__b={"text": "promised", "answer_by": "2026-11-12"},
        question__c={"text": "left open"},
    )
    found = {one.subject: one for one in obligations([customer(), asked], RULE)}
    assert {name: one.state(NOW) for name, one in found.items()} == {
        "v1.a": "met",
        "v1.b": "met",
        "v1.c": "missed",
    }
    assert {one.due for one in found.values()} == {moment("2026-11-10 10:30")}
    assert explain(found["v1.c"], NOW).template != explain(found["v1.a"], NOW).template
    assert "left open" in explain(found["v1.c"], NOW).template.format_map(
        explain(found["v1.c"], NOW).arguments
    )


def test_a_visit_without_questions_and_a_withdrawn_one_ask_for_nothing() -> None:
    asked = visit("2026-11-10 10:00", doc_id="v1", question__a={"text": "?"})
    assert obligations([customer(), visit("2026-11-09 10:00")], RULE) == []
    assert obligations([customer(), asked, withdrawal("v1")], RULE) == []


def test_a_question_that_was_taken_out_is_no_longer_asked() -> None:
    assert obligations([customer(), visit("2026-11-10 10:00", question__a=None)], RULE) == []


def test_questions_are_asked_on_every_channel() -> None:
    times = {"start": "2026-11-10T02:00:00Z", "end": "2026-11-10T02:05:00Z", "zone": "Asia/Shanghai"}
    call = document("visit", "v2", channel="phone", **times, question__a={"text": "?"})
    assert [one.state(NOW) for one in obligations([customer(), call], RULE)] == ["missed"]
