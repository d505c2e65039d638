"""Words found in a text, and the text around them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldlog.domain.cards import plain
from fieldlog.domain.marked_words import AT_MOST, BEFORE, mark_words


def marked(text: str, *words: str) -> str:
    """Return what is shown, with the words in brackets."""
    pieces = mark_words(text, [plain(word) for word in words])
    return "".join(f"[{one.text}]" if one.is_found else one.text for one in pieces)


@pytest.mark.parametrize(
    ("text", "words", "shown"),
    [
        ("血压偏高", ["血压"], "[血压]偏高"),
        ("血 压\n偏高", ["血压"], "[血 压]\n偏高"),
        ("aaa", ["aa"], "[aaa]"),
        ("Strasse und STRASSE", ["straße"], "[Strasse] und [STRASSE]"),
        ("量血压，血压计", ["血压", "压计"], "量[血压]，[血压计]"),
        ("血压血压", ["血压"], "[血压][血压]"),
        ("血压", ["血糖"], ""),
        ("血压", [""], ""),
        ("", ["血压"], ""),
    ],
)
def test_words_are_marked_where_they_stand(text: str, words: list[str], shown: str) -> None:
    assert marked(text, *words) == shown


def test_of_a_long_text_a_part_is_shown_from_before_the_first_word() -> None:
    shown = marked("前" * 100 + "词" + "后" * 200, "词")
    assert shown == "…" + "前" * BEFORE + "[词]" + "后" * (AT_MOST - BEFORE - 1) + "…"
    assert marked("词" * 200, "词" * 170) == "[" + "词" * 200 + "]"


@given(st.text(max_size=40), st.text(min_size=1, max_size=3))
def test_a_text_holds_a_word_if_it_does_without_spaces_and_capitals(text: str, word: str) -> None:
    wanted = plain(word)
    pieces = mark_words(text, [wanted])
    assert bool(pieces) == bool(wanted and wanted in plain(text))
    if pieces:
        assert "".join(one.text for one in pieces) == text
        assert all(wanted[0] in plain(one.text) for one in pieces if one.is_found)
