"""Who walks through the desk in the browser: pages that count what is pressed, and a deputy."""

from dataclasses import dataclass

from playwright.sync_api import Locator, Page

DEPUTY = """
from registry.accounts.roles import set_address
from registry.accounts.models import User
from registry.common.dates import today
from registry.contacts.models import Authority, ContactPoint
from registry.secretariat.trying_out import sign_in_url
from registry.states.models import State
state = State.objects.get(iso_alpha3="GEO")
user, made = User.objects.get_or_create(email="deputy@demo.invalid", defaults={"language": "en"})
set_address(user, user.email)
ContactPoint.objects.get_or_create(
    account=user,
    defaults={
        "state": state,
        "authority": Authority.objects.of_state(state).first(),
        "role": "deputy",
        "name_latin": "Dato Example",
        "email": user.email,
        "since": today(),
    },
)
print(sign_in_url(user, "en"))
"""


@dataclass
class Walker:
    """A person at a page. `clicks`: of mouse or finger; a link in a mail counts, typing does
    not."""

    page: Page
    clicks: int = 0

    def press(self, what: Locator | str) -> None:
        target = self.page.locator(what) if isinstance(what, str) else what
        target.first.click()
        self.page.wait_for_load_state()
        self.clicks += 1

    def follow(self, link: str) -> None:
        """From a mail."""
        self.page.goto(link)
        self.clicks += 1

    def choose(self, what: str, value: str) -> None:
        self.page.locator(what).select_option(value)
        self.clicks += 1


def deputy_link(product) -> str:
    return product.manage("shell", "-c", DEPUTY).strip().splitlines()[-1]


def sign_in(page: Page, link: str) -> None:
    page.goto(link)
    page.locator("main form button").click()
    page.wait_for_url("**/desk/")
