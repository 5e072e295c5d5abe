"""Contact points keep the network current, with real mail in a folder: each test has people of
its own."""

import re
import time

import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from playwright.sync_api import expect

from tests.browser.conftest import choose, open_page, vienna

pytestmark = pytest.mark.browser


def enter_contact_point(staff, state: str, name: str, email: str, language: str = "en") -> int:
    """By hand, in the admin. The number of the record."""
    staff.goto("/admin/registry/authority/add/")
    choose(staff, 0, state)
    staff.get_by_label("Name, English").fill(f"Office of {state}")
    staff.get_by_role("button", name="Save", exact=True).first.click()
    staff.goto("/admin/registry/contactpoint/add/")
    choose(staff, 0, state)
    choose(staff, 1, f"Office of {state}")
    staff.get_by_label("Name in Latin script").fill(name)
    staff.get_by_label("Personal e-mail").fill(email)
    staff.locator("#id_since").fill("2025-01-01")
    staff.locator("#id_language").select_option(language)
    staff.get_by_role("button", name="Save and continue editing").first.click()
    staff.wait_for_url("**/change/")
    return int(re.search(r"/contactpoint/(\d+)/", staff.url)[1])


def invite(staff, number: int) -> None:
    staff.goto("/admin/registry/contactpoint/")
    staff.locator(f"input[name=_selected_action][value='{number}']").check()
    staff.locator("select[name=action]").select_option("invite")
    staff.get_by_role("button", name="Go").click()
    staff.get_by_role("button", name="Invite: 1").click()
    staff.wait_for_selector("text=Invite: 1 done.")


def accept(page, product, email: str) -> None:
    link, digits = product.mail.link(email, "invitation")
    page.goto(link)
    page.locator("#id_digits").fill(digits)
    page.locator("#id_has_read").check()
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/desk/")


def newcomer(staff, browser, product, state: str, name: str, email: str, **options):
    """A contact point at their desk. (page, complaints, number of the record)"""
    number = enter_contact_point(staff, state, name, email, options.pop("language", "en"))
    invite(staff, number)
    page, complaints = open_page(browser, product, **options)
    accept(page, product, email)
    return page, complaints, number


def sign_in_by_code(page, product, email: str, language: str = "en") -> None:
    seen = len(product.mail.messages(email))
    page.goto(f"/{language}/account/sign-in/")
    page.locator("#id_email").fill(email)
    page.locator("main form.form button[type=submit]").click()
    page.wait_for_url("**/sign-in/code/**")
    page.locator("#id_code").fill(product.mail.code(email, seen))
    page.locator("main form.form button[type=submit]").click()


def test_from_invitation_to_the_next_sign_in_on_a_phone_in_russian(staff, browser, product):
    page, complaints, _number = newcomer(
        staff,
        browser,
        product,
        "Armenia",
        "Anush Sample",
        "anush@example.org",
        language="ru",
        width=360,
    )
    assert "/ru/desk/" in page.url
    assert "Армения" in page.locator("main").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_role("button", name="Меню").click()
    page.get_by_role("link", name="Выйти").click()
    page.locator("main form button").click()
    page.wait_for_url("**/ru/")
    sign_in_by_code(page, product, "anush@example.org", "ru")
    page.wait_for_url("**/ru/desk/")
    page.get_by_role("link", name="Проверить").click()
    page.locator("#id_phone").fill("+374 10 123 456")
    page.get_by_role("button", name="Всё верно: сохранить и подтвердить").first.click()
    page.wait_for_url("**/ru/desk/")
    assert "сведения подтверждены" in page.locator(".messages").inner_text()
    assert complaints == []
    page.context.close()


