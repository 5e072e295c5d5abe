"""The figures of an indicator in the order of their years are read by an index: one indicator may
hold most of all rows (registry/figures/indexes.py)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0045_plural_names")]

    operations = [
        migrations.AddIndex(
            model_name="observation",
            index=models.Index(
                fields=["indicator", "year", "id"], name="observation_indicator_by_year"
            ),
        )
    ]
