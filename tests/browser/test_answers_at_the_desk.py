"""What the page of a part answers to a button stays to be read, and what was typed before it was
pressed is never lost: the page saves itself, but only two seconds after the last letter."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PATIENCE, open_page
from tests.browser.test_drafting import editor, open_part, start, write

pytestmark = [pytest.mark.browser, pytest.mark.slow]

EXPECTED = re.compile(r"status of 400|ERR_INTERNET_DISCONNECTED|ERR_FAILED")
FIGURES = "background-size-borders"
LEFT = """() => Object.keys(localStorage).filter(name => name.startsWith("draft/"))"""
A_WHILE = 3_000  # milliseconds; longer than the page waits until it saves itself


@pytest.fixture(scope="module")
def draft(browser, product, signed_in) -> int:
    """Of Georgia, with nothing typed."""
    staff, complaints = open_page(browser, product, storage_state=signed_in["staff"])
    number = start(staff, "GEO", 2036)
    staff.context.close()
    assert complaints == []
    return number


@pytest.fixture
def desk(browser, product, signed_in):
    page, complaints = open_page(browser, product, storage_state=signed_in["georgia"])
    yield page
    page.context.close()
    assert [told for told in complaints if not EXPECTED.search(told)] == []


def press(page, name: str) -> None:
    """Before the page saves itself."""
    page.get_by_role("button", name=name, exact=True).click()


def check_it_stays(page, words: str) -> None:
    """The answer, for longer than it takes to bring what was kept; and nothing is kept then."""
    answer = page.locator(".messages, [role=alert]").filter(has_text=words)
    expect(answer).to_be_visible()
    page.wait_for_timeout(A_WHILE)
    expect(answer).to_be_visible()
    assert page.evaluate(LEFT) == []


def another_page(page):
    """The browser stays, the page is closed."""
    context = page.context
    page.close()
    opened = context.new_page()
    opened.set_default_timeout(PATIENCE)
    return opened


def test_the_buttons_of_the_editor_speak_the_language_of_the_page(desk, draft):
    desk.goto(f"/ru/desk/editions/{draft}/parts/challenges/")
    desk.wait_for_selector(".tiptap")
    read = "all => all.flatMap((one) => [one.title, one.ariaLabel]).filter(Boolean)"
    said = desk.locator(".prose-menubar button").evaluate_all(read)
    assert len(said) > 20
    assert [words for words in said if re.search("[a-z]{2}", words)] == []


def test_what_is_wrong_with_a_figure_stays_after_done(desk, draft):
    desk.goto(f"/ru/desk/editions/{draft}/parts/{FIGURES}/")
    desk.wait_for_selector(".tiptap")
    desk.locator(".own-value input").first.fill("2.465,0")
    desk.locator(".own-year input").first.fill("2035")
    press(desk, "Раздел готов")
    check_it_stays(desk, "сохранен")
    expect(desk.locator(".own-value input").first).to_have_value(re.compile(r"^2\s?465$"))
    desk.locator(".own-value input").first.fill("901,50")
    press(desk, "Раздел готов")
    check_it_stays(desk, "сохранен")
    expect(desk.locator(".own-value input").first).to_have_value("901,5")
    desk.locator(".own-value input").first.fill("")
    desk.locator(".own-year input").first.fill("")
    press(desk, "Сохранить")
    check_it_stays(desk, "сохранено")


def test_what_a_save_confirms_stays(desk, draft):
    open_part(desk, draft, FIGURES)
    desk.locator(".own-value input").first.fill("3.700.100,0")
    desk.locator(".own-year input").first.fill("2024")
    desk.locator(".own-source input").first.fill("Geostat")
    press(desk, "Save")
    check_it_stays(desk, "saved")
    expect(desk.locator(".own-value input").first).to_have_value("3,700,100")


def test_what_done_confirms_stays_and_is_not_brought_again_later(desk, draft):
    open_part(desk, draft, "challenges")
    write(desk, "en", "Labour is short.")
    press(desk, "Done with this part")
    desk.wait_for_url(f"**/desk/editions/{draft}/")
    asked = []
    desk.on("request", lambda request: asked.append(request.url))
    open_part(desk, draft, "challenges")
    desk.wait_for_timeout(A_WHILE)
    assert [url for url in asked if url.endswith("/autosave/")] == []
    assert desk.evaluate(LEFT) == []
    assert editor(desk, "en").inner_text() == "Labour is short."


def test_a_comment_is_confirmed_after_words_were_typed(desk, draft):
    open_part(desk, draft, "priorities")
    write(desk, "en", "Before the comment.")
    desk.locator("textarea[name=text]").fill("Is this enough?")
    write(desk, "ru", "До замечания.")
    press(desk, "Add the comment")
    check_it_stays(desk, "Your comment is with the Secretariat")
    assert desk.url.endswith("#comments-priorities")
    assert editor(desk, "en").inner_text() == "Before the comment."
    assert editor(desk, "ru").inner_text() == "До замечания."


def test_a_comment_is_confirmed_where_the_words_were_not_saved_before_it(desk, draft):
    """They are brought from the page that confirms it, which is not loaded anew by itself."""
    open_part(desk, draft, "background-economy")
    desk.route(
        "**/autosave/",
        lambda route: route.continue_() if "#comments" in desk.url else route.abort(),
    )
    desk.locator("textarea[name=text]").fill("And this?")
    write(desk, "en", "Kept on the device.")
    press(desk, "Add the comment")
    check_it_stays(desk, "Your comment is with the Secretariat")
    desk.locator("#saving a").click()
    expect(editor(desk, "en")).to_contain_text("Kept on the device.")


def test_what_was_typed_comes_back_after_the_page_was_closed(desk, draft):
    open_part(desk, draft, "challenges")
    write(desk, "en", " Typed and closed.")
    page = another_page(desk)
    open_part(page, draft, "challenges")
    expect(editor(page, "en")).to_contain_text("Typed and closed.")
    page.wait_for_timeout(A_WHILE)
    assert page.evaluate(LEFT) == []


def test_what_a_button_could_not_send_comes_back(desk, draft):
    open_part(desk, draft, "challenges")
    desk.route("**/parts/challenges/", lambda route: route.abort())
    write(desk, "en", " Sent in vain.")
    press(desk, "Save")
    desk.wait_for_timeout(A_WHILE)
    page = another_page(desk)
    open_part(page, draft, "challenges")
    expect(editor(page, "en")).to_contain_text("Sent in vain.")


def test_what_a_button_was_refused_is_kept(desk, draft):
    """The form has it once more; after the page is closed, the device has it."""
    open_part(desk, draft, "challenges")
    editor(desk, "en").evaluate(
        "box => box.editor.commands.setContent(`<p>${'long '.repeat(70000)}</p>`,"
        " { emitUpdate: true })"
    )
    press(desk, "Save")
    alert = desk.locator("[role=alert]").filter(has_text="KB")
    expect(alert.first).to_be_visible()
    desk.wait_for_timeout(A_WHILE)
    expect(alert.first).to_be_visible()
    desk.wait_for_function(f"() => ({LEFT})().length > 0")
    editor(desk, "en").evaluate(
        "box => box.editor.commands.setContent('<p>Short.</p>', { emitUpdate: true })"
    )
    press(desk, "Save")
    check_it_stays(desk, "saved")
    assert editor(desk, "en").inner_text() == "Short."
