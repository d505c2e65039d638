"""The form of a profile: what was filled in comes out the same, whatever is in it."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldlog.actions.cards import get_card
from fieldlog.actions.customers import get_profile, save_new_customer
from fieldlog.actions.duplicates import find_alike
from fieldlog.actions.merging import merge_customers, unmerge_customer
from fieldlog.actions.profile_forms import add_from_form, edit_from_form, open_profile_form
from fieldlog.actions.profiles import Profile, Standing
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.birthdays import Birthday, read_birthday, write_birthday
from fieldlog.domain.duplicates import find_duplicates
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.family import read_members, write_member
from fieldlog.domain.views import FamilyMember
from fieldlog.store.freshness import refresh_all
from fieldlog.store.reading import all_cards
from tests.store.stores import add_customer, make_workspace

TODAY = date(2026, 11, 18)


@given(
    st.sampled_from(["solar", "lunar"]),
    st.integers(1, 12),
    st.integers(1, 29),
    st.none() | st.integers(1920, 2020),
)
def test_a_birthday_that_is_written_is_read_as_the_same(
    calendar: str, month: int, day: int, year: int | None
) -> None:
    birthday = Birthday("lunar" if calendar == "lunar" else "solar", month, min(day, 28), year)
    assert read_birthday(write_birthday(birthday), TODAY) == birthday


def test_a_birthday_in_a_leap_month_is_read_as_the_same() -> None:
    birthday = Birthday("lunar", 4, 22, 1944, leap=True)
    assert read_birthday(write_birthday(birthday), TODAY) == birthday


@given(st.lists(st.builds(FamilyMember, st.text(min_size=1).filter(str.strip), st.text()), max_size=4))
def test_members_that_stand_as_they_were_written_mean_the_same_people(members: list[FamilyMember]) -> None:
    written = [write_member(one) for one in members if write_member(one).strip() == write_member(one) != ""]
    read = read_members("\n".join(written), members)
    known = {write_member(one): (one.name, one.relation) for one in members}
    assert read == [known[line] for line in written]


def test_a_form_that_is_saved_as_it_was_opened_changes_nothing(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path / "home")
    profile = Profile(
        name="李明朗",
        phones=("13812345678", "010-12345678"),
        birthday=Birthday("lunar", 3, 8, 1950),
        taboos="a\n\nb ",
        family=(("a:b", "c"), ("王芳", "女儿")),
    )
    customer = save_new_customer(workspace, profile, Standing("A", True))
    form = open_profile_form(workspace, customer)
    assert not edit_from_form(workspace, customer, form.values, form.seen)
    workspace.store.close()


def test_an_emptied_birthday_is_cleared_and_the_rest_stays(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path / "home")
    customer = add_from_form(workspace, _form(name="李明朗", birthday="1950-03-05", notes="信佛"), False)
    form = open_profile_form(workspace, customer)
    assert edit_from_form(workspace, customer, {**form.values, "birthday": " "}, form.seen)
    _, profile = get_profile(workspace, customer)
    assert (profile.birthday, profile.notes) == (None, "信佛")
    workspace.store.close()


def test_a_new_customer_of_no_class_has_no_change_of_class(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path / "home")
    customer = add_from_form(workspace, _form(name="李明朗"), False)
    assert open_profile_form(workspace, customer).seen["class"] == []
    workspace.store.close()


def test_everything_that_cannot_be_read_is_named_at_once(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path / "home")
    with pytest.raises(BadInputError) as refused:
        add_from_form(workspace, _form(name="李", birthday="2月30日", family="王芳"), False)
    assert {problem.field for problem in refused.value.problems} == {"birthday", "family"}
    workspace.store.close()


def _form(**values: str) -> dict[str, str]:
    fields = ("name", "honorific", "phones", "district", "address", "class", "key", "birthday")
    texts = ("taboos", "character", "family", "agreed_hours", "notes")
    return dict.fromkeys((*fields, *texts), "") | values


def _people(workspace: Workspace) -> None:
    add_customer(workspace, "李明朗", address="3号楼", **{"phone.0001": "13812345678"})
    add_customer(workspace, "李 明朗", **{"phone.0001": "010-12345678"})
    add_customer(workspace, "李明郎", address="3号楼")
    add_customer(workspace, "王桂兰", address="3号楼")


@pytest.mark.parametrize(
    ("name", "phones", "address"),
    [
        ("李明朗", (), ""),
        ("某人", ("13812345678", "010-12345678"), ""),
        ("李明郎", (), "3号楼"),
        ("王桂 兰", (), "3 号楼"),
        ("某人", (), "3号楼"),
        ("某人", (), ""),
    ],
)
def test_duplicates_found_by_searching_are_those_found_by_reading_everybody(
    tmp_path: Path, name: str, phones: tuple[str, ...], address: str
) -> None:
    workspace = make_workspace(tmp_path / "home")
    _people(workspace)
    refresh_all(workspace.store, workspace.now())
    by_reading = find_duplicates(name, phones, address, all_cards(workspace.store))
    by_searching = find_alike(workspace, name, phones, address)
    assert {card["id"] for card in by_searching} == {card["id"] for card in by_reading}
    workspace.store.close()


# Entries that were joined


@pytest.fixture
def joined(tmp_path: Path) -> Iterator[tuple[Workspace, str, str]]:
    """A customer and the other entry of the same person, joined."""
    workspace = make_workspace(tmp_path / "home")
    mine = {"name": "李明朗", "phones": "13812345678\n010-12345678", "notes": "信佛", "honorific": "李叔叔"}
    other = {
        "name": "李明郎",
        "phones": "13812345678\n13911112222",
        "notes": "爱下棋",
        "address": "和平里1号",
    }
    kept, alike = (
        add_from_form(workspace, _form(**values, **more), True)
        for values, more in ((mine, {}), (other, {"family": "王芳:女儿", "birthday": "1950-03-05"}))
    )
    refresh_all(workspace.store, workspace.now())
    merge_customers(workspace, get_card(workspace, kept), get_card(workspace, alike))
    yield workspace, kept, alike
    workspace.store.close()


def test_the_form_of_joined_entries_shows_what_they_read_as_one(joined: tuple[Workspace, str, str]) -> None:
    workspace, kept, _ = joined
    values = open_profile_form(workspace, kept).values
    assert values["phones"] == "13812345678\n010-12345678\n13911112222"
    assert (values["notes"], values["address"], values["birthday"]) == (
        "信佛\n爱下棋",
        "和平里1号",
        "1950-03-05",
    )
    assert values["family"] == "王芳:女儿"


def test_joined_entries_saved_as_shown_are_left_alone(joined: tuple[Workspace, str, str]) -> None:
    workspace, kept, _ = joined
    form = open_profile_form(workspace, kept)
    assert not edit_from_form(workspace, kept, form.values, form.seen)


CHANGES = (
    {"notes": "信佛\n爱下棋\n戴助听器", "address": "和平里2号"},
    {"phones": "13911112222\n13899999999", "family": "", "birthday": ""},
    {"phones": "", "notes": "", "address": "", "honorific": ""},
    {"notes": "爱下棋", "phones": "010-12345678\n13911112222", "family": "王芳:女儿\n王强:儿子"},
)


@pytest.mark.parametrize("changed", CHANGES)
def test_what_is_saved_of_joined_entries_reads_as_it_was_typed(
    joined: tuple[Workspace, str, str], changed: dict[str, str]
) -> None:
    workspace, kept, _ = joined
    form = open_profile_form(workspace, kept)
    wanted = {**form.values, **changed}
    assert edit_from_form(workspace, kept, wanted, form.seen)
    assert {name: sorted(text.split("\n")) for name, text in _read(workspace, kept).items()} == {
        name: sorted(text.split("\n")) for name, text in wanted.items()
    }


def test_after_they_are_parted_the_other_entry_has_what_was_not_taken_out(
    joined: tuple[Workspace, str, str],
) -> None:
    workspace, kept, alike = joined
    form = open_profile_form(workspace, kept)
    wanted = {
        **form.values,
        "notes": "信佛\n爱下棋\n戴助听器",
        "phones": "13812345678\n13911112222\n13711112222",
    }
    assert edit_from_form(workspace, kept, wanted, form.seen)
    refresh_all(workspace.store, workspace.now())
    unmerge_customer(workspace, get_card(workspace, kept))
    other = _read(workspace, alike)
    assert (other["phones"], other["notes"], other["address"]) == (
        "13812345678\n13911112222",
        "爱下棋",
        "和平里1号",
    )
    mine = _read(workspace, kept)
    assert (mine["phones"], mine["address"]) == ("13812345678\n13711112222", "")


def test_what_came_to_the_other_entry_since_stays(joined: tuple[Workspace, str, str]) -> None:
    workspace, kept, alike = joined
    form = open_profile_form(workspace, kept)
    meanwhile = open_profile_form(workspace, alike)
    edit_from_form(
        workspace, alike, {**meanwhile.values, "phones": "13911112222\n13611112222"}, meanwhile.seen
    )
    assert edit_from_form(workspace, kept, {**form.values, "phones": "13812345678"}, form.seen)
    assert _read(workspace, kept)["phones"] == "13812345678\n13611112222"


def _read(workspace: Workspace, customer: str) -> dict[str, str]:
    return dict(open_profile_form(workspace, customer).values)
