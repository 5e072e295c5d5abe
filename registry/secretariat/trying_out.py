"""Accounts for trying the registry out, in a database that holds no other: their persons are
invented, and look it."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet

from registry.accounts.models import ConsoleLink, User
from registry.accounts.roles import make_editor, set_address
from registry.common import mail
from registry.common.dates import add_months
from registry.common.errors import RuleError
from registry.contacts.models import Authority, ContactPoint
from registry.contacts.traces import EmailChange
from registry.states.models import State

DOMAIN = "demo.invalid"
LASTS = timedelta(days=30)
PEOPLE = (
    ("GEO", "en", "Nino Example", "Нино Примерова", "contact point of Georgia"),
    ("MDA", "ru", "Ion Example", "Ион Примеров", "contact point of Moldova, in Russian"),
)


@transaction.atomic
def demo_accounts(*, on: date) -> list[tuple[str, str]]:
    """(who, link) of each; new links where the accounts exist. Raises RuleError where another
    account is in the database."""
    demo = User.objects.filter(email__endswith=f"@{DOMAIN}") | User.objects.filter(
        email_changes__in=moved_from_demo()
    )
    if User.objects.exclude(pk__in=demo.values("pk")).exists():
        raise RuleError(
            "This database holds accounts of real people. demo_accounts works in an empty one only;"
            " use `invite`."
        )
    staff = account(f"staff@{DOMAIN}", "en", "Edita Example")
    make_editor(staff)
    made = [("Secretariat staff", sign_in_url(staff, "en"))]
    for code, language, latin, cyrillic, label in PEOPLE:
        user = account(
            f"{code.lower()}@{DOMAIN}", language, latin if language == "en" else cyrillic
        )
        office(user, code, latin=latin, cyrillic=cyrillic, on=on)
        made.append((f"{label[0].upper()}{label[1:]}", sign_in_url(user, language)))
    return made


def account(email: str, language: str, name: str) -> User:
    """The account that was made with this address, whatever its address is now."""
    first, _space, last = name.partition(" ")
    user = (
        User.objects.filter(email_changes__in=moved_from_demo(email)).first()
        or User.objects.filter(email=email).first()
        or User.objects.create_user(email, language=language, first_name=first, last_name=last)
    )
    set_address(user, user.email)
    return user


def moved_from_demo(email: str = "") -> QuerySet[EmailChange]:
    """By which accounts left this address, or any of the domain."""
    changes = EmailChange.objects.filter(done_at__isnull=False)
    if email:
        return changes.filter(old_email__iexact=email)
    return changes.filter(old_email__iendswith=f"@{DOMAIN}")


def office(user: User, code: str, *, latin: str, cyrillic: str, on: date) -> None:
    """In office for eleven months and a half, so that the yearly question is on the desk."""
    state = State.objects.get(iso_alpha3=code)
    if ContactPoint.objects.of_account(user, on).exists():
        return
    authority = Authority.objects.of_state(state).first() or Authority.objects.create(
        state=state, name_en="Ministry for Examples", name_ru="Министерство примеров"
    )
    ContactPoint.objects.create(
        state=state,
        authority=authority,
        account=user,
        name_latin=latin,
        name_cyrillic=cyrillic,
        email=user.email,
        language=user.language,
        since=add_months(on, -12) + timedelta(days=9),
    )


def sign_in_url(user: User, language: str) -> str:
    ConsoleLink.objects.filter(account=user).delete()
    _row, secret = ConsoleLink.issue(LASTS, account=user)
    return mail.address(f"console-link/{secret.token}/", language)
