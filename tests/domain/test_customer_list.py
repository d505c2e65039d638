"""Reading shops' customer lists: headers, cells, phones, bad rows, the same customer twice."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldlog.domain.birthdays import Birthday
from fieldlog.domain.customer_list import (
    Candidate,
    CustomerList,
    SheetRow,
    normalise_phone,
    read_customer_list,
    same_person,
    split_phones,
)
from fieldlog.domain.customer_list.cells import read_class, read_key, read_name
from fieldlog.domain.problems import SENTENCES, Problem

TODAY = date(2026, 11, 22)


def read(*rows: tuple[str, ...]) -> CustomerList:
    return read_customer_list([SheetRow(number, cells) for number, cells in enumerate(rows, 1)], TODAY)


def only(listed: CustomerList) -> Candidate:
    assert listed.problems == ()
    (candidate,) = listed.candidates
    return candidate


def complaints(listed: CustomerList) -> list[tuple[int, str, str]]:
    return [(row, problem.field, problem.code) for row, problem in listed.problems]


def code_of(answer: object) -> str:
    assert isinstance(answer, Problem), answer
    return answer.code


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("13812345678", "13812345678"),
        ("１３８ １２３４－５６７８", "13812345678"),
        ("+86 138-1234-5678", "13812345678"),
        ("0086 13812345678", "13812345678"),
        ("8613812345678", "13812345678"),
        ("013812345678", "13812345678"),
        ("13812345678.0", "13812345678"),
        ("1.3812345678E10", "13812345678"),
        ("1.3812345678E+10", "13812345678"),
        ("手机：13812345678", "13812345678"),
        ("Tel. 138 1234 5678", "13812345678"),
        ("\u202d13812345678\u202c", "13812345678"),
        ("010-12345678", "010-12345678"),
        ("01012345678", "010-12345678"),
        ("+86 10 12345678", "010-12345678"),
        ("（0571）8765 4321", "0571-87654321"),
        ("0371—6543210", "0371-6543210"),
        ("010-12345678-801", "010-12345678-801"),
        ("010-12345678转801", "010-12345678-801"),
    ],
)
def test_a_phone_number_is_read_as_people_and_excel_write_it(text: str, number: str) -> None:
    assert normalise_phone(text) == number


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1.38E+10", "phone-lost-digits"),
        ("1.38123E+10", "phone-lost-digits"),
        ("1E10", "phone-lost-digits"),
        ("1.3812345678E3", "phone-not-understood"),
        ("1381234567", "phone-not-understood"),
        ("138123456789", "phone-not-understood"),
        ("23812345678", "phone-not-understood"),
        ("12345678.5", "phone-not-understood"),
        ("13812345678转801", "phone-not-understood"),
        ("13812345678(女儿)", "phone-not-understood"),
        ("+852 9123 4567", "phone-not-understood"),
        ("٠١٠١٢٣٤٥٦٧٨", "phone-not-understood"),
        ("62345678", "phone-without-area-code"),
        ("  ", "empty"),
        ("138\x001234", "forbidden-character"),
        ("1" * 201, "too-long"),
    ],
)
def test_a_phone_number_that_cannot_be_is_a_problem_of_the_phone(text: str, code: str) -> None:
    assert code_of(normalise_phone(text)) == code
    assert getattr(normalise_phone(text), "field", "") == "phone"


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("13812345678/13912345678", ("13812345678", "13912345678")),
        ("13812345678、13912345678；010-12345678", ("13812345678", "13912345678", "010-12345678")),
        ("13812345678,13912345678\n13712345678", ("13812345678", "13912345678", "13712345678")),
        ("13812345678 13912345678", ("13812345678", "13912345678")),
        ("010 12345678 138 1234 5678", ("010-12345678", "13812345678")),
        ("138 1234 5678", ("13812345678",)),
        ("13812345678 / 138 1234 5678", ("13812345678",)),
    ],
)
def test_several_numbers_in_one_cell_are_told_apart(text: str, numbers: tuple[str, ...]) -> None:
    assert split_phones(text) == numbers


def test_one_bad_number_among_several_is_named_and_the_others_stay() -> None:
    good, bad = split_phones("13812345678/87654321")
    assert good == "13812345678"
    assert code_of(bad) == "phone-without-area-code"


@given(
    st.integers(10**10, 2 * 10**10 - 1), st.lists(st.integers(0, 10), max_size=4), st.sampled_from(" -－ ")
)
@settings(max_examples=100, deadline=None)
def test_a_mobile_number_keeps_its_digits_however_it_is_spaced(
    number: int, places: list[int], space: str
) -> None:
    digits = str(number)
    written = "".join(space * (place in places) + digit for place, digit in enumerate(digits))
    assert normalise_phone(written) == digits
    assert split_phones(written) == (digits,)


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("0123456789 -+()/、.E转")), max_size=60))
@settings(max_examples=150, deadline=None)
def test_no_text_stops_the_reading_of_phones_and_good_numbers_read_back(text: str) -> None:
    for number in split_phones(text):
        if isinstance(number, str):
            assert normalise_phone(number) == number


@pytest.mark.parametrize("text", ["A", "a", "Ａ", "A类", "A 级", "类A", "甲", "甲等", "Class A", "A类客户"])
def test_class_a_is_read_in_the_ways_shops_write_it(text: str) -> None:
    assert read_class(text) == "A"


@pytest.mark.parametrize("text", ["铁杆", "A+", "AB", "1", "200 %", "D", "VIP"])
def test_a_class_is_never_guessed(text: str) -> None:
    assert code_of(read_class(text)) == "class-not-understood"


@pytest.mark.parametrize(
    ("text", "key"), [("是", True), ("Ｙ", True), ("★★★", True), ("1", True), ("√", True)]
)
def test_a_tick_makes_a_key_customer(text: str, key: bool) -> None:
    assert read_key(text) is key


@pytest.mark.parametrize("text", ["否", "n", "0", "FALSE", "×", "普通"])
def test_a_cross_makes_no_key_customer(text: str) -> None:
    assert read_key(text) is False


@pytest.mark.parametrize("text", ["x", "也许", "☆", "2"])
def test_an_unclear_tick_is_a_problem(text: str) -> None:
    assert code_of(read_key(text)) == "key-not-understood"


@pytest.mark.parametrize(
    ("text", "name"),
    [("李　明", "李明"), (" 王 秀 英 ", "王秀英"), ("Anna  Li", "Anna Li"), ("\ufeff陈玉兰\u200b", "陈玉兰")],
)
def test_spaces_that_only_align_names_are_dropped(text: str, name: str) -> None:
    assert read_name(text) == name


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("无", "empty"),
        ("123", "name-without-letters"),
        ("合计：35人", "row-of-totals"),
        ("合计", "row-of-totals"),
        ("制表人：王", "row-of-totals"),
    ],
)
def test_a_name_that_is_none_is_refused(text: str, code: str) -> None:
    assert code_of(read_name(text)) == code


def test_the_header_is_found_below_titles_in_any_order_and_language() -> None:
    listed = read(
        ("阳光店顾客名单",),
        ("2026年", "", "制表：小王"),
        (" 电 话 ", "Customer Name*", "家庭住址", "等级", "Key", "农历生日", "手机2", "爱好", "notes"),
        ("010-12345678", "王芳", "和平街1号", "b", "y", "三月初八", "13812345678", "太极", "好"),
    )
    assert only(listed) == Candidate(
        row=4,
        name="王芳",
        phones=("010-12345678", "13812345678"),
        address="和平街1号",
        letter="B",
        key=True,
        birthday=Birthday("lunar", 3, 8, None),
        notes="好",
    )
    assert listed.unknown_columns == ("爱好",)


@pytest.mark.parametrize(
    ("title", "attribute"),
    [
        ("称呼", "honorific"),
        ("Title", "honorific"),
        ("片区", "district"),
        ("社区", "district"),
        ("性格特点", "character"),
        ("忌讳", "taboos"),
        ("家属", "family"),
        ("方便时间", "agreed_hours"),
        ("备注（其他）", "notes"),
        ("备注2", "notes"),
    ],
)
def test_each_title_leads_to_its_field(title: str, attribute: str) -> None:
    assert getattr(only(read(("姓名", title), ("王芳", "和气"))), attribute) == "和气"


def test_a_list_without_a_name_column_is_refused_with_the_way_out() -> None:
    listed = read(("王芳", "13812345678"), ("李明", "13912345678"))
    assert complaints(listed) == [(1, "file", "no-header")]
    assert listed.candidates == ()
    assert complaints(read_customer_list([], TODAY)) == [(1, "file", "no-header")]


def test_blank_rows_numbered_blank_rows_and_a_repeated_header_are_no_customers() -> None:
    header = ("序号", "姓名", "电话")
    listed = read(header, ("", " ", "　"), ("1", "王芳", "13812345678"), ("2",), header)
    assert only(listed).name == "王芳"


def test_every_bad_field_of_a_row_is_named_and_the_good_rows_stay() -> None:
    listed = read(
        ("姓名", "电话", "等级", "重点", "生日"),
        ("", "1", "铁杆", "也许", "2月30日"),
        ("王芳", "13812345678", "A", "是", "1950年3月5日"),
    )
    assert sorted(complaints(listed)) == [
        (2, "birthday", "no-such-date"),
        (2, "class", "class-not-understood"),
        (2, "key", "key-not-understood"),
        (2, "name", "empty"),
        (2, "phone", "phone-not-understood"),
    ]
    assert [candidate.name for candidate in listed.candidates] == ["王芳"]


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("字" * 10_000, "too-long"),
        ("a\x00b", "forbidden-character"),
        ("a\x1bb", "forbidden-character"),
        ("a\ud800b", "forbidden-character"),
        ("a\uffffb", "forbidden-character"),
        ("#N/A", "excel-error"),
        (" #REF! ", "excel-error"),
    ],
)
@pytest.mark.parametrize(
    "title", ["姓名", "称呼", "电话", "地址", "小区", "等级", "重点", "生日", "备注", "性格"]
)
def test_what_cannot_be_stored_is_refused_in_every_field(title: str, cell: str, code: str) -> None:
    header, row = (("姓名", "称呼"), (cell, "")) if title == "姓名" else (("姓名", title), ("王芳", cell))
    listed = read(header, row)
    assert [(number, found) for number, _, found in complaints(listed)] == [(2, code)]
    assert listed.candidates == ()


def test_an_error_in_a_column_that_is_not_read_does_no_harm() -> None:
    assert only(read(("姓名", "积分"), ("王芳", "#N/A"))).name == "王芳"


def test_emoji_right_to_left_text_and_brackets_are_kept_as_typed() -> None:
    text = "爱笑😀 שלום [b]粗[/b] {name} %s"
    assert only(read(("姓名", "备注"), ("王芳", text))).notes == text


def test_words_for_nothing_leave_a_field_empty_but_stay_in_free_text() -> None:
    candidate = only(read(("姓名", "电话", "等级", "生日", "忌讳"), ("王芳", "无", "-", "不详", "无")))
    assert (candidate.phones, candidate.letter, candidate.birthday, candidate.taboos) == (
        (),
        None,
        None,
        "无",
    )


def test_of_two_birthdays_the_lunar_one_counts_and_the_solar_one_goes_to_the_notes() -> None:
    candidate = only(read(("姓名", "阳历生日", "农历生日", "备注"), ("王芳", "1950-01-20", "腊月初三", "好")))
    assert candidate.birthday == Birthday("lunar", 12, 3, None)
    assert candidate.notes == "好\n阳历生日: 1950-01-20"


def test_two_columns_of_one_field_that_differ_are_a_problem() -> None:
    header = ("姓名", "地址", "家庭住址")
    assert complaints(read(header, ("王芳", "一号", "二号"))) == [(2, "address", "two-values")]
    assert only(read(header, ("王芳", "", "二号"))).address == "二号"


def test_the_same_customer_twice_is_merged_and_empty_fields_are_filled() -> None:
    candidate = only(
        read(
            ("姓名", "电话", "地址", "等级", "生日", "备注"),
            ("李明", "13812345678", "", "", "3月5日", "甲"),
            ("李　明", "138-1234-5678", "和平街8号", "A", "1950-03-05", "乙"),
            ("李明", "13912345678", "和平街８ 号", "", "", "甲"),
        )
    )
    assert candidate.row == 2
    assert candidate.phones == ("13812345678", "13912345678")
    assert (candidate.address, candidate.letter, candidate.notes) == ("和平街8号", "A", "甲\n乙")
    assert candidate.birthday == Birthday("solar", 3, 5, 1950)


@pytest.mark.parametrize(
    ("title", "field", "one", "other"),
    [
        ("称呼", "honorific", "李叔", "李老"),
        ("地址", "address", "一号", "二号"),
        ("小区", "district", "东", "西"),
        ("等级", "class", "A", "B"),
        ("重点", "key", "是", "否"),
        ("生日", "birthday", "1950-03-05", "1951-03-05"),
        ("生日", "birthday", "3月5日", "农历三月初五"),
    ],
)
def test_rows_that_contradict_name_both_rows_and_the_first_stays(
    title: str, field: str, one: str, other: str
) -> None:
    listed = read(("姓名", "电话", title), ("李明", "13812345678", one), ("李明", "13812345678", other))
    assert complaints(listed) == [(3, field, "rows-disagree")]
    assert dict(listed.problems[0].problem.arguments) == {"row": 3, "earlier": 2}
    assert [candidate.row for candidate in listed.candidates] == [2]


def test_a_row_that_links_two_earlier_ones_joins_all_three_when_they_agree() -> None:
    header = ("姓名", "电话", "地址", "等级")
    first, second = ("李明", "13812345678", "", "A"), ("李明", "", "一号", "")
    link = ("李明", "13812345678", "一号", "")
    assert only(read(header, first, second, link)).address == "一号"
    refused = read(header, first, ("李明", "", "一号", "B"), link)
    assert complaints(refused) == [(4, "class", "rows-disagree")]
    assert [candidate.row for candidate in refused.candidates] == [2, 3]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"phones": ("1",)}, {"phones": ("2", "1")}, True),
        ({"phones": ("1",)}, {"phones": ("2",)}, False),
        ({"address": "和平街 8号"}, {"address": "和平街８号"}, True),
        ({"phones": ("1",), "address": "一号"}, {"phones": ("2",), "address": "一号"}, True),
        ({"phones": ("1",)}, {}, False),
        ({}, {}, True),
        ({"address": "一号"}, {"address": "二号"}, False),
    ],
)
def test_name_and_a_shared_phone_or_the_address_make_the_same_person(
    one: dict[str, Any], other: dict[str, Any], same: bool
) -> None:
    assert same_person(Candidate(1, "李明", **one), Candidate(2, "李明", **other)) is same
    assert not same_person(Candidate(1, "李明", **one), Candidate(2, "王芳", **other))


CELLS = st.one_of(
    st.sampled_from(["姓名", "电话", "生日", "等级", "王芳", "李明", "13812345678", "A", "是", "3月5日", ""]),
    st.text(max_size=12),
)


@given(st.lists(st.lists(CELLS, max_size=6).map(tuple), max_size=8))
@settings(max_examples=150, deadline=None)
def test_no_list_stops_the_reading_and_every_problem_has_its_sentence(rows: list[tuple[str, ...]]) -> None:
    listed = read(("姓名", "电话", "生日", "等级", "重点", "备注"), *rows)
    named = {row for row, _ in listed.problems}
    assert named.isdisjoint(candidate.row for candidate in listed.candidates)
    for _, problem in listed.problems:
        assert SENTENCES[problem.code].format_map(problem.arguments)
