"""Who follows something by mail: an address, sealed, and what it follows."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from registry.common.languages import LANGUAGE_NAMES
from registry.following.topics import LONGEST_SEARCH, Kind


class Pace(models.TextChoices):
    DAILY = "daily", _("at most once a day")
    WEEKLY = "weekly", _("at most once a week")


class Follower(models.Model):
    """An address without an account. It and the key of its own page are encrypted; `mark` finds
    the address again, `token_hash` the page."""

    mark = models.CharField(max_length=64, unique=True)
    sealed = models.TextField(max_length=2000)
    token_hash = models.CharField(max_length=64, unique=True)
    language = models.CharField(max_length=2, choices=LANGUAGE_NAMES)
    pace = models.CharField(max_length=6, choices=Pace, default=Pace.WEEKLY)
    told_on = models.DateField(null=True, help_text="Day of the last message.")

    def __str__(self) -> str:
        return f"follower {self.pk}"


class FollowingQuerySet(models.QuerySet["Following"]):
    def confirmed(self) -> Self:
        return self.filter(confirmed_at__isnull=False)


class Following(models.Model):
    """`language` and `pace` are what was asked for with it: they count once it is confirmed.
    `seen_until`: what changed before that has been told."""

    follower = models.ForeignKey(Follower, models.CASCADE, related_name="followings")
    kind = models.CharField(max_length=10, choices=Kind)
    of = models.CharField(max_length=LONGEST_SEARCH, blank=True)
    language = models.CharField(max_length=2, choices=LANGUAGE_NAMES)
    pace = models.CharField(max_length=6, choices=Pace)
    confirm_hash = models.CharField(max_length=64, unique=True)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    seen_until = models.DateTimeField(null=True)

    objects = FollowingQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "of"]
        constraints = [
            models.UniqueConstraint(fields=["follower", "kind", "of"], name="followed_once")
        ]

    def __str__(self) -> str:
        return f"follower {self.follower_id}: {self.kind}"
