"""A supervisor's first minutes, with the keyboard alone and without JavaScript, in both languages."""

import re
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser

from tests.browser.keyboard import Keyboard, sign_in
from tests.browser.office import Office

CODE = re.compile("[0-9A-Z]{4}(?:-[0-9A-Z]{4}){4}")


class Words(NamedTuple):
    """What a journey looks for, in one language."""

    person: str
    rep: str
    fields: tuple[str, str, str]
    welcome: str
    people: str
    code: str
    make: str
    laptops: str
    revoke_this: str
    revoke: str
    revoked: str
    sign_out: str
    signed_out: str


CHINESE = Words(
    "周敏",
    "王丽",
    ("姓名", "密码", "六位数字"),
    "您好，周敏",
    "人员",
    "电脑登记码",
    "生成登记码",
    "电脑",
    "停用这台电脑",
    "停用",
    "电脑已停用",
    "退出",
    "您已退出。",
)
ENGLISH = Words(
    "Wu",
    "李娜",
    ("Name", "Password", "Six digits"),
    "Good to see you, Wu",
    "People",
    "Code for a laptop",
    "Make a code",
    "Laptops",
    "Revoke this laptop",
    "Revoke",
    "The laptop is revoked.",
    "Sign out",
    "You are signed out.",
)


@pytest.mark.parametrize(("language", "words"), [("zh", CHINESE), ("en", ENGLISH)])
def test_a_supervisor_signs_in_makes_a_code_and_revokes_a_lost_laptop(
    chromium: Browser, office: Office, language: str, words: Words
) -> None:
    keyboard = Keyboard(chromium, office, language)
    sign_in(keyboard, words.person, words.fields)
    assert keyboard.heading == words.welcome
    keyboard.press("link", words.people)
    keyboard.press("link", words.rep)
    keyboard.press("link", words.code)
    keyboard.press("button", words.make)
    assert len(set(CODE.findall(keyboard.text))) == 1
    keyboard.press("link", words.laptops)
    keyboard.press("link", f"{words.rep} 的电脑")
    assert "李秀英" in keyboard.text
    keyboard.press("link", words.revoke_this)
    keyboard.press("button", words.revoke)
    assert words.revoked in keyboard.text
    keyboard.press("button", words.sign_out)
    assert words.signed_out in keyboard.text
    keyboard.open("/review/people")
    assert keyboard.page.url.startswith(f"{office.url}/review/sign-in")


def test_the_first_tab_leads_past_the_navigation(chromium: Browser, office: Office) -> None:
    keyboard = Keyboard(chromium, office, "en")
    keyboard.open("/review/sign-in")
    keyboard.page.keyboard.press("Tab")
    skip = keyboard.page.locator(":focus")
    assert skip.inner_text() == "To the content"
    assert skip.bounding_box() is not None
    keyboard.page.keyboard.press("Enter")
    assert keyboard.page.url.endswith("#content")