def test_a_passkey_signs_in_without_a_code(staff, browser, product):
    page, complaints, _number = newcomer(
        staff, browser, product, "Azerbaijan", "Aygun Sample", "aygun@example.org"
    )
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    site = product.url.replace(
        "127.0.0.1", "localhost"
    )  # a passkey belongs to a name, not to a number
    page.context.add_cookies(
        [cookie | {"domain": "localhost"} for cookie in page.context.cookies()]
    )
    page.goto(f"{site}/en/account/second-factor/webauthn/add/")
    page.get_by_role("button", name="Add").click()
    page.wait_for_url("**/recovery-codes/")
    page.goto(f"{site}/en/account/sign-out/")
    page.locator("main form button").click()
    page.goto(f"{site}/en/account/sign-in/")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/en/desk/")
    assert "Azerbaijan" in page.locator("main").inner_text()
    assert "passkey was added" in product.mail.text("aygun@example.org", "passkey")
    assert complaints == []
    page.context.close()


def test_a_device_without_a_passkey_says_so_beside_the_button(page):
    page.goto("/en/account/sign-in/")
    notice = page.locator("[data-passkey]")
    expect(notice).to_be_hidden()
    page.get_by_role("button", name="Use a passkey").click()  # of a number, no device has one
    expect(notice).to_be_visible()
    assert "Your device gave no passkey. Nothing has changed." in notice.inner_text()


def test_staff_set_up_an_authenticator_before_the_admin_opens(browser, product):
    out = product.manage("invite", "admin@example.org", "--administrator")
    page, complaints = open_page(browser, product)
    page.goto(re.search(r"http\S+", out)[0])
    page.locator("#id_digits").fill(re.search(r"Digits: (\d{4})", out)[1])
    page.locator("#id_has_read").check()
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/account/second-factor/")
    assert "before the admin opens" in page.locator("main").inner_text()
    page.get_by_role("link", name="Set it up").click()
    secret = page.locator("main code").inner_text()
    page.locator("#id_code").fill(totp(secret))
    page.get_by_role("button", name="Set it up").click()
    page.wait_for_url("**/recovery-codes/")
    assert page.locator("main ol code").count() == 10
    page.goto("/admin/")
    page.wait_for_selector("text=What waits")
    assert complaints == []
    page.context.close()


