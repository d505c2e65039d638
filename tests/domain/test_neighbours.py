"""Whose address is whose neighbour's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldlog.domain.neighbours import Neighbours, compound_of, group_neighbours


@pytest.mark.parametrize(
    ("address", "compound"),
    [
        ("幸福小区 3 号楼 2 单元", "幸福小区"),
        ("Flat 5", "Flat 5"),
        ("幸福小区3号楼2单元501", "幸福小区"),
        ("幸福小区 12-3-501", "幸福小区"),
        ("幸福小区5栋", "幸福小区"),
        ("幸福小区五号楼", "幸福小区"),
        ("幸福小区东楼302室", "幸福小区"),
        ("幸福小区B座1201", "幸福小区"),
        ("幸福小区7#302", "幸福小区"),
        ("和平路12号5楼", "和平路12号"),
        ("和平路12号301室", "和平路12号"),
        ("和平路12号", "和平路12号"),
        ("前门西大街3号院5号楼", "前门西大街3号院"),
        ("东门大街8号", "东门大街8号"),
        ("三门路9号", "三门路9号"),
        ("1号楼302室", "1号楼"),
        ("Flat 5, 12 Peace Road", "12 Peace Road"),
        ("12 Peace Road, apt. 7b", "12 Peace Road"),
        ("12 Peace Road #7", "12 Peace Road"),
        ("", ""),
        (" \n", ""),
    ],
)
def test_the_compound_of_an_address(address: str, compound: str) -> None:
    assert compound_of(address) == compound


@given(st.text() | st.text(" ,，。.1号楼#室"))
def test_every_address_that_says_something_has_a_compound(address: str) -> None:
    assert compound_of(address) or not any(sign.isalnum() for sign in address)


def card(name: str, district: str = "", address: str = "") -> dict[str, object]:
    return {"id": name.casefold(), "name": name, "district": district, "address": address}


def test_neighbours_stand_together_in_their_district_and_who_lives_alone_after_them() -> None:
    cards = [
        card("D", "east", "长青路9号"),
        card("Zhang", "east", "幸福小区3号楼2单元501"),
        card("Bo", "west", "柳荫街2号"),
        card("Li", "east", "幸福小区1号楼101"),
        card("Ai", "", "幸福小区2号楼"),
        card("No", "east"),
        card("Ni", "east"),
    ]
    assert group_neighbours(cards) == (
        Neighbours("east", "幸福小区", ("li", "zhang")),
        Neighbours("east", "", ("d", "ni", "no")),
        Neighbours("west", "", ("bo",)),
        Neighbours("", "", ("ai",)),
    )
    assert group_neighbours([]) == ()


@given(
    st.lists(
        st.tuples(
            st.sampled_from("abcdef"), st.sampled_from(["", "x"]), st.sampled_from(["", "1号楼", "2号楼"])
        )
    )
)
def test_everybody_stands_in_exactly_one_place(people: list[tuple[str, str, str]]) -> None:
    cards = [card(f"{name}{number}", *place) for number, (name, *place) in enumerate(people)]
    placed = [one for place in group_neighbours(cards) for one in place.customers]
    assert sorted(placed) == sorted(str(one["id"]) for one in cards)
    assert group_neighbours(cards) == group_neighbours(reversed(cards))
