"""The purpose of a visit is known before it begins."""

import pytest

from fieldlog.domain.rules.purpose_first import RULE, explain
from tests.domain.builders import customer, instant_text, moment, obligations, visit

START = "2026-11-10 10:00:00"


@pytest.mark.parametrize(
    ("purpose", "set_at", "timed", "state", "before"),
    [
        ("see her", "2026-11-10 09:00:00", True, "met", True),
        ("see her", START, True, "met", True),
        ("see her", "2026-11-10 10:00:01", True, "missed", False),
        ("see her", "2026-11-10 11:00:00", False, "met", False),
        ("see her", None, True, "missed", False),
        ("see her", None, False, "met", False),
        ("", "2026-11-10 09:00:00", True, "missed", True),
        ("", None, False, "missed", False),
    ],
)
def test_a_purpose_counts_when_it_was_set_by_the_start(
    purpose: str, set_at: str | None, timed: bool, state: str, before: bool
) -> None:
    set_text = None if set_at is None else instant_text(set_at)
    facts = [customer(), visit(START, purpose=purpose, purpose_set_at=set_text, timed=timed)]
    (one,) = obligations(facts, RULE)
    assert one.state(moment("2026-11-22 12:00")) == state
    assert one.due == moment(START)
    assert one.evidence == {"purpose": purpose, "before": before}


def test_a_purpose_set_afterwards_is_shown_as_such() -> None:
    typed = visit(START, purpose="see her", purpose_set_at=instant_text("2026-11-10 11:00"), doc_id="a")
    early = visit(START, purpose="see her", purpose_set_at=instant_text("2026-11-10 09:00"), doc_id="b")
    none = visit(START, doc_id="c")
    sentences = [explain(one, moment(START)) for one in obligations([customer(), typed, early, none], RULE)]
    assert len({one.template.format_map(one.arguments) for one in sentences}) == 3


@pytest.mark.parametrize(
    ("channel", "count"), [("home", 1), ("store", 1), ("phone", 0), ("event", 0), ("message", 0)]
)
def test_only_meetings_at_home_and_in_the_store_need_a_purpose(channel: str, count: int) -> None:
    assert len(obligations([customer(), visit(START, channel=channel)], RULE)) == count
