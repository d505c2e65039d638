"""Every page in a real browser: axe finds nothing, all fits the screen, nothing comes from elsewhere."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request

from sync_server.review.pages import PAGES
from tests.browser.keyboard import Keyboard
from tests.browser.office import Office
from tests.sync_server.organisation import PASSWORD

RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    "resultTypes": ["violations"],
}
WIDTHS = {"320 px": (320, 640), "200 % of a small laptop": (640, 400), "a desk": (1280, 800)}


def addresses(page: Page, office: Office, rep: str = "李娜") -> Iterator[str]:
    """Yield the address of every page, about a rep, their laptop and one of their customers."""
    page.goto(f"{office.url}/review/people")
    user = page.get_by_role("link", name=rep).get_attribute("href") or ""
    page.goto(f"{office.url}/review/inbox")
    others = "".join(f":not([href*='{one}'])" for one in ("matters", "conflicts", "late"))
    quarantined = page.locator("tr", has_text=rep).locator(f"a[href^='/review/inbox/']{others}")
    waiting = quarantined.first.get_attribute("href") or ""
    for one in PAGES:
        is_file = one.path.endswith((".css", ".svg")) or one.path == "/review/language"
        if one.show is not None and not is_file:
            path = one.path.replace("/review/people/{user:str}", user)
            path = path.replace(
                "/late/{customer:str}/{user:str}", f"/late/{office.gone}/{user.rpartition('/')[2]}"
            )
            path = path.replace("{document:str}", office.disputed)
            path = path.replace("/review/inbox/{quarantine:str}", waiting)
            path = path.replace("{customer:str}", office.customers[rep])
            path = path.replace("{visit:str}", office.visits[rep])
            path = path.replace("{matter:str}", office.suggestions[rep])
            yield path.replace("{laptop:str}", office.laptops[rep]).replace("{code:str}", "X")
    yield previewed(page, office)


def previewed(page: Page, office: Office) -> str:
    """Return the address of a rule pack with what it would have changed."""
    page.goto(f"{office.url}/review/rules/new")
    page.fill("#visit_minutes", "15")
    page.press("#visit_minutes", "Enter")
    page.wait_for_selector("#preview")
    return page.url.removeprefix(office.url)


def sign_in(page: Page, office: Office) -> None:
    """Sign in as the administrator, who may see every page, by whatever code is not used yet."""
    page.goto(f"{office.url}/review/sign-in")
    page.fill("#name", "Chen")
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    page.fill("#code", office.code("Chen"))
    page.press("#code", "Enter")


@pytest.fixture(scope="module")
def state(office: Office) -> dict[str, object]:
    """What the browser keeps of a session, so that one code is enough for all tests."""
    return {}


def signed_in(chromium: Browser, office: Office, state: dict[str, object], **options: Any) -> Page:
    """Return a browser in which the administrator is signed in."""
    kept: dict[str, Any] = {"storage_state": state["kept"]} if state else {}
    keyboard = Keyboard(chromium, office, java_script_enabled=True, **kept, **options)
    if not state:
        sign_in(keyboard.page, office)
        state["kept"] = keyboard.context.storage_state()
    return keyboard.page


UNSEEN = """() => [...document.querySelectorAll('a[href], button, input, select, textarea, summary')]
  .filter(one => one.type !== 'hidden' && one.getClientRects().length)
  .filter(one => {
    one.focus({focusVisible: true});
    if (document.activeElement !== one) return false;
    const style = getComputedStyle(one);
    return style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 2;
  })
  .map(one => one.outerHTML)"""
"""Gives what nobody sees that it has the focus."""


# Words do not change with the colours, nor colours with the words.
@pytest.mark.parametrize(("language", "scheme"), [("zh", "light"), ("en", "dark")])
def test_axe_finds_no_violation_and_what_has_the_focus_is_seen(
    chromium: Browser, office: Office, state: dict[str, object], language: str, scheme: str
) -> None:
    page = signed_in(chromium, office, state, color_scheme=scheme)
    page.goto(f"{office.url}/review/language?to={language}")
    paths = list(addresses(page, office))
    outside = chromium.new_context(locale="zh-CN", color_scheme=scheme).new_page()  # type: ignore[arg-type]
    for shown, path in [
        *((page, path) for path in paths),
        (outside, "/review/sign-in"),
        (page, "/review/no"),
    ]:
        shown.goto(f"{office.url}{path}")
        found = Axe().run(shown, options=RULES)
        assert found.violations_count == 0, f"{path}: {found.generate_report()}"
        assert shown.evaluate(UNSEEN) == [], path


@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_is_wider_than_the_screen(
    chromium: Browser, office: Office, state: dict[str, object], width: str
) -> None:
    page = signed_in(chromium, office, state)
    page.set_viewport_size({"width": WIDTHS[width][0], "height": WIDTHS[width][1]})
    for path in list(addresses(page, office)):
        page.goto(f"{office.url}{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= WIDTHS[width][0], path


ASTRAY = """() => [...document.querySelectorAll('td[data-label]')]
  .filter(cell => getComputedStyle(cell).display === 'grid')
  .flatMap(cell => {
    const label = parseFloat(getComputedStyle(cell).gridTemplateColumns);
    const begin = cell.getBoundingClientRect().left + label;
    return [...cell.children]
      .filter(part => getComputedStyle(part).position === 'static' && part.getBoundingClientRect().width)
      .filter(part => part.getBoundingClientRect().left < begin)
      .map(part => part.textContent);
  })"""
"""Gives what stands under the label of its cell and not beside it."""
BROKEN = """() => [...document.querySelectorAll('h1, time')]
  .flatMap(one => {
    const found = [], walker = document.createTreeWalker(one, NodeFilter.SHOW_TEXT);
    while (walker.nextNode())
      for (const day of walker.currentNode.data.matchAll(/\\d{4}-\\d\\d-\\d\\d/g)) {
        const range = document.createRange();
        range.setStart(walker.currentNode, day.index);
        range.setEnd(walker.currentNode, day.index + day[0].length);
        if (new Set([...range.getClientRects()].map(rect => rect.top)).size > 1) found.push(day[0]);
      }
    return found;
  })"""
"""Gives the days of headings and times that are broken over two lines."""


@pytest.mark.parametrize("language", ["zh", "en"])
def test_on_a_narrow_screen_values_stand_beside_their_labels_and_no_day_is_broken(
    chromium: Browser, office: Office, state: dict[str, object], language: str
) -> None:
    page = signed_in(chromium, office, state)
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{office.url}/review/language?to={language}")
    for path in list(addresses(page, office)):
        page.goto(f"{office.url}{path}")
        assert page.evaluate(ASTRAY) == [], path
        assert page.evaluate(BROKEN) == [], path


CUT = """() => [...document.querySelectorAll('select')].flatMap(select =>
  [...select.options].filter(option => {
    select.value = option.value;
    const style = getComputedStyle(select), probe = document.createElement('div');
    const inside = side => parseFloat(style[`padding${side}`]);
    probe.style.font = style.font;
    probe.style.lineHeight = '18px';
    probe.style.width = `${select.clientWidth - inside('Left') - inside('Right') - 20}px`;
    probe.textContent = option.text;
    document.body.append(probe);
    const lines = probe.offsetHeight;
    probe.remove();
    return lines > select.clientHeight - inside('Top') - inside('Bottom');
  }).map(option => option.text))"""
"""Gives the options that do not show as a whole once they are chosen."""


@pytest.mark.parametrize("width", ["320 px", "a desk"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_chosen_in_a_list_is_read_as_a_whole(
    chromium: Browser, office: Office, state: dict[str, object], width: str, language: str
) -> None:
    page = signed_in(chromium, office, state)
    page.set_viewport_size({"width": WIDTHS[width][0], "height": WIDTHS[width][1]})
    page.goto(f"{office.url}/review/language?to={language}")
    for path in ("/review/visits?signal=typed-late", "/review/customers", "/review/signals"):
        page.goto(f"{office.url}{path}")
        assert page.evaluate(CUT) == [], path


def test_nothing_is_asked_of_another_server_and_the_policy_forbids_nothing_of_ours(
    chromium: Browser, office: Office, state: dict[str, object]
) -> None:
    page = signed_in(chromium, office, state)
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(_host(request)))
    page.on("console", lambda message: said.append(message.text))
    for path in list(addresses(page, office)):
        page.goto(f"{office.url}{path}")
        style = page.evaluate("getComputedStyle(document.querySelector('.top')).borderBottomStyle")
        assert style == "solid", path
    assert set(asked) == {office.url}
    assert said == []


def _host(request: Request) -> str:
    found = re.match("[a-z]+://[^/]+", request.url)
    return found[0] if found else request.url
