"""The timeline of a customer: everything that happened, newest first."""

from datetime import date
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from fieldlog.domain.documents import Document
from fieldlog.domain.timeline import TimelineEntry, tell_timeline
from fieldlog.locale import say
from tests.domain.builders import (
    SHANGHAI,
    consent,
    customer,
    document,
    dossier,
    instant_text,
    kept,
    made_class,
    moved,
    opted_out,
    paused,
    promise,
    released,
    visit,
    withdrawal,
)

HOSTILE = "[/] {x} %s \u202e🎂"


def told(*documents: Document) -> tuple[TimelineEntry, ...]:
    return tell_timeline(dossier(*documents), SHANGHAI)


def sentences(*documents: Document) -> list[str]:
    return [say(entry.what) for entry in told(*documents)]


def words(*documents: Document) -> list[str]:
    """The English sentences, whatever the language of the test."""
    return [entry.what.template for entry in told(*documents)]


def test_everything_is_told_newest_first() -> None:
    found = told(
        customer("2026-01-01"),
        made_class("2026-01-02", "A"),
        consent("given", "2026-01-03 10:00"),
        visit("2026-01-04 10:00", doc_id="v1"),
        promise("2026-02-01", made="2026-01-05"),
        moved("2026-01-06 10:00", "2026-03-01"),
        kept("2026-01-07 10:00"),
        paused("2026-01-08", "2026-01-09"),
        opted_out("2026-01-10"),
        document("amendment", "x1", target="v1", reason="mistyped", at=instant_text("2026-01-11 10:00")),
    )
    assert [entry.kind for entry in found] == [
        "amendment", "opt-out", "pause", "promise-kept", "promise-moved", "promise", "visit", "consent",
        "class-change", "customer",
    ]  # fmt: skip
    assert [entry.day.day for entry in found] == [11, 10, 8, 7, 6, 5, 4, 3, 2, 1]
    assert [entry.subject for entry in found if entry.kind.startswith(("promise", "amend"))] == [
        "v1", "p1", "p1", "p1",
    ]  # fmt: skip
    assert [entry.kind for entry in found if entry.at is None] == [
        "opt-out", "pause", "promise", "class-change", "customer",
    ]  # fmt: skip


def test_a_day_begins_with_what_has_no_time() -> None:
    kinds = [
        one.kind for one in told(paused("2026-11-18", "2026-11-20"), visit("2026-11-18 00:00"), customer())
    ]
    assert kinds == ["visit", "pause", "customer"]


def test_days_are_those_of_the_zone() -> None:
    (entry,) = told(visit("2026-11-18 07:00"))
    assert entry.day == date(2026, 11, 18)
    (entry,) = tell_timeline(dossier(visit("2026-11-18 07:00")), ZoneInfo("UTC"))
    assert entry.day == date(2026, 11, 17)


def test_a_visit_is_told_with_its_length_or_why_nobody_was_reached() -> None:
    visits = [
        visit("2026-11-03 10:00", 42, purpose="tea"),
        visit("2026-11-02 10:00", reached=False, not_reached_reason="away"),
        visit("2026-11-01 10:00", 0, channel="message", purpose="greeting"),
    ]
    assert words(*visits) == [
        "{channel}, {minutes} min: {purpose}",
        "{channel}, nobody reached: {reason}",
        "{channel}: {purpose}",
    ]
    assert told(*visits)[0].what.arguments["minutes"] == 42


def test_what_became_of_a_promise_is_told_with_its_words() -> None:
    late = [promise("2026-11-05", made="2026-11-01"), kept("2026-11-06 10:00")]
    assert words(*late) == ["kept late: {text}", "promised by {due}: {text}"]
    let_go = [promise("2026-11-05", made="2026-11-01", form="answer"), released("2026-11-03 10:00")]
    assert words(*let_go) == ["no longer wanted ({reason}): {text}", "answer promised by {due}: {text}"]
    apart = moved("2026-11-03 10:00", "2026-11-30", agreed=False)
    assert words(let_go[0], apart)[0] == (
        "moved to {due} ({reason}), without the customer's agreement: {text}"
    )
    assert told(let_go[0], apart)[0].what.arguments["due"] == date(2026, 11, 30)


def test_what_was_taken_back_leaves_the_taking_back() -> None:
    assert words(visit("2026-11-01 10:00", doc_id="v1"), withdrawal("v1")) == ["{what}, taken back: {reason}"]
    gone = [promise("2026-11-05"), kept("2026-11-04 10:00"), withdrawal("p1")]
    assert words(*gone) == ["{what}, taken back: {reason}"]


def test_classes_and_key_flags_are_told_with_their_reasons() -> None:
    changes = [
        made_class("2026-01-06", ""),
        made_class("2026-01-05", "A", True),
        made_class("2026-01-04", key=False),
        made_class("2026-01-03", key=True),
        made_class("2026-01-02", "B", reasons=["buys", "refers"]),
        made_class("2026-01-01", "B"),
    ]
    assert words(*changes) == [
        "no class",
        "class {letter}, key customer",
        "no key customer any more",
        "key customer",
        "{what} ({reasons})",
        "class {letter}",
    ]


def test_a_customer_that_was_joined_is_told_by_name() -> None:
    found = told(customer("2026-01-02"), customer("2026-01-01", "c2", name="李明郎"))
    assert [entry.subject for entry in found] == ["c1", "c2"]
    assert found[1].what.arguments == {"name": "李明郎"}


def test_words_of_people_and_of_newer_versions_are_shown_as_they_are() -> None:
    facts = [
        visit("2026-11-01 10:00", channel=HOSTILE, purpose=HOSTILE),
        consent(HOSTILE, "2026-11-02 10:00"),
        promise("2026-12-01", made="2026-11-03", text=HOSTILE),
        paused("2026-11-04", "2026-11-05", HOSTILE),
    ]
    assert all(HOSTILE in sentence for sentence in sentences(*facts))


@given(st.datetimes(), st.integers(-14, 14))
def test_no_instant_stops_the_timeline(at: object, hours: int) -> None:
    text = f"{at:%Y-%m-%dT%H:%M:%S}".rjust(19, "0") + f"{hours:+03}:00"
    found = told(document("amendment", target="v1", reason="r", at=text), visit("2026-11-01 10:00"))
    assert len(found) == 2
