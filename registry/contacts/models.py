from collections.abc import Iterable
from datetime import date, timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from registry.accounts.models import User
from registry.common.dates import Period, PeriodQuerySet, add_months
from registry.common.languages import LANGUAGE_NAMES, Bilingual
from registry.common.records import Record, Sourced
from registry.common.succession import Fate, Succession
from registry.contacts.names import cyrillic_name, latin_name
from registry.contacts.telephones import telephone
from registry.states.models import RegionalGroup, State

OF_ANOTHER_STATE = _(
    "This authority belongs to another state. Choose one of the contact point’s own state."
)

HAS_CONTACT_POINTS = _(
    "Contact points of another state serve in this authority. Give them an authority of their own"
    " state first."
)


class AuthorityQuerySet(models.QuerySet["Authority"]):
    def for_page(self) -> Self:
        return self.select_related("state").order_by(
            "state__slug", "-holds_contact_point", "name_en"
        )

    def of_state(self, state: State) -> Self:
        return self.filter(state=state).order_by("name_en")

    def today_first(self, on: date) -> Self:
        """With `is_former`, the bodies that are no more last."""
        is_over = models.Case(
            models.When(until__lt=on, then=True), default=False, output_field=models.BooleanField()
        )
        rows = self.annotate(is_former=is_over)
        return rows.order_by("is_former", "-holds_contact_point", "name_en")

    def named(self, name: str) -> Self:
        return self.filter(Q(name_en__iexact=name) | Q(name_ru__iexact=name))

    def for_api(self) -> Self:
        return self.for_page()

    def for_export(self) -> Self:
        return self.for_page()


class Authority(Record, Period, Sourced):
    """A ministry or agency of a state with a part in migration, while it exists."""

    reference_fields = ("state", "name_en")

    state = models.ForeignKey("registry.State", models.PROTECT, related_name="authorities")
    name_en = models.CharField(max_length=200)
    name_ru = models.CharField(max_length=200, blank=True)
    seen_as_en = models.CharField(
        "seen as", max_length=300, blank=True, help_text="In which part a source names it."
    )
    seen_as_ru = models.CharField("seen as, in Russian", max_length=300, blank=True)
    holds_contact_point = models.BooleanField(default=False, help_text="Only on the state's word.")
    url = models.URLField("address", max_length=500, blank=True)
    name = Bilingual()
    seen_as = Bilingual()

    objects = AuthorityQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta(Period.Meta):
        verbose_name_plural = "authorities"
        ordering = ["state", "name_en"]
        constraints = [
            *Period.Meta.constraints,
            models.UniqueConstraint(fields=["state", "name_en"], name="authority_once_per_state"),
        ]

    def __str__(self) -> str:
        return f"{self.name_en} ({self.state.iso_alpha3})"

    def clean(self) -> None:
        super().clean()
        if self.pk and self.contact_points.exclude(state=self.state_id).exists():
            raise ValidationError({"state": HAS_CONTACT_POINTS})

    def is_of(self, state: State) -> bool:
        return self.state_id == state.pk


class Visibility(models.TextChoices):
    PUBLIC = "public", _("everyone")
    NETWORK = "network", _("the contact network")
    SECRETARIAT = "secretariat", _("the Secretariat only")


def visibility_field() -> models.CharField:
    return models.CharField(
        "who sees it", max_length=12, choices=Visibility, default=Visibility.SECRETARIAT
    )


# Details of a person, each with its own circle of readers; every detail that is shown to others is
# named here
DETAILS = ("name", "email", "shared_email", "phone", "mobile", "spoken", "address")
PERSONAL_DETAILS = (
    "name_latin",
    "name_cyrillic",
    "email",
    "shared_email",
    "phone",
    "mobile",
    "spoken",
    "address",
    "room",
)


