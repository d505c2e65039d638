"""Texts to read are folded to the room there is, and nothing of them is lost."""

from hypothesis import given
from hypothesis import strategies as st

from fieldlog.locale.text_width import fold, printable, width
from fieldlog.tui.widgets.facts import Fact, heading, lay_out

TEXTS = st.text(max_size=60) | st.text("王李和平里ab 。，", max_size=200)


@given(TEXTS, st.integers(2, 40))
def test_no_folded_line_is_wider_than_its_room(text: str, columns: int) -> None:
    assert all(width(line) <= columns for line in fold(text, columns))


@given(TEXTS, st.integers(2, 40))
def test_folding_loses_nothing_but_spaces(text: str, columns: int) -> None:
    folded = "".join("".join(fold(text, columns)).split())
    assert folded == "".join("".join(map(printable, text.split("\n"))).split())


@given(st.lists(st.builds(Fact, TEXTS, st.text("名片ab", max_size=20)), max_size=5), st.integers(20, 80))
def test_no_line_of_facts_is_wider_than_its_room(facts: list[Fact], columns: int) -> None:
    assert all(width(line.label + line.text) <= columns for line in lay_out(facts, columns))


def test_labels_stand_in_a_column_and_a_heading_apart() -> None:
    facts = [Fact("王桂兰", "姓名"), Fact("13812345678", "电话号码"), heading("家人"), Fact("王芳", "女儿")]
    lines = [line.label + line.text for line in lay_out(facts, 40)]
    assert lines == ["姓名      王桂兰", "电话号码  13812345678", "", "家人", "女儿  王芳"]
