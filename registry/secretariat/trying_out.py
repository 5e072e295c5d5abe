"""Accounts for trying the registry out, in a database that holds no other: their persons are invented, and look it."""

from datetime import timedelta

from django.db import transaction

from registry.accounts.models import ConsoleLink, User
from registry.accounts.roles import make_editor, set_address
from registry.common import mail
from registry.common.dates import add_months, today
from registry.common.errors import RuleError
from registry.contacts.models import Authority, ContactPoint
from registry.states.models import State

DOMAIN = "demo.invalid"
LASTS = timedelta(days=30)
PEOPLE = (
    ("GEO", "en", "Nino Example", "Нино Примерова", "contact point of Georgia"),
    ("MDA", "ru", "Ion Example", "Ион Примеров", "contact point of Moldova, in Russian"),
)


@transaction.atomic
def demo_accounts() -> list[tuple[str, str]]:
    """(who, link) of each; new links where the accounts exist. Raises RuleError where another account is in the database."""
    if User.objects.exclude(email__endswith=f"@{DOMAIN}").exists():
        raise RuleError(
            "This database holds accounts of real people. demo_accounts works in an empty one only; use `invite`."
        )
    staff = account(f"staff@{DOMAIN}", "en", "Edita Example")
    make_editor(staff)
    made = [("Secretariat staff", sign_in_url(staff, "en"))]
    for code, language, latin, cyrillic, told in PEOPLE:
        user = account(f"{code.lower()}@{DOMAIN}", language, latin if language == "en" else cyrillic)
        office(user, code, latin, cyrillic)
        made.append((f"{told[0].upper()}{told[1:]}", sign_in_url(user, language)))
    return made


def account(email: str, language: str, name: str) -> User:
    first, _space, last = name.partition(" ")
    user = User.objects.filter(email=email).first() or User.objects.create_user(
        email, language=language, first_name=first, last_name=last
    )
    set_address(user, email)
    return user


def office(user: User, code: str, latin: str, cyrillic: str) -> None:
    """In office for eleven months and a half, so that the yearly question is on the desk."""
    state = State.objects.get(iso_alpha3=code)
    if ContactPoint.objects.of_account(user, today()).exists():
        return
    authority = Authority.objects.of_state(state).first() or Authority.objects.create(
        state=state, name_en="Ministry for Examples", name_ru="Министерство примеров"
    )
    ContactPoint.objects.create(
        state=state, authority=authority, account=user, name_latin=latin, name_cyrillic=cyrillic, email=user.email,
        language=user.language, since=add_months(today(), -12) + timedelta(days=9),
    )  # fmt: skip


def sign_in_url(user: User, language: str) -> str:
    ConsoleLink.objects.filter(account=user).delete()
    _row, secret = ConsoleLink.issue(LASTS, account=user)
    return mail.address(f"console-link/{secret.token}/", language)
