"""Days in Chinese words: 明天, 3天后, 下周三, 月底, 12月2日, 农历腊月初八, 中秋."""

from collections.abc import Callable
from datetime import date
from re import Match
from typing import Final

from dateutil.relativedelta import relativedelta

from fieldlog.domain.due import arithmetic
from fieldlog.domain.due.festivals import CHINESE, festival_of_year, next_festival
from fieldlog.domain.due.lunar_days import lunar_day_of_year, next_day_of_lunar_months, next_lunar_day
from fieldlog.domain.due.readings import About, Days, NoDay, Room, Shape, day_or_none, one_day
from fieldlog.domain.due.writing import (
    DAY,
    MONTH,
    NUMERAL,
    YEAR,
    is_lunar,
    read_day,
    read_month,
    read_numbers,
    read_year,
)

_SUNDAY: Final = 6
_SATURDAY: Final = 5
_DECEMBER: Final = 12
_DAYS_OF_HALF_A_MONTH: Final = 15
_MONTHS_OF_HALF_A_YEAR: Final = 6

_WEEKDAYS: Final = {
    sign: number % 7 for signs in ("一二三四五六日", "123456") for number, sign in enumerate(signs)
} | {"天": _SUNDAY}
_OFFSETS: Final = {"上上": -2, "上": -1, "": 0, "这": 0, "本": 0, "下": 1, "下下": 2}
_YEARS: Final = {"今年": 0, "明年": 1, "后年": 2}
_RELATIVE_DAYS: Final = {"大前": -3, "前": -2, "昨": -1, "今": 0, "明": 1, "后": 2, "大后": 3}
_STEPS: Final[dict[str, Callable[[int], relativedelta]]] = {
    **dict.fromkeys(("天", "日"), lambda count: relativedelta(days=count)),
    **dict.fromkeys(("周", "星期", "礼拜"), lambda count: relativedelta(weeks=count)),
    "月": lambda count: relativedelta(months=count),
    "年": lambda count: relativedelta(years=count),
}

_NUMERALS: Final = "零一二两三四五六七八九十廿卅百半第"
# A numeral that ends a weekday is no part of a number: 周三12月2日.
_NO_COUNT_BEFORE: Final = f"(?<![0-9.])(?<![^周期拜][{_NUMERALS}])(?<!^[{_NUMERALS}])"
_COUNT: Final = f"{_NO_COUNT_BEFORE}{NUMERAL} ?"
_WEEK: Final = "(?:周|星期|礼拜)"
_NO_PLACE_BEHIND: Final = "(?![楼院线房室门栋床店馆厅机桌车柜电池座口库铺病公铁生个])"
_CALENDAR: Final = "(?:农历|阴历|旧历|老历)"
_ONE_TO_TEN: Final = "一二三四五六七八九十"
_NO_HALF_BEFORE: Final = f"(?<![个天年周0-9两{_ONE_TO_TEN}])"
_COMING: Final = "(?P<which>下下|下|这|本)"
_WEEKDAY: Final = (
    f"{_WEEK}(?P<day>[一二三四五六日天]|[1-6](?![0-9次回趟天]))"
    f"(?![{_ONE_TO_TEN}]{{0,2}}[号日])(?![次回趟福气期])"
)
_NO_WEEK_BEHIND: Final = "(?![期围岁转刊报年到0-9一二三四五六日天])"
_NO_MONTH_BEHIND: Final = f"(?![季光亮饼台嫂子票华初0-9{_ONE_TO_TEN}])"
_EDGE_OF_MONTH: Final = f"(?P<end>底|末|初(?![{_ONE_TO_TEN}]))"
_NO_RANGE_BEFORE: Final = f"(?<![0-9{_ONE_TO_TEN}][-~到至、/.])"


def _relative_day(match: Match[str], made: date) -> Days:
    return one_day(arithmetic.later(made, relativedelta(days=_RELATIVE_DAYS[match["which"]])))


def _after_a_while(match: Match[str], made: date) -> Days:
    counts = read_numbers(match["count"].strip()) + (read_numbers(match["most"]) if match["most"] else ())
    step = _STEPS[match["unit"] or match["many"]]
    sign = -1 if match["when"] == "前" else 1
    return arithmetic.all_days(arithmetic.later(made, step(sign * count)) for count in counts)


def _after_a_half(match: Match[str], made: date) -> Days:
    is_year = match["unit"] == "年"
    step = (
        relativedelta(months=_MONTHS_OF_HALF_A_YEAR) if is_year else relativedelta(days=_DAYS_OF_HALF_A_MONTH)
    )
    return one_day(arithmetic.later(made, -step if match["when"] == "前" else step))


def _weekday(match: Match[str], made: date) -> Days:
    which, weekday = match["which"] or "", _WEEKDAYS[match["day"]]
    coming = arithmetic.next_weekday(made, weekday)
    if not which:
        return coming
    of_week = arithmetic.weekdays_of_week(made, _OFFSETS[which], weekday)
    # 看一下周三 may be "have a look on Wednesday".
    is_a_bit = which == "下" and match.string[: match.start()].endswith("一")
    return (
        of_week
        if not is_a_bit or isinstance(of_week, NoDay) or isinstance(coming, NoDay)
        else coming + of_week
    )


