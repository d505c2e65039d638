"""Due phrases that are refused with what was read: several readings, a past day, no such day, no day."""

from datetime import date

import pytest

from fieldlog.domain.due import read_due
from fieldlog.domain.problems import SENTENCES, Problem

MADE = date(2026, 11, 23)


def problem_of(phrase: str, made: date = MADE) -> Problem:
    problem = read_due(phrase, made)
    assert isinstance(problem, Problem), problem
    assert problem.field == "due"
    assert SENTENCES[problem.code].format_map(problem.arguments)
    return problem


@pytest.mark.parametrize(
    ("phrase", "readings"),
    [
        ("3/4", "2027-03-04 / 2027-04-03"),
        ("03/04", "2027-03-04 / 2027-04-03"),
        ("12-02", "2026-12-02 / 2027-02-12"),
        ("2/12/2026", "2026-02-12 / 2026-12-02"),
        ("26-12-02", "2026-12-02 / 2002-12-26"),
        ("周三下周五", "2026-11-25 / 2026-12-04"),
        ("周五下周五", "2026-11-27 / 2026-12-04"),
        ("3号或5号", "2026-12-03 / 2026-12-05"),
        ("friday or saturday", "2026-11-27 / 2026-11-28"),
        ("周一到周五", "2026-11-30 / 2026-11-27"),
        ("12月2日周四", "2026-12-02 / 2026-11-26"),
        ("周末", "2026-11-28 / 2026-11-29"),
        ("next weekend", "2026-12-05 / 2026-12-06"),
        ("end of the week", "2026-11-27 / 2026-11-29"),
        ("下周", "2026-11-30 / 2026-12-06"),
        ("这周", "2026-11-23 / 2026-11-29"),
        ("下个月", "2026-12-01 / 2026-12-31"),
        ("next month", "2026-12-01 / 2026-12-31"),
        ("八月十五", "2027-08-15 / 2027-09-15"),
        ("小年", "2027-01-30 / 2027-01-31"),
        ("新年前", "2027-01-01 / 2027-02-06"),
        ("明年除夕", "2027-02-05 / 2028-01-25"),
        ("两三天后", "2026-11-25 / 2026-11-26"),
        ("3-5天后", "2026-11-26 / 2026-11-28"),
        ("in 3-5 days", "2026-11-26 / 2026-11-28"),
        ("lunar 3/4", "2027-04-10 / 2027-05-08"),
        ("明天3点", "2026-11-24 03:00 / 2026-11-24 15:00"),
        ("tomorrow at 3", "2026-11-24 03:00 / 2026-11-24 15:00"),
    ],
)
def test_a_phrase_with_several_readings_is_refused_with_each_of_them(phrase: str, readings: str) -> None:
    problem = problem_of(phrase)
    assert (problem.code, problem.arguments["readings"]) == ("due-ambiguous", readings)


@pytest.mark.parametrize(
    ("phrase", "reading"),
    [
        ("2026-11-22", "2026-11-22"),
        ("2026-11-01 15:30", "2026-11-01 15:30"),
        ("昨天", "2026-11-22"),
        ("前天", "2026-11-21"),
        ("上周三", "2026-11-18"),
        ("3天前", "2026-11-20"),
        ("yesterday", "2026-11-22"),
        ("last friday", "2026-11-20"),
        ("3 days ago", "2026-11-20"),
        ("本月5号", "2026-11-05"),
        ("2025年春节", "2025-01-29"),
    ],
)
def test_a_day_before_the_promise_is_refused_with_what_was_read(phrase: str, reading: str) -> None:
    problem = problem_of(phrase)
    assert (problem.code, problem.arguments["reading"]) == ("due-in-the-past", reading)
    assert problem.arguments["made"] == "2026-11-23"


def test_this_week_on_a_day_that_has_gone_is_refused() -> None:
    assert problem_of("这周一", date(2026, 11, 25)).arguments["reading"] == "2026-11-23"
    assert problem_of("this monday", date(2026, 11, 25)).code == "due-in-the-past"


@pytest.mark.parametrize(
    ("phrase", "code"),
    [
        ("2月30日", "no-such-date"),
        ("2026-13-01", "no-such-date"),
        ("2027年2月29日", "no-such-date"),
        ("30/30", "no-such-date"),
        ("13月45", "no-such-date"),
        ("32号", "no-such-date"),
        ("9999年后", "no-such-date"),
        ("in 9999 years", "no-such-date"),
        ("腊月三十", "no-such-lunar-date"),
        ("闰二月三十", "no-such-lunar-date"),
        ("2027年闰六月初一", "no-such-lunar-date"),
        ("闰十二月初一", "lunar-years-unknown"),
        ("农历2150年三月初八", "lunar-years-unknown"),
        ("明天25点", "no-such-time"),
        ("明天下午30点", "no-such-time"),
        ("今天晚上12点", "no-such-time"),
        ("tomorrow 13pm", "no-such-time"),
        ("明天 10:75", "no-such-time"),
    ],
)
def test_a_day_or_time_that_does_not_exist_is_refused(phrase: str, code: str) -> None:
    assert problem_of(phrase).code == code


@pytest.mark.parametrize(
    "phrase",
    [
        *(
            "x",
            "星期",
            "周",
            "月",
            "12月",
            "3",
            "三天",
            "每周三",
            "周五后",
            "周五左右",
            "中秋前后",
            "3个工作日内",
        ),
        *(
            "一个半月后",
            "1.5天后",
            "99999天后",
            "soon",
            "every friday",
            "friday's",
            "in an hour",
            "送药 周五",
            "第3天后",
            "下周二十号",
        ),
        *(
            "5-8号",
            "‮明天",
            "明天\x00",
            "🎂",
            "周五周",
            "农历",
            "-",
            "，",
            "12月5-8日",
            "后天性",
            "2026-12-02x",
        ),
    ],
)
def test_words_that_are_no_due_date_are_not_understood(phrase: str) -> None:
    assert problem_of(phrase).code == "due-not-understood"


def test_an_empty_phrase_is_empty_and_a_very_long_one_is_cut_in_the_message() -> None:
    assert problem_of(" 　\t").code == "empty"
    shown = problem_of("明天" * 5000).arguments["phrase"]
    assert isinstance(shown, str)
    assert len(shown) == 60


def test_beyond_the_lunar_tables_the_solar_date_is_asked_for() -> None:
    assert problem_of("中秋", date(2100, 11, 1)).code == "lunar-years-unknown"
    assert problem_of("除夕", date(2150, 1, 1)).code == "lunar-years-unknown"
    assert problem_of("清明", date(2100, 1, 1)).code == "no-such-date"
