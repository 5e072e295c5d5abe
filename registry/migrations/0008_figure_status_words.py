"""The words for a figure's status become those of the field: official, estimated."""

from django.db import migrations

WORDS = {"final": "official", "estimate": "estimated"}
BACK = {"official": "final", "provisional": "final", "break": "final", "estimated": "estimate"}


def rename(words):
    def apply(apps, schema_editor):
        for name in ("Observation", "HistoricalObservation"):
            for before, after in words.items():
                apps.get_model("registry", name).objects.filter(status=before).update(status=after)

    return apply


class Migration(migrations.Migration):
    dependencies = [("registry", "0007_figures_imported")]

    operations = [
        migrations.RunPython(rename(WORDS), rename(BACK)),
    ]
