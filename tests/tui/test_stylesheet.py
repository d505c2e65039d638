"""Styles are read once for the colours they are shown in."""

import pytest
from textual.css.tokenizer import TokenError

from fieldlog.tui.stylesheet import KeptStylesheet

STYLE = "Static { color: $ink; }"


def ink_of(sheet: KeptStylesheet) -> str:
    """Return the colour that the only rule gives."""
    (rule,) = sheet.rules
    colour = rule.styles.color
    assert colour is not None
    return colour.hex


def test_a_new_colour_is_seen_in_styles_that_were_read_before() -> None:
    sheet = KeptStylesheet({"ink": "#ff0000"})
    sheet.add_source(STYLE)
    assert ink_of(sheet) == "#FF0000"
    sheet.set_variables({"ink": "#0000ff"})
    sheet.reparse()
    assert ink_of(sheet) == "#0000FF"


def test_the_same_colours_again_change_nothing_and_read_nothing() -> None:
    sheet = KeptStylesheet({"ink": "#ff0000"})
    sheet.add_source(STYLE)
    before = sheet.rules[0]
    sheet.set_variables({"ink": "#ff0000"})
    sheet.reparse()
    assert sheet.rules[0] is before


def test_a_style_added_later_is_read_with_the_others() -> None:
    sheet = KeptStylesheet({"ink": "#ff0000"})
    sheet.add_source(STYLE)
    sheet.reparse()
    sheet.add_source("Label { color: $ink; }", read_from=("later", ""))
    sheet.reparse()
    assert len(sheet.rules) == 2


def test_a_style_that_cannot_be_read_is_an_error_and_not_silence() -> None:
    sheet = KeptStylesheet({})
    sheet.add_source("Static { color: $ink ", read_from=("broken", ""))
    with pytest.raises(TokenError):
        sheet.reparse()
