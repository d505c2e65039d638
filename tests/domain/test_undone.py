"""What undo wrote, told on the timeline: each undo once, by what it was about."""

import pytest

from fieldlog.domain.documents import Document
from fieldlog.domain.timeline import tell_timeline
from fieldlog.domain.undone import UNDO
from fieldlog.locale import say, use_language
from tests.domain.builders import (
    CUSTOMER,
    SHANGHAI,
    customer,
    document,
    dossier,
    instant_text,
    paused,
    promise,
    visit,
)

NEW, OLD = ({"address": {"from": "旧", "to": "新"}}, {"address": {"from": "新", "to": "旧"}})


@pytest.fixture(autouse=True)
def in_english() -> None:
    use_language("en")


def undo(doc_id: str, target: str, minute: int, changes: dict[str, dict[str, str]] | None = None) -> Document:
    """Return an amendment as undo writes it; without changes it withdraws its target."""
    values = {"target": target, "reason": UNDO, "at": instant_text(f"2026-11-20 10:{minute:02}")}
    more: dict[str, object] = {"withdraws": True} if changes is None else {"changes": changes}
    return document("amendment", doc_id, **values, **more)


def told(*documents: Document) -> list[str]:
    entries = tell_timeline(dossier(*documents), SHANGHAI)
    return [say(one.what) for one in reversed(entries) if one.kind == "amendment"]


def test_a_visit_is_named_by_its_day_and_purpose_and_restored_by_the_second_undo() -> None:
    seen = visit("2026-11-18 10:00", doc_id="v1", purpose="看望")
    what = "home visit of Wed 18 Nov: 看望"
    assert told(seen, undo("u1", "v1", 1)) == [f"undone: {what}"]
    steps = (undo("u1", "v1", 1), undo("u2", "u1", 2), undo("u3", "u2", 3))
    assert told(seen, *steps) == [f"undone: {what}", f"restored: {what}", f"undone: {what}"]


def test_an_undone_change_is_told_once_at_each_undo() -> None:
    steps = (
        undo("a1", CUSTOMER, 1, OLD),
        *(undo("a2", CUSTOMER, 2, NEW), undo("w2", "a1", 2)),
        *(undo("a3", CUSTOMER, 3, OLD), undo("w3", "a2", 3), undo("w3b", "w2", 3)),
    )
    assert told(customer(), *steps) == [
        "undone: change (profile)",
        "restored: change (profile)",
        "undone: change (profile)",
    ]


def test_an_undone_correction_of_a_visit_is_told_once_as_a_change_of_it() -> None:
    seen = visit("2026-11-18 10:00", doc_id="v1", purpose="看望")
    made = {"target": "v1", "reason": "r", "at": instant_text("2026-11-20 09:00")}
    correction = document("amendment", "r1", changes={"note": {"from": "a", "to": "b"}}, **made)
    undone = (undo("a1", "v1", 1, {"note": {"from": "b", "to": "a"}}), undo("w1", "r1", 1))
    assert told(seen, correction, *undone) == [
        "corrected: r",
        "undone: change (home visit of Wed 18 Nov: 看望)",
    ]


@pytest.mark.parametrize(
    ("saved", "named"),
    [(promise("2026-12-01"), "promise: 送体检报告"), (paused("2026-11-18", "2026-11-30"), "pause")],
)
def test_other_facts_are_named_by_their_kind(saved: Document, named: str) -> None:
    assert told(saved, undo("u1", saved.doc_id, 1)) == [f"undone: {named}"]


def test_an_undo_of_what_is_not_here_says_only_that() -> None:
    assert told(undo("u1", "elsewhere", 1), undo("u2", "u1", 2)) == ["undone", "restored"]


def test_undos_that_name_each_other_in_a_circle_are_told() -> None:
    assert len(told(undo("u1", "u2", 1), undo("u2", "u1", 2))) == 2


def test_who_took_a_visit_back_for_a_reason_is_told_with_the_visit() -> None:
    seen = visit("2026-11-18 10:00", doc_id="v1", purpose="看望")
    values = {
        "target": "v1",
        "reason": "wrong one",
        "at": instant_text("2026-11-20 10:00"),
        "withdraws": True,
    }
    assert told(seen, document("amendment", "x1", **values)) == [
        "home visit of Wed 18 Nov: 看望, taken back: wrong one"
    ]
