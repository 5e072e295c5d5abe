"""Messages that waited when there was no outbox have no words any more: whether they arrived nobody knows, and a colleague sees them."""

from django.db import migrations


def forwards(apps, schema_editor) -> None:
    message = apps.get_model("registry", "SentMessage")
    message.objects.filter(state="waiting").update(state="unclear", problem="Interrupted")


def backwards(apps, schema_editor) -> None:
    """What waits now loses its words with the table: "failed" lets its occasion send it again."""
    message = apps.get_model("registry", "SentMessage")
    message.objects.filter(state__in=("waiting", "unclear")).update(state="failed")


class Migration(migrations.Migration):
    dependencies = [("registry", "0013_outbox")]

    operations = [migrations.RunPython(forwards, backwards)]
