from django.db import models


class Rank(models.IntegerChoices):
    """Whose figure a row is, the first to be read first; preferred.py has the rule."""

    OWN = 0, "the state’s own"
    INDICATORS = 1, "of the indicator’s own source"
    OTHER = 2, "of another source"
