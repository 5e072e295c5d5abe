"""Two rows that are the same person are merged, with a choice for each field. A merge can be
undone.

The dropped row stays as it is and points to the kept row; its open work moves. Undoing puts both
back.
"""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from registry.accounts.events import SecurityEvent, record_event
from registry.accounts.models import User
from registry.common.errors import RuleError
from registry.common.history import save_version
from registry.common.records import column
from registry.common.required import required
from registry.contacts import addresses
from registry.contacts.attached_rows import moving
from registry.contacts.details import log_change
from registry.contacts.models import DETAILS, PERSONAL_DETAILS, ContactPoint
from registry.contacts.traces import Merge

What = SecurityEvent.What
CHOSEN = (
    *PERSONAL_DETAILS,
    *(f"{name}_visibility" for name in DETAILS),
    "authority",
    "role",
    "since",
    "until",
    "confirmed_on",
    "account",
    "language",
)


def stored(value: Any) -> Any:
    return (
        value.pk
        if hasattr(value, "pk")
        else value.isoformat()
        if hasattr(value, "isoformat")
        else value
    )


@transaction.atomic
def merge(kept: ContactPoint, dropped: ContactPoint, *, take: set[str], by: User) -> Merge:
    """`take`: the fields whose value comes from the dropped row. Raises RuleError where they are
    of two states, or merged before."""
    kept, dropped = lock(kept), lock(dropped)
    if kept.pk == dropped.pk or kept.state_id != dropped.state_id:
        raise RuleError(_("Only two contact points of one state can be merged."))
    if kept.merged_into_id or dropped.merged_into_id:
        raise RuleError(_("One of them was merged before. Undo that first."))
    unknown = take - set(CHOSEN)
    if unknown:
        raise RuleError(
            _("Not a field to choose: %(names)s.") % {"names": ", ".join(sorted(unknown))}
        )
    wanted = address_to_ask_for(kept, dropped, take)
    before = {name: stored(getattr(kept, name)) for name in sorted(take)}
    for name in take - ({"email"} if wanted else set()):
        setattr(kept, name, getattr(dropped, name))
    # a detail was judged when it was entered, perhaps by an older rule
    kept.full_clean(exclude=["account", *PERSONAL_DETAILS])
    save_version(kept, by=by, reason=f"merged with no. {dropped.pk}")
    dropped.merged_into = kept
    save_version(dropped, by=by)
    row = Merge.objects.create(
        kept=kept, dropped=dropped, before=before, moved=move_all(dropped, kept), by=by
    )
    log_change(kept, sorted(take) or ["merged"], by=by)
    if wanted:
        addresses.ask_for_account(required(kept.account), wanted, contact_point=kept)
    if "account" in take:
        for account in filter(None, (account_of(before), kept.account)):
            record_event(What.RIGHTS_CHANGED, account=account, about=f"merge {row.pk}")
    return row


def address_to_ask_for(kept: ContactPoint, dropped: ContactPoint, take: set[str]) -> str:
    """The address of who signs in is not taken over, but asked for, and its owner confirms it. ""
    where nothing is to be asked.

    Raises RuleError where account and address would part, or another account has the address.
    """
    account = (dropped if "account" in take else kept).account
    email = (dropped if "email" in take else kept).email
    if account is None or not take & {"account", "email"} or email.lower() == account.email.lower():
        return ""
    if "account" in take:
        raise RuleError(
            _("Take the account and its e-mail from the same row: it signs in with that address.")
        )
    if not email:
        raise RuleError(_("The person signs in with the e-mail; keep it."))
    addresses.check_free(email, but=account)
    return email.lower()


def account_of(before: dict[str, Any]) -> User | None:
    return User.objects.filter(pk=before["account"]).first() if before.get("account") else None


def lock(contact_point: ContactPoint) -> ContactPoint:
    return (
        ContactPoint.objects.select_for_update(of=("self",))
        .select_related("state")
        .get(pk=contact_point.pk)
    )


def move_all(dropped: ContactPoint, kept: ContactPoint) -> dict[str, list[int]]:
    """Everything that moves at a handover, open or not; a letter that both got stays where it
    is."""
    moved: dict[str, list[int]] = {}
    for attachment in moving():
        for row in attachment.rows_of(dropped):
            try:
                with transaction.atomic():
                    setattr(row, attachment.field, kept)
                    row.save()
                moved.setdefault(attachment.name, []).append(row.pk)
            except IntegrityError:
                continue
    return moved


@transaction.atomic
def undo_merge(row: Merge, *, by: User) -> Merge:
    """Raises RuleError where it was undone before, or its memory was erased with the person's
    data."""
    row = Merge.objects.select_for_update().get(pk=row.pk)
    if row.undone_at:
        raise RuleError(_("This merge was undone before."))
    kept, dropped = lock(row.kept), lock(row.dropped)
    if kept.erased_on or dropped.erased_on:
        raise RuleError(
            _("The personal details were erased meanwhile; there is nothing to put back.")
        )
    for name, value in row.before.items():
        field = column(kept, name)
        setattr(kept, field.attname, field.to_python(value))
    if kept.account and "email" in row.before:
        kept.email = (
            kept.account.email
        )  # it may have been changed meanwhile; an undo moves nobody's sign-in address
    save_version(kept, by=by, reason=f"merge with no. {dropped.pk} undone")
    kept.email_changes.withdraw()
    dropped.merged_into = None
    save_version(dropped, by=by)
    for attachment in moving():
        moved = attachment.rows_of(kept).filter(pk__in=row.moved.get(attachment.name, []))
        moved.update(**{attachment.field: dropped})
    row.undone_at, row.before = timezone.now(), {}
    row.save()
    log_change(kept, ["merge undone"], by=by)
    return row
