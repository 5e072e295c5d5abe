"""Who else has a part open, shown without locks: a note in the cache for each person, which is
renewed while the page is open and ends by itself. Where the cache does not answer, nobody is named.
"""

from contextlib import suppress

from django.core.cache import cache
from django.utils.translation import gettext as _

from registry.accounts.models import User
from registry.common.dates import today
from registry.common.languages import active
from registry.common.limits import cache_errors
from registry.contacts.models import ContactPoint
from registry.drafting.sections import Section

LASTS = 150  # seconds; an open page renews it each minute


def key(section: Section, account: int | None) -> str:
    return f"part-open/{section.pk}/{account}"


def note_open(section: Section, account: User) -> None:
    with suppress(*cache_errors()):
        cache.set(key(section, account.pk), True, LASTS)


def colleagues_of(section: Section, account: User) -> list[ContactPoint]:
    """Who else serves the state and can sign in."""
    rows = ContactPoint.objects.of_state(section.edition.profile.state, today())
    return [post for post in rows if post.account_id not in (None, account.pk)]


def others_at(section: Section, account: User) -> list[str]:
    """The names of the state's other contact points who have the part open. For them alone: no
    page but theirs says so."""
    colleagues = colleagues_of(section, account)
    posts = {key(section, post.account_id): post for post in colleagues}
    try:
        found = cache.get_many(posts)
    except cache_errors():
        return []
    return sorted({named(posts[name]) for name in found})


def said_of_others(section: Section, account: User) -> str:
    """One sentence, or "" where nobody else is there."""
    names = others_at(section, account)
    if not names:
        return ""
    return _("Also open with: %(names)s. What you write is joined passage by passage.") % {
        "names": ", ".join(names)
    }


def named(post: ContactPoint) -> str:
    own = [post.name_latin, post.name_cyrillic]
    first, second = reversed(own) if active() == "ru" else own
    return first or second or post.get_role_display()


def saver(section: Section, account: User | None) -> str:
    """Who saved, for the colleagues of the state: a name, or the Secretariat."""
    return savers(section, [account])[account.pk if account else None]


def savers(section: Section, accounts: list[User | None]) -> dict[int | None, str]:
    """The same for many rows, by account, in one query."""
    state = section.edition.profile.state_id
    keys = {account.pk for account in accounts if account and not account.is_staff}
    posts = ContactPoint.objects.filter(state=state, account__in=keys).order_by("pk")
    names = {post.account_id: named(post) for post in posts}
    found: dict[int | None, str] = {}
    for account in accounts:
        if account is None or account.is_staff:
            found[account.pk if account else None] = _("the Secretariat")
        else:
            found[account.pk] = names.get(account.pk) or _("a colleague")
    return found
