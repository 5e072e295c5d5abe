"""The log of an edition keeps the checksum of the text that a step vouches for."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0019_addresses_stay_and_news_waits")]

    operations = [
        migrations.AddField(
            "transition",
            "checksum",
            models.CharField(
                blank=True,
                default="",
                help_text="SHA-256 of the text that the step vouches for.",
                max_length=64,
            ),
            preserve_default=False,
        ),
    ]
