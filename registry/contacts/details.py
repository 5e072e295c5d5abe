"""A person's own changes. Telephone, room, languages and who sees what take effect at once; role
and authority wait."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from registry.accounts.events import SecurityEvent, record_event
from registry.accounts.models import User
from registry.common import mail
from registry.common.errors import RuleError
from registry.common.history import save_version
from registry.common.message_kinds import MessageKind
from registry.contacts.models import DETAILS, OF_ANOTHER_STATE, Authority, ContactPoint, Visibility
from registry.contacts.names import check_names
from registry.contacts.traces import Decision, DetailChange, OfficeChange

What = SecurityEvent.What
OWN = (
    "name_latin",
    "name_cyrillic",
    "shared_email",
    "phone",
    "mobile",
    "spoken",
    "address",
    "room",
    "language",
    *(f"{name}_visibility" for name in DETAILS),
)


@transaction.atomic
def change_own(
    contact_point: ContactPoint,
    values: dict[str, Any],
    *,
    by: User,
    seen: int,
    shown: dict[str, Any] | None = None,
) -> list[str]:
    """The names of what changed. `seen`: the version that the person saw; `shown`: its values, as
    far as the page carries them (a history holds no personal detail that could tell).

    Where somebody saved meanwhile, or the same person in another tab, each keeps the details that
    it changed. Raises RuleError where both changed the same detail, or where no name is left.
    """
    shown = shown or {}
    now = ContactPoint.objects.select_for_update().get(pk=contact_point.pk)
    mine = [name for name in OWN if name in values and values[name] != shown.get(name)]
    changed = [name for name in mine if getattr(now, name) != values[name]]
    if not changed:  # sent a second time, or from another tab
        return []
    overwritten = [
        name for name in changed if name not in shown or getattr(now, name) != shown[name]
    ]
    if now.version != seen and overwritten:
        raise RuleError(
            _(
                "These details were changed elsewhere while you were editing. Yours stand below;"
                " save again to keep them."
            )
        )
    for name in changed:
        setattr(now, name, values[name])
    if {"name_latin", "name_cyrillic"} & set(changed):
        check_names(now.name_latin, now.name_cyrillic)
    save_version(now, by=by, reason="changed by the person")
    if "language" in changed and now.account_id:
        User.objects.filter(pk=now.account_id).update(language=now.language)
    log_change(now, changed, by=by)
    return changed


@transaction.atomic
def show_to_network(contact_point: ContactPoint, *, by: User) -> list[str]:
    """Name and e-mail, which the Secretariat alone has seen so far. The names of what changed."""
    now = ContactPoint.objects.get(pk=contact_point.pk)
    names = ("name_visibility", "email_visibility")
    values = {
        name: Visibility.NETWORK for name in names if getattr(now, name) == Visibility.SECRETARIAT
    }
    return change_own(now, values, by=by, seen=now.version)


def log_change(contact_point: ContactPoint, names: list[str], *, by: User | None) -> None:
    DetailChange.objects.create(contact_point=contact_point, fields=", ".join(names)[:300], by=by)


@transaction.atomic
def ask_office_change(
    contact_point: ContactPoint,
    *,
    role: str,
    authority: Authority | None,
    authority_name: str,
    by: User,
) -> OfficeChange:
    """Waits for the Secretariat. A newer request replaces an open request; the same one again is
    the same request.

    Raises RuleError where nothing would change.
    """
    authority_name = authority_name.strip()
    if authority_name:
        rows = Authority.objects.of_state(contact_point.state).named(authority_name)
        authority, authority_name = (rows[0], "") if rows else (authority, authority_name)
    wanted = authority or contact_point.authority
    if role == contact_point.role and wanted == contact_point.authority and not authority_name:
        raise RuleError(
            _(
                "This is what the registry has already. Change the role or the authority, or go"
                " back."
            )
        )
    check_authority(contact_point, authority)
    asked = {"role": role, "authority": authority, "authority_name": authority_name}
    same = contact_point.office_changes.waiting().filter(**asked).first()
    if same:
        return same
    contact_point.office_changes.withdraw(by=by)
    return OfficeChange.objects.create(contact_point=contact_point, asked_by=by, **asked)


def check_authority(contact_point: ContactPoint, authority: Authority | None) -> None:
    if authority and not authority.is_of(contact_point.state):
        raise RuleError(str(OF_ANOTHER_STATE))


@transaction.atomic
def decide_office_change(
    change: OfficeChange, *, accept: bool, by: User, reason: str = ""
) -> OfficeChange:
    """Raises RuleError where it was decided before, or where an authority that is not in the
    list would have to be made first."""
    change = (
        OfficeChange.objects.select_for_update(of=("self",))
        .select_related("contact_point__state", "authority")
        .get(pk=change.pk)
    )
    change.check_open()
    contact_point = change.contact_point
    if accept:
        check_authority(contact_point, change.authority)
        if change.authority_name:
            change.authority, _made = Authority.objects.get_or_create(
                state=contact_point.state, name_en=change.authority_name
            )
        contact_point.role, contact_point.authority = (
            change.role,
            change.authority or contact_point.authority,
        )
        save_version(
            contact_point,
            by=by,
            reason="asked for by the person, accepted by the Secretariat",
        )
        record_event(
            What.RIGHTS_CHANGED,
            account=contact_point.account,
            about=f"contact point {contact_point.pk}",
        )
    change.decide(Decision.ACCEPTED if accept else Decision.REFUSED, by=by, reason=reason)
    mail.send(
        MessageKind.OFFICE_DECIDED,
        occasion=(change.pk,),
        to=contact_point.mail_to,
        language=contact_point.mail_language,
        account=contact_point.account,
        contact_point=contact_point,
        accepted=accept,
        reason=reason,
        state=contact_point.state,
    )
    return change
