"""The figures of an indicator in the order of their years are read by an index: one indicator may
hold most of all rows (registry/figures/indexes.py).

The table is counted anew: while SQLite knows how often a value comes in the other indexes alone, it
takes the new one for the best for all of an indicator's rows, and sorts them.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0045_plural_names")]

    operations = [
        migrations.AddIndex(
            model_name="observation",
            index=models.Index(
                fields=["indicator", "year", "id"], name="observation_indicator_by_year"
            ),
        ),
        migrations.RunSQL("ANALYZE registry_observation", migrations.RunSQL.noop),
    ]
