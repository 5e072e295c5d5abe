import secrets
from dataclasses import dataclass

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from registry.common.languages import Bilingual
from registry.common.records import Record

CARD = (480, 320)  # pixels of the cut-out that lists show


def new_key() -> str:
    return secrets.token_hex(6)


@dataclass(frozen=True, slots=True)
class Shown:
    """For a page: the addresses of a picture in its sizes, the newer form first."""

    webp: str
    other: str
    src: str
    sizes: str  # how wide it will be, for the browser to choose by
    width: int
    height: int


class Picture(Record):
    """A picture in the sizes in which pages show it. Its addresses stay when it is replaced."""

    reference_fields = ("key",)

    class Form(models.TextChoices):
        """Beside WebP, for browsers that do not read that."""

        JPEG = "jpg", "JPEG"
        PNG = "png", "PNG"

    key = models.CharField(max_length=20, unique=True, default=new_key, editable=False)
    folder = models.CharField(max_length=20, editable=False)
    form = models.CharField(max_length=3, choices=Form, default=Form.JPEG, editable=False)
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    widths = models.JSONField("widths that were made", default=list, editable=False)
    shows_en = models.CharField(
        max_length=300, blank=True, help_text="For those who do not see it: what it shows."
    )
    shows_ru = models.CharField(max_length=300, blank=True)
    is_decorative = models.BooleanField(
        "decorative", default=False, help_text="It adds nothing to the text beside it."
    )
    credit = models.CharField(max_length=200, blank=True, help_text="Photo: ICMPD / Anna Novak.")
    licence = models.CharField(max_length=100, blank=True, help_text="For instance: CC BY 4.0.")
    focus_x = models.PositiveSmallIntegerField(
        "focus from the left",
        default=50,
        validators=[MaxValueValidator(100)],
        help_text="In percent: what stays in view where the picture is cut.",
    )
    focus_y = models.PositiveSmallIntegerField(
        "focus from the top", default=50, validators=[MaxValueValidator(100)]
    )
    shows = Bilingual()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_decorative=True) | (~Q(shows_en="") & ~Q(shows_ru="")),
                name="picture_says_what_it_shows",
                violation_error_message=_(
                    "Say in both languages what the picture shows, or mark it as decorative."
                ),
            ),
            models.CheckConstraint(
                condition=Q(focus_x__lte=100, focus_y__lte=100), name="picture_focus_within"
            ),
        ]

    def __str__(self) -> str:
        return self.shows_en or f"decorative picture {self.key}"

    def get_absolute_url(self) -> str:
        """Of the picture itself, in its largest size; it stays when the picture is replaced."""
        return self.whole.src

    @property
    def alternative(self) -> str:
        """The text in place of the picture; "" where it adds nothing."""
        return "" if self.is_decorative else str(self.shows)

    @property
    def whole(self) -> Shown:
        widest = max(self.widths)
        return Shown(
            webp=self.source_set("webp"),
            other=self.source_set(self.form),
            src=self.address(widest, self.form),
            sizes="(min-width: 60rem) 42rem, 100vw",
            width=widest,
            height=round(self.height * widest / self.width),
        )

    @property
    def card(self) -> Shown:
        """Cut around its focus, for lists."""
        width, height = CARD
        return Shown(
            webp=f"{self.address('card', 'webp')} {width}w",
            other=f"{self.address('card', self.form)} {width}w",
            src=self.address("card", self.form),
            sizes="30rem",
            width=width,
            height=height,
        )

    def address(self, size: int | str, form: str) -> str:
        return reverse("picture", args=[self.key, str(size), form])

    def source_set(self, form: str) -> str:
        return ", ".join(f"{self.address(width, form)} {width}w" for width in self.widths)
