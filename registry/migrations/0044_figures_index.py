"""Lists of figures are read on by an index and the key behind it, however many figures there are
(registry/figures/indexes.py). The plain indexes of the same columns go.

They go by their names, which are the same on both databases: to alter a field SQLite would write
the whole table anew, once for each.
"""

import django.db.models.deletion
from django.db import migrations, models

PLAIN = {
    "counterpart_id": "registry_observation_counterpart_id_e30b60e6",
    "indicator_id": "registry_observation_indicator_id_02f47364",
    "source_id": "registry_observation_source_id_75f597b7",
    "state_id": "registry_observation_state_id_1d00ebb4",
    "updated_at": "registry_observation_updated_at_e628cf2d",
}


def relation(to: str, **kwargs) -> models.ForeignKey:
    return models.ForeignKey(
        db_index=False,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="observations",
        to=f"registry.{to}",
        **kwargs,
    )


def altered(model: str, name: str, field: models.Field) -> migrations.AlterField:
    return migrations.AlterField(model_name=model, name=name, field=field)


def index(name: str, *fields: str, **kwargs) -> migrations.AddIndex:
    made = models.Index(fields=fields, name=f"observation_{name}", **kwargs)
    return migrations.AddIndex(model_name="observation", index=made)


class Migration(migrations.Migration):
    dependencies = [("registry", "0043_tasks")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    f"DROP INDEX IF EXISTS {name}",
                    f"CREATE INDEX {name} ON registry_observation ({column})",
                )
                for column, name in PLAIN.items()
            ],
            state_operations=[
                altered("observation", "counterpart", relation("counterpart", null=True, blank=True)),
                altered("observation", "indicator", relation("indicator")),
                altered("observation", "source", relation("source")),
                altered("observation", "state", relation("state")),
                altered("observation", "updated_at", models.DateTimeField(auto_now=True)),
            ],
        ),
        altered(
            "historicalobservation",
            "updated_at",
            models.DateTimeField(blank=True, editable=False),
        ),
        index("by_indicator", "indicator", "id"),
        index("by_state", "state", "id"),
        index("by_counterpart", "counterpart", "id"),
        index("by_source", "source", "id"),
        index("by_year", "year", "id"),
        index("by_sex", "sex", "id"),
        index("by_updated_at", "updated_at", "id"),
        index("gap", "id", condition=models.Q(value__isnull=True)),
    ]
