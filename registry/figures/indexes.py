"""Indexes of figures, for lists of millions of them.

A list that is narrowed or ordered by one of these columns is read on by the key behind it: so a
page of ten million rows reads no more of them than a page of ten thousand (tests/figures/
test_volume.py asks both databases how they would read). Each index costs an import: add one only
with a question that needs it.
"""

from django.db import models
from django.db.models import Q

INDEXES = [
    models.Index(
        fields=["state", "indicator", "counterpart", "sex", "year"], name="observation_of_a_state"
    ),
    models.Index(fields=["indicator", "id"], name="observation_by_indicator"),
    # A single indicator may hold most rows: by year it is not sorted either
    models.Index(fields=["indicator", "year", "id"], name="observation_indicator_by_year"),
    models.Index(fields=["state", "id"], name="observation_by_state"),
    models.Index(fields=["counterpart", "id"], name="observation_by_counterpart"),
    models.Index(fields=["source", "id"], name="observation_by_source"),
    models.Index(fields=["year", "id"], name="observation_by_year"),
    models.Index(fields=["sex", "id"], name="observation_by_sex"),
    models.Index(fields=["updated_at", "id"], name="observation_by_updated_at"),
    models.Index(fields=["id"], condition=Q(value__isnull=True), name="observation_gap"),
]
