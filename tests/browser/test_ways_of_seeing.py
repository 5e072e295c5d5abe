"""The main journeys for who presses keys, magnifies to 400 per cent, chooses colours for the whole
system, or wants nothing to move. What the accessibility statement says of these is tested here."""

import pytest

from tests.browser.conftest import open_page

pytestmark = pytest.mark.browser

PUBLIC = [
    "",
    "states/georgia/",
    "profiles/georgia/light/2026/",
    "compare/?section=asylum&state=georgia&state=moldova&state=czechia",
    "compare/?indicator=population&state=georgia&state=moldova",
    "map/?layer=hdi",
    "data/population/",
    "search/?q=Georgia",
    "contact-points/",
    "about/accessibility/",
    "account/sign-in/",
]
REFLOWED = 320  # CSS pixels: what 1280 are at 400 per cent

# What is wider than the window, but for what may scroll by itself: tables, maps, charts
TOO_WIDE = """() => [...document.querySelectorAll("main *, header *, footer *")].filter((one) => {
  const box = one.getBoundingClientRect();
  if (!box.width || box.right <= innerWidth + 1) return false;
  for (let up = one; up; up = up.parentElement) {
    if (["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(up).overflowX)) return false;
    if (getComputedStyle(up).position === "absolute") return false;
  }
  return true;
}).map((one) => one.outerHTML.slice(0, 80)).slice(0, 5)"""

# What has the focus: where it is, and whether anything shows that it has it
FOCUSED = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect();
  const style = getComputedStyle(one);
  if (one === document.body) return null;
  const middle = document.elementFromPoint(
    Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 2),
    Math.min(Math.max(box.top + Math.min(box.height, innerHeight) / 2, 1), innerHeight - 2));
  return {
    what: one.outerHTML.slice(0, 90),
    shown: (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1)
      || style.boxShadow !== "none"
      || [...one.querySelectorAll("use, circle")].some(  // of a state on a map: its border
        (shape) => parseFloat(getComputedStyle(shape).strokeWidth) > 1.5),
    seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight,
    covered: !!middle && middle !== one && !one.contains(middle) && !middle.contains(one)
      && !one.closest("label")?.contains(middle) && ["fixed", "sticky"].includes(
        getComputedStyle(middle.closest("header, nav, [class]") || middle).position),
  };
}"""

# Words that cannot be told from what is behind them
UNSEEN = """() => [...document.querySelectorAll("main a, main button, main h1, main p, main td")]
  .filter((one) => one.getBoundingClientRect().width && one.textContent.trim())
  .filter((one) => getComputedStyle(one).forcedColorAdjust === "auto")
  .filter((one) => {
    const style = getComputedStyle(one);
    return style.color === style.backgroundColor;
  }).map((one) => one.outerHTML.slice(0, 80)).slice(0, 5)"""

# Whatever still moves or waits to move
MOVING = """() => document.getAnimations().filter((one) =>
  one.effect.getComputedTiming().activeDuration > 100).map((one) =>
  one.effect.target?.outerHTML?.slice(0, 80)).slice(0, 5)"""


def stops_of(page, most: int) -> list[dict]:
    """What the tabulator reaches, in order."""
    stops = []
    for _press in range(most):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if stop is None:
            break
        stops.append(stop)
    return stops


def looked_at(page, addresses: list[str], script: str) -> dict[str, list]:
    found = {}
    for address in addresses:
        page.goto(address)
        if wrong := page.evaluate(script):
            found[address] = wrong
    return found


@pytest.mark.parametrize("language", ["en", "ru"])
def test_at_400_per_cent_nothing_is_read_sideways(browser, product, language):
    page, complaints = open_page(browser, product, width=REFLOWED)
    addresses = [f"/{language}/{address}" for address in PUBLIC]
    found = looked_at(page, addresses, TOO_WIDE)
    wide = [
        address
        for address in addresses
        if page.goto(address) and page.evaluate("document.documentElement.scrollWidth") > REFLOWED
    ]
    page.context.close()
    assert (found, wide) == ({}, [])
    assert complaints == []


def test_the_keyboard_reaches_what_is_there_and_each_stop_is_seen(browser, product):
    page, _complaints = open_page(browser, product)
    wrong = {}
    for address in PUBLIC:
        page.goto(f"/en/{address}")
        stops = stops_of(page, 40)
        assert len(stops) > 5, address
        bad = [
            stop["what"]
            for stop in stops
            if not (stop["shown"] and stop["seen"]) or stop["covered"]
        ]
        if bad:
            wrong[address] = bad[:4]
    page.context.close()
    assert wrong == {}


def test_the_first_stop_leads_past_the_menu_to_the_text(page):
    page.goto("/en/states/georgia/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_of_the_system_leave_words_to_be_read(browser, product, scheme):
    page, _complaints = open_page(browser, product, forced_colors="active", color_scheme=scheme)
    assert looked_at(page, [f"/en/{address}" for address in PUBLIC], UNSEEN) == {}
    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    page.goto("/en/")
    stops = stops_of(page, 12)
    page.context.close()
    assert [stop["what"] for stop in stops if not stop["shown"]] == []


def test_a_map_and_a_chart_keep_their_meaning_in_colours_of_the_system(browser, product):
    """Their classes are colours, so these stay, and the table beside says the same."""
    page, _complaints = open_page(browser, product, forced_colors="active")
    page.goto("/en/map/?layer=hdi")
    fills = page.evaluate(
        """() => new Set([...document.querySelectorAll("main svg use")]
           .map((one) => getComputedStyle(one).fill)).size"""
    )
    tables = page.locator("main table").count()
    page.context.close()
    assert fills >= 4
    assert tables >= 1


def test_who_wants_nothing_to_move_sees_nothing_move(browser, product):
    page, _complaints = open_page(browser, product, reduced_motion="reduce")
    assert looked_at(page, [f"/en/{address}" for address in PUBLIC], MOVING) == {}
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    page.context.close()
