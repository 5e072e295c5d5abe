"""Both journeys of a contact point, once a year: the details, and an edition of the profile. In
English at a desk, in Russian on a phone, and without script; with what each costs in presses and
mails."""

import re

import pytest

from tests.browser.conftest import open_grave, open_page
from tests.browser.desk_people import Walker
from tests.browser.test_drafting import act, open_round

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WAYS = {
    "English at 1280": ("en", 1280, True, "georgia", "Georgia", 2031),
    "Russian at 360": ("ru", 360, True, "moldova", "Moldova", 2032),
    "English without script": ("en", 1280, False, "georgia", "Georgia", 2033),
}
FOR_DETAILS = 2  # the link in the mail, and the button
TO_SUBMIT = 4  # the mail, what is filled in, it is right; submit
FOR_WHAT_IS_MISSING = 2  # a reason for all of it, settled: once, the next edition starts from it
TO_CHANGE_ONES_MIND = 4  # take back and its button, submit and its button
TO_ENDORSE = 3  # the mail, endorse and its button
MAILS_OF_AN_EDITION = 6  # asked, a receipt of each submission, asked to endorse, receipt, published


@pytest.fixture(params=WAYS)
def way(request, browser, product, signed_in):
    """(walker, language, address, name of the state, year)"""
    language, width, has_script, who, state, year = WAYS[request.param]
    session = signed_in[who]
    page, complaints = open_page(
        browser, product, width, storage_state=session, java_script_enabled=has_script
    )
    address = {"georgia": "geo@demo.invalid", "moldova": "mda@demo.invalid"}[who]
    yield Walker(page), language, address, state, year
    page.context.close()
    assert complaints == []


@pytest.fixture(scope="module")
def secretariat(browser, product, signed_in):
    page, complaints = open_page(browser, product, storage_state=signed_in["staff"])
    yield page
    page.context.close()
    assert complaints == []


def fits(page) -> None:
    """Nothing scrolls sideways."""
    if page.context.browser and page.viewport_size["width"] == 360:
        box = page.locator("main").bounding_box()
        assert box["width"] <= 360


ASK = """
from registry.common.dates import today
from registry.contacts.confirmation import ask_to_confirm
from registry.contacts.models import ContactPoint
person = ContactPoint.objects.get(account__email="%s")
ask_to_confirm(person, occasion=("by hand", "%s"))
"""


def test_the_details_are_confirmed_from_the_mail_with_one_button(way, product):
    walker, language, address, _state, year = way
    before = len(product.mail.messages(address))
    product.manage("shell", "-c", ASK % (address, f"{language}{year}"))
    text = product.told(address, "/confirm/")
    link = re.findall(r"https?://\S+/confirm/\S+", text)[-1]
    digits = re.findall(r"(?:digits|цифры): (\d{4})", text)[-1]
    assert f"/{language}/" in link
    walker.follow(link)
    walker.page.locator("#id_digits").fill(digits)
    walker.press("main form button[type=submit]")
    assert walker.page.locator("#id_digits").count() == 0
    fits(walker.page)
    print(f"details {language}: {walker.clicks} presses")
    assert walker.clicks == FOR_DETAILS
    assert len(product.mail.messages(address)) - before == 1


