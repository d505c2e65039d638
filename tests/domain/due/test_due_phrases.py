"""Due phrases that are read, in Chinese and English, counted from Monday 23 November 2026."""

import subprocess
import sys
from datetime import date, time

import pytest

from fieldlog.domain.due import DueReading, describe_due, read_due
from fieldlog.locale import translate

MADE = date(2026, 11, 23)
FRIDAY = date(2026, 11, 27)


def due_of(phrase: str, made: date = MADE) -> str:
    reading = read_due(phrase, made)
    assert isinstance(reading, DueReading), reading
    return reading.due.isoformat()


@pytest.mark.parametrize(
    ("phrases", "due"),
    [
        (
            "2026-12-02 2026/12/2 2026.12.2 20261202 2026年12月2日 二〇二六年十二月二日 ２０２６－１２－０２",
            "2026-12-02",
        ),
        ("12月2日 12月2号 十二月二日 １２月２日 12月2 12月2號 今年12月2日", "2026-12-02"),
        ("今天 今日 今晚 11月23日 23号", "2026-11-23"),
        ("明天 明日 明早 明晚 1天后 一天内", "2026-11-24"),
        ("后天 後天 两天后", "2026-11-25"),
        ("大后天 3天后 三天后 3天内 三日内 三天之内 ３天后 过3天后", "2026-11-26"),
        ("两周后 2个星期后 两个礼拜以后 二周后 14天后", "2026-12-07"),
        ("一周后 一个星期后 一周以内 1周内", "2026-11-30"),
        ("半个月后 半月后 十五天后", "2026-12-08"),
        ("一个月后 1个月内", "2026-12-23"),
        ("半年后", "2027-05-23"),
        (
            "周五 星期五 礼拜五 週五 周5 这周五 本周五 这个星期五 周五前 周五之前 周五以前 最晚周五 在周五前",
            "2026-11-27",
        ),
        ("周一 星期一 下周一", "2026-11-30"),
        ("下周三 下星期三 下礼拜三 下个周三 下周三前 下週三", "2026-12-02"),
        ("下星期天 下周日 下个礼拜天", "2026-12-06"),
        ("下下周一", "2026-12-07"),
        ("月底 本月底 这个月底 月末 月底前 30号", "2026-11-30"),
        ("下月底 下个月底 年底 年末 今年底 12月底 31号 下个月内", "2026-12-31"),
        ("月初 下月初 12月初 下个月1号", "2026-12-01"),
        ("下个月5号 下月五号 下個月5號 5号 五号 5日", "2026-12-05"),
        ("中秋前 中秋 中秋节 农历八月十五 明年中秋", "2027-09-15"),
        ("春节前 春节 正月初一 农历正月初一 大年初一 过年前 明年春节", "2027-02-06"),
        ("除夕 年三十 大年三十", "2027-02-05"),
        ("重阳 重阳节前", "2027-10-08"),
        ("端午 端午节", "2027-06-09"),
        ("元宵 元宵节 正月十五", "2027-02-20"),
        ("七夕", "2027-08-08"),
        ("腊八 腊八节前 农历腊月初八 腊月初八 阴历十二月初八 农历12月8日", "2027-01-15"),
        ("腊月二十三 腊月廿三 臘月廿三", "2027-01-30"),
        ("农历初五 農曆初五 十一月初五", "2026-12-13"),
        ("元旦 明年元旦", "2027-01-01"),
        ("五一 五一劳动节", "2027-05-01"),
        ("国庆 十一 國慶節", "2027-10-01"),
        ("清明 清明节前", "2027-04-05"),
        ("冬至", "2026-12-22"),
        ("闰六月初五", "2036-07-27"),
        ("2月29日", "2028-02-29"),
        ("12月2日周三 12月2日(周三) 12月2日（星期三）前 周三12月2日", "2026-12-02"),
    ],
)
def test_chinese_phrases_are_read(phrases: str, due: str) -> None:
    for phrase in phrases.split():
        assert due_of(phrase) == due, phrase


@pytest.mark.parametrize(
    ("phrases", "due"),
    [
        ("today|tonight|this evening", "2026-11-23"),
        ("tomorrow|Tomorrow|tomorrow morning|by tomorrow|in a day", "2026-11-24"),
        ("the day after tomorrow|day after tomorrow", "2026-11-25"),
        ("in 3 days|in three days|within 3 days|3 days from now", "2026-11-26"),
        ("in two weeks|in 2 weeks|in a fortnight|two weeks from today", "2026-12-07"),
        ("within a week|in a week|in 7 days|next monday|monday", "2026-11-30"),
        ("in a month", "2026-12-23"),
        (
            "friday|Friday|FRI|this friday|by friday|before friday|on friday|friday at the latest",
            "2026-11-27",
        ),
        ("next wednesday|by next wednesday|before Next Wed", "2026-12-02"),
        ("end of month|end of the month|by the end of this month|month end", "2026-11-30"),
        ("end of next month|end of the year|end of December", "2026-12-31"),
        (
            "2 Dec|2nd December|December 2|Dec 2nd 2026|2 December 2026|the 2nd of December|by 2 Dec",
            "2026-12-02",
        ),
        ("Wed 2 Dec|Wednesday, 2 December|Dec 2, 2026|the 2nd|2 Dec (Wed)", "2026-12-02"),
        ("mid-autumn|mid autumn|mid-autumn festival|before mid-autumn|lunar 8/15", "2027-09-15"),
        ("spring festival|chinese new year", "2027-02-06"),
        ("chongyang|double ninth|double ninth festival", "2027-10-08"),
        ("dragon boat|the dragon boat festival", "2027-06-09"),
        ("12/25|25/12|christmas", "2026-12-25"),
        ("13/12/2026", "2026-12-13"),
        ("5th of next month", "2026-12-05"),
    ],
)
def test_english_phrases_are_read(phrases: str, due: str) -> None:
    for phrase in phrases.split("|"):
        assert due_of(phrase) == due, phrase


