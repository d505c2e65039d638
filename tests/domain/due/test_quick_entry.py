"""Quick entry: one line gives a promise and its due date, typed on Monday 23 November 2026."""

import time as clock
from datetime import date, time

import pytest

from fieldlog.domain.due import QuickEntry, read_quick_entry
from fieldlog.domain.problems import SENTENCES, Problem

MADE = date(2026, 11, 23)


def entry_of(typed: str) -> QuickEntry:
    entry = read_quick_entry(typed, MADE)
    assert isinstance(entry, QuickEntry), entry
    return entry


def problem_of(typed: str) -> Problem:
    problem = read_quick_entry(typed, MADE)
    assert isinstance(problem, Problem), problem
    assert SENTENCES[problem.code].format_map(problem.arguments)
    return problem


@pytest.mark.parametrize(
    ("typed", "text", "due"),
    [
        ("答应下周三前送体检报告", "送体检报告", "2026-12-02"),
        ("送体检报告 12月2日", "送体检报告", "2026-12-02"),
        ("送体检报告，12月2日前", "送体检报告", "2026-12-02"),
        ("后天打电话", "打电话", "2026-11-25"),
        ("两周后带血压计 过来", "带血压计 过来", "2026-12-07"),
        ("送 2 盒茶 后天 到家", "送 2 盒茶 到家", "2026-11-25"),
        ("送报告（12月2日前）", "送报告", "2026-12-02"),
        ("送报告(周三前)给她", "送报告给她", "2026-11-25"),
        ("12月2日（周三）送报告", "送报告", "2026-12-02"),
        ("送茶，周三前，再打电话", "送茶，再打电话", "2026-11-25"),
        ("带她12月2日去医院", "带她去医院", "2026-12-02"),
        ("带她去体检周五", "带她去体检", "2026-11-27"),
        ("最晚月底前结账", "结账", "2026-11-30"),
        ("农历腊月初八送腊八粥", "送腊八粥", "2027-01-15"),
        ("中秋前送月饼", "送月饼", "2027-09-15"),
        ("中秋送月饼", "送月饼", "2027-09-15"),
        ("5号送药", "送药", "2026-12-05"),
        ("十一送票", "送票", "2027-10-01"),
        ("三天内送到", "送到", "2026-11-26"),
        ("我3天后打电话", "我打电话", "2026-11-26"),
        ("send the report by next wednesday", "send the report", "2026-12-02"),
        ("call her daughter in 3 days", "call her daughter", "2026-11-26"),
        ("bring tea before mid-autumn", "bring tea", "2027-09-15"),
        ("call her Wed 2 Dec", "call her", "2026-12-02"),
        ("friday: call her", "call her", "2026-11-27"),
        ("bring 3 boxes of Tea by 2 Dec, please", "bring 3 boxes of Tea, please", "2026-12-02"),
        ("remind her tomorrow morning", "remind her", "2026-11-24"),
    ],
)
def test_a_line_is_taken_apart(typed: str, text: str, due: str) -> None:
    entry = entry_of(typed)
    assert (entry.text, entry.due.isoformat()) == (text, due)


def test_a_time_of_day_goes_with_its_day() -> None:
    entry = entry_of("12月2日下午三点陪她去医院")
    assert (entry.text, entry.due, entry.reading.time) == ("陪她去医院", date(2026, 12, 2), time(15))
    assert entry.reading.phrase == "12月2日下午三点"


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("答应她周五打电话", "打电话"),
        ("答应了周五打电话", "打电话"),
        ("我答应周五打电话", "打电话"),
        ("说好后天带茶", "带茶"),
        ("承诺明天送报告", "送报告"),
        ("保证明天送报告", "送报告"),
        ("I will call tomorrow", "call"),
        ("I'll call tomorrow", "call"),
        ("promised to send tea by friday", "send tea"),
        ("promised her to send tea by friday", "send tea"),
        ("promise: call tomorrow", "call"),
    ],
)
def test_the_words_that_lead_to_a_promise_go(typed: str, text: str) -> None:
    assert entry_of(typed).text == text


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("答应她女儿周五打电话", "她女儿打电话"),
        ("承诺书明天送", "承诺书送"),
        ("保证质量的茶 明天送", "保证质量的茶 送"),
        ("will papers by friday", "will papers"),
    ],
)
def test_words_that_only_look_like_a_lead_stay(typed: str, text: str) -> None:
    assert entry_of(typed).text == text


