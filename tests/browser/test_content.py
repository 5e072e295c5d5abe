"""Staff write news with a picture, see it before readers do, show it to somebody without an
account, and set when it appears."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from PIL import Image

from tests.browser.conftest import open_page

pytestmark = pytest.mark.browser
WORDS = {
    "en": ("Contact points meet", "Delegates around a table"),
    "ru": ("Контактные пункты встречаются", "Делегаты за столом"),
}


def photo() -> dict:
    out = BytesIO()
    Image.new("RGB", (1800, 1200), (90, 120, 160)).save(out, "JPEG")
    return {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def bring_picture(staff) -> None:
    staff.goto("/admin/registry/picture/add/")
    staff.get_by_label("File").set_input_files(photo())
    staff.get_by_label("Shows, English").fill(WORDS["en"][1])
    staff.get_by_label("Shows, Russian").fill(WORDS["ru"][1])
    staff.get_by_label("Credit").fill("Photo: ICMPD")
    staff.get_by_role("button", name="Save", exact=True).first.click()
    staff.wait_for_selector("text=was added successfully")


def write_news(staff) -> None:
    staff.goto("/admin/registry/newsitem/add/")
    staff.get_by_label("Title, English").press_sequentially(WORDS["en"][0])
    assert staff.get_by_label("Slug").input_value() == "contact-points-meet"  # suggested
    staff.get_by_label("Title, Russian").fill(WORDS["ru"][0])
    staff.get_by_label("Date on the page").fill(str(timezone.localdate()))
    for place, words in enumerate(("They take stock.", "Они подводят итоги.")):
        staff.locator("[contenteditable=true]").nth(place).click()
        staff.keyboard.type(words)
    staff.locator(".field-picture .select2-selection").click()
    staff.locator(".select2-search__field").last.fill("Delegates")
    staff.get_by_role("option", name=WORDS["en"][1]).first.click()


def test_a_text_links_a_record_and_holds_a_picture_by_the_toolbar(staff):
    """Found by words, by the keyboard; the words chosen before become the link."""
    bring_picture(staff)
    staff.goto("/admin/registry/newsitem/add/")
    staff.get_by_label("Title, English").press_sequentially("Visit")
    staff.get_by_label("Date on the page").fill(str(timezone.localdate()))
    text = staff.locator("[contenteditable=true]").first
    text.click()
    staff.keyboard.type("They went there")
    staff.keyboard.press("Shift+Control+ArrowLeft")
    staff.get_by_role("button", name="Record or picture").first.click()
    staff.keyboard.type("Georgia")
    staff.locator("dialog.pick").get_by_role("button", name="Georgia", exact=True).click()
    assert text.locator("a").inner_text() == "there"
    staff.keyboard.press("ArrowRight")
    staff.keyboard.press("Enter")
    staff.get_by_role("button", name="Record or picture").first.click()
    staff.keyboard.type("Delegates")
    found = staff.locator("dialog.pick").get_by_role("button", name=WORDS["en"][1])
    found.first.focus()
    staff.keyboard.press("Enter")
    staff.get_by_role("button", name="Quote").first.wait_for()
    staff.keyboard.press("ArrowDown")
    staff.keyboard.press("Enter")
    staff.keyboard.type("Well said.")
    staff.get_by_role("button", name="Quote").first.click()
    with staff.context.expect_page() as opened:
        staff.get_by_role("button", name="Preview").click()
    shown = opened.value.frame_locator("iframe.preview-en").locator("main")
    assert shown.locator("a", has_text="there").get_attribute("href") == "/en/states/georgia/"
    assert shown.locator("figure img").get_attribute("alt") == WORDS["en"][1]
    assert shown.locator("blockquote").inner_text() == "Well said."


def test_news_with_a_picture_is_previewed_shared_and_appears_at_its_time(staff, browser, product):
    bring_picture(staff)
    write_news(staff)
    with staff.context.expect_page() as opened:
        staff.get_by_role("button", name="Preview").click()
    preview = opened.value
    for language, name in (("en", "English"), ("ru", "Russian")):
        preview.get_by_label(name).check()
        shown = preview.frame_locator(f"iframe.preview-{language}")
        assert shown.locator("h1").inner_text() == WORDS[language][0]
        assert shown.locator("main img").get_attribute("alt") == WORDS[language][1]
    preview.get_by_label("Phone").check()
    assert preview.locator("iframe.preview-ru").bounding_box()["width"] < 400
    preview.close()

    staff.get_by_role("button", name="Save and continue editing").first.click()
    staff.wait_for_selector("text=Before it appears: draft")
    reader, complaints = open_page(browser, product)
    reader.goto("/en/news/")
    assert WORDS["en"][0] not in reader.locator("main").inner_text()
    staff.get_by_role("link", name="Share a preview").click()
    reader.goto(staff.get_by_role("link", name="Open").last.get_attribute("href"))
    assert reader.locator("h1").inner_text() == WORDS["ru"][0]

    staff.get_by_role("link", name="Back").click()
    staff.get_by_label("Stage").select_option("ready")
    moment = timezone.localtime() + timedelta(days=2)
    staff.get_by_label("When it appears").fill(f"{moment:%d.%m.%Y} 14:00")
    staff.get_by_role("button", name="Save and continue editing").first.click()
    staff.wait_for_selector(f"text=appears {moment:%-d %B %Y}, 14:00")
    assert reader.goto("/en/news/contact-points-meet/").status == 404
    staff.get_by_label("When it appears").fill("")
    staff.get_by_role("button", name="Save and continue editing").first.click()
    staff.wait_for_selector("text=Before it appears: public")
    complaints.clear()  # the 404 above is one
    for language in WORDS:
        assert reader.goto(f"/{language}/news/contact-points-meet/").status == 200
        picture = reader.locator("main img")
        assert picture.get_attribute("alt") == WORDS[language][1]
        assert picture.evaluate("image => image.complete && image.naturalWidth > 0")
        reader.goto(f"/{language}/")
        assert reader.locator(f"main img[alt='{WORDS[language][1]}']").is_visible()
    assert complaints == []
