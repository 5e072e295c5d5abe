"""What was done to the records of contact points, in the admin: merges and bulk acts with their
undo, looks, changes."""

from django.contrib import admin

from registry.common.admin_acts import Act, ReadOnlyAdmin, WithActs
from registry.contacts import bulk, merging
from registry.contacts.admin_pages import CHANGES_CONTACT_POINTS
from registry.contacts.traces import BulkAct, DetailChange, Look, Merge


def can_be_undone(row: Merge | BulkAct) -> bool:
    return not row.undone_at


@admin.register(Merge)
class MergeAdmin(WithActs, ReadOnlyAdmin):
    list_display = ["__str__", "by", "at", "undone_at"]
    list_select_related = ["by"]
    exclude = ["before"]
    acts = {
        "undo": Act(
            label="Undo the merge",
            deed=merging.undo_merge,
            told="Both stand again as they were before.",
            is_open=can_be_undone,
            rights=(CHANGES_CONTACT_POINTS,),
            is_grave=True,
        )
    }


@admin.register(BulkAct)
class BulkActAdmin(WithActs, ReadOnlyAdmin):
    list_display = ["__str__", "by", "undone_at"]
    list_select_related = ["by"]
    exclude = ["before"]
    acts = {
        "undo": Act(
            label="Undo",
            deed=bulk.undo,
            told="Links are closed, terms are restored. Mails that went out stay out.",
            is_open=can_be_undone,
            rights=(CHANGES_CONTACT_POINTS,),
            is_grave=True,
        )
    }


@admin.register(Look)
class LookAdmin(ReadOnlyAdmin):
    list_display = ["contact_point", "by", "where", "at"]
    list_filter = ["where", "at"]
    list_select_related = ["contact_point__state", "by"]


@admin.register(DetailChange)
class DetailChangeAdmin(ReadOnlyAdmin):
    list_display = ["contact_point", "fields", "by", "at"]
    list_filter = ["at"]
    list_select_related = ["contact_point__state", "by"]
