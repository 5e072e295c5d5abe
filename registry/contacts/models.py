from datetime import date
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from registry.common.dates import Period, PeriodQuerySet
from registry.common.languages import Bilingual
from registry.common.records import Record, Sourced


class AuthorityQuerySet(models.QuerySet):
    def for_page(self) -> Self:
        return self.select_related("state").order_by("state__slug", "-holds_contact_point", "name_en")

    for_api = for_export = for_page


class Authority(Record, Sourced):
    """A ministry or agency of a state with a part in migration."""

    reference_fields = ("state", "name_en")

    state = models.ForeignKey("registry.State", models.PROTECT, related_name="authorities")
    name_en = models.CharField(max_length=200)
    name_ru = models.CharField(max_length=200, blank=True)
    seen_as_en = models.CharField("seen as", max_length=300, blank=True, help_text="In which part a source names it.")
    seen_as_ru = models.CharField("seen as, in Russian", max_length=300, blank=True)
    holds_contact_point = models.BooleanField(default=False, help_text="Only on the state's word.")
    url = models.URLField("address", max_length=500, blank=True)
    name = Bilingual()
    seen_as = Bilingual()

    objects = AuthorityQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name_plural = "authorities"
        ordering = ["state", "name_en"]
        constraints = [models.UniqueConstraint(fields=["state", "name_en"], name="authority_once_per_state")]

    def __str__(self) -> str:
        return f"{self.name_en} ({self.state.iso_alpha3})"


class Visibility(models.TextChoices):
    PUBLIC = "public", _("everyone")
    NETWORK = "network", _("the contact network")
    SECRETARIAT = "secretariat", _("the Secretariat only")


def visibility_field() -> models.CharField:
    return models.CharField("who sees it", max_length=12, choices=Visibility, default=Visibility.SECRETARIAT)


class ContactPointQuerySet(PeriodQuerySet):
    def in_office(self, on: date) -> Self:
        return self.on(on)

    def of_state(self, state, on: date) -> Self:
        return self.in_office(on).filter(state=state).for_page()

    def for_page(self) -> Self:
        return self.select_related("state", "authority").order_by("state__slug", "role", "since")


PERSONAL_DETAILS = ("name_latin", "name_cyrillic", "email", "phone")


class ContactPoint(Record, Period):
    """A person who holds, or held, the office of contact point or deputy for a state."""

    class Role(models.TextChoices):
        CONTACT_POINT = "contact_point", _("National Contact Point")
        DEPUTY = "deputy", _("deputy contact point")

    reference_fields = ("state", "role", "since")
    personal_details = PERSONAL_DETAILS

    state = models.ForeignKey("registry.State", models.PROTECT, related_name="contact_points")
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="contact_points")
    role = models.CharField(max_length=15, choices=Role, default=Role.CONTACT_POINT)
    name_latin = models.CharField("name in Latin script", max_length=150, blank=True)
    name_cyrillic = models.CharField("name in Cyrillic script", max_length=150, blank=True)
    name_visibility = visibility_field()
    email = models.EmailField("e-mail", blank=True)
    email_visibility = visibility_field()
    phone = models.CharField(max_length=50, blank=True)
    phone_visibility = visibility_field()
    confirmed_on = models.DateField(null=True, blank=True, help_text="When the details were last confirmed.")

    objects = ContactPointQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=list(PERSONAL_DETAILS))

    class Meta(Period.Meta):
        ordering = ["state", "role", "since"]

    def __str__(self) -> str:
        """The office, never the person: this text stands in logs and lists of changes."""
        years = f"{self.since_worded or '…'} – {self.until_worded}".rstrip(" –")
        return f"{self.get_role_display()} of {self.state.iso_alpha3}, {years}"
