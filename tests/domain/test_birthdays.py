"""Birthdays of both calendars: read from what people write, and the day on which they are kept."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldlog.domain.birthdays import (
    Birthday,
    describe_birthday,
    next_birthday,
    read_birthday,
    read_lunar_birthday,
)
from fieldlog.domain.due.lunar import lunar_day_name, months_of
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.problems import SENTENCES, Problem, Said
from fieldlog.locale import say, use_language

TODAY = date(2026, 11, 22)
SOLAR_1950 = Birthday("solar", 3, 5, 1950)
SOLAR = Birthday("solar", 3, 5)
LUNAR = Birthday("lunar", 3, 8)
LUNAR_1950 = Birthday("lunar", 3, 8, 1950)
LETTERS = "农历阴公历闰正腊冬年月日号初一二三四五六七八九十廿0123456789-/. ()（）１９lunarMay,"


@pytest.mark.parametrize(
    ("texts", "birthday"),
    [
        (
            "1950-03-05|1950/3/5|1950.3.5|1950年3月5日|19500305|1950-03-05 00:00:00|1950-03-05T00:00:00",
            SOLAR_1950,
        ),
        ("１９５０年３月５日|1950／03／05|一九五〇年三月五日|公历1950年3月5日", SOLAR_1950),
        (
            "5 March 1950|March 5, 1950|5 Mar. 1950| 1950-3-5 |1950年03月05号|阳历1950-3-5|1950年3月5日生",
            SOLAR_1950,
        ),
        ("3月5日|三月五日|03月05日|3月5号|3-5|公历3月5日|5 March|3月5", SOLAR),
        ("13/5/1950|5/13/1950|5-13-1950", Birthday("solar", 5, 13, 1950)),
        (
            "农历三月初八|阴历三月初八|三月初八|农历3月8日|3月8日(农历)|3月8日（阴历）|旧历三月八日",
            LUNAR,
        ),
        ("lunar 3-8|Lunar 3月8日|农历：三月初八", LUNAR),
        ("农历1950年三月初八|1950年农历三月初八|农历1950-3-8|1950年三月初八|農曆1950年三月初八", LUNAR_1950),
        ("腊月廿三|农历腊月二十三|十二月廿三|臘月廿三|农历12月23", Birthday("lunar", 12, 23)),
        ("农历闰四月初二|闰四月初二|闰4月2日|阴历闰四月初二", Birthday("lunar", 4, 2, leap=True)),
        ("1952年闰五月初十", Birthday("lunar", 5, 10, 1952, leap=True)),
        ("冬月三十", Birthday("lunar", 11, 30)),
        ("正月初一|元月初一", Birthday("lunar", 1, 1)),
        ("2月29日", Birthday("solar", 2, 29)),
        ("2026-11-22", Birthday("solar", 11, 22, 2026)),
        ("农历1978年七月三十", Birthday("lunar", 7, 30, 1978)),
    ],
)
def test_birthdays_are_read(texts: str, birthday: Birthday) -> None:
    for text in texts.split("|"):
        assert read_birthday(text, TODAY) == birthday, text


@pytest.mark.parametrize(
    ("texts", "birthday"),
    [
        ("三月初八|3-8|3/8|农历三月初八|三月八日|03-08|３月８日", LUNAR),
        ("1950-3-8|1950/3/8|1950年三月初八|农历1950年3月8日|19500308", LUNAR_1950),
        ("闰四月初二", Birthday("lunar", 4, 2, leap=True)),
        ("八月十五", Birthday("lunar", 8, 15)),
    ],
)
def test_lunar_birthdays_are_read_without_a_word_for_the_calendar(texts: str, birthday: Birthday) -> None:
    for text in texts.split("|"):
        assert read_lunar_birthday(text, today=TODAY) == birthday, text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("　", "empty"),
        ("不详", "birthday-not-understood"),
        ("1950", "birthday-not-understood"),
        ("1950年3月", "birthday-not-understood"),
        ("50年3月5日", "birthday-not-understood"),
        ("3.1", "birthday-not-understood"),
        ("1950-03-05 08:00:00", "birthday-not-understood"),
        ("2月30日", "no-such-date"),
        ("1950-02-30", "no-such-date"),
        ("1951-02-29", "no-such-date"),
        ("30/30/1950", "no-such-date"),
        ("1950-00-10", "no-such-date"),
        ("农历1951-1-31", "no-such-lunar-date"),
        ("农历2023年十二月三十一", "no-such-lunar-date"),
        ("农历1950年腊月三十", "no-such-lunar-date"),
        ("农历1951年闰四月初二", "no-such-lunar-date"),
        ("闰十二月初一", "no-such-lunar-date"),
        ("3/4", "birthday-ambiguous"),
        ("3/4/1950", "birthday-ambiguous"),
        ("八月十五", "birthday-ambiguous"),
        ("2026-11-23", "birthday-in-the-future"),
        ("2030年1月1日", "birthday-in-the-future"),
        ("农历2026年腊月初一", "birthday-in-the-future"),
        ("农历2500年腊月初一", "birthday-in-the-future"),
        ("1850-01-01", "birthday-too-early"),
        ("农历1850年三月初八", "birthday-too-early"),
    ],
)
def test_a_birthday_that_cannot_be_is_refused(text: str, code: str) -> None:
    problem = read_birthday(text, TODAY)
    assert isinstance(problem, Problem), problem
    assert (problem.field, problem.code) == ("birthday", code)
    assert SENTENCES[code].format_map(problem.arguments)


def test_an_ambiguous_birthday_shows_both_readings() -> None:
    problem = read_birthday("八月十五", TODAY)
    assert isinstance(problem, Problem)
    assert problem.arguments["readings"] == Said(
        en="08-15 / lunar month 8, day 15", zh="08-15 / 农历八月十五"
    )
    assert read_birthday("三月三十一", TODAY) == Birthday("solar", 3, 31)


def test_a_solar_word_is_refused_for_the_lunar_birthday_and_the_field_is_kept() -> None:
    problem = read_lunar_birthday("公历1950年3月5日", TODAY, "lunar_birthday")
    assert isinstance(problem, Problem)
    assert (problem.field, problem.code) == ("lunar_birthday", "birthday-not-lunar")


@pytest.mark.parametrize(
    ("birthday", "on_or_after", "kept"),
    [
        (SOLAR_1950, date(2026, 3, 5), date(2026, 3, 5)),
        (SOLAR, date(2026, 3, 6), date(2027, 3, 5)),
        (Birthday("solar", 2, 29), date(2026, 11, 22), date(2027, 2, 28)),
        (Birthday("solar", 2, 29), date(2028, 2, 1), date(2028, 2, 29)),
        (Birthday("solar", 12, 31), date(2026, 12, 31), date(2026, 12, 31)),
        (LUNAR, date(2026, 11, 22), date(2027, 4, 14)),
        (Birthday("lunar", 8, 15), date(2026, 9, 25), date(2026, 9, 25)),
        (Birthday("lunar", 12, 8), date(2027, 1, 1), date(2027, 1, 15)),
        (Birthday("lunar", 12, 30), date(2026, 11, 22), date(2027, 2, 5)),
        (Birthday("lunar", 6, 3, leap=True), date(2025, 1, 1), date(2025, 7, 27)),
        (Birthday("lunar", 6, 3, leap=True), date(2026, 1, 1), date(2026, 7, 16)),
        (Birthday("lunar", 6, 3), date(2025, 6, 27), date(2025, 6, 27)),
    ],
)
def test_the_next_birthday_is_the_day_on_which_it_is_kept(
    birthday: Birthday, on_or_after: date, kept: date
) -> None:
    assert next_birthday(birthday, on_or_after) == kept


def test_a_lunar_birthday_beyond_the_tables_is_an_expected_error() -> None:
    with pytest.raises(BadInputError) as caught:
        next_birthday(LUNAR, date(2150, 1, 1))
    problem = caught.value.problems[0]
    assert SENTENCES[problem.code].format_map(problem.arguments)


@pytest.mark.parametrize(
    ("birthday", "english", "chinese"),
    [
        (SOLAR, "03-05", "3月5日"),
        (SOLAR_1950, "1950-03-05", "1950年3月5日"),
        (LUNAR, "lunar month 3, day 8", "农历三月初八"),
        (
            Birthday("lunar", 4, 2, 1952, leap=True),
            "lunar leap month 4, day 2, born 1952",
            "农历闰四月初二，1952年生",
        ),
    ],
)
def test_a_birthday_is_described_in_the_language_that_is_spoken(
    birthday: Birthday, english: str, chinese: str
) -> None:
    for language, words in (("en", english), ("zh", chinese)):
        use_language("zh" if language == "zh" else "en")
        assert say(describe_birthday(birthday)) == words


@given(st.dates(min_value=date(1900, 1, 1), max_value=TODAY))
def test_every_solar_birthday_reads_back(born: date) -> None:
    expected = Birthday("solar", born.month, born.day, born.year)
    for text in (born.isoformat(), f"{born.year}年{born.month}月{born.day}日", f"{born} 00:00:00"):
        assert read_birthday(text, TODAY) == expected
    assert read_birthday(f"{born.month}月{born.day}日", TODAY) == Birthday("solar", born.month, born.day)


@given(st.integers(1900, 2025), st.data())
def test_every_lunar_birthday_reads_back_by_its_name(year: int, data: st.DataObject) -> None:
    month, leap = data.draw(st.sampled_from(sorted(months_of(year))))
    day = data.draw(st.integers(1, months_of(year)[month, leap].length))
    name = lunar_day_name(month, day, leap)
    assert read_birthday(f"农历{name}", TODAY) == Birthday("lunar", month, day, leap=leap)
    assert read_lunar_birthday(f"{year}年{name}", TODAY) == Birthday("lunar", month, day, year, leap)


@given(st.integers(1, 12), st.integers(1, 30), st.booleans(), st.dates(date(1930, 1, 1), date(2098, 12, 31)))
@settings(max_examples=200)
def test_a_lunar_birthday_comes_every_year(month: int, day: int, leap: bool, start: date) -> None:
    kept = next_birthday(Birthday("lunar", month, day, leap=leap), start)
    assert 0 <= (kept - start).days <= 414


@given(st.one_of(st.text(max_size=30), st.text(alphabet=LETTERS, max_size=16)), st.dates())
@settings(max_examples=400)
def test_no_text_raises(text: str, today: date) -> None:
    for answer in (read_birthday(text, today), read_lunar_birthday(text, today)):
        if isinstance(answer, Problem):
            assert SENTENCES[answer.code].format_map(answer.arguments)
        else:
            template, arguments = describe_birthday(answer)
            assert template.format_map(arguments)
