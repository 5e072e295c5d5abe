"""The whole life of an edition in two sessions, the Secretariat's and a contact point's: real
browsers, real mail, a moved clock."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import choose, open_grave, open_page, vienna

pytestmark = pytest.mark.browser

YEAR = 2027
EXPECTED = re.compile(
    r"status of (401|409)"
)  # the console reports answers that the page itself explains


@pytest.fixture(scope="module")
def secretariat(browser, product, signed_in):
    page, complaints = open_page(browser, product, storage_state=signed_in["staff"])
    yield page
    page.context.close()
    assert complaints == []


@pytest.fixture(scope="module")
def contact_point(browser, product, signed_in):
    page, complaints = open_page(browser, product, storage_state=signed_in["georgia"])
    yield page
    page.context.close()
    assert [told for told in complaints if not EXPECTED.search(told)] == []


def act(page, edition: int, name: str, model: str = "edition") -> str:
    """Press a button of the admin; what it reports."""
    open_grave(page, f"/admin/registry/{model}/{edition}/act/{name}/")
    page.locator("#content form input[type=submit]").click()
    page.wait_for_selector(".messagelist")
    return page.locator(".messagelist").inner_text()


def step(page, edition: int, name: str) -> None:
    open_grave(page, f"/en/desk/editions/{edition}/steps/{name}/")
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(f"**/desk/editions/{edition}/")


def editor(page, language: str):
    return page.locator(f".sides [lang={language}] .tiptap")


def write(page, language: str, text: str) -> None:
    editor(page, language).click()
    page.keyboard.press("Control+End")
    page.keyboard.type(text)


def saved(page) -> None:
    expect(page.locator("#saving")).to_have_text(re.compile(r"^saved \d\d:\d\d$"), timeout=15_000)


def open_part(page, edition: int, slug: str) -> None:
    page.goto(f"/en/desk/editions/{edition}/parts/{slug}/")
    page.wait_for_selector(".tiptap")


def fill_the_rest(page, edition: int) -> None:
    """What the state cannot write yet is declared as such, part by part."""
    while True:
        page.goto(f"/en/desk/editions/{edition}/steps/submit/")
        places = page.locator(".notice a").evaluate_all(
            "links => links.map(link => link.getAttribute('href'))"
        )
        if not places:
            return
        for place in places:
            page.goto(place)
            page.locator("#id_gap").select_option("later")
            page.get_by_role("button", name="Done with this part").click()
            page.wait_for_url(f"**/desk/editions/{edition}/")


def open_round(page, kind: str, year: int, state: str) -> int:
    page.goto("/admin/registry/collectionround/add/")
    page.locator("#id_kind").select_option(kind)
    choose(page, 0, kind.title())
    page.locator("#id_year").fill(str(year))
    page.locator("#id_deadline").fill(f"{year + 1}-02-26")
    chosen = page.locator("#id_states_from option", has_text=state).first.get_attribute("value")
    page.locator("#id_states_from").select_option(chosen)
    page.locator(".selector-add").first.click()
    page.get_by_role("button", name="Save and continue editing").first.click()
    page.wait_for_url("**/change/")
    number = int(re.search(r"/collectionround/(\d+)/", page.url)[1])
    act(page, number, "open", "collectionround")
    return number


@pytest.mark.slow
def test_the_life_of_an_edition(secretariat, contact_point, product):
    staff, nino = secretariat, contact_point
    round = open_round(staff, "light", YEAR, "GEO")
    staff.goto(f"/admin/registry/collectionround/{round}/board/")
    assert "Georgia" in staff.locator(".board").inner_text()
    told = product.told("geo@demo.invalid", "Please go through it part by part")
    number = int(re.search(r"/desk/editions/(\d+)/", told)[1])

    # draft, saved by itself
    nino.goto("/en/desk/")
    assert f"Draft: Light Migration Profile {YEAR}" in nino.locator("main").inner_text()
    open_part(nino, number, "challenges")
    undo = nino.locator(".sides [lang=en] button[data-name='history:undo']")
    expect(undo).to_have_attribute("aria-disabled", "true")  # before anything was typed
    write(nino, "en", "Labour is short.")
    expect(undo).to_have_attribute("aria-disabled", "false")
    saved(nino)
    nino.reload()
    assert editor(nino, "en").inner_text() == "Labour is short."

    # a conflict: staff save the same part meanwhile
    section = staff_section(staff, number, "challenges")
    staff.goto(f"/admin/registry/section/{section}/change/")
    staff.locator(".tiptap").first.click()
    staff.keyboard.press("Control+End")
    staff.keyboard.type(" Ageing adds to it.")
    staff.get_by_role("button", name="Save and continue editing").first.click()
    staff.wait_for_selector(".messagelist .success")
    write(nino, "en", " Wages rise.")
    nino.wait_for_selector("#saving a")
    nino.locator("#saving a").click()
    assert "Both changed this passage" in nino.locator("main").inner_text()
    nino.locator("input[value=both]").check()
    nino.get_by_role("button", name="Save what I chose").click()
    nino.wait_for_selector(".tiptap")
    assert editor(nino, "en").inner_text().split("\n\n") == [
        "Labour is short. Ageing adds to it.",
        "Labour is short. Wages rise.",
    ]

    # the other language, and the figures
    write(nino, "ru", "Рабочих рук мало. Население стареет.")
    saved(nino)
    nino.get_by_role("button", name="Both languages say the same now").click()
    nino.wait_for_load_state()
    assert nino.locator(".stamp.open").count() == 0
    open_part(nino, number, "background-size-borders")
    nino.locator(".own-value input").first.fill("37 000")
    nino.locator(".own-year input").first.fill("2024")
    nino.locator(".own-source input").first.fill("Geostat")
    expect(nino.locator(".why .asks").first).to_contain_text("Is yours right?", timeout=15_000)
    nino.locator(".own-value input").first.fill("3 700 100")
    saved(nino)
    expect(nino.locator(".why").first).to_be_hidden()
    nino.reload()
    assert nino.locator(".own-value input").first.input_value() == "3,700,100"
    nino.get_by_role("button", name="Confirm the figures").click()
    nino.wait_for_load_state()

    # submitted, one part returned, answered, submitted again
    fill_the_rest(nino, number)
    step(nino, number, "submit")
    staff.goto(f"/admin/registry/edition/{number}/review/")
    staff.locator("#part-challenges textarea").fill("Please give a source.")
    staff.locator("#part-challenges").get_by_role("button", name="Return").click()
    staff.wait_for_selector(".messagelist")
    staff.get_by_role("button", name="Accept all").click()
    staff.wait_for_selector(".messagelist")
    act(staff, number, "send_back")
    assert "3 Main challenges and risks: Please give a source." in product.told(
        "geo@demo.invalid", "came back"
    )
    nino.goto("/en/desk/")
    assert "1\npart returned" in nino.locator("main").inner_text()
    open_part(nino, number, "challenges")
    write(nino, "en", " (Geostat, 2027)")
    saved(nino)
    nino.get_by_role("button", name="Both languages say the same now").click()
    nino.wait_for_load_state()
    nino.get_by_role("button", name="Done with this part").click()
    nino.wait_for_url(f"**/desk/editions/{number}/")
    step(nino, number, "submit")
    staff.goto(f"/admin/registry/edition/{number}/review/")
    staff.get_by_role("button", name="Accept all").click()
    staff.wait_for_selector(".messagelist")

    # with the state, endorsed, published
    act(staff, number, "ask_endorsement")
    nino.goto("/en/desk/")
    nino.get_by_role("link", name="Read and answer").click()
    assert "Wages rise. (Geostat, 2027)" in nino.locator("main").inner_text()
    nino.get_by_role("link", name="Endorse").click()
    nino.locator("main form button[type=submit]").click()
    nino.wait_for_url(f"**/desk/editions/{number}/")
    act(staff, number, "publish")
    nino.goto(f"/en/profiles/georgia/light/{YEAR}/")
    text = nino.locator("main").inner_text()
    assert "Endorsed" in text
    assert "3,700,100" in text
    assert "The state will provide this in a later edition." in text

    # the next edition, and what changed
    open_round(staff, "light", YEAR + 1, "GEO")
    told = product.told("geo@demo.invalid", f"Light Migration Profile {YEAR + 1}")
    # the message has other matters of the day as well
    following = max(map(int, re.findall(r"/desk/editions/(\d+)/", told)))
    open_part(nino, following, "challenges")
    write(nino, "en", " And 2028.")
    saved(nino)
    nino.get_by_role("button", name="Both languages say the same now").click()
    nino.wait_for_load_state()
    fill_the_rest(nino, following)
    step(nino, following, "submit")
    staff.goto(f"/admin/registry/edition/{following}/review/")
    assert staff.locator("#part-challenges ins").inner_text() == "And 2028."
    staff.get_by_role("button", name="Accept all").click()
    staff.wait_for_selector(".messagelist")
    act(staff, following, "ask_endorsement")
    step(nino, following, "endorse")
    act(staff, following, "publish")
    nino.goto(f"/en/profiles/georgia/light/{YEAR + 1}/changes/")
    assert nino.locator("#challenges-heading ~ p ins").inner_text().strip() == "And 2028."
    assert nino.locator(".unchanged").count() > 10


def staff_section(staff, edition: int, slug: str) -> int:
    staff.goto(f"/admin/registry/edition/{edition}/review/")
    address = staff.locator(f"#part-{slug} a", has_text="Edit the text").get_attribute("href")
    return int(re.search(r"/section/(\d+)/", address)[1])


def test_what_was_typed_survives_a_lost_session_and_a_lost_connection(browser, product, signed_in):
    staff, _complaints = open_page(browser, product, storage_state=signed_in["staff"])
    number = start(staff, "MDA", 2029)
    page, complaints = open_page(browser, product, storage_state=signed_in["moldova"])
    open_part(page, number, "priorities")
    page.context.set_offline(True)
    write(page, "en", "Written without a connection.")
    page.wait_for_selector("text=is kept on this device")
    page.close()  # the tab is closed, the browser stays
    page.context.set_offline(False)
    page = page.context.new_page()
    open_part(page, number, "priorities")
    expect(editor(page, "en")).to_contain_text("without a connection", timeout=15_000)
    page.context.clear_cookies(name="sessionid")
    write(page, "ru", "Написано после конца сеанса.")
    page.wait_for_selector("#saving a")
    assert "You are signed out. What you wrote is kept" in page.locator("#saving").inner_text()
    page.context.add_cookies(signed_in["moldova"]["cookies"])
    open_part(page, number, "priorities")
    page.get_by_role("link", name="Compare and choose").click()
    page.get_by_role("button", name="Save what I chose").click()
    page.wait_for_selector(".tiptap")
    assert "Написано после конца сеанса." in editor(page, "ru").inner_text()

    # figures are kept on the device and by the server as texts are
    open_part(page, number, "background-size-borders")
    page.context.set_offline(True)
    page.locator(".own-value input").nth(1).fill("33 843,5")
    expect(page.locator("#saving")).to_contain_text("No connection", timeout=15_000)
    page.context.set_offline(False)
    value = page.locator(".own-value input").nth(1)
    for _look in range(3):  # the page that was left may be saving while the next one is made
        open_part(page, number, "background-size-borders")
        page.wait_for_timeout(1000)
        if value.input_value():
            break
    expect(value).not_to_have_value("", timeout=15_000)
    page.context.clear_cookies(name="sessionid")
    value.fill("33 846")
    page.wait_for_selector("#saving a")
    page.context.add_cookies(signed_in["moldova"]["cookies"])
    open_part(page, number, "background-size-borders")
    page.get_by_role("link", name="Compare and choose").click()
    page.locator("input[value=mine]").check()
    page.get_by_role("button", name="Save what I chose").click()
    page.wait_for_selector(".tiptap")
    expect(page.locator(".own-value input").nth(1)).to_have_value("33,846")
    assert [
        told
        for told in complaints
        if "ERR_INTERNET_DISCONNECTED" not in told and not EXPECTED.search(told)
    ] == []
    page.context.close()
    staff.context.close()


def start(staff, state: str, year: int) -> int:
    staff.goto(f"/admin/registry/migrationprofile/?q={state}&kind__exact=light")
    staff.locator("#result_list tbody th a").first.click()
    staff.get_by_role("link", name="Start an edition").click()
    staff.locator("#id_year").fill(str(year))
    staff.locator("#content form input[type=submit]").click()
    staff.wait_for_selector(".messagelist")
    return int(re.search(r"/edition/(\d+)/", staff.url)[1])


@pytest.mark.slow
def test_a_state_that_does_not_answer_in_three_months(browser, product, signed_in):
    staff, complaints = open_page(browser, product, storage_state=signed_in["staff"])
    number = start(staff, "MDA", 2030)
    staff.goto(f"/admin/registry/edition/{number}/act/submit/")
    for place in staff.locator(".problems a").evaluate_all(
        "links => links.map(link => link.getAttribute('href'))"
    ):
        staff.goto(place)
        staff.locator("#id_gap").select_option("not_available")
        staff.get_by_role("button", name="Save", exact=True).first.click()
        staff.wait_for_selector(".messagelist")
    act(staff, number, "submit")
    staff.goto(f"/admin/registry/edition/{number}/review/")
    staff.get_by_role("button", name="Accept all").click()
    staff.wait_for_selector(".messagelist")
    act(staff, number, "ask_endorsement")
    began = local_day()
    assert "is not possible" in act(staff, number, "lapse")
    product.told("mda@demo.invalid", f"/desk/editions/{number}/")
    product.manage("remind", "--on", str(began + timedelta(days=31)))
    assert "три месяца" not in product.mail.text(
        "mda@demo.invalid", "Текст был официально представлен"
    )
    product.manage("remind", "--on", str(began + timedelta(days=93)))
    product.manage("remind", "--on", str(began + timedelta(days=101)))
    assert any(
        "срок одобрения истёк" in f"{one['Subject']} {one.get_body(('plain',)).get_content()}"
        for one in product.mail.messages("mda@demo.invalid")
    )
    act(staff, number, "publish")
    page, told = open_page(browser, product, 360)
    page.goto("/ru/profiles/moldova/light/2030/")
    assert "Не отражает официальную позицию государства" in page.locator("main").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    state, told_state = open_page(browser, product, storage_state=signed_in["moldova"])
    open_grave(state, f"/ru/desk/editions/{number}/steps/endorse_later/")
    state.locator("main form button[type=submit]").click()
    state.wait_for_url(f"**/desk/editions/{number}/")
    page.reload()
    assert "Не отражает официальную позицию" not in page.locator("main").inner_text()
    assert (complaints, told, told_state) == ([], [], [])
    for one in (staff, page, state):
        one.context.close()


def local_day():
    from datetime import date

    now = vienna()
    return date(now.tm_year, now.tm_mon, now.tm_mday)
