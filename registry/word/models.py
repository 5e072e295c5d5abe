import secrets
from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from registry.common.languages import LANGUAGE_NAMES
from registry.common.private_files import PrivateStorage
from registry.common.succession import Fate, Succession
from registry.profiles.models import Edition

KEPT_UNREAD = timedelta(days=14)  # a file that was not read, and why


def brought_storage() -> PrivateStorage:
    return PrivateStorage("word")


def brought_name(row: "WordProposal", filename: str) -> str:
    return f"{secrets.token_hex(16)}.docx"


class WordCopy(models.Model):
    """A draft that somebody took as a Word file: which version of each part stood in it, and which
    figures. By it, what comes back is compared with what went out."""

    class Languages(models.TextChoices):
        ENGLISH = "en", _("in English")
        RUSSIAN = "ru", _("in Russian")
        BOTH = "both", _("both languages side by side")

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="word_copies")
    key = models.CharField(max_length=32, unique=True)
    languages = models.CharField(max_length=4, choices=Languages)
    words = models.CharField(max_length=2, help_text="Language of its headings and guidance.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    versions = models.JSONField(help_text="By the number of the part: its version.")
    figures = models.JSONField(
        help_text="By the number of the part, then of the indicator: the row as it stood."
    )

    class Meta:
        verbose_name_plural = "Word copies"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"copy {self.pk}"


class WordProposalQuerySet(models.QuerySet["WordProposal"]):
    def open(self) -> Self:
        return self.filter(closed_at__isnull=True)

    def waiting(self) -> Self:
        """For a decision."""
        return self.open().filter(state=WordProposal.State.READ)

    def unread(self) -> Self:
        return self.open().exclude(state=WordProposal.State.READ)

    def outlived(self, now: datetime) -> Self:
        return self.unread().filter(at__lt=now - KEPT_UNREAD)

    def for_asks(self, states: list[int]) -> Self:
        """Of drafts that are written now: elsewhere nothing can be decided."""
        rows = self.waiting().filter(edition__status__in=Edition.WRITABLE)
        return rows.filter(edition__profile__state__in=states)

    def refused_at(self, states: list[int]) -> Self:
        """Who brought it learns why, though the page was left."""
        rows = self.unread().filter(state=WordProposal.State.REFUSED)
        return rows.filter(edition__profile__state__in=states)

    def of_edition(self, edition: Edition) -> Self:
        return self.filter(edition=edition)

    def numbered(self, pk: int) -> "WordProposal | None":
        return self.filter(pk=pk).select_related("by").first()


class WordProposal(models.Model):
    """What came back in a Word file and waits to be taken into the draft, part by part. The file
    is read behind the request that brought it, and not kept any longer.

    `content`: a list of items (proposing.py), each with what was decided about it.
    """

    class State(models.TextChoices):
        READING = "reading", _("being read")
        READ = "read", _("read")
        REFUSED = "refused", _("not taken")

    on_succession: ClassVar = {
        "contact_point": Succession(Fate.MOVES, open_rows=WordProposalQuerySet.waiting)
    }

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="word_proposals")
    contact_point = models.ForeignKey(
        "registry.ContactPoint",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="word_proposals",
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    file_name = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64, help_text="Of the file.")
    at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=7, choices=State, default=State.READ)
    file = models.FileField(
        storage=brought_storage, upload_to=brought_name, max_length=100, blank=True
    )
    size = models.PositiveIntegerField(default=0, help_text="Bytes of the file.")
    language = models.CharField(
        max_length=2,
        choices=LANGUAGE_NAMES,
        default="en",
        help_text="In which it is told what was wrong.",
    )
    problem = models.CharField(max_length=500, blank=True, help_text="Why it was not taken.")
    content: Any = models.JSONField(default=list)
    told: Any = models.JSONField(default=list, help_text="What was noticed while it was read.")
    decided_comments: Any = models.JSONField(
        default=list, help_text="Fingerprints: they are not proposed a second time."
    )
    version = models.PositiveIntegerField(default=1, help_text="Raised with each decision.")
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = WordProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"Word proposal {self.pk}"

    @property
    def open_items(self) -> list[dict[str, Any]]:
        return [item for item in self.content if not item["decision"]]