def _week(match: Match[str], made: date) -> Days:
    weeks = _OFFSETS[match["which"] or ""]
    if match["end"] == "末":
        return arithmetic.weekdays_of_week(made, weeks, _SATURDAY, _SUNDAY)
    if match["end"]:
        return arithmetic.weekdays_of_week(made, weeks, _SUNDAY)
    return _between(made, arithmetic.weekdays_of_week(made, weeks, 0, _SUNDAY))


def _month(match: Match[str], made: date) -> Days:
    months = _OFFSETS[match["which"] or ""]
    first, last = arithmetic.first_of_month(made, months), arithmetic.end_of_month(made, months)
    if not match["end"]:
        return _between(made, arithmetic.all_days([first, last]))
    if match["end"] != "初":
        return one_day(last)
    return one_day(first if match["which"] else arithmetic.next_day_of_month(made, 1))


def _between(made: date, ends: Days) -> Days:
    """A whole week or month is any of its days: the first one to come and the last one stand for them."""
    return ends if isinstance(ends, NoDay) else (max(made, ends[0]), ends[-1])


def _edge_of_named_month(match: Match[str], made: date) -> Days:
    month = read_month(match["month"])
    if month is None or not 1 <= month <= _DECEMBER:
        return NoDay("no-such-date")
    if match["end"] == "初":
        return one_day(arithmetic.next_month_day(made, month, 1))
    this_year = day_or_none(made.year, month, 1)
    ends = [arithmetic.end_of_month(this_year, months) for months in (0, _DECEMBER)] if this_year else []
    return one_day(next((end for end in ends if end is not None and end >= made), None))


def _end_of_year(match: Match[str], made: date) -> Days:
    return one_day(day_or_none(made.year + _YEARS.get(match["whose"] or "", 0), _DECEMBER, 31))


def _month_and_day(match: Match[str], made: date) -> Days:
    month, day = read_month(match["month"]), read_day(match["day"])
    if month is None or day is None:
        return NoDay("no-such-date")
    year = _year(match, made)
    solar = one_day(day_or_none(year, month, day) if year else arithmetic.next_month_day(made, month, day))
    if (
        match["calendar"]
        or match["calendar_behind"]
        or match["leap"]
        or is_lunar(match["month"], match["day"])
    ):
        leap = bool(match["leap"])
        return lunar_day_of_year(year, month, day, leap) if year else next_lunar_day(made, month, day, leap)
    if match["mark"] or match["day"].isascii():
        return solar
    lunar = lunar_day_of_year(year, month, day, False) if year else next_lunar_day(made, month, day, False)
    return lunar if isinstance(solar, NoDay) else solar if isinstance(lunar, NoDay) else solar + lunar


def _year(match: Match[str], made: date) -> int | None:
    if match["year"]:
        return read_year(match["year"])
    return made.year + _YEARS[match["whose"]] if match["whose"] else None


def _day_of_a_month(match: Match[str], made: date) -> Days:
    day = read_day(match["day"])
    if day is None:
        return NoDay("no-such-date")
    if not match["which"]:
        return one_day(arithmetic.next_day_of_month(made, day))
    return one_day(arithmetic.day_of_month(made, _OFFSETS[match["which"]], day))


def _lunar_day(match: Match[str], made: date) -> Days:
    day = read_day(match["day"])
    return NoDay("no-such-lunar-date") if day is None else next_day_of_lunar_months(made, day)


def _new_year_day(match: Match[str], made: date) -> Days:
    day = read_day(match["day"])
    return NoDay("no-such-lunar-date") if day is None else next_lunar_day(made, 1, day, leap=False)


def _festival(match: Match[str], made: date) -> Days:
    festival, year = CHINESE[match["name"]], _year(match, made)
    return next_festival(festival, made) if year is None else festival_of_year(festival, year)


_MOST: Final = f"(?:[-~到至](?P<most>{NUMERAL}))?"
_MANY: Final = "(?:个?(?P<unit>天|周|星期|礼拜|年)|个(?P<many>月))"
_LATER: Final = "(?P<when>)(?:[以之过]?后|[以之]?内)"
_AGO: Final = "[以之]?(?P<when>前)"
_WHOSE_YEAR: Final = f"(?:(?P<year>{YEAR})年|(?P<whose>今年|明年|后年))"
_NAMED_DAY: Final = (
    f"{_NO_COUNT_BEFORE}(?<![/-])(?P<calendar>{_CALENDAR})?(?:{_WHOSE_YEAR} ?)?"
    f"(?P<calendar_behind>{_CALENDAR})?"
    f"(?P<leap>闰)?(?P<month>{MONTH}) ?月 ?(?P<day>{DAY}) ?"
)
_SURELY_LUNAR: Final = f"(?=[^月]{{0,14}}(?:{_CALENDAR}|闰|[正冬腊]月)|[^月]{{0,12}}月[初廿卅])"
_NO_MARK: Final = "(?P<mark>)(?![-~到至日号0-9一二三四五六七八九十起定些般样])"
_FESTIVAL_NAMES: Final = "|".join(sorted(CHINESE, key=len, reverse=True))