def totp(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def test_a_new_address_is_confirmed_at_both(staff, browser, product):
    page, complaints, _number = newcomer(
        staff, browser, product, "Ukraine", "Olha Sample", "olha@example.org"
    )
    page.get_by_role("link", name="your details", exact=True).click()
    page.get_by_role("link", name="Change", exact=True).click()
    page.locator("#id_email").fill("olha.new@example.org")
    page.get_by_role("button", name="Send the two messages").click()
    page.wait_for_selector("text=Answer both")
    for address, told in (
        ("olha@example.org", "other address has still to answer"),
        ("olha.new@example.org", "in force"),
    ):
        link, digits = product.mail.link(address, "new-address")
        page.goto(link)
        page.locator("#id_digits").fill(digits)
        page.get_by_role("button", name="Confirm").click()
        page.wait_for_selector(f"text={told}")
    page.goto("/en/account/sign-out/")
    page.locator("main form button").click()
    sign_in_by_code(page, product, "olha.new@example.org")
    page.wait_for_url("**/en/desk/")
    assert complaints == []
    page.context.close()


def test_a_scanner_that_follows_the_link_and_posts_every_form_confirms_nothing(
    staff, browser, product
):
    number = enter_contact_point(staff, "Uzbekistan", "Umida Sample", "umida@example.org")
    product.manage("remind")
    link, digits = product.mail.link("umida@example.org", "confirm")
    scanner, _complaints = open_page(browser, product)
    assert scanner.context.request.head(link).ok
    scanner.goto(link)
    for form in range(scanner.locator("form").count()):
        scanner.goto(link)
        scanner.evaluate("number => document.forms[number].noValidate = true", form)
        scanner.evaluate("number => document.forms[number].requestSubmit()", form)
        scanner.wait_for_load_state()
    assert (
        scanner.context.request.post(
            link, form={"digits": "0000" if digits != "0000" else "1111"}
        ).status
        == 403
    )  # no token
    staff.goto(f"/admin/registry/contactpoint/{number}/change/")
    assert staff.locator("#id_confirmed_on").input_value() == ""
    scanner.goto(link)
    scanner.locator("#id_digits").fill(digits)
    scanner.get_by_role("button", name="All of it is right").click()
    scanner.wait_for_selector("text=Thank you, your details are confirmed.")
    assert scanner.goto("/en/desk/").url.startswith(f"{product.url}/en/account/sign-in/")
    staff.reload()
    assert staff.locator("#id_confirmed_on").input_value() == time.strftime("%Y-%m-%d", vienna())
    scanner.context.close()


def test_a_handover_from_start_to_end(staff, browser, product, tmp_path):
    leaving, complaints, number = newcomer(
        staff, browser, product, "Kazakhstan", "Aigul Leaving", "aigul@example.org"
    )
    letter = tmp_path / "letter.pdf"
    letter.write_bytes(b"%PDF-1.7 a letter")
    leaving.get_by_role("link", name="Hand over to a successor").click()
    leaving.locator("#id_name_latin").fill("Bolat Following")
    leaving.locator("#id_email").fill("bolat@example.org")
    leaving.locator("#id_language").select_option("ru")
    leaving.locator("#id_letter").set_input_files(letter)
    leaving.get_by_role("button", name="Name the successor").click()
    leaving.wait_for_selector("text=will confirm")
    assert "/ru/privacy-notice/" in product.mail.text("bolat@example.org", "/privacy-notice/")
    staff.goto("/admin/")
    staff.get_by_role("link", name="Successors were named").click()
    with staff.expect_download() as download:
        staff.get_by_role("link", name="Download").click()
    assert download.value.path().read_bytes() == b"%PDF-1.7 a letter"
    staff.get_by_role("link", name="Confirm").click()
    staff.get_by_role("button", name="Confirm").click()
    staff.wait_for_selector("text=Confirm: done.")
    leaving.goto("/en/desk/")
    assert "/account/sign-in/" in leaving.url  # the open session has ended
    following, more = open_page(browser, product, width=360)
    accept(following, product, "bolat@example.org")
    assert "/ru/desk/" in following.url
    assert "Казахстан" in following.locator("main").inner_text()
    staff.goto(f"/admin/registry/contactpoint/{number}/change/")
    assert staff.locator("#id_until").input_value() != ""
    assert complaints == []
    assert more == []
    leaving.context.close()
    following.context.close()


def test_an_erasure_from_the_wish_to_the_last_message(staff, browser, product):
    page, complaints, number = newcomer(
        staff, browser, product, "Kyrgyzstan", "Gulnara Forgotten", "gulnara@example.org"
    )
    page.get_by_role("link", name="Your data").click()
    page.get_by_role("link", name="Read it", exact=True).click()
    assert "Gulnara Forgotten" in page.locator("main").inner_text()
    page.go_back()
    page.get_by_role("link", name="Erase my details").click()
    page.locator("#id_is_meant").check()
    page.get_by_role("button", name="Ask for erasure").click()
    page.wait_for_selector("text=carries it out within a month")
    staff.goto("/admin/")
    staff.get_by_role("link", name="Asked to be erased").click()
    staff.locator("#result_list tbody a").first.click()
    staff.get_by_role("link", name="Erase personal details").click()
    staff.get_by_role("button", name="Erase personal details").click()
    staff.wait_for_selector("text=Erase personal details: done.")
    assert "Gulnara" not in staff.content()
    assert "gulnara@" not in staff.content()
    assert "no longer holds your name" in product.mail.text(
        "gulnara@example.org", "no longer holds"
    )
    page.goto("/en/desk/")
    assert "/account/sign-in/" in page.url
    staff.goto(f"/admin/registry/contactpoint/{number}/history/")
    assert "Gulnara" not in staff.content()
    assert complaints == []
    page.context.close()
