"""axe finds nothing on any kind of page, in both languages, light and dark, wide and narrow; and
the console stays silent."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import open_page
from tests.test_contract import PAGES

pytestmark = pytest.mark.browser

RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
}
# Of what axe looks at, only the colours differ from light to dark
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
# What the browser says of addresses that are wrong on purpose
MEANT = ("404 (Not Found)", "410 (Gone)", "400 (Bad Request)")
FIGURES = [
    "map/?layer=hdi",
    "map/?layer=emigrant-stock&state=georgia",
    "map/?layer=groups&as_of=2012-01-01",
    "compare/?section=asylum&state=georgia&state=moldova&state=czechia",
    "compare/?indicator=population&state=georgia&state=moldova",
    "compare/?section=nothing&state=georgia",
    "data/hdi/?state=georgia&state=moldova",
]
KINDS = [
    *PAGES,
    "nothing/here/",
    "library/?year=1492",
    *FIGURES,
    "account/sign-in/",
    "privacy-notice/",
    "invitation/lost/",
    "follow/",
    "follow/?what=state&of=georgia",
    "follow/by-mail/?what=state&of=georgia",
    "follow/mine/lost/",
    "search/?q=Georgia",
]


OWN = [
    "desk/",
    "desk/details/{post}/",
    "desk/details/{post}/seen/",
    "desk/details/{post}/address/",
    "desk/details/{post}/office/",
    "desk/hand-over/{post}/",
    "desk/network/",
    "desk/mail/",
    "desk/privacy/",
    "desk/privacy/data/",
    "desk/privacy/erasure/",
    "desk/editions/{edition}/",
    "desk/editions/{edition}/read/",
    "desk/editions/{edition}/ask/",
    "desk/editions/{edition}/steps/submit/",
    "desk/editions/{edition}/steps/decline/",
    "desk/editions/{edition}/filled-in/",
    "desk/editions/{edition}/preview/",
    "desk/editions/{edition}/parts/background-size-borders/",
    "desk/editions/{edition}/parts/challenges/",
    "desk/editions/{edition}/parts/challenges/merge/",
    "desk/editions/{edition}/parts/challenges/changes/",
    "account/second-factor/",
    "account/second-factor/webauthn/add/",
    "account/second-factor/totp/activate/",
    "account/sessions/",
    "account/sign-out/",
]


DRAFT = """
from registry.accounts.models import User
from registry.common.dates import today
from registry.drafting.starting import start_edition
from registry.drafting.writing import StaleError, save_section
from registry.profiles.models import MigrationProfile
from registry.drafting.review import comment, suggest
account, staff = User.objects.get(email="{email}"), User.objects.get(email="staff@demo.invalid")
post = account.posts.get()
profile = MigrationProfile.objects.get(state=post.state, kind="light")
edition = start_edition(profile, 2045, by=staff, on=today())
section = edition.sections.get(template_section__slug="challenges")
texts = {{"text_en": "<p>Saved.</p>", "text_ru": "<p>Text.</p>"}}
later = save_section(section, texts, by=staff, on=today(), seen=1)
comment(later, "Why?", by=staff)
suggest(later, "en", later.text_en, "<p>Saved too.</p>", by=staff)
try:
    typed = {{"text_en": "<p>Typed.</p>"}}
    save_section(section, typed, by=account, on=today(), seen=1, posts=[post])
except StaleError:
    print(edition.pk)
"""


def drafted(product, email: str) -> int:
    """An edition in work with everything that its pages can show: comment, suggestion, two
    languages apart, two texts to merge."""
    return int(product.manage("shell", "-v", "0", "-c", DRAFT.format(email=email)).split()[-1])


# A colour on its way from one scheme to the other is of neither
COLOURS_HAVE_CHANGED = "Promise.all(document.getAnimations().map((one) => one.finished))"


def faults(page, axe: Axe, where: str) -> list[str]:
    found = []
    for scheme, rules in (("light", RULES), ("dark", COLOURS)):
        page.emulate_media(color_scheme=scheme)
        page.evaluate(COLOURS_HAVE_CHANGED)
        for violation in axe.run(page, options=rules).response["violations"]:
            places = [" ".join(map(str, node["target"])) for node in violation["nodes"]][:3]
            found.append(f"{where} {scheme}: {violation['id']}: {places}")
    return found


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "who", "width"), [("en", "georgia", 1280), ("ru", "moldova", 360)]
)
def test_axe_at_the_desk(browser, product, signed_in, language, who, width):
    page, complaints = open_page(browser, product, width=width, storage_state=signed_in[who])
    page.goto(f"/{language}/desk/")
    post = re.search(r"/details/(\d+)/", page.content())[1]
    edition = drafted(product, f"{'geo' if who == 'georgia' else 'mda'}@demo.invalid")
    found = []
    for address in OWN:
        where = f"/{language}/{address.format(post=post, edition=edition)}"
        page.goto(where)
        found += faults(page, Axe(), f"{where} {width}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, where
    page.context.close()
    assert found == []
    assert complaints == []


@pytest.mark.slow
@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("ru", 360)])
def test_axe_and_the_console(browser, product, language, width):
    page, complaints = open_page(browser, product, width=width)
    axe, found = Axe(), []
    for address in KINDS:
        page.goto(f"/{language}/{address}")
        found += faults(page, axe, f"/{language}/{address} {width}")
    page.context.close()
    assert found == []
    assert [text for text in complaints if not text.endswith(MEANT)] == []