class ContactPointQuerySet(PeriodQuerySet["ContactPoint"]):
    def not_merged(self) -> Self:
        return self.filter(merged_into__isnull=True)

    def in_office(self, on: date) -> Self:
        return self.on(on).filter(ended_at__isnull=True).not_merged()

    def former(self, on: date) -> Self:
        return self.not_merged().filter(Q(ended_at__isnull=False) | Q(until__lt=on))

    def by_address(self, email: str, on: date) -> "ContactPoint | None":
        return (
            self.in_office(on)
            .filter(email__iexact=email)
            .select_related("state", "account")
            .first()
        )

    def unanswered(self, asked_by: date, on: date) -> list["ContactPoint"]:
        """Who was asked to confirm on that day or before, and has shown no sign since."""
        rows = (
            self.in_office(on)
            .filter(confirmation_requests__created_at__date__lte=asked_by)
            .distinct()
        )
        rows = rows.select_related("state", "account").prefetch_related("confirmation_requests")
        return [row for row in rows if row.was_asked_by(asked_by)]

    def merged(self) -> Self:
        return self.filter(merged_into__isnull=False)

    def erasure_asked(self) -> Self:
        return self.filter(erasure_asked_on__isnull=False)

    def of_account(self, account: User, on: date) -> Self:
        """What gives an account its rights, asked at each request: they end with the term, at
        once."""
        return (
            self.in_office(on)
            .filter(account=account)
            .select_related("state", "authority", "account")
        )

    def of_state(self, state: State | int, on: date) -> Self:
        return self.in_office(on).filter(state=state).for_page()

    def of_states(self, states: Iterable[State | int]) -> Self:
        return self.filter(state__in=states).for_page()

    def beside(self, posts: list["ContactPoint"], on: date) -> Self:
        """The other people in office of the same states."""
        return (
            self.in_office(on)
            .of_states([post.state_id for post in posts])
            .exclude(pk__in=[post.pk for post in posts])
        )

    def named_in_network(self, text: str) -> Self:
        """Words of the authority, or of a name that the network may see: a hidden name is not
        found either."""
        rows = self
        for word in text.split()[:8]:
            name = Q(name_latin__icontains=word) | Q(name_cyrillic__icontains=word)
            authority = Q(authority__name_en__icontains=word) | Q(
                authority__name_ru__icontains=word
            )
            rows = rows.filter(authority | (name & ~Q(name_visibility=Visibility.SECRETARIAT)))
        return rows

    def in_group(self, group: RegionalGroup | None, on: date) -> Self:
        return self.filter(state__memberships__in=group.memberships.on(on)) if group else self

    def for_page(self) -> Self:
        return self.select_related("state", "authority").order_by("state__slug", "role", "since")


