"""What the first run suggests and asks of the computer."""

import os
import sys
from datetime import UTC, datetime

import pytest

from fieldlog.actions.homes import LONGEST_REP, find_clock_problem, find_keyring_trouble, suggest_rep
from fieldlog.store.keys.keyrings import KeyringUnavailableError
from tests.store.keys.fakes import MemoryKeyring, SilentKeyring


@pytest.mark.parametrize(("year", "is_right"), [(1970, False), (2025, False), (2026, True), (2100, False)])
def test_a_clock_after_a_flat_battery_is_noticed(year: int, is_right: bool) -> None:
    problem = find_clock_problem(datetime(year, 6, 1, tzinfo=UTC))
    assert (problem is None) is is_right
    assert problem is None or problem.field == "clock"


def test_a_keyring_that_answers_can_keep_the_key_and_is_left_as_it_is() -> None:
    keyring = MemoryKeyring()
    assert find_keyring_trouble(keyring) is None
    assert keyring.entries == {}


def test_a_keyring_that_does_not_answer_says_why() -> None:
    assert isinstance(find_keyring_trouble(SilentKeyring()), KeyringUnavailableError)


@pytest.mark.skipif(sys.platform == "win32", reason="the account has its name elsewhere")
@pytest.mark.parametrize(
    ("gecos", "suggested"),
    [
        ("王 芳,Room 3,,", "王 芳"),
        ("  Wang   Fang ", "Wang Fang"),
        ("", ""),
        ("wangfang", ""),
        ("王" * (LONGEST_REP + 1), ""),
        ("王\x1b[31m芳", ""),
    ],
)
def test_the_full_name_of_the_account_is_suggested(
    monkeypatch: pytest.MonkeyPatch, gecos: str, suggested: str
) -> None:
    import pwd

    account = pwd.struct_passwd(("wangfang", "x", 1, 1, gecos, "/", "/bin/sh"))
    monkeypatch.setattr(pwd, "getpwuid", lambda _user: account)
    assert suggest_rep() == suggested


@pytest.mark.skipif(sys.platform == "win32", reason="there are no user numbers")
def test_a_user_without_an_account_gets_no_suggestion(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 2**31 - 7)
    assert suggest_rep() == ""
