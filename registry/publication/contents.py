"""What a published edition says, as it is kept: frozen.py makes the database keep it so."""

from django.db import models

from registry.common.languages import LANGUAGE_NAMES
from registry.profiles.models import Edition


class EditionContent(models.Model):
    """A published edition in one language, frozen: headings, text, figures, charts and
    designation as they were."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="contents")
    language = models.CharField(max_length=2, choices=LANGUAGE_NAMES)
    content = models.JSONField()
    changes = models.JSONField(
        null=True, blank=True, help_text="Against the edition before; null where there is none."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "language"], name="content_once_per_language"
            )
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} in {self.language}"
