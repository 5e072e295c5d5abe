"""Which indicators the registry computes from two that it holds, and how: GDP per capita is the
gross domestic product divided by the population. computing.py writes their figures."""

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class Quotient(models.Model):
    """Mixed into Indicator. Empty: its figures come from a source."""

    numerator = models.ForeignKey(
        "registry.Indicator",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="computed_above",
        help_text=(
            "Where the registry computes the figures itself: what is divided. They follow each"
            " change of the figures that they are made of."
        ),
    )
    denominator = models.ForeignKey(
        "registry.Indicator",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="computed_below",
        help_text="By what it is divided.",
    )
    multiplier = models.PositiveIntegerField(
        default=1,
        validators=[MinValueValidator(1)],
        help_text="100 for a share in per cent, 1000 for so many per thousand inhabitants.",
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(numerator__isnull=True, denominator__isnull=True)
                | Q(numerator__isnull=False, denominator__isnull=False),
                name="%(class)s_quotient_has_two_parts",
                violation_error_message=gettext_lazy(
                    "Name both what is divided and by what, or neither."
                ),
            )
        ]

    @property
    def is_computed(self) -> bool:
        return self.numerator_id is not None

    @property
    def formula(self) -> str:
        """ "Gross domestic product ÷ Population", in the reader's language; "" where the figures
        come from a source."""
        if self.numerator is None or self.denominator is None:
            return ""
        formula = f"{self.numerator} ÷ {self.denominator}"
        return formula if self.multiplier == 1 else f"{formula} × {self.multiplier:,}"

    @property
    def how_computed(self) -> str:
        """The formula as a sentence, "" where the figures come from a source."""
        if not self.formula:
            return ""
        return _("Computed by the registry: %(formula)s.") % {"formula": self.formula}

    def clean(self) -> None:
        super().clean()
        for name in ("numerator", "denominator"):
            part = getattr(self, name)
            if part is None:
                continue
            if part.pk == self.pk:
                raise ValidationError({name: _("An indicator is not computed from itself.")})
            if part.is_computed:
                raise ValidationError(
                    {name: _("This one is computed too. Choose one whose figures have a source.")}
                )
        is_a_part = Q(numerator=self.pk) | Q(denominator=self.pk)
        if self.pk and self.is_computed and type(self)._default_manager.filter(is_a_part).exists():
            raise ValidationError(
                {
                    "numerator": _(
                        "Others are computed from this one, so it needs figures of a source."
                    )
                }
            )
