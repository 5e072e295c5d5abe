"""Views of a list that staff keep: its filters, search, columns and order under a name.

A view is no more than an address of its list, so it shows to each what the list shows them. What is
shared stands in the list for all staff who may open it; only who made it, or an administrator,
changes it.
"""

from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from registry.common.errors import RuleError

LONGEST_QUERY = 1000
LONGEST_NAME = 60
MOST_OF_A_PERSON = 30  # for each list; they stand above it


class SavedViewQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        return self.filter(models.Q(by=user) | models.Q(is_shared=True))

    def of_list(self, kind: str) -> Self:
        return self.filter(kind=kind).select_related("by").order_by("is_shared", "name", "pk")


class SavedView(models.Model):
    """`query`: filters and search as the address of the list has them. `columns` and `order` by
    name, as their places differ with what a person may do."""

    kind = models.CharField(max_length=100, help_text="The list: registry.document.")
    name = models.CharField(max_length=LONGEST_NAME)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views", verbose_name="made by"
    )
    is_shared = models.BooleanField(default=False, verbose_name="shared with all staff")
    query = models.CharField(max_length=LONGEST_QUERY, blank=True)
    columns = models.JSONField(default=list, blank=True)
    order = models.JSONField(default=list, blank=True)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "by", "name"], name="view_name_once_a_person")
        ]

    def __str__(self) -> str:
        return self.name

    def may_be_changed_by(self, user: Any) -> bool:
        return self.by_id == user.pk or user.is_superuser


class KeptColumns(models.Model):
    """The columns in which a person wants to see a list; without a row, the usual ones."""

    kind = models.CharField(max_length=100)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="kept_columns")
    columns = models.JSONField(default=list)

    class Meta:
        verbose_name_plural = "kept columns"
        constraints = [models.UniqueConstraint(fields=["kind", "by"], name="columns_once_a_person")]

    def __str__(self) -> str:
        return f"columns of {self.kind}"


def keep_view(view: SavedView) -> SavedView:
    """Raises RuleError in words of the form."""
    view.name = " ".join(view.name.split())
    others = SavedView.objects.filter(kind=view.kind, by=view.by_id).exclude(pk=view.pk)
    if len(others) >= MOST_OF_A_PERSON:
        raise RuleError(
            _("You keep %(number)s views of this list. Delete one first.")
            % {"number": MOST_OF_A_PERSON}
        )
    try:
        view.clean_fields()
        with transaction.atomic():
            view.save()
    except ValidationError as error:
        raise RuleError(" ".join(error.messages)) from None
    except IntegrityError:
        raise RuleError(
            _("You have a view “%(name)s” of this list. Choose another name.") % {"name": view.name}
        ) from None
    return view


def keep_columns(user: Any, kind: str, columns: list[str]) -> None:
    """Without columns: the usual ones again."""
    if columns:
        KeptColumns.objects.update_or_create(by=user, kind=kind, defaults={"columns": columns})
    else:
        KeptColumns.objects.filter(by=user, kind=kind).delete()


def columns_kept(user: Any, kind: str) -> list[str]:
    found = KeptColumns.objects.filter(by=user, kind=kind).values_list("columns", flat=True)
    return found.first() or []
