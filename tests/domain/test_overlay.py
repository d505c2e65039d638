"""What a laptop shows: what was pulled, and what it wrote itself and has not seen pulled yet."""

from hypothesis import given
from hypothesis import strategies as st

from fieldlog.domain.documents import Document, Part
from fieldlog.domain.overlay import lay_over, without_save

GIDS = "abcdef"
NUMBERS = st.integers(1, 9)


def document(parts: dict[str, int | None]) -> Document:
    """A document whose parts have these numbers."""
    written = {gid: Part("t", "b", seq, {"name": (f"op-{gid}", "1", ())}) for gid, seq in parts.items()}
    return Document("d", "customer:c", "customer", 1, written)


@given(
    pulled=st.dictionaries(st.sampled_from(GIDS), NUMBERS, min_size=1),
    known=st.dictionaries(st.sampled_from(GIDS), st.none() | NUMBERS, min_size=1),
    number=NUMBERS,
    answers=st.dictionaries(st.sampled_from(GIDS), st.none() | NUMBERS),
)
def test_the_view_is_what_was_pulled_and_own_parts_that_it_does_not_cover(
    pulled: dict[str, int],
    known: dict[str, int | None],
    number: int,
    answers: dict[str, int | None],
) -> None:
    view = lay_over(document(dict(pulled)), number, document(known), answers)
    assert {gid: view.parts[gid].seq for gid in pulled} == pulled
    for gid in view.parts.keys() - pulled.keys():
        assert known[gid] is None
        assert answers[gid] is None or (answers[gid] or 0) > number
    waiting = {gid for gid, seq in known.items() if seq is None and gid in answers and answers[gid] is None}
    assert waiting <= view.parts.keys()
    # Seeing the same page again changes nothing.
    assert lay_over(document(dict(pulled)), number, view, answers) == view


def test_a_document_that_only_one_save_wrote_goes_with_it() -> None:
    assert without_save(document({"a": None}), "a") is None
    left = without_save(document({"a": None, "b": 3}), "a")
    assert left is not None
    assert list(left.parts) == ["b"]