SHAPES: Final = (
    Shape(
        "(?<![声发表聪透文])(?<!(?<!保)证)(?P<which>今|明)(?:天|日(?![期报记])|早|晚)(?![使堂])",
        _relative_day,
        Room.NONE,
    ),
    Shape("(?<![先最以之今然])(?P<which>大?后)天(?![天性气然])", _relative_day, Room.NONE),
    Shape("(?P<which>昨)[天日晚]", _relative_day, Room.NONE, is_past=True),
    Shape("(?<![提以之])(?P<which>大?前)天(?!天)", _relative_day, Room.NONE, is_past=True),
    Shape(f"(?P<count>{_COUNT}){_MOST}{_MANY}{_LATER}", _after_a_while, Room.LEFT),
    Shape(f"(?P<count>{_COUNT}){_MOST}(?P<unit>日)(?P<many>)(?P<when>)[以之]?内", _after_a_while, Room.LEFT),
    Shape(f"(?P<count>{_COUNT}){_MOST}{_MANY}{_AGO}", _after_a_while, Room.NONE, is_past=True),
    Shape(f"{_NO_HALF_BEFORE}半(?P<unit>个月|月|年){_LATER}", _after_a_half, Room.LEFT),
    Shape(
        f"{_NO_HALF_BEFORE}半(?P<unit>个月|月|年){_AGO}",
        _after_a_half,
        Room.NONE,
        is_past=True,
    ),
    Shape(
        f"{_COMING}个?{_WEEKDAY}",
        _weekday,
        about=About.DAY_OF_A_WEEK,
    ),
    Shape(f"(?P<which>上上|上)个?{_WEEK}(?P<day>[一二三四五六日天1-6])", _weekday, Room.NONE, is_past=True),
    Shape(
        f"(?<![0-9两半几单双隔{_ONE_TO_TEN}])(?P<which>){_WEEKDAY}",
        _weekday,
        about=About.WEEKDAY,
    ),
    Shape(f"(?P<which>下下|下|这|本|){_WEEK}(?P<end>末)", _week),
    Shape(
        f"{_COMING}个?{_WEEK}(?P<end>末|[之以]?内|{_NO_WEEK_BEHIND})",
        _week,
    ),
    Shape(
        f"{_COMING}个?月(?P<end>[底末初]|[之以]?内|{_NO_MONTH_BEHIND})",
        _month,
    ),
    Shape(f"{_NO_COUNT_BEFORE}(?<![年上个])(?P<which>)月{_EDGE_OF_MONTH}", _month),
    Shape(
        f"{_NO_COUNT_BEFORE}(?P<month>{MONTH})月{_EDGE_OF_MONTH}",
        _edge_of_named_month,
    ),
    Shape(f"(?:(?P<whose>今年|明年|后年)|(?<![0-9去前{_ONE_TO_TEN}])年)[底末]", _end_of_year),
    Shape(f"{_NAMED_DAY}(?P<mark>[日号]){_NO_PLACE_BEHIND}", _month_and_day),
    Shape(f"{_SURELY_LUNAR}{_NAMED_DAY}{_NO_MARK}", _month_and_day),
    Shape(f"{_NAMED_DAY}{_NO_MARK}", _month_and_day, Room.BOTH_SIDES),
    Shape(f"{_COMING}个?月(?P<day>{DAY})[日号]{_NO_PLACE_BEHIND}", _day_of_a_month),
    Shape(
        f"(?<![月年周期拜{_ONE_TO_TEN}]){_NO_RANGE_BEFORE}(?P<which>){_NO_COUNT_BEFORE}(?P<day>{DAY})[日号]{_NO_PLACE_BEHIND}",
        _day_of_a_month,
        Room.BOTH_SIDES,
    ),
    Shape(f"{_CALENDAR}(?P<day>{DAY})[日号]?(?![0-9月])", _lunar_day),
    Shape(
        f"(?<![月大年当最起])(?P<day>初[{_ONE_TO_TEN}])(?![起定些般样中级])",
        _lunar_day,
        Room.BOTH_SIDES,
    ),
    Shape(f"(?<![今明后去前])大?年(?P<day>初[{_ONE_TO_TEN}])", _new_year_day),
    Shape(
        f"(?<![0-9零两百周期拜月{_ONE_TO_TEN}])(?P<year>)(?P<whose>今年|明年|后年|)(?P<name>{_FESTIVAL_NAMES})"
        "(?![月号日点个年岁次块元斤%])",
        _festival,
        Room.BOTH_SIDES,
    ),
    Shape(f"(?P<year>{YEAR})年(?P<whose>)(?P<name>{_FESTIVAL_NAMES})", _festival),
)
