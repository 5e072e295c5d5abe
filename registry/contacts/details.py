"""A person's own changes. Telephone, room, languages and who sees what take effect at once; role and authority wait."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from registry.accounts.models import User
from registry.common import mail
from registry.common.errors import RuleError
from registry.contacts.models import DETAILS, Authority, ContactPoint
from registry.contacts.traces import Decision, DetailChange, OfficeChange

OWN = (
    "name_latin", "name_cyrillic", "shared_email", "phone", "mobile", "spoken", "address", "room", "language",
    *(f"{name}_visibility" for name in DETAILS),
)  # fmt: skip


@transaction.atomic
def change_own(one: ContactPoint, values: dict[str, Any], *, by: User, seen: int) -> list[str]:
    """The names of what changed. `seen`: the version that the person saw; raises RuleError where it is no longer that."""
    now = ContactPoint.objects.select_for_update().get(pk=one.pk)
    if now.version != seen:
        raise RuleError(
            _(
                "These details were changed elsewhere while you were editing. Yours stand below; save again to keep them."
            )
        )
    changed = [name for name in OWN if name in values and getattr(now, name) != values[name]]
    if not changed:
        return []
    for name in changed:
        setattr(now, name, values[name])
    now.version += 1
    now._change_reason = "changed by the person"
    now.save()
    if "language" in changed and now.account_id:
        User.objects.filter(pk=now.account_id).update(language=now.language)
    log_change(now, changed, by=by)
    return changed


def log_change(one: ContactPoint, names: list[str], *, by: User | None) -> None:
    DetailChange.objects.create(contact_point=one, fields=", ".join(names)[:300], by=by)


@transaction.atomic
def ask_office_change(
    one: ContactPoint, *, role: str, authority: Authority | None, authority_name: str, by: User
) -> OfficeChange:
    """Waits for the Secretariat; a newer request replaces an open one."""
    if role == one.role and authority == one.authority and not authority_name:
        raise RuleError(_("This is what the registry has already. Change the role or the authority, or go back."))
    one.office_changes.withdraw(by=by)
    return OfficeChange.objects.create(
        contact_point=one, role=role, authority=authority, authority_name=authority_name, asked_by=by
    )


@transaction.atomic
def decide_office_change(change: OfficeChange, *, accept: bool, by: User, reason: str = "") -> OfficeChange:
    """Raises RuleError where it was decided before, or where an authority that is not in the list would have to be made first."""
    change = (
        OfficeChange.objects.select_for_update(of=("self",))
        .select_related("contact_point__state", "authority")
        .get(pk=change.pk)
    )
    change.check_open()
    one = change.contact_point
    if accept:
        if change.authority_name:
            change.authority, _made = Authority.objects.get_or_create(state=one.state, name_en=change.authority_name)
        one.role, one.authority = change.role, change.authority or one.authority
        one.version += 1
        one._change_reason = "asked for by the person, accepted by the Secretariat"
        one.save()
    change.decide(Decision.ACCEPTED if accept else Decision.REFUSED, by=by, reason=reason)
    mail.send(
        "office_decided", key=f"office/{change.pk}", to=one.mail_to, language=one.mail_language, account=one.account,
        contact_point=one, accepted=accept, reason=reason, state=one.state,
    )  # fmt: skip
    return change
