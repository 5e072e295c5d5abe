from django.db import models


class SeededRecord(models.Model):
    """What `seed` once wrote: so that it never overwrites an edit and never brings back what someone deleted."""

    model = models.CharField(max_length=50)
    reference = models.CharField(max_length=300)
    fixture = models.CharField(max_length=64, help_text="Fingerprint of the record in the fixture.")
    row = models.CharField(max_length=64, blank=True, help_text="Fingerprint of the row as it was written.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["model", "reference"], name="seeded_once")]

    def __str__(self) -> str:
        return f"{self.model} {self.reference}"
