"""One of two rows that are the same person, with a choice for each field; and two again, if that was a mistake.

The dropped row stays as it is and points to the kept one; what hung on it moves. Undoing puts both back.
"""

from typing import Any

from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils import timezone

from registry.accounts.models import User
from registry.common.errors import RuleError
from registry.contacts.details import log_change
from registry.contacts.handing_over import MOVES, declared
from registry.contacts.models import DETAILS, PERSONAL_DETAILS, ContactPoint
from registry.contacts.traces import Merge

CHOSEN = (
    *PERSONAL_DETAILS, *(f"{name}_visibility" for name in DETAILS), "authority", "role", "since", "until",
    "confirmed_on", "account", "language",
)  # fmt: skip


def stored(value: Any) -> Any:
    return value.pk if hasattr(value, "pk") else value.isoformat() if hasattr(value, "isoformat") else value


@transaction.atomic
def merge(kept: ContactPoint, dropped: ContactPoint, *, take: set[str], by: User) -> Merge:
    """`take`: the fields whose value comes from the dropped row. Raises RuleError where they are of two states, or merged before."""
    kept, dropped = lock(kept), lock(dropped)
    if kept.pk == dropped.pk or kept.state_id != dropped.state_id:
        raise RuleError("Only two contact points of one state can be merged.")
    if kept.merged_into_id or dropped.merged_into_id:
        raise RuleError("One of them was merged before. Undo that first.")
    unknown = take - set(CHOSEN)
    if unknown:
        raise RuleError(f"Not a field to choose: {', '.join(sorted(unknown))}.")
    before = {name: stored(getattr(kept, name)) for name in sorted(take)}
    for name in take:
        setattr(kept, name, getattr(dropped, name))
    kept.version += 1
    kept._change_reason = f"merged with no. {dropped.pk}"
    kept.full_clean(exclude=["account"])
    kept.save()
    dropped.merged_into = kept
    dropped.version += 1
    dropped.save()
    row = Merge.objects.create(kept=kept, dropped=dropped, before=before, moved=move_all(dropped, kept), by=by)
    log_change(kept, sorted(take) or ["merged"], by=by)
    return row


def lock(one: ContactPoint) -> ContactPoint:
    return ContactPoint.objects.select_for_update(of=("self",)).select_related("state").get(pk=one.pk)


def move_all(dropped: ContactPoint, kept: ContactPoint) -> dict[str, list[int]]:
    """Everything that moves at a handover, open or not; a letter that both got stays where it is."""
    moved: dict[str, list[int]] = {}
    for relation, fate in declared().items():
        if fate != MOVES:
            continue
        model, field = relation.split(".")
        for row in apps.get_model("registry", model).objects.filter(**{field: dropped}):
            try:
                with transaction.atomic():
                    setattr(row, field, kept)
                    row.save()
                moved.setdefault(relation, []).append(row.pk)
            except IntegrityError:
                continue
    return moved


@transaction.atomic
def undo_merge(row: Merge, *, by: User) -> Merge:
    """Raises RuleError where it was undone before, or its memory was erased with the person's data."""
    row = Merge.objects.select_for_update().get(pk=row.pk)
    if row.undone_at:
        raise RuleError("This merge was undone before.")
    kept, dropped = lock(row.kept), lock(row.dropped)
    if kept.erased_on or dropped.erased_on:
        raise RuleError("The personal details were erased meanwhile; there is nothing to put back.")
    for name, value in row.before.items():
        setattr(kept, kept._meta.get_field(name).attname, kept._meta.get_field(name).to_python(value))
    kept.version += 1
    kept._change_reason = f"merge with no. {dropped.pk} undone"
    kept.save()
    dropped.merged_into = None
    dropped.version += 1
    dropped.save()
    for relation, numbers in row.moved.items():
        model, field = relation.split(".")
        apps.get_model("registry", model).objects.filter(pk__in=numbers).update(**{field: dropped})
    row.undone_at, row.before = timezone.now(), {}
    row.save()
    log_change(kept, ["merge undone"], by=by)
    return row