def test_an_edition_from_the_mail_to_the_endorsement(way, secretariat, product):
    walker, language, address, state, year = way
    page, staff = walker.page, secretariat
    before = len(product.mail.messages(address))
    open_round(staff, "light", year, state)
    number = edition_told(product, address, year)

    walker.follow(f"/{language}/desk/editions/{number}/")
    walker.press("main a[href$='/filled-in/']")
    fits(page)
    walker.press("main form:has(.reading) button[type=submit]")
    assert "/steps/submit/" in page.url
    is_first = page.locator("#id_gap").count() == 1
    if is_first:
        walker.choose("#id_gap", "later")
        walker.press("main form[action$='/missing/'] button[type=submit]")
        fits(page)
    to_submit = TO_SUBMIT + (FOR_WHAT_IS_MISSING if is_first else 0)
    walker.press("main form.form:not([action]) button[type=submit]")
    assert page.url.endswith(f"/desk/editions/{number}/")
    assert walker.clicks == to_submit
    assert "SHA-256" in product.mail.text(address, "SHA-256")  # the receipt comes at once
    for step in ("take_back", "submit"):
        walker.press(f"main .actions-row a[href$='/steps/{step}/']")
        fits(page)
        walker.press("main form.form:not([action]) button[type=submit]")
    assert walker.clicks == to_submit + TO_CHANGE_ONES_MIND

    staff.goto(f"/admin/registry/edition/{number}/review/")
    staff.get_by_role("button", name="Accept all").click()
    staff.wait_for_selector(".messagelist")
    act(staff, number, "ask_endorsement")
    asked = product.told(address, f"/desk/editions/{number}/")
    walker.follow(re.findall(rf"https?://\S+/desk/editions/{number}/", asked)[-1])
    walker.press("main a[href$='/steps/endorse/']")
    if "/sign-in/again/" in page.url:
        open_grave(page, f"/{language}/desk/editions/{number}/steps/endorse/")
    fits(page)
    walker.press("main form.form button[type=submit]")
    act(staff, number, "publish")
    product.told(address, f"/profiles/{state.lower()}/light/{year}/")
    count = len(product.mail.messages(address)) - before
    print(f"edition {language}: {walker.clicks} presses, {count} mails")
    assert walker.clicks == to_submit + TO_CHANGE_ONES_MIND + TO_ENDORSE
    assert count == MAILS_OF_AN_EDITION


def test_a_state_takes_no_part_this_time_and_changes_its_mind(way, secretariat, product):
    """Two presses from the desk's page of the edition each way; the text is kept."""
    walker, language, address, state, year = way
    open_round(secretariat, "light", year + 20, state)
    number = edition_told(product, address, year + 20)
    page, desk = walker.page, f"/{language}/desk/editions/{number}/"
    page.goto(desk)
    for step in ("decline", "take_part"):
        if page.locator(f"main a[href$='/steps/{step}/']").count() == 0:
            page.goto(f"/{language}/desk/")
        walker.press(f"main a[href$='/editions/{number}/steps/{step}/']")
        fits(page)
        walker.press("main form.form button[type=submit]")
        assert page.locator("h1").count() == 1
    page.goto(desk)
    assert page.locator("main a[href$='/steps/decline/']").count() == 1
    assert walker.clicks == 4


def edition_told(product, address: str, year: int) -> int:
    told = product.told(address, f"{year}")
    return int(re.findall(r"/desk/editions/(\d+)/", told)[-1])


PAGES = (
    "",
    "details/{post}/",
    "details/{post}/seen/",
    "details/{post}/office/",
    "details/{post}/address/",
    "hand-over/{post}/",
    "mail/",
    "network/",
    "privacy/",
    "privacy/data/",
    "privacy/erasure/",
    "editions/{edition}/",
    "editions/{edition}/read/",
    "editions/{edition}/filled-in/",
    "editions/{edition}/ask/",
    "editions/{edition}/parts/challenges/",
    "editions/{edition}/parts/background-size-borders/",
    "editions/{edition}/parts/challenges/versions/",
    "editions/{edition}/parts/challenges/changes/",
    "editions/{edition}/steps/submit/",
)


def test_every_button_of_the_desk_answers(way, secretariat, product):
    """Pressed with what stands in the form. None answers with an error or a refusal that nobody
    understands, and none leads to a page that scrolls sideways."""
    walker, language, address, state, year = way
    page = walker.page
    open_round(secretariat, "light", year + 10, state)
    number = edition_told(product, address, year + 10)
    page.goto(f"/{language}/desk/")
    post = re.search(r"/details/(\d+)/", page.content())[1]
    bad: list[str] = []
    page.on(
        "response",
        lambda answer: (
            bad.append(f"{answer.status} {answer.url}")
            if answer.status in (403, 404, 405, 500)
            else None
        ),
    )
    pressed = 0
    for path in PAGES:
        path = f"/{language}/desk/{path.format(post=post, edition=number)}"
        page.goto(path)
        for place in range(page.locator("main button[type=submit]").count()):
            page.goto(path)
            button = page.locator("main button[type=submit]").nth(place)
            if place >= page.locator("main button[type=submit]").count() or not (
                button.is_visible() and button.is_enabled()
            ):
                continue
            button.click()
            page.wait_for_load_state()
            pressed += 1
            assert page.locator("h1").count() == 1, path
            fits(page)
    print(f"{language}: {pressed} buttons")
    assert pressed > 15
    assert bad == []
