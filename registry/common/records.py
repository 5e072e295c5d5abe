"""What every record of the registry has: a reference in words, a version, and where its facts
come from."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext as _

from registry.common.languages import Bilingual

# What the registry keeps about a row by itself: no file writes it, and it is no edit of the row
BOOKKEEPING = frozenset({"id", "version", "created_at", "updated_at", "answered_on"})


class Certainty(models.TextChoices):
    STATED = "stated", "stated by the source"
    DERIVED = "derived", "derived from sources"
    UNCERTAIN = "uncertain", "uncertain, to be checked"


class Record(models.Model):
    """A row that people edit. `version` rises with each save in the admin, so that nobody
    overwrites what they have not seen.

    `reference_fields` name the row in fixtures, imports and exports without its number:
    "GEO/light/2026/1" (references.py).
    """

    reference_fields: ClassVar[tuple[str, ...]] = ("slug",)
    # fields that never enter an export, a history or a log
    personal_details: ClassVar[tuple[str, ...]] = ()

    # For the history of this save: who acted, and why
    _history_user: Any
    _change_reason: str

    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True, db_index=True)

    class Meta:
        abstract = True

    @property
    def reference(self) -> str:
        parts = (getattr(self, name) for name in self.reference_fields)
        return "/".join(
            part.reference if isinstance(part, Record) else "" if part is None else str(part)
            for part in parts
        )


def column(row: models.Model, name: str) -> models.Field:
    """A field of the row's own; what other models say of it is no column."""
    found = row._meta.get_field(name)
    assert isinstance(found, models.Field)
    return found


class Noted(models.Model):
    """A word for readers on what is not known about a record, or where sources differ. What only
    editors need is `Sourced.editor_note`."""

    note_en = models.TextField(
        "note for readers",
        blank=True,
        max_length=1000,
        help_text="Where sources differ, or something is not known.",
    )
    note_ru = models.TextField("note for readers (Russian)", blank=True, max_length=1000)
    note = Bilingual()

    class Meta:
        abstract = True


class Sourced(models.Model):
    """Where the facts of a record come from and how sure they are. Editors see all of it; the
    public sees what is uncertain."""

    source_url = models.TextField(
        "sources", blank=True, max_length=2000, help_text="One address or reference a line."
    )
    certainty = models.CharField(max_length=10, choices=Certainty, default=Certainty.STATED)
    editor_note = models.TextField(
        blank=True, max_length=2000, help_text="For the Secretariat only; never published."
    )

    class Meta:
        abstract = True

    @property
    def doubt(self) -> str:
        """A word for readers where no source states the facts as they stand; "" where one does."""
        words = {
            Certainty.DERIVED: _("derived from sources"),
            Certainty.UNCERTAIN: _("not confirmed"),
        }
        return words.get(Certainty(self.certainty), "")

    @property
    def is_uncertain(self) -> bool:
        return self.certainty == Certainty.UNCERTAIN

    @property
    def source_links(self) -> list[str]:
        lines = self.source_url.splitlines()
        return [line for line in lines if line.startswith(("http://", "https://"))]
