"""Why there is no figure: the reasons that states and sources give."""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class Gap(models.TextChoices):
    NOT_COLLECTED = "not_collected", _("not collected by the state")
    NOT_PROVIDED = "not_provided", _("not provided by the state")
    NOT_PUBLISHED = "not_published", _("not published by the source")
    INCLUDED_ELSEWHERE = "included_elsewhere", _("counted by the source with another state")
    NOT_COMPARABLE = "not_comparable", _("not comparable")
    CONFIDENTIAL = "confidential", _("confidential")
    NOT_APPLICABLE = "not_applicable", _("does not apply to the state")
    EXPECTED = "expected", _("expected later")

    def worded(self, expected_in: int | None) -> str:
        """The reason with what belongs to it: "expected in 2027"."""
        if self == Gap.EXPECTED:
            return gettext("expected in %(year)s") % {"year": expected_in}
        return str(self.label)