@pytest.mark.parametrize(
    ("phrase", "due", "clock"),
    [
        ("明天下午3点", "2026-11-24", time(15)),
        ("12月2日 15:30", "2026-12-02", time(15, 30)),
        ("12月2日 15：30", "2026-12-02", time(15, 30)),
        ("2026-12-02T09:05", "2026-12-02", time(9, 5)),
        ("3月5日上午9点半", "2027-03-05", time(9, 30)),
        ("后天晚上八点一刻", "2026-11-25", time(20, 15)),
        ("明晚8点", "2026-11-24", time(20)),
        ("今天中午12点", "2026-11-23", time(12)),
        ("下周三下午三点前", "2026-12-02", time(15)),
        ("周五 14点20分", "2026-11-27", time(14, 20)),
        ("tomorrow 3pm", "2026-11-24", time(15)),
        ("tomorrow at 3:30 p.m.", "2026-11-24", time(15, 30)),
        ("at 9am on friday", "2026-11-27", time(9)),
        ("friday noon", "2026-11-27", time(12)),
        ("周五下午", "2026-11-27", None),
    ],
)
def test_a_time_of_day_is_read_with_its_day(phrase: str, due: str, clock: time | None) -> None:
    reading = read_due(phrase, MADE)
    assert isinstance(reading, DueReading), reading
    assert (reading.due.isoformat(), reading.time, reading.phrase) == (due, clock, phrase)


def test_a_weekday_is_the_next_one_after_the_day_the_promise_was_made() -> None:
    assert [due_of(phrase, FRIDAY) for phrase in ("周五", "friday", "by friday", "周五前")] == [
        "2026-12-04"
    ] * 4
    assert [due_of(phrase, FRIDAY) for phrase in ("周六", "saturday")] == ["2026-11-28"] * 2


def test_this_week_is_the_week_of_the_promise_and_next_week_the_one_after_its_sunday() -> None:
    sunday = date(2026, 11, 29)
    assert due_of("这周五", FRIDAY) == due_of("this friday", FRIDAY) == "2026-11-27"
    assert due_of("下周一", sunday) == due_of("next monday", sunday) == "2026-11-30"
    assert due_of("下周日", sunday) == due_of("next sunday", sunday) == "2026-12-06"


def test_a_month_after_the_last_of_a_long_month_is_the_last_of_the_short_one() -> None:
    assert due_of("一个月后", date(2027, 1, 31)) == "2027-02-28"
    assert due_of("31号", date(2027, 1, 31)) == "2027-01-31"
    assert due_of("30号", date(2027, 1, 31)) == "2027-03-30"


def test_the_end_of_december_reaches_the_next_year_only_after_it_has_passed() -> None:
    assert due_of("2月底", date(2027, 2, 28)) == "2027-02-28"
    assert due_of("2月底", date(2027, 3, 1)) == "2028-02-29"


def test_new_years_eve_is_the_last_day_of_the_lunar_year_long_or_short() -> None:
    # 2024 has a twelfth month of 29 days, 2022 one of 30.
    assert due_of("除夕", date(2024, 12, 1)) == "2025-01-28"
    assert due_of("除夕", date(2022, 12, 1)) == "2023-01-21"


@pytest.mark.parametrize(("year", "day"), [(2021, 21), (2023, 22), (2024, 21), (2026, 22)])
def test_the_winter_solstice_follows_the_sun(year: int, day: int) -> None:
    assert due_of("冬至", date(year, 12, 1)) == f"{year}-12-{day}"


@pytest.mark.parametrize(
    ("due", "clock", "words"),
    [
        (MADE, None, "2026-11-23, today"),
        (date(2026, 11, 24), time(15), "2026-11-24 15:00, tomorrow"),
        (date(2026, 12, 2), None, "2026-12-02, in 9 days"),
        (date(2026, 12, 2), time(9, 5), "2026-12-02 09:05, in 9 days"),
    ],
)
def test_a_reading_is_described_by_a_template_and_numbers(due: date, clock: time | None, words: str) -> None:
    template, arguments = describe_due(DueReading(due, clock, "…"), MADE)
    assert template.format_map(arguments) == words
    assert (arguments["weekday"], arguments["month"], arguments["day"]) == (
        due.isoweekday(),
        due.month,
        due.day,
    )
    assert translate(template, **arguments)


def test_due_phrases_cost_nothing_to_a_program_that_reads_none() -> None:
    program = (
        "import sys, fieldlog.domain.birthdays, fieldlog.domain.due; "
        "print({'dateutil', 'borax', 'fieldlog.domain.due.phrases'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
