"""What a ministry typed is kept until it is sent, and seen by the contact point alone until it is
passed on. What the Secretariat could read before stays so."""

from django.db import migrations, models
from django.db.models import F


def passed_on(apps, schema_editor) -> None:
    comments = apps.get_model("registry", "Comment").objects
    comments.filter(side="ministry").update(passed_on_at=F("at"))


class Migration(migrations.Migration):
    dependencies = [("registry", "0021_figures_are_expected")]

    operations = [
        migrations.AddField(
            "comment",
            "passed_on_at",
            models.DateTimeField(
                null=True,
                blank=True,
                editable=False,
                help_text="A ministry's answer, from when the Secretariat sees it too.",
            ),
        ),
        migrations.AddField(
            "consultation",
            "typed",
            models.JSONField(
                default=dict,
                blank=True,
                editable=False,
                help_text="What was typed on its page and not sent yet, by the name of its field.",
            ),
        ),
        migrations.RunPython(passed_on, migrations.RunPython.noop),
    ]
