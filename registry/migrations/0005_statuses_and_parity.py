"""What the new columns say of rows that exist: "submitted" meant "with the state"; texts written by code are in step.

Where two editions of one year were in work, the latest version goes on and the others are withdrawn: from now on there is one.
"""

from django.db import migrations
from django.db.models import F

IN_WORK = ("draft", "submitted", "with_state")


def forwards(apps, schema_editor) -> None:
    edition = apps.get_model("registry", "Edition")
    section = apps.get_model("registry", "Section")
    transition = apps.get_model("registry", "Transition")
    edition.objects.filter(status="submitted").update(status="with_state")
    transition.objects.filter(from_status="submitted").update(from_status="with_state")
    transition.objects.filter(to_status="submitted").update(to_status="with_state")
    section.objects.filter(is_prefilled=True).update(en_reflects=F("text_ru"), ru_reflects=F("text_en"))
    seen = set()
    for row in edition.objects.filter(status__in=IN_WORK).order_by("-number"):
        if (row.profile_id, row.year) in seen:
            edition.objects.filter(pk=row.pk).update(status="withdrawn")
        seen.add((row.profile_id, row.year))


def backwards(apps, schema_editor) -> None:
    edition = apps.get_model("registry", "Edition")
    transition = apps.get_model("registry", "Transition")
    old = {"with_state": "submitted", "submitted": "draft", "returned": "draft", "endorsed": "submitted", "lapsed": "submitted",
           "withdrawn": "draft"}
    for now, before in (("submitted", "draft"), *((now, before) for now, before in old.items() if now != "submitted")):
        edition.objects.filter(status=now).update(status=before)
        transition.objects.filter(from_status=now).update(from_status=before)
        transition.objects.filter(to_status=now).update(to_status=before)


class Migration(migrations.Migration):
    dependencies = [("registry", "0004_drafting")]

    operations = [migrations.RunPython(forwards, backwards)]
