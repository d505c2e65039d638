"""Somebody who has a keyboard and nothing else, in a browser without JavaScript."""

from playwright.sync_api import Browser, Locator, Page

from tests.browser.office import Office
from tests.sync_server.organisation import PASSWORD

LOCALES = {"zh": "zh-CN", "en": "en-GB"}
MOST_TABS = 80


class Keyboard:
    """Goes from place to place with Tab, types, and presses Enter."""

    def __init__(self, chromium: Browser, office: Office, language: str = "zh", **options: object) -> None:
        self.office = office
        given = {"viewport": {"width": 1280, "height": 800}, "java_script_enabled": False, **options}
        self.context = chromium.new_context(locale=LOCALES[language], **given)  # type: ignore[arg-type]
        self.page: Page = self.context.new_page()

    def open(self, path: str) -> None:
        """Type an address."""
        self.page.goto(f"{self.office.url}{path}")

    def reach(self, place: Locator) -> None:
        """Press Tab until a place has the focus."""
        focused = self.page.locator(":focus")
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            if focused.count() and place.and_(focused).count():
                return
        raise AssertionError(f"no Tab leads to {place}")

    def type(self, label: str, text: str) -> None:
        """Type into the field of a label."""
        self.reach(self.page.get_by_label(label, exact=True))
        self.page.keyboard.type(text)

    def press(self, role: str, name: str) -> None:
        """Press Enter on a link or a button."""
        self.reach(self.page.get_by_role(role, name=name, exact=True))  # type: ignore[arg-type]
        self.enter()

    def enter(self) -> None:
        """Press Enter, and wait for the page that follows."""
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    @property
    def heading(self) -> str:
        """Return the heading of the page."""
        return self.page.get_by_role("heading", level=1).inner_text()

    @property
    def text(self) -> str:
        """Return what the page says."""
        return self.page.locator("main").inner_text()


def sign_in(keyboard: Keyboard, person: str, words: tuple[str, str, str]) -> None:
    """Sign in with both factors, by the labels of the three fields in the language that is spoken."""
    name, password, digits = words
    keyboard.open("/review")
    keyboard.type(name, person)
    keyboard.type(password, PASSWORD)
    keyboard.enter()
    keyboard.type(digits, keyboard.office.code(person))
    keyboard.enter()
