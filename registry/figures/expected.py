"""What an editor expects of an indicator's values: its range, how much it usually changes, and of
what it is a part. plausibility.py compares with it."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext as _


class Expected(models.Model):
    """Mixed into Indicator. Empty: nothing is expected."""

    least = models.DecimalField(
        "least possible value",
        max_digits=20,
        decimal_places=4,
        null=True,
        blank=True,
        help_text="0 where a figure cannot be negative. A figure below it is refused.",
    )
    most = models.DecimalField(
        "largest possible value",
        max_digits=20,
        decimal_places=4,
        null=True,
        blank=True,
        help_text="100 for a share in per cent. A figure above it is refused.",
    )
    usual_factor = models.DecimalField(
        "usual change",
        max_digits=6,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("1.01"))],
        help_text=(
            "1.5: a state whose figure is more than 1.5 times that of the year before, of its last"
            " edition or of open sources, or less than that part of it, is asked why."
        ),
    )
    part_of = models.ForeignKey(
        "registry.Indicator",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
        help_text="The total of which it is a part: a state whose figure is larger is asked why.",
    )

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        if self.least is not None and self.most is not None and self.least >= self.most:
            raise ValidationError({"most": _("The largest value is not above the least.")})
        if self.part_of is not None and self.part_of.pk == self.pk:
            raise ValidationError({"part_of": _("An indicator is no part of itself.")})
