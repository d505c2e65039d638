"""Lines that say that a question was answered on the spot."""

import pytest

from fieldlog.domain.answered import AnsweredQuestion, read_answered, says_what


@pytest.mark.parametrize(
    ("line", "question", "answer"),
    [
        ("鱼油能不能吃 已答", "鱼油能不能吃", "已答"),
        ("鱼油能不能吃已回答。", "鱼油能不能吃", "已回答"),
        ("鱼油能不能吃（已经答复）", "鱼油能不能吃", "已经答复"),
        ("药吃了没有，當場答覆了", "药吃了没有", "當場答覆了"),
        ("明天几点开门？ 已答", "明天几点开门？", "已答"),
        ("鱼油能不能吃 已答：可以，隔开两小时", "鱼油能不能吃", "可以，隔开两小时"),
        ("Which tea? Answered", "Which tea?", "Answered"),
        ("which tea - was answered on the spot", "which tea", "was answered on the spot"),
        ("which tea (already answered).", "which tea", "already answered"),
        ("which tea, answered: the green one", "which tea", "the green one"),
    ],
)
def test_the_word_at_the_end_says_it(line: str, question: str, answer: str) -> None:
    assert read_answered(line) == AnsweredQuestion(question, answer)
    assert says_what(answer) is (":" in line or "：" in line)


@pytest.mark.parametrize(
    "line",
    [
        "鱼油能不能吃",
        "鱼油能不能吃 未答",
        "鱼油能不能吃 没当场答",
        "鱼油能不能吃 下周三答复",
        "已答",
        "answered",
        "医生已答了吗？",
        "has the doctor answered?",
        "which tea, not answered",
        "which tea: not yet answered",
        "which tea wasn't answered",
        "which tea unanswered",
        "he answered, but which tea",
        "",
    ],
)
def test_anything_else_does_not(line: str) -> None:
    assert read_answered(line) is None