@pytest.mark.parametrize(
    ("typed", "text", "due"),
    [
        ("后天带12月2日的发票", "带12月2日的发票", "2026-11-25"),
        ("周五前送周三的报告", "送周三的报告", "2026-11-27"),
        ("昨天借的书明天还", "昨天借的书还", "2026-11-24"),
        ("还上周三借的书 明天", "还上周三借的书", "2026-11-24"),
        ("下个月的药 明天", "下个月的药", "2026-11-24"),
        ("送药去3号楼 明天", "送药去3号楼", "2026-11-24"),
        ("send the friday report by monday", "send the friday report", "2026-11-30"),
        ("bring a sun hat by friday", "bring a sun hat", "2026-11-27"),
        ("明天早一点来", "早一点来", "2026-11-24"),
        ("明天下午3点到5点体检", "下午3点到5点体检", "2026-11-24"),
        ("10,000 steps by friday", "10,000 steps", "2026-11-27"),
    ],
)
def test_days_that_belong_to_the_promise_stay_in_its_words(typed: str, text: str, due: str) -> None:
    entry = entry_of(typed)
    assert (entry.text, entry.due.isoformat()) == (text, due)


@pytest.mark.parametrize(
    "typed",
    [
        *("三天的药", "周大妈", "带12月的发票", "介绍下周期", "送茶", "一周三次按摩", "送5号电池", "去3号楼"),
        *(
            "后天性糖尿病资料",
            "四周五棵树",
            "十一个苹果",
            "今后天天来看",
            "送1/2片药",
            "3个工作日内送",
            "证明日期",
        ),
        *("晚上8点送", "2小时后打电话", "5-8号送药", "tomorrow's paper", "send the report", "一个半月后复查"),
    ],
)
def test_a_line_without_a_due_date_says_so(typed: str) -> None:
    problem = problem_of(typed)
    assert (problem.field, problem.code, problem.arguments["phrase"]) == ("due", "due-missing", typed)


@pytest.mark.parametrize(
    ("typed", "phrase", "reading"),
    [
        ("送五一劳动节的票", "五一劳动节", "2027-05-01"),
        ("每周三送菜", "周三", "2026-11-25"),
        ("出院3天后打电话", "3天后", "2026-11-26"),
        ("送周三报告", "周三", "2026-11-25"),
        ("介绍下周三的活动", "下周三", "2026-12-02"),
        ("腊八粥", "腊八", "2027-01-15"),
        ("初二学生资料", "初二", "2026-12-10"),
        ("周五后打电话", "周五", "2026-11-27"),
        ("从周三开始送", "周三", "2026-11-25"),
        ("send the friday report", "friday", "2026-11-27"),
        ("sat with her", "sat", "2026-11-28"),
        ("call her every friday", "friday", "2026-11-27"),
    ],
)
def test_a_doubtful_due_date_is_asked_about_with_its_reading(typed: str, phrase: str, reading: str) -> None:
    problem = problem_of(typed)
    assert (problem.code, problem.arguments) == ("due-doubtful", {"phrase": phrase, "readings": reading})


@pytest.mark.parametrize(
    "phrase", ["5号", "周三", "3天后", "中秋", "腊八", "初二", "friday", "sun", "下周三", "12/25", "2 Dec"]
)
def test_at_the_end_after_a_space_a_doubtful_due_date_is_taken(phrase: str) -> None:
    assert entry_of(f"送药 {phrase}").text == "送药"


@pytest.mark.parametrize(
    ("typed", "readings"),
    [
        ("明天或后天送", "2026-11-24 / 2026-11-25"),
        ("下周三、周四送药", "2026-12-02 / 2026-11-26"),
        ("周三下周五送茶", "2026-11-25 / 2026-12-04"),
        ("下周送药", "2026-11-30 / 2026-12-06"),
        ("周末陪她", "2026-11-28 / 2026-11-29"),
        ("明天3点来", "2026-11-24 03:00 / 2026-11-24 15:00"),
        ("call tomorrow, send tea by friday", "2026-11-24 / 2026-11-27"),
    ],
)
def test_two_due_dates_are_refused_with_both(typed: str, readings: str) -> None:
    problem = problem_of(typed)
    assert (problem.code, problem.arguments["readings"]) == ("due-ambiguous", readings)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("2026-11-01送药", "due-in-the-past"),
        ("上周三送药", "due-in-the-past"),
        ("2月30日送药", "no-such-date"),
    ],
)
def test_a_due_date_that_cannot_be_is_refused(typed: str, code: str) -> None:
    assert problem_of(typed).code == code


@pytest.mark.parametrize(
    "typed", ["", "  ", "明天", "答应明天", "答应她周五前", "by friday", "（周五前）", "下周三，"]
)
def test_a_promise_without_words_is_empty(typed: str) -> None:
    assert problem_of(typed) == Problem("promise", "empty")


def test_the_same_due_date_said_twice_is_one() -> None:
    entry = entry_of("明天送药，11月24日前")
    assert (entry.text, entry.due) == ("送药", date(2026, 11, 24))


@pytest.mark.parametrize(
    "typed", ["明天" * 5000, "三月" * 5000, "1/2 " * 2500, "一" * 10000, "in 3 to " * 1250, "（" * 10000]
)
def test_ten_thousand_characters_of_near_phrases_do_not_blow_up(typed: str) -> None:
    # A square law would take minutes here; the limit is far from a timing test.
    begin = clock.process_time()
    read_quick_entry(typed, MADE)
    assert clock.process_time() - begin < 20
