"""Writing in the browser: what is pasted, two sessions in one part, a session that ended, and two
people who share a browser."""

import re
from html import unescape
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PATIENCE, open_page
from tests.browser.desk_people import deputy_link, sign_in
from tests.browser.test_drafting import editor, open_part, saved, start, write

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CLIPBOARD = Path(__file__).parents[1] / "drafting" / "clipboard"
KINDS = ("word", "word_online", "google_docs", "excel", "libreoffice", "web_page")
PASTE = """(box, html) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  data.setData("text/plain", "plain");
  box.dispatchEvent(
    new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })
  );
}"""
EXPECTED = re.compile(r"status of (401|403|409)|ERR_INTERNET_DISCONNECTED")


@pytest.fixture(scope="module")
def draft(browser, product, signed_in) -> int:
    """Of Georgia, with an empty part `challenges`."""
    staff, complaints = open_page(browser, product, storage_state=signed_in["staff"])
    number = start(staff, "GEO", 2035)
    staff.context.close()
    assert complaints == []
    return number


@pytest.fixture
def desk(browser, product, signed_in):
    page, complaints = open_page(browser, product, storage_state=signed_in["georgia"])
    yield page
    page.context.close()
    assert [told for told in complaints if not EXPECTED.search(told)] == []


DRAWN = "box => getComputedStyle(box, '::after').content"


def check_the_arrow(page) -> None:
    """Of the list of styles: drawn, not a letter that fonts lack."""
    arrows = page.locator(".prose-menubar__selected")
    assert arrows.count() > 0
    assert {arrow.evaluate(DRAWN) for arrow in arrows.all()} == {'""'}


def words(html: str) -> str:
    return "".join(unescape(re.sub(r"<[^>]*>", "", html)).split())


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_pasted_keeps_its_words_and_says_what_it_left_out(desk, draft, kind):
    open_part(desk, draft, "challenges")
    check_the_arrow(desk)
    box = editor(desk, "en")
    box.evaluate("box => box.editor.commands.setContent('<p>Before.</p>', { emitUpdate: true })")
    box.click()
    desk.keyboard.press("Control+End")
    box.evaluate(PASTE, (CLIPBOARD / f"{kind}.html").read_text())
    told = desk.locator(".sides [lang=en] .left-out, .left-out").first
    expect(told).to_be_visible()
    assert told.locator("li").count() >= 1
    expected = words((CLIPBOARD / f"{kind}.expected.html").read_text())
    assert expected[:60] in "".join(box.inner_text().split())
    told.locator("button").click()
    assert box.inner_text() == "Before."


def test_paste_in_the_admin_says_what_it_left_out_too(browser, product, signed_in, draft):
    staff, complaints = open_page(browser, product, storage_state=signed_in["staff"])
    staff.goto("/admin/registry/page/add/")
    staff.wait_for_selector(".tiptap")
    box = staff.locator(".tiptap").first
    box.click()
    box.evaluate(PASTE, (CLIPBOARD / "word.html").read_text())
    told = staff.locator(".left-out").first
    expect(told).to_be_visible()
    assert "Are we sure? Do not publish." in told.inner_text()
    assert "Do not publish" not in box.inner_text()
    assert box.inner_text().strip() != ""
    told.locator("button").click()
    assert box.inner_text().strip() == ""
    staff.context.close()
    assert complaints == []


def test_paragraphs_of_two_sessions_are_joined(browser, product, signed_in, desk, draft):
    open_part(desk, draft, "priorities")
    editor(desk, "en").evaluate(
        "box => box.editor.commands.setContent('<p>One.</p><p>Two.</p><p>Three.</p>',"
        " { emitUpdate: true })"
    )
    saved(desk)
    other, complaints = open_page(browser, product)
    sign_in(other, deputy_link(product))
    open_part(other, draft, "priorities")
    write(other, "en", " Of the deputy.")
    saved(other)
    editor(desk, "en").locator("p").first.click()
    desk.keyboard.press("Home")
    desk.keyboard.type("Of the contact point. ")
    expect(editor(desk, "en")).to_contain_text("Of the deputy.", timeout=20_000)
    assert editor(desk, "en").inner_text().split("\n\n") == [
        "Of the contact point. One.",
        "Two.",
        "Three. Of the deputy.",
    ]
    expect(desk.locator("#saving")).to_have_text(re.compile("^saved"), timeout=20_000)
    desk.reload()
    desk.wait_for_selector(".tiptap")
    assert "Of the contact point. One." in editor(desk, "en").inner_text()
    assert "Three. Of the deputy." in editor(desk, "en").inner_text()
    other.context.close()
    assert [told for told in complaints if not EXPECTED.search(told)] == []


def test_a_page_goes_on_after_its_person_signed_in_again_in_another_tab(product, desk, draft):
    link = re.findall(r"http\S+", product.manage("demo_accounts"))[1]
    open_part(desk, draft, "challenges")
    desk.context.clear_cookies()
    again = desk.context.new_page()
    again.set_default_timeout(PATIENCE)
    sign_in(again, link)
    write(desk, "en", " After the session.")
    saved(desk)
    desk.get_by_role("button", name="Save", exact=True).click()  # the form has the new token too
    desk.wait_for_selector(".tiptap")
    assert "After the session." in editor(desk, "en").inner_text()


def test_what_a_device_keeps_is_offered_to_its_person_alone(browser, product, signed_in, draft):
    page, complaints = open_page(browser, product, storage_state=signed_in["georgia"])
    open_part(page, draft, "challenges")
    page.context.set_offline(True)
    write(page, "en", " Private words of Nino.")
    page.wait_for_selector("text=is kept on this device")
    page.close()
    context = page.context
    context.set_offline(False)
    context.clear_cookies()
    other = context.new_page()
    other.set_default_timeout(PATIENCE)
    sign_in(other, deputy_link(product))
    open_part(other, draft, "challenges")
    other.wait_for_timeout(3_000)
    assert "Private words" not in editor(other, "en").inner_text()
    assert "Private words" not in other.locator("main").inner_text()
    other.reload()
    other.wait_for_selector(".tiptap")
    assert "Private words" not in editor(other, "en").inner_text()
    context.clear_cookies()
    context.add_cookies(signed_in["georgia"]["cookies"])
    back = context.new_page()
    back.set_default_timeout(PATIENCE)
    open_part(back, draft, "challenges")
    expect(editor(back, "en")).to_contain_text("Private words of Nino.", timeout=PATIENCE)
    context.close()
    assert [told for told in complaints if not EXPECTED.search(told)] == []