class ContactPoint(Record, Period):
    """A person who holds, or held, the office of contact point or deputy for a state."""

    class Role(models.TextChoices):
        CONTACT_POINT = "contact_point", _("National Contact Point")
        DEPUTY = "deputy", _("deputy contact point")

    reference_fields = ("state", "role", "since")
    personal_details = PERSONAL_DETAILS
    on_succession: ClassVar = {"merged_into": Succession(Fate.STAYS)}

    state = models.ForeignKey("registry.State", models.PROTECT, related_name="contact_points")
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="contact_points")
    role = models.CharField(max_length=15, choices=Role, default=Role.CONTACT_POINT)
    name_latin = models.CharField(
        _("Name in Latin script"), max_length=150, blank=True, validators=[latin_name]
    )
    name_cyrillic = models.CharField(
        _("Name in Cyrillic script"), max_length=150, blank=True, validators=[cyrillic_name]
    )
    name_visibility = visibility_field()
    email = models.EmailField(_("Personal e-mail"), blank=True)
    email_visibility = visibility_field()
    shared_email = models.EmailField(_("Shared mailbox"), blank=True)
    shared_email_visibility = visibility_field()
    phone = models.CharField(_("Telephone"), max_length=50, blank=True, validators=[telephone])
    phone_visibility = visibility_field()
    mobile = models.CharField(
        _("Mobile telephone"), max_length=50, blank=True, validators=[telephone]
    )
    mobile_visibility = visibility_field()
    spoken = models.CharField(_("Languages spoken"), max_length=150, blank=True)
    spoken_visibility = visibility_field()
    address = models.CharField(_("Postal address"), max_length=300, blank=True)
    room = models.CharField(_("Room"), max_length=50, blank=True)
    address_visibility = visibility_field()
    language = models.CharField(
        _("Language of messages"), max_length=2, choices=LANGUAGE_NAMES, default="en"
    )
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="posts",
        help_text="Who signs in as this.",
    )
    confirmed_on = models.DateField(
        null=True, blank=True, help_text="When the details were last confirmed."
    )
    confirm_every = models.PositiveSmallIntegerField(
        "confirmed every … months",
        default=12,
        validators=[MinValueValidator(1)],
        help_text="The person's own clock.",
    )
    ended_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="Access ended at this moment."
    )
    erased_on = models.DateField(null=True, blank=True, editable=False)
    erasure_asked_on = models.DateField(null=True, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, editable=False, related_name="merged_rows"
    )

    objects = ContactPointQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=list(PERSONAL_DETAILS))

    class Meta(Period.Meta):
        ordering = ["state", "role", "since"]

    def __str__(self) -> str:
        """The office, never the person: logs and lists of changes hold this text."""
        years = f"{self.since_worded or '…'} – {self.until_worded}".rstrip(" –")
        return f"{self.get_role_display()} of {self.state.iso_alpha3}, {years}"

    def clean(self) -> None:
        super().clean()
        if self.state_id and self.authority_id and not self.authority.is_of(self.state):
            raise ValidationError({"authority": OF_ANOTHER_STATE})

    @property
    def has_name(self) -> bool:
        return bool(self.name_latin or self.name_cyrillic)

    @property
    def post(self) -> str:
        """What replaces the name of a former contact point: "contact point of GEO, 2019–2023"."""
        first = self.since.year if self.since else "…"
        last = self.until.year if self.until else "…"
        role = "contact point" if self.role == self.Role.CONTACT_POINT else "deputy contact point"
        return f"{role} of {self.state.iso_alpha3}, {first}–{last}"

    @property
    def due_on(self) -> date:
        """The day on which the details are to be confirmed again."""
        last = self.confirmed_on or self.since or timezone.localdate(self.created_at)
        return add_months(last, self.confirm_every)

    def is_in_office(self, on: date) -> bool:
        """As `in_office` says it of rows."""
        return self.holds_on(on) and not self.ended_at and not self.merged_into_id

    def is_due(self, on: date) -> bool:
        return self.due_on - timedelta(days=ASKED_BEFORE) <= on

    def was_asked_by(self, day: date) -> bool:
        """Whether the question of this year went out on that day or before, and nothing came since:
        neither a confirmation nor a sign-in."""
        first = self.first_asked_on
        return first is not None and first <= day and not self.has_answered_since(first)

    @property
    def first_asked_on(self) -> date | None:
        """Of this year's question. Reads the prefetched questions."""
        asked = (row for row in self.confirmation_requests.all() if row.due_on == self.due_on)
        return min((timezone.localdate(row.created_at) for row in asked), default=None)

    def has_answered_since(self, day: date) -> bool:
        signed_in = self.account.last_login if self.account else None
        signs = (self.confirmed_on, signed_in and timezone.localdate(signed_in))
        return any(sign and sign >= day for sign in signs)

    @property
    def role_label(self) -> str | Promise:
        """In the language in which it is shown, not in which it was asked for."""
        return self.Role(self.role).label

    @property
    def mail_to(self) -> str:
        return self.email or self.shared_email

    @property
    def mail_language(self) -> str:
        return self.account.language if self.account else self.language


ASKED_BEFORE = 14  # days before the clock runs out, the person is asked


class Escalation(Record):
    """Whom the Secretariat turns to when neither contact point nor deputy of a state answers.
    For the Secretariat only."""

    reference_fields = ("state",)
    personal_details = ("head_of_unit", "head_of_unit_email", "mission", "mission_email")

    state = models.OneToOneField("registry.State", models.CASCADE, related_name="escalation")
    language = models.CharField(max_length=2, choices=LANGUAGE_NAMES, default="en")
    head_of_unit = models.CharField(max_length=200, blank=True)
    head_of_unit_email = models.EmailField("e-mail of the head of unit", blank=True)
    mission = models.CharField(
        max_length=200, blank=True, help_text="Permanent mission or embassy."
    )
    mission_email = models.EmailField("e-mail of the mission", blank=True)

    history = HistoricalRecords(excluded_fields=list(personal_details))

    class Meta:
        verbose_name = "escalation path"

    def __str__(self) -> str:
        return f"path to {self.state.iso_alpha3}"
