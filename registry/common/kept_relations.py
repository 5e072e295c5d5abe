"""What a version of a record was related to, where a relation has several records on both sides:
the history of a record holds its own columns only."""

from typing import Any

from django.db import models


class KeptRelations(models.Model):
    """Of one entry of a history: the keys of the related records, by the name of the relation."""

    kind = models.CharField(max_length=50)
    history = models.BigIntegerField(help_text="The key of the entry.")
    relations = models.JSONField(default=dict)

    class Meta:
        verbose_name_plural = "kept relations"
        constraints = [
            models.UniqueConstraint(fields=["kind", "history"], name="relations_once_a_version")
        ]

    def __str__(self) -> str:
        return f"relations of version {self.history} of {self.kind}"


def relations_of(model: type[models.Model]) -> list[Any]:
    return [field for field in model._meta.many_to_many if has_own_table(field)]


def has_own_table(field: Any) -> bool:
    """Not a relation whose rows are records themselves."""
    return bool(field.remote_field.through._meta.auto_created)


def keep_relations(record: Any, *, overwrite: bool = True) -> None:
    """As they are now, for the latest entry of the record's history."""
    fields = relations_of(type(record))
    if not fields or not hasattr(record, "history"):
        return
    latest = record.history.first()
    if latest is None:
        return
    kind = str(record._meta.model_name)
    if not overwrite and KeptRelations.objects.filter(kind=kind, history=latest.pk).exists():
        return
    relations = {
        field.name: sorted(getattr(record, field.name).values_list("pk", flat=True))
        for field in fields
    }
    KeptRelations.objects.update_or_create(
        kind=kind, history=latest.pk, defaults={"relations": relations}
    )


def relations_by_version(model: Any, key: int) -> dict[int, dict]:
    """Of each entry in the history of one record, by the entry's key. Where a version was saved
    past the forms, it has what the version before it had."""
    entries = list(model.history.filter(id=key).order_by("pk").values_list("pk", flat=True))
    rows = KeptRelations.objects.filter(kind=model._meta.model_name, history__in=entries)
    kept = dict(rows.values_list("history", "relations"))
    found: dict[int, dict] = {}
    last: dict | None = None
    for entry in entries:
        last = kept.get(entry, last)
        if last is not None:
            found[entry] = last
    return found
