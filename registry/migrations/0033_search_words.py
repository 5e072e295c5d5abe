from django.db import migrations

from registry.search import dialects


def quicken(apps, schema_editor):
    dialects.quicken(schema_editor)


def slow_down(apps, schema_editor):
    dialects.slow_down(schema_editor)


class Migration(migrations.Migration):
    """PostgreSQL finds within a function, whose plans it keeps."""

    dependencies = [("registry", "0032_saved_views")]

    operations = [migrations.RunPython(quicken, slow_down)]
