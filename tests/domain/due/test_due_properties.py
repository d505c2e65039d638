"""Properties of dates in words: every day reads back, no text raises, quick entry loses nothing typed."""

import calendar
import re
from datetime import date, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from fieldlog.domain.due import DueReading, QuickEntry, describe_due, read_due, read_quick_entry
from fieldlog.domain.due.lunar import lunar_day_name, months_of
from fieldlog.domain.due.writing import plain, read_number
from fieldlog.domain.problems import SENTENCES, Problem

PHRASE_LETTERS = (
    "今明后大前昨天日周星期礼拜下上个月年号初一二三四五六七八九十廿两半零底末内之以前后农历闰正腊冬中秋春节重阳元旦的"
    "点时刻早晚午答应承诺送茶她我在每0123456789０１-/.:：，（）()、 \n~"
)
PHRASE_WORDS = (
    *(
        "today",
        "tomorrow",
        "friday",
        "next ",
        "this ",
        "in ",
        "within ",
        "days",
        "weeks",
        "month",
        "end of ",
        "by ",
    ),
    *(
        "dec ",
        "2nd",
        "at ",
        "pm",
        "lunar ",
        "the ",
        "mid-autumn",
        "or ",
        "ago",
        "a ",
        "year",
        "12月2日",
        "下周三",
        "3天后",
    ),
)
TEXTS = st.one_of(
    st.text(max_size=40),
    st.text(alphabet=PHRASE_LETTERS, max_size=25),
    st.lists(
        st.one_of(st.sampled_from(PHRASE_WORDS), st.text(alphabet=PHRASE_LETTERS, max_size=4)), max_size=8
    ).map("".join),
)
ANY_DAY = st.dates(min_value=date.min, max_value=date.max)
WORKING_DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2090, 12, 31))
SEPARATORS = re.compile(r"[\s,，、;；:：()（）\[\]【】「」]")

DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
MONTHS = list(calendar.month_name)[1:]
WEEKDAYS = "一二三四五六日"


def chinese_number(number: int) -> str:
    """1 to 99 in Chinese numerals."""
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else "一二三四五六七八九"[tens - 1] + "十") + (
        "〇一二三四五六七八九"[ones] if ones else ""
    )


def ways_to_write(day: date) -> tuple[str, ...]:
    """Ways that name the year, so that each is one day only."""
    year, month, number = day.year, day.month, day.day
    chinese = f"{str(year).translate(DIGITS)}年{chinese_number(month)}月{chinese_number(number)}日"
    english, weekday = MONTHS[month - 1], WEEKDAYS[day.weekday()]
    return (
        day.isoformat(),
        f"{year}/{month}/{number}",
        f"{year}年{month}月{number}日",
        f"{year}年{month}月{number}号（周{weekday}）前",
        f"{year}年{month}月{number}日".translate(FULL_WIDTH),
        chinese,
        f"{number} {english} {year}",
        f"{english[:3]} {number}, {year}",
        f"by {day:%A}, {number} {english} {year}",
    )


def ways_within_a_year(day: date, made: date) -> tuple[str, ...]:
    """Ways without a year: the next such day."""
    days = (day - made).days
    counted = (f"{days}天后", f"{days}天内", f"in {days} days") if days else ("今天", "today")
    return (
        f"{day.month}月{day.day}日",
        f"{chinese_number(day.month)}月{chinese_number(day.day)}号前",
        f"{day.day} {MONTHS[day.month - 1][:3]}",
        *counted,
    )


@pytest.mark.parametrize(
    "made", [date(2026, 11, 23), date(2027, 12, 31), date(2028, 2, 29), date(2024, 2, 1)]
)
def test_every_day_of_the_next_400_reads_back(made: date) -> None:
    for days in range(401):
        day = made + timedelta(days)
        phrases = ways_to_write(day) + (ways_within_a_year(day, made) if days < 365 else ())
        for phrase in phrases:
            reading = read_due(phrase, made)
            assert isinstance(reading, DueReading), (phrase, reading)
            assert reading.due == day, phrase


