"""The header of a customer list: which column holds which field, in Chinese or English, in any order."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from fieldlog.domain.customer_list.cells import fold
from fieldlog.domain.customer_list.rows import SheetRow

LUNAR_BIRTHDAY = "lunar-birthday"
_ORDINAL = "ordinal"
_ROWS_SEARCHED = 20

_TITLES = {
    "name": "姓名 名字 名称 客户 顾客 会员 客户名 客户姓名 客户名称 顾客姓名 顾客名字 会员姓名 "
    "name fullname customer customername client",
    "honorific": "称呼 称谓 尊称 honorific title salutation",
    "phone": "电话 手机 手机号 手机号码 联系电话 联系方式 电话号码 移动电话 家庭电话 "
    "固定电话 固话 座机 宅电 备用电话 其他电话 "
    "phone phones phonenumber mobile mobilephone mobilenumber tel telephone cell cellphone landline",
    "address": "地址 住址 家庭住址 家庭地址 详细地址 居住地址 联系地址 address homeaddress",
    "district": "区域 片区 小区 社区 所在小区 所属区域 所属片区 district area community",
    "class": "类别 等级 级别 分类 分级 会员等级 会员级别 顾客等级 顾客类别 顾客级别 "
    "客户等级 客户类别 客户级别 "
    "class customerclass grade",
    "key": "重点 是否重点 重点顾客 重点客户 是否重点顾客 是否重点客户 key keycustomer",
    "birthday": "生日 出生日期 出生年月日 阳历生日 公历生日 新历生日 生日阳历 生日公历 "
    "birthday birthdate dateofbirth dob",
    LUNAR_BIRTHDAY: "农历生日 阴历生日 旧历生日 生日农历 生日阴历 lunarbirthday birthdaylunar",
    "character": "性格 性格特点 脾气 character personality",
    "taboos": "忌讳 禁忌 taboo taboos",
    "family": "家人 家属 家庭 家庭成员 家庭情况 family familymembers",
    "agreed_hours": "方便时间 约定时间 可联系时间 联系时间 agreedhours hours besttime",
    "notes": "备注 说明 附注 其他 note notes remark remarks comment comments",
    _ORDINAL: "序号 序 no number",
}
_FIELDS = {title: field for field, titles in _TITLES.items() for title in titles.split()}
_BRACKETS = re.compile(r"[(\[【<].*?[)\]】>]")
_SIGNS = re.compile(r"[^\w]|_")
_COUNTER = re.compile(r"[0-9一二三四]+$")


class Header(NamedTuple):
    """Where the header stands among the rows, its columns by field, all titles, and the unknown ones."""

    position: int
    columns: Mapping[str, tuple[int, ...]]
    titles: tuple[str, ...]
    unknown: tuple[str, ...]


def find_header(rows: Sequence[SheetRow]) -> Header | None:
    """The row among the first ones that names the most fields, and the name; title lines may stand above."""
    filled = [position for position, row in enumerate(rows) if any(map(str.strip, row.cells))]
    headers = (read_header(position, rows[position].cells) for position in filled[:_ROWS_SEARCHED])
    usable = [header for header in headers if "name" in header.columns]
    return max(usable, key=lambda header: (len(header.columns), -header.position), default=None)


def read_header(position: int, cells: Sequence[str]) -> Header:
    """One row read as a header."""
    columns: dict[str, tuple[int, ...]] = {}
    unknown = []
    for index, title in enumerate(cells):
        field = _field_of(title)
        if field is None and title.strip():
            unknown.append(" ".join(title.split()))
        elif field is not None and field != _ORDINAL:
            columns[field] = (*columns.get(field, ()), index)
    return Header(position, columns, tuple(cells), tuple(dict.fromkeys(unknown)))


def _field_of(title: str) -> str | None:
    folded = fold(title[:200])
    for shape in (folded, _BRACKETS.sub("", folded)):
        plain = _SIGNS.sub("", shape)
        field = _FIELDS.get(plain) or _FIELDS.get(_COUNTER.sub("", plain))
        if field is not None:
            return field
    return None
