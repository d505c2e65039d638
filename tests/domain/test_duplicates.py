"""Customers that may be the same person."""

import pytest

from fieldlog.domain.duplicates import describe_duplicate, find_duplicates
from fieldlog.locale import say, use_language

CARDS = [
    {"id": "1", "name": "李明朗", "phones": ["13800000001", "010-12345678"], "address": "和平路 1号"},
    {"id": "2", "name": "王建国", "phones": [], "address": "解放路2号"},
    {"id": "3", "name": "Anna Li", "phones": [], "address": ""},
]


@pytest.mark.parametrize(
    ("name", "phones", "address", "found"),
    [
        ("赵一", ["13800000001"], "", ["1"]),
        ("赵一", ["13900000000", "010-12345678"], "", ["1"]),
        ("李 明朗", [], "", ["1"]),
        ("anna li", [], "", ["3"]),
        ("李明郎", [], "和平路1号", ["1"]),
        ("李明郎", [], "", []),
        ("李明郎", [], "解放路2号", []),
        ("王建刚", [], "解放路2号", []),
        ("赵一", [], "", []),
        ("赵一", ["13800000009"], "和平路1号", []),
        ("王建国", ["13800000001"], "", ["1", "2"]),
    ],
)
def test_a_shared_phone_a_name_or_a_like_name_at_one_address_may_be_the_same_person(
    name: str, phones: list[str], address: str, found: list[str]
) -> None:
    assert [card["id"] for card in find_duplicates(name, phones, address, CARDS)] == found


def test_without_customers_there_is_no_duplicate() -> None:
    assert find_duplicates("李明朗", ["1"], "x", []) == ()


@pytest.mark.parametrize(
    ("district", "name", "phones", "said"),
    [
        ("和平里", "李明朗", [], "李明朗（和平里、同名）"),
        ("", "李明朗", [], "李明朗（同名、电话尾号 0001、电话尾号 5678）"),
        ("", "赵一", ["13800000001"], "李明朗（电话相同，尾号 0001）"),
        ("和平里", "李 明朗", ["13800000001"], "李明朗（和平里、同名、电话相同，尾号 0001）"),
        ("和平里", "李明郎", [], "李明朗（和平里、住址相同，姓名读音相近）"),
    ],
)
def test_a_possible_duplicate_is_told_by_what_a_person_knows(
    district: str, name: str, phones: list[str], said: str
) -> None:
    use_language("zh")
    card = {**CARDS[0], "district": district}
    assert say(describe_duplicate(card, name, phones)) == said
