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


class SentMessage(models.Model):
    """That a message went out, on which occasion and to whom: never to which address, never with which words (mail.py)."""

    class State(models.TextChoices):
        WAITING = "waiting", "waiting"
        SENT = "sent", "sent"
        FAILED = "failed", "failed"

    key = models.CharField("occasion", max_length=200)
    kind = models.CharField(max_length=40)
    language = models.CharField(max_length=2)
    account = models.ForeignKey("registry.User", models.SET_NULL, null=True, blank=True, related_name="messages")
    contact_point = models.ForeignKey(
        "registry.ContactPoint", models.SET_NULL, null=True, blank=True, related_name="messages"
    )
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    problem = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at"]
        constraints = [models.UniqueConstraint(fields=["key"], name="message_once_per_occasion")]

    def __str__(self) -> str:
        return f"{self.kind}, {self.at:%d.%m.%Y}"