@given(WORKING_DAYS, st.integers(0, 13))
@settings(max_examples=200)
def test_weekdays_of_this_and_the_next_week_read_back(made: date, days: int) -> None:
    day = made - timedelta(made.weekday()) + timedelta(days)
    which, english = ("这", "this") if days < 7 else ("下", "next")
    assume(day >= made)
    for phrase in (
        f"{which}周{WEEKDAYS[day.weekday()]}",
        f"{which}个星期{WEEKDAYS[day.weekday()]}",
        f"{english} {day:%A}",
    ):
        reading = read_due(phrase, made)
        assert isinstance(reading, DueReading)
        assert reading.due == day


@given(WORKING_DAYS, st.integers(0, 6))
@settings(max_examples=100)
def test_a_bare_weekday_is_one_to_seven_days_away(made: date, weekday: int) -> None:
    reading = read_due(f"周{WEEKDAYS[weekday]}", made)
    assert isinstance(reading, DueReading)
    assert reading.due.weekday() == weekday
    assert 1 <= (reading.due - made).days <= 7


@given(st.integers(1901, 2098), st.data())
@settings(max_examples=200)
def test_every_lunar_day_reads_back_by_its_chinese_name(year: int, data: st.DataObject) -> None:
    month, leap = data.draw(st.sampled_from(sorted(months_of(year))))
    found = months_of(year)[month, leap]
    number = data.draw(st.integers(1, found.length))
    name, day = lunar_day_name(month, number, leap), found.day(number)
    for phrase in (f"农历{name}", f"农历{year}年{name}前"):
        reading = read_due(phrase, day - timedelta(data.draw(st.integers(0, 25))))
        assert isinstance(reading, DueReading), (phrase, reading)
        assert reading.due == day


@given(TEXTS, ANY_DAY)
@settings(max_examples=600)
def test_no_text_raises_and_every_answer_can_be_shown(text: str, made: date) -> None:
    answer = read_due(text, made)
    if isinstance(answer, Problem):
        assert SENTENCES[answer.code].format_map(answer.arguments)
    else:
        assert answer.due >= made
        template, arguments = describe_due(answer, made)
        assert template.format_map(arguments)


@given(TEXTS, ANY_DAY)
@settings(max_examples=600)
def test_quick_entry_raises_on_no_text_and_keeps_the_order_of_what_it_keeps(text: str, made: date) -> None:
    answer = read_quick_entry(text, made)
    if isinstance(answer, Problem):
        assert SENTENCES[answer.code].format_map(answer.arguments)
        return
    rest = iter(text)
    assert all(letter == " " or letter in rest for letter in answer.text)
    assert answer.text == answer.text.strip() != ""


# No letters that could make a word of the phrase itself, such as "by".
WORDS = st.text(alphabet="送报告茶药她家血压计电话 ，、（）ACxz#!?🎂é·", max_size=20)


@given(
    WORDS,
    WORDS,
    st.sampled_from(
        ["12月2日前", "下周三前", "最晚明天", "2026-12-02前", "后天下午3点", "by next friday", "月底之前"]
    ),
)
@settings(max_examples=300)
def test_quick_entry_loses_no_letter_that_is_not_of_the_due_date(
    before: str, behind: str, phrase: str
) -> None:
    words = SEPARATORS.sub("", before + behind)
    answer = read_quick_entry(f"{before} {phrase} {behind}", date(2026, 11, 23))
    if not words:
        assert isinstance(answer, QuickEntry) or answer.code == "empty"
        return
    assert isinstance(answer, QuickEntry), answer
    assert SEPARATORS.sub("", answer.text) == words
    assert answer.reading.phrase.strip() == phrase


@given(st.text(max_size=60))
def test_plain_text_keeps_every_place(text: str) -> None:
    assert len(plain(text)) == len(text)
    assert plain(plain(text)) == plain(text)


@given(st.integers(1, 99))
def test_chinese_numerals_read_back(number: int) -> None:
    assert read_number(chinese_number(number).replace("〇", "零")) == read_number(str(number)) == number
