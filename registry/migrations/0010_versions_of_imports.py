"""Imports that were written before versions were kept: what they changed becomes a version, from their own traces."""

from django.db import migrations
from django.utils import timezone

KEY = ("indicator_id", "state_id", "year", "sex", "counterpart_id", "source_id")
AT_ONCE = 1000
SAID = ("value", "gap", "expected_in", "status", "note_en", "note_ru")


def keep_versions(apps, schema_editor):
    Observation = apps.get_model("registry", "Observation")
    for imported in apps.get_model("registry", "FigureImport").objects.filter(status="applied").order_by("applied_at", "pk"):
        day = timezone.localdate(imported.applied_at)
        traces = imported.staged.filter(observation__isnull=False)
        changed = list(traces.filter(kind="changed").values_list("pk", flat=True))
        for start in range(0, len(changed), AT_ONCE):
            rows = traces.filter(pk__in=changed[start : start + AT_ONCE]).select_related("observation")
            Observation.objects.bulk_create(
                version_of(Observation, trace, day)
                for trace in rows
                if trace.observation.held_since is None or trace.observation.held_since < day
            )
        Observation.objects.filter(pk__in=traces.values("observation")).update(held_since=day)


def version_of(Observation, trace, day):
    return Observation(
        held_since=trace.observation.held_since,
        held_until=day,
        **{name: getattr(trace, name) for name in KEY},
        **{name: getattr(trace, f"{name}_before") for name in SAID},
    )


def forget_versions(apps, schema_editor):
    """Only what stands fits the tables of before."""
    Observation = apps.get_model("registry", "Observation")
    Observation.objects.filter(held_until__isnull=False).delete()


class Migration(migrations.Migration):
    dependencies = [("registry", "0009_figures_as_of_a_day")]

    operations = [
        migrations.RunPython(keep_versions, forget_versions),
    ]
