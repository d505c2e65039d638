"""Columns of text: measured like wcwidth does, and no text can move the cursor or turn the line."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wcwidth import wcswidth

from fieldlog.locale.text_width import Align, cut, pad, printable, width

_CHINESE = st.text(st.characters(min_codepoint=0x3000, max_codepoint=0x9FFF))
_IDEOGRAPHS = st.text(st.characters(min_codepoint=0x3400, max_codepoint=0x9FFF))
_LATIN = st.text(st.characters(max_codepoint=0x24F))
_EMOJI = st.text(st.sampled_from("👩👨⚕❤🇨🇳👍🏽#1️⃣ \u200d\ufe0f\u0301\u0903張…"))
_TEXTS = st.one_of(st.text(), _CHINESE, _LATIN, _EMOJI)
_COLUMNS = st.integers(min_value=0, max_value=30)


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("", 0),
        ("Mrs Li", 6),
        ("李阿姨", 6),
        ("“血压 120/80”，……", 17),
        ("ｆｕｌｌ　", 10),
        ("e\u0301te\u0301", 3),
        ("👩\u200d⚕️!", 3),
    ],
)
def test_a_text_takes_the_columns_a_terminal_gives_it(text: str, columns: int) -> None:
    assert width(text) == columns


@given(_TEXTS)
@settings(max_examples=200)
def test_width_agrees_with_wcwidth_for_every_text(text: str) -> None:
    assert width(text) == wcswidth(printable(text))


@given(_TEXTS)
def test_printable_text_holds_no_control_no_direction_mark_and_can_be_encoded(text: str) -> None:
    shown = printable(text)
    shown.encode("utf-8")
    assert not [
        character for character in shown if unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"}
    ]
    assert not set(shown) & set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@given(_TEXTS)
def test_printing_twice_changes_nothing(text: str) -> None:
    assert printable(printable(text)) == printable(text)


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E)) | _IDEOGRAPHS)
def test_ordinary_text_is_printed_as_it_is(text: str) -> None:
    assert printable(text) == text


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("a\x1b[2Jb", "a\\x1b[2Jb"),
        ("two\nlines\t", "two\\x0alines\\x09"),
        ("\u202egnp.exe", "\\u202egnp.exe"),
        ("half \ud83d", "half \\ud83d"),
        ("end\u200d", "end\\u200d"),
        ("\u0301accent", "\\u0301accent"),
        ("\U000e0100 selector", "\\U000e0100 selector"),
    ],
)
def test_hostile_characters_are_written_out(hostile: str, shown: str) -> None:
    assert printable(hostile) == shown


@given(_TEXTS, _COLUMNS, st.sampled_from(["left", "right", "center"]))
def test_padded_text_fills_the_columns_exactly(text: str, columns: int, align: Align) -> None:
    padded = pad(text, columns, align)
    assert width(padded) == max(columns, width(text))
    assert padded.strip(" ") == printable(text).strip(" ")


def test_padding_goes_to_the_side_that_is_asked_for() -> None:
    assert [pad("李", 5), pad("李", 5, "right"), pad("李", 5, "center")] == ["李   ", "   李", " 李  "]


@given(_TEXTS, _COLUMNS)
def test_cut_text_never_takes_more_than_the_columns(text: str, columns: int) -> None:
    assert width(cut(text, columns)) <= columns


@given(_TEXTS, _COLUMNS)
def test_cut_text_is_the_beginning_of_the_text(text: str, columns: int) -> None:
    shown = printable(text)
    if width(text) <= columns:
        assert cut(text, columns) == shown
    else:
        assert shown.startswith(cut(text, columns).removesuffix("…"))


@pytest.mark.parametrize(
    ("text", "columns", "shown"),
    [
        ("送体检报告", 10, "送体检报告"),
        ("送体检报告", 9, "送体检报…"),
        ("送体检报告", 8, "送体检…"),
        ("report", 1, "…"),
        ("report", 0, ""),
        ("👩\u200d⚕️ doctor", 4, "👩\u200d⚕️ …"),
        ("👩\u200d⚕️ doctor", 2, "…"),
    ],
)
def test_a_text_is_cut_between_characters_as_a_reader_counts_them(
    text: str, columns: int, shown: str
) -> None:
    assert cut(text, columns) == shown
